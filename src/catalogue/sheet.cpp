#include "catalogue/sheet.hpp"

#include "base/text.hpp"
#include "catalogue/catalogue_files.hpp"
#include "catalogue/toml_table.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <tuple>

namespace ecoredline {

namespace {

const TomlKeys kKeys{"id",        "title",   "about",    "kinds",   "base",   "size",       "kilometre_grid",
                     "graticule", "locator", "findings", "secrecy", "number", "signatures", "place"};

// An element is hidden, or has both numbers and its corner on the page.
PagePlace readPlace(const TomlTable& r, const std::pair<double, double>& page) {
  PagePlace place{r.number("x"), r.number("y"), r.boolean("hidden")};
  if (place.hidden) return place;
  for (const auto& [key, at, most] : {std::tuple{"x", place.x, page.first}, std::tuple{"y", place.y, page.second}}) {
    if (r.has(key) && at >= 0 && at < most) continue;
    r.bad(key, {fmt::format("0 到 {:g} 毫米之间的数（图纸之内），或写 hidden = true", most),
                fmt::format("a number from 0 to under {:g} mm, on the page, or hidden = true", most)});
  }
  return place;
}

PagePlaces readPlaces(const TomlTable& r, const std::string& size) {
  PagePlaces out;
  r.each("place", {kPageElements.begin(), kPageElements.end()}, [&](const TomlTable& places) {
    for (std::size_t i = 0; i < kPageElements.size(); ++i)
      places.each(kPageElements[i], {"x", "y", "hidden"}, [&](const TomlTable& one) {
        out[static_cast<PageElement>(i)] = readPlace(one, paperMillimetres(size));
      });
  });
  return out;
}

SheetSpec readSheet(const TomlTable& r, const std::string& file) {
  SheetSpec spec;
  spec.id = r.text("id");
  if (spec.id + ".toml" != file) r.bad("id", {"与文件名一致", "the file's name"});
  spec.title = r.words("title");
  if (!r.has("title")) r.missing("title");
  spec.subject = r.choice("about", kSheetSubjects, SheetSubject::workspace);
  spec.kinds = r.texts("kinds");
  spec.base = r.texts("base");
  const auto size = paperSizeFrom(r.text("size", spec.size));
  if (!size)
    r.bad("size", {fmt::format("{} 之一", fmt::join(paperSizes(), "、")),
                   fmt::format("one of {}", fmt::join(paperSizes(), " "))});
  spec.size = size.value_or(spec.size);
  spec.kilometre_grid = r.boolean("kilometre_grid", true);
  spec.graticule = r.boolean("graticule", true);
  spec.locator = r.boolean("locator", true);
  spec.findings = r.boolean("findings");
  spec.secrecy = r.text("secrecy");
  spec.number = r.words("number");
  spec.signatures = r.wordList("signatures");
  spec.places = readPlaces(r, spec.size);
  return spec;
}

} // namespace

const std::vector<std::string>& paperSizes() {
  static const std::vector<std::string> kSizes{
      "A4", "A3", "A2", "A1", "A0", "A4-portrait", "A3-portrait", "A2-portrait", "A1-portrait", "A0-portrait"};
  return kSizes;
}

std::optional<std::string> paperSizeFrom(const std::string& word) {
  const auto found = std::ranges::find(paperSizes(), lowered(word), [](const auto& size) { return lowered(size); });
  return found == paperSizes().end() ? std::nullopt : std::optional(*found);
}

std::pair<double, double> paperMillimetres(const std::string& size) {
  static const std::map<std::string, std::pair<double, double>> kLying{
      {"a4", {297, 210}}, {"a3", {420, 297}}, {"a2", {594, 420}}, {"a1", {841, 594}}, {"a0", {1189, 841}}};
  const std::string word = lowered(size);
  const auto found = kLying.find(word.substr(0, 2));
  const auto [wide, high] = found == kLying.end() ? kLying.at("a3") : found->second;
  return word.ends_with("-portrait") ? std::pair{high, wide} : std::pair{wide, high};
}

Result<SheetBook> SheetBook::fromFiles(const std::map<std::string, std::string>& files) {
  SheetBook book;
  for (const auto& [file, bytes] : files) {
    const auto toml = TomlFile::parse("styles/sheets/" + file, bytes, "sheet");
    if (!toml) return fail(toml.error());
    auto sheet = toml->checked(readSheet(toml->root(kKeys), file));
    if (!sheet) return fail(sheet.error());
    book.m_sheets.push_back(std::move(*sheet));
  }
  return book;
}

Result<SheetBook> SheetBook::load(const std::filesystem::path& folder) {
  const auto files =
      tomlFilesIn(folder, {"sheet.unreadable", {"图幅文件夹不能读取", "The folder of sheets cannot be read"}});
  if (!files) return fail(files.error());
  return fromFiles(*files);
}

const SheetSpec* SheetBook::sheet(const std::string& id) const {
  const auto found = std::ranges::find(m_sheets, id, &SheetSpec::id);
  return found == m_sheets.end() ? nullptr : &*found;
}

Diagnoses lintSheets(const Catalogue& catalogue, const SheetBook& sheets) {
  Diagnoses found;
  for (const SheetSpec& sheet : sheets.sheets())
    for (const auto* list : {&sheet.kinds, &sheet.base})
      for (const std::string& kind : *list) {
        if (catalogue.kind(kind) != nullptr) continue;
        Diagnosis diagnosis;
        diagnosis.code = "sheet.unknown_kind";
        diagnosis.severity = Severity::error;
        diagnosis.message = {fmt::format("styles/sheets/{}.toml：目录中没有图层类型 {}", sheet.id, kind),
                             fmt::format("styles/sheets/{}.toml: no kind {} in the catalogue", sheet.id, kind)};
        found.push_back(std::move(diagnosis));
      }
  return found;
}

} // namespace ecoredline
