#include "app/manifest.hpp"
#include "base/files.hpp"
#include "base/text.hpp"
#include "catalogue/columns_met.hpp"
#include "source/sketch.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <optional>
#include <regex>

namespace ecoredline {

namespace fs = std::filesystem;

namespace {

/// Points for a word of the file's name, and for every field that answers to one of the kind's own names.
constexpr int kNameScore = 10;
/// A kind is proposed from here on, and only when no other has as many.
constexpr int kLeastScore = 3;

/// Names that every second kind has say nothing.
bool isCommon(const std::string& name) {
  static const std::vector<std::string> kCommon = {"mc", "名称", "name", "bz", "备注", "mj", "面积", "id"};
  return std::ranges::find(kCommon, name) != kCommon.end();
}

int scoreOf(const LayerKind& kind, const std::string& file_name, const std::vector<std::string>& columns) {
  int score = 0;
  const std::string name = folded(file_name);
  for (const std::string& word : {kind.id, kind.title.zh, kind.title.en}) {
    const std::string folded_word = folded(word);
    if (!folded_word.empty() && name.find(folded_word) != std::string::npos) {
      score += kNameScore;
      break;
    }
  }
  for (const Field& field : zoneFields(kind))
    for (const std::string& alias : field.aliases) {
      const std::string wanted = folded(alias);
      if (isCommon(wanted)) continue;
      if (std::ranges::any_of(columns, [&](const std::string& column) { return folded(column) == wanted; })) {
        score += field.id == "zone_id" || field.id == "zone_class" ? 2 : 1;
        break;
      }
    }
  return score;
}

/// The kind with most points; nothing when two have as many or none has enough.
const LayerKind* likeliest(const Catalogue& catalogue, const fs::path& file, const FileSketch& sketch) {
  const LayerKind* best = nullptr;
  int most = 0;
  bool tied = false;
  for (const LayerKind& kind : catalogue.kinds()) {
    const int score = scoreOf(kind, toUtf8(file), sketch.fields);
    tied = score == most ? true : score > most ? false : tied;
    if (score > most) best = &kind;
    most = std::max(most, score);
  }
  return most >= kLeastScore && !tied ? best : nullptr;
}

/// A date that the file's name has in it: 20231201, 2023-12-01; a year alone decides nothing.
std::string dateIn(const std::string& name) {
  static const std::regex kDate(
      "(?:^|[^0-9])((?:19|20)[0-9]{2})[-_.]?(0[1-9]|1[0-2])[-_.]?(0[1-9]|[12][0-9]|3[01])(?:[^0-9]|$)");
  std::smatch met;
  if (!std::regex_search(name, met, kDate)) return std::string(kUndecided);
  const std::string date = fmt::format("{}-{}-{}", met[1].str(), met[2].str(), met[3].str());
  return isDate(date) ? date : std::string(kUndecided);
}

/// A basic TOML string; what is not ASCII stays as it is.
std::string tomlText(std::string_view text) {
  std::string out = "\"";
  for (const char c : text) {
    if (c == '"' || c == '\\') out += '\\';
    if (static_cast<unsigned char>(c) < 0x20)
      out += fmt::format("\\u{:04X}", static_cast<unsigned char>(c));
    else
      out += c;
  }
  return out + "\"";
}

std::string fileSection(const fs::path& folder, const fs::path& file, const Catalogue& catalogue) {
  const std::string name = toUtf8(file.generic_string());
  std::string out = fmt::format("\n[[file]]\npath = {}\n", tomlText(name));
  const auto sketch = sketchOf(folder / file);
  if (!sketch) // a line of a comment must not be left by what a file is called
    return out + fmt::format("# [{}] 打不开，改正或删去本节 / cannot be opened: mend it or remove this section\n"
                             "kind = \"?\"\ndate = \"?\"\n",
                             sketch.error().code);
  const LayerKind* kind = likeliest(catalogue, file, *sketch);
  out += kind ? fmt::format("kind = {} # 按名称与字段推测，请核对 / guessed by name and fields: check it\n",
                            tomlText(kind->id))
              : std::string("kind = \"?\" # 待定，见 ecoredline kinds / to be decided, see ecoredline kinds\n");
  const std::string date = dateIn(toUtf8(file.filename()));
  out += date == kUndecided
             ? std::string("date = \"?\" # 待定：生效日期 / to be decided: in force from, YYYY-MM-DD\n")
             : fmt::format("date = \"{}\" # 取自文件名，请核对 / from the file's name: check it\n", date);
  if (sketch->layers.size() > 1) out += "layer = \"?\" # 待定：有多个图层 / to be decided: it has several layers\n";
  if (!sketch->has_crs && !(kind && kind->table))
    out += "# crs = \"EPSG:4530\" # 文件可能没有坐标系 / the file may have no CRS of its own\n";
  if (kind && !kind->table)
    out += fmt::format("# accuracy = {} # 相对法定界线的误差，米；批复矢量为 0 / error against the legal boundary, m\n"
                       "# coverage = \"{}\" # all | admin:代码/CODE | features | none\n",
                       kind->accuracy_m, kind->duty == CoverageDuty::full ? "features" : "none");
  return out;
}

} // namespace

Result<std::string> draftManifest(const fs::path& folder, const Catalogue& catalogue) {
  auto files = dataFilesBelow(folder);
  if (!files) return fail(files.error());
  if (files->empty())
    return fail(ErrorKind::input, "manifest.empty",
                {"文件夹中没有认得的数据文件", "No data file that is known lies in the folder"}, toUtf8(folder),
                {"指明文件，或写一份 manifest.toml", "name a file, or write a manifest.toml"});
  std::string out =
      "# 交付清单草稿：核对每一行，把 \"?\" 改成实际的值，不导入的文件删去其一节，存为 manifest.toml 后再次导入。\n"
      "# Draft of a delivery's manifest: check every line, put a value in the place of every \"?\", remove\n"
      "# the section of a file that is not to be imported, save as manifest.toml, and import again.\n"
      "# 县区 admin_division 宜在前 / admin_division comes first: coverages by code lean on it.\n"
      "format = \"ecoredline.delivery/1\"\n";
  std::vector<std::string> sections;
  for (const fs::path& file : *files) sections.push_back(fileSection(folder, file, catalogue));
  std::ranges::stable_partition(
      sections, [](const std::string& s) { return s.find("kind = \"admin_division\"") != std::string::npos; });
  for (const std::string& section : sections) out += section;
  return out;
}

} // namespace ecoredline
