#include "source/encoding_preview.hpp"

#include "base/files.hpp"
#include "base/text.hpp"
#include "source/dataset.hpp"
#include "source/encoding.hpp"

#include <ogrsf_frmts.h>

#include <algorithm>
#include <fstream>
#include <utility>

namespace ecoredline {

namespace {

constexpr int kMostTried = 2000;                // rows looked at for text beyond ASCII
constexpr std::size_t kLongestLine = 400;       // bytes of a line that are shown
constexpr std::size_t kMostOfFile = 256 * 1024; // bytes of a text that are looked at
constexpr const char* kUnreadable = "\xEF\xBF\xBD";

bool isAscii(std::string_view bytes) {
  return std::ranges::all_of(bytes, [](char c) { return static_cast<unsigned char>(c) < 0x80; });
}

/// Rows as texts that are kept by the file's own.
class Collector {
 public:
  explicit Collector(std::size_t most) : m_most(most) {}
  bool isFull() const { return m_rows.size() == m_most; }
  void add(std::vector<std::pair<std::string, bool>> row) {
    if (std::ranges::any_of(row, [](const auto& cell) { return !isAscii(cell.first); }))
      m_rows.push_back(std::move(row));
  }
  const std::vector<std::vector<std::pair<std::string, bool>>>& rows() const { return m_rows; }

 private:
  std::size_t m_most;
  std::vector<std::vector<std::pair<std::string, bool>>> m_rows; ///< text, and whether it fills its field
};

Result<void> collectRows(const std::filesystem::path& path, const ReadOptions& options, Collector& rows,
                         std::vector<std::string>& names) {
  auto dataset = openDataset(path);
  if (!dataset) return fail(std::move(dataset.error()));
  if (!dataset->text_is_raw || dataset->driver != "ESRI Shapefile") return {};
  auto layer = chooseLayer(*dataset, options.layer);
  if (!layer) return fail(std::move(layer.error()));
  const GdalMessages quiet;
  OGRFeatureDefn& definition = *(*layer)->GetLayerDefn();
  std::vector<int> texts;
  for (int i = 0; i < definition.GetFieldCount(); ++i) {
    if (definition.GetFieldDefn(i)->GetType() != OFTString) continue;
    texts.push_back(i);
    names.emplace_back(definition.GetFieldDefn(i)->GetNameRef());
  }
  for (int tried = 0; tried < kMostTried && !rows.isFull(); ++tried) {
    const OGRFeatureUniquePtr feature((*layer)->GetNextFeature());
    if (!feature) break;
    std::vector<std::pair<std::string, bool>> row;
    for (const int field : texts) {
      std::string text = feature->GetFieldAsString(field);
      const auto width = static_cast<std::size_t>(definition.GetFieldDefn(field)->GetWidth());
      const bool full = width > 0 && text.size() >= width;
      row.emplace_back(std::move(text), full);
    }
    rows.add(std::move(row));
  }
  return {};
}

void collectLines(const std::filesystem::path& path, Collector& rows) {
  std::ifstream in(path, std::ios::binary);
  std::size_t read = 0;
  for (std::string line; !rows.isFull() && read < kMostOfFile && std::getline(in, line);) {
    read += line.size() + 1;
    if (!line.empty() && line.back() == '\r') line.pop_back();
    if (read == line.size() + 1 && line.starts_with("\xEF\xBB\xBF")) line.erase(0, 3);
    const bool cut = line.size() > kLongestLine;
    line.resize(std::min(line.size(), kLongestLine));
    rows.add({{line, cut}});
  }
}

bool isLines(const std::filesystem::path& path) {
  const std::string ending = lowered(toUtf8(path.extension()));
  return ending == ".txt" || ending == ".csv" || ending == ".tsv";
}

EncodingReadout readout(const Decoder& decoder, const std::vector<std::string>& names, const Collector& collected) {
  EncodingReadout made{decoder.encoding(), 0, {}, {}};
  const auto text = [&](const std::string& bytes, bool full) {
    auto decoded = decoder.decode(full ? wholeCharacters(bytes, decoder.encoding()) : std::string_view(bytes));
    if (!decoded) ++made.broken;
    return decoded ? std::move(*decoded) : std::string(kUnreadable);
  };
  for (const std::string& name : names) made.names.push_back(text(name, name.size() >= 10));
  for (const auto& row : collected.rows()) {
    made.rows.emplace_back();
    for (const auto& [bytes, full] : row) made.rows.back().push_back(text(bytes, full));
  }
  return made;
}

/// The usual three, and those whose bytes fit best.
std::vector<std::string> encodingsFor(const Collector& collected) {
  std::vector<RawText> texts;
  for (const auto& row : collected.rows())
    for (const auto& [bytes, full] : row) texts.push_back({bytes, full});
  std::vector<std::string> encodings{"UTF-8", "GB18030", "BIG5"};
  for (const EncodingReading& reading : bestReadings(texts))
    if (std::ranges::count(encodings, canonicalEncoding(reading.encoding)) == 0)
      encodings.push_back(canonicalEncoding(reading.encoding));
  return encodings;
}

} // namespace

Result<std::vector<EncodingReadout>> readoutsOf(const std::filesystem::path& path, const ReadOptions& options,
                                                std::size_t rows) {
  Collector collected(rows);
  std::vector<std::string> names;
  if (isLines(path))
    collectLines(path, collected);
  else if (auto done = collectRows(path, options, collected, names); !done)
    return fail(done.error());
  std::vector<EncodingReadout> readouts;
  if (collected.rows().empty()) return readouts;
  for (const std::string& encoding : encodingsFor(collected)) {
    const auto decoder = Decoder::open(encoding);
    if (decoder) readouts.push_back(readout(*decoder, names, collected));
  }
  return readouts;
}

} // namespace ecoredline
