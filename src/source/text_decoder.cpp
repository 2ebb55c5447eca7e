#include "source/text_decoder.hpp"

#include "base/files.hpp"
#include "base/text.hpp"
#include "source/encoding.hpp"
#include "source/file_check.hpp"
#include "source/row_diagnoses.hpp"

#include <fmt/format.h>

#include <set>
#include <utility>

namespace ecoredline {

namespace {

constexpr std::size_t kNameBytes = 10;  // a DBF field name
constexpr std::size_t kTextBytes = 254; // a DBF text
/// A narrower field is said to be full where it was filled at least so often and other texts are shorter: codes, which
/// all have the same length, fill theirs lawfully.
constexpr std::size_t kFullTexts = 2;

bool isFull(std::string_view bytes, std::size_t width) {
  return width > 0 && bytes.size() >= width;
}

/// UTF-8 of code points below 256 back to the bytes they were made from; other text stays.
std::string latin1Bytes(const std::string& utf8) {
  std::string bytes;
  for (std::size_t i = 0; i < utf8.size(); ++i) {
    const auto byte = static_cast<unsigned char>(utf8[i]);
    if (byte < 0x80) {
      bytes += utf8[i];
      continue;
    }
    if ((byte != 0xC2 && byte != 0xC3) || i + 1 == utf8.size()) return utf8;
    bytes += static_cast<char>((byte & 0x03U) << 6 | (static_cast<unsigned char>(utf8[++i]) & 0x3FU));
  }
  return bytes;
}

void undoLatin1(Table& table) {
  for (Column& column : table.columns)
    for (Value& value : column.values)
      if (auto* text = std::get_if<std::string>(&value)) *text = latin1Bytes(*text);
}

std::vector<RawText> textsOf(const RawLayer& layer, std::size_t name_width) {
  std::vector<RawText> texts;
  for (std::size_t c = 0; c < layer.table.columns.size(); ++c) {
    const Column& column = layer.table.columns[c];
    texts.push_back({column.name, isFull(column.name, name_width)});
    for (const Value& value : column.values)
      if (const auto* text = std::get_if<std::string>(&value)) texts.push_back({*text, isFull(*text, layer.widths[c])});
  }
  return texts;
}

/// One text of a file that mixes UTF-8 and GB18030 (pyogrio#380). Two-byte sequences can be both: GB 2312 goes first.
std::string encodingOfText(const RawText& text) {
  const EncodingGuess guess = guessEncoding(std::vector<RawText>{text});
  return guess.encoding == "UTF-8" && guess.ambiguous ? "GB18030" : guess.encoding;
}

bool isSureMix(const std::vector<RawText>& texts) {
  std::vector<RawText> others;
  bool has_utf8 = false;
  for (const RawText& text : texts) {
    const std::string encoding = encodingOfText(text);
    if (encoding == "UTF-8")
      has_utf8 = true;
    else if (encoding != "ASCII")
      others.push_back(text);
  }
  return has_utf8 && guessEncoding(others).encoding == "GB18030";
}

class TextDecoder {
 public:
  TextDecoder(RawLayer& layer, const Dataset& dataset, const std::string& option)
      : m_layer(layer), m_dataset(dataset), m_option(option),
        m_name_width(dataset.driver == "ESRI Shapefile" ? kNameBytes : 0) {
    if (m_name_width > 0 && isShapefilePart(dataset.path)) m_label = encodingLabel(dataset.path);
  }

  Result<void> run() {
    if (m_dataset.text_was_latin1) undoLatin1(m_layer.table);
    if (auto decided = decide(); !decided) return decided;
    for (std::size_t c = 0; c < m_layer.table.columns.size(); ++c)
      if (auto done = decodeColumn(c); !done) return done;
    noteDuplicates();
    return {};
  }

 private:
  Result<void> decide() {
    const std::vector<RawText> texts = textsOf(m_layer, m_name_width);
    const EncodingGuess guess = guessEncoding(texts);
    if (!m_option.empty() && (m_dataset.text_is_raw || (guess.encoding != "UTF-8" && guess.encoding != "ASCII")))
      return takeOption(guess);
    if (!m_option.empty() && guess.encoding == "UTF-8" && canonicalEncoding(m_option) != "UTF-8")
      note(
          "encoding.option_not_needed", Severity::info,
          {fmt::format("{} 格式的文字就是 UTF-8，未按 --encoding {} 解码", m_dataset.driver, m_option),
           fmt::format("Text of {} is UTF-8 by definition; --encoding {} is not applied", m_dataset.driver, m_option)});
    if (guess.encoding.empty()) return takeMix(texts, guess);
    if (auto set = use(guess.encoding); !set) return set;
    m_layer.table.encoding = guess.encoding == "GB18030" ? "GB18030 (sniffed)" : guess.encoding;
    noteDecision(guess);
    return {};
  }

  Result<void> takeOption(const EncodingGuess& guess) {
    if (auto set = use(m_option); !set) return set;
    const std::string& met = guess.encoding;
    m_layer.table.encoding = m_decoder->encoding() + " (option)";
    if (!met.empty() && met != "ASCII" && met != m_decoder->encoding())
      note("encoding.option_contradicts", Severity::warning,
           {fmt::format("按 --encoding {} 解码，但从字节看应为 {}：{}", m_option, met, guess.evidence.zh),
            fmt::format("Decoded as --encoding {} says, though the bytes look like {}: {}", m_option, met,
                        guess.evidence.en)});
    return {};
  }

  Result<void> takeMix(const std::vector<RawText>& texts, const EncodingGuess& guess) {
    if (!isSureMix(texts)) return undecided(guess, bestReadings(texts));
    m_mixed = true;
    m_layer.table.encoding = "UTF-8 + GB18030 (sniffed)";
    note("encoding.mixed", Severity::warning,
         {"同一文件里既有 UTF-8 又有 GB18030 文字，已逐条按字节判断，请核对名称",
          "The file mixes UTF-8 and GB18030 text; each was decided on its own bytes. Check the names"});
    return use("GB18030");
  }

  Result<void> use(const std::string& encoding) {
    auto decoder = Decoder::open(encoding);
    if (!decoder) return fail(std::move(decoder.error()));
    m_decoder.emplace(std::move(*decoder));
    return {};
  }

  tl::unexpected<Error> undecided(const EncodingGuess& guess, const std::vector<EncodingReading>& readings) const {
    const std::string label_zh = m_label.text.empty() ? "没有编码标记" : "编码标记为 " + m_label.text;
    const std::string label_en = m_label.text.empty() ? "nothing labels it" : "the label says " + m_label.text;
    const std::string likely = readings.empty() ? "GBK" : readings.front().encoding;
    const std::string first = m_label.encoding.empty() ? likely : m_label.encoding;
    Text shown;
    for (const EncodingReading& reading : readings) {
      shown.zh +=
          fmt::format("{}{} 读作“{}”", shown.zh.empty() ? "；最可能的读法：" : "，", reading.encoding, reading.preview);
      shown.en += fmt::format("{}{}: \"{}\"", shown.en.empty() ? "; the best readings: " : ", ", reading.encoding,
                              reading.preview);
    }
    return fail(ErrorKind::input, "encoding.undecided",
                {fmt::format("文字编码无法确定：{}；{}", guess.evidence.zh, label_zh),
                 fmt::format("The encoding of the text is not sure: {}; {}", guess.evidence.en, label_en)},
                toUtf8(m_dataset.path),
                {fmt::format("用 --encoding 指明编码，例如 --encoding {}，并核对名称是否正确{}", first, shown.zh),
                 fmt::format("name it with --encoding, e.g. --encoding {}, and check that the names read right{}",
                             first, shown.en)});
  }

  void noteDecision(const EncodingGuess& guess) {
    const bool agrees = m_label.encoding == guess.encoding;
    if (guess.encoding == "GB18030")
      note("encoding.sniffed", agrees ? Severity::info : Severity::warning,
           {fmt::format("按 GB18030（含 GBK）解码：{}；{}", guess.evidence.zh,
                        m_label.text.empty() ? "文件没有编码标记" : "文件标记为 " + m_label.text),
            fmt::format("Decoded as GB18030 (GBK): {}; {}", guess.evidence.en,
                        m_label.text.empty() ? "the file has no label" : "the file is labelled " + m_label.text)});
    if (guess.ambiguous)
      note("encoding.ambiguous", Severity::warning,
           {"文字很少，字节既合 UTF-8 也合 GBK，按 UTF-8 读入；若名称不对，请加 --encoding GBK",
            "Few texts, whose bytes fit UTF-8 and GBK alike, were read as UTF-8; if names look wrong, add --encoding "
            "GBK"});
    if (!m_label.encoding.empty() && !agrees && guess.encoding != "ASCII")
      note("encoding.label_contradicts", Severity::warning,
           {fmt::format("编码标记（{}）与字节不符，以字节为准：{}", m_label.text, guess.encoding),
            fmt::format("The label ({}) contradicts the bytes, which stand: {}", m_label.text, guess.encoding)});
  }

  Result<std::string> decodeText(const std::string& bytes, std::size_t width, bool& is_cut) {
    const RawText text{bytes, isFull(bytes, width)};
    const bool as_utf8 = m_mixed && encodingOfText(text) == "UTF-8";
    const std::string encoding = as_utf8 ? "UTF-8" : m_decoder->encoding();
    const std::string_view whole = text.full ? wholeCharacters(bytes, encoding) : std::string_view(bytes);
    is_cut = whole.size() < bytes.size();
    return as_utf8 ? Result<std::string>(std::string(whole)) : m_decoder->decode(whole);
  }

  Result<void> decodeColumn(std::size_t c) {
    Column& column = m_layer.table.columns[c];
    bool is_cut = false;
    auto name = decodeText(column.name, m_name_width, is_cut);
    if (!name) return failAt(name.error(), fmt::format("field {}", c + 1));
    column.name = std::move(*name);
    if (is_cut)
      note("encoding.name_cut", Severity::warning,
           {fmt::format("第 {} 个字段名在汉字中间被截断（10 字节），读作“{}”", c + 1, column.name),
            fmt::format("The name of field {} is cut inside a character (10 bytes); read as \"{}\"", c + 1,
                        column.name)});
    std::size_t cut = 0;
    std::size_t at_limit = 0;
    std::size_t shorter = 0;
    for (std::size_t r = 0; r < column.values.size(); ++r) {
      auto* text = std::get_if<std::string>(&column.values[r]);
      if (text == nullptr) continue;
      if (isFull(*text, m_layer.widths[c]))
        ++at_limit;
      else if (!text->empty())
        ++shorter;
      auto decoded = decodeText(*text, m_layer.widths[c], is_cut);
      if (!decoded) return failAt(decoded.error(), fmt::format("{}, row {}", column.name, r + 1));
      *text = std::move(*decoded);
      if (is_cut) ++cut;
    }
    noteCut(column.name, cut);
    const bool is_text = m_layer.widths[c] >= kTextBytes || (at_limit >= kFullTexts && shorter > 0);
    if (at_limit > 0 && is_text) noteLimit(c, at_limit);
    return {};
  }

  tl::unexpected<Error> failAt(Error error, const std::string& where) const {
    error.where = fmt::format("{}: {}", toUtf8(m_dataset.path), where);
    return fail(std::move(error));
  }

  void noteCut(const std::string& name, std::size_t cut) {
    if (cut > 0)
      note("encoding.text_cut", Severity::warning,
           {fmt::format("字段“{}”有 {} 条文字在汉字中间被截断，只读到最后一个完整的字", name, cut),
            fmt::format("{} texts of field \"{}\" are cut inside a character; read up to the last whole one", cut,
                        name)});
  }

  void noteLimit(std::size_t c, std::size_t at_limit) {
    const std::string& name = m_layer.table.columns[c].name;
    note("text.at_limit", Severity::warning,
         {fmt::format("字段“{}”有 {} 条文字正好占满 {} 字节，可能已被截断", name, at_limit, m_layer.widths[c]),
          fmt::format("{} texts of field \"{}\" fill its {} bytes and may be cut", at_limit, name, m_layer.widths[c])});
  }

  void noteDuplicates() {
    std::set<std::string> seen;
    for (const Column& column : m_layer.table.columns) {
      if (seen.insert(lowered(column.name)).second) continue;
      note("field.duplicate_name", Severity::warning,
           {fmt::format("字段名“{}”重复，按名称取值时用第一个", column.name),
            fmt::format("The field name \"{}\" occurs twice; by name the first is used", column.name)});
    }
  }

  void note(std::string code, Severity severity, Text message) {
    m_layer.diagnoses.push_back(diagnosis(std::move(code), severity, std::move(message)));
  }

  RawLayer& m_layer;
  const Dataset& m_dataset;
  const std::string& m_option;
  std::size_t m_name_width = 0;
  EncodingLabel m_label;
  std::optional<Decoder> m_decoder;
  bool m_mixed = false;
};

} // namespace

Result<void> decodeTexts(RawLayer& layer, const Dataset& dataset, const std::string& option) {
  return TextDecoder(layer, dataset, option).run();
}

} // namespace ecoredline
