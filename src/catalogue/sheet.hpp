#pragma once

#include "base/error.hpp"
#include "catalogue/catalogue.hpp"
#include "catalogue/page_places.hpp"

#include <array>
#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace ecoredline {

/// Papers of sheets: "A4" lies on its long side, "A4-portrait" stands on its short one; from A4 to A0.
const std::vector<std::string>& paperSizes();

/// Such a word as it is listed, from one in capitals or small letters; nothing for anything else.
std::optional<std::string> paperSizeFrom(const std::string& word);

/// Its breadth and height as it lies or stands, mm; of A3 for any other word.
std::pair<double, double> paperMillimetres(const std::string& size);

/// What a sheet is about.
enum class SheetSubject {
  workspace, ///< what is in force on a day
  site,      ///< a site of a run
  incident,  ///< a problem of a ledger
  change     ///< two versions of a kind
};

/// As `about` of a sheet names them, in the order of the enumeration.
inline constexpr std::array<std::string_view, 4> kSheetSubjects{"workspace", "site", "incident", "change"};

/// What a map sheet shows: styles/sheets/<id>.toml.
struct SheetSpec {
  std::string id;
  Text title; ///< 图名
  SheetSubject subject = SheetSubject::workspace;
  std::vector<std::string> kinds; ///< in the legend's order; empty = every kind in force
  std::vector<std::string> base;  ///< drawn below, in their own symbols, without deciding what the map shows
  std::string size = "A3";        ///< one of paperSizes()
  bool kilometre_grid = true;
  bool graticule = true;
  bool locator = true;
  bool findings = false;        ///< a table of what the site meets, or the problem
  std::string secrecy;          ///< 密级, upper right; "" = none
  Text number;                  ///< 附图编号, upper left; none if empty
  std::vector<Text> signatures; ///< 制图, 校核, 审核 …: a line each to sign on
  PagePlaces places;            ///< [place.legend] …: what does not stand where it does by itself

  bool operator==(const SheetSpec&) const = default;
};

/// Sheets as data.
class SheetBook {
 public:
  /// Every *.toml of `folder`. Errors: `sheet.unreadable`, `sheet.syntax`, `sheet.unknown_key`, `sheet.bad_value`, each
  /// with file and line.
  static Result<SheetBook> load(const std::filesystem::path& folder);
  static Result<SheetBook> fromFiles(const std::map<std::string, std::string>& files);

  const std::vector<SheetSpec>& sheets() const { return m_sheets; }
  const SheetSpec* sheet(const std::string& id) const;

 private:
  std::vector<SheetSpec> m_sheets; ///< by id
};

/// Kinds that a sheet names and the catalogue does not know. Empty = clean.
Diagnoses lintSheets(const Catalogue& catalogue, const SheetBook& sheets);

} // namespace ecoredline
