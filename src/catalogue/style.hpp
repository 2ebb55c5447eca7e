#pragma once

#include "base/error.hpp"
#include "catalogue/catalogue.hpp"

#include <filesystem>
#include <map>
#include <string>
#include <vector>

namespace ecoredline {

enum class Dash { solid, dashed, dotted };
enum class Hatch { none, slash, backslash, cross, horizontal, vertical, dots };
enum class Marker { circle, square, triangle, diamond, cross };
/// Which attribute of a zone is written beside it.
enum class LabelField { none, name, id };

/// How one kind of thing looks on a map. Lengths are millimetres on a sheet 150 mm wide; colours are "#RRGGBB", ""
/// where nothing is drawn.
struct Style {
  std::string fill;
  double fill_opacity = 0.45; ///< 0..1
  std::string stroke = "#667085";
  double stroke_mm = 0.25;
  Dash dash = Dash::solid;
  Hatch hatch = Hatch::none; ///< in the colour of the stroke, over the fill
  Marker marker = Marker::circle;
  double marker_mm = 2.2;
  LabelField label = LabelField::none;
  bool operator==(const Style&) const = default;
};

/// The symbols of a kind: one for all of it, others for some of its classes.
struct KindStyle {
  std::string kind;
  int draw_order = 100; ///< lower is drawn first
  bool has_default = false;
  Style otherwise; ///< of classes without a symbol of their own
  std::map<std::string, Style> classes;
};

/// Cartography as data: styles/<kind>.toml. Apart from the catalogue, whose hash a colour must not change.
class StyleBook {
 public:
  /// Every *.toml of `folder`. Errors: `style.unreadable`, `style.syntax`, `style.unknown_key`, `style.bad_value`, each
  /// with file and line.
  static Result<StyleBook> load(const std::filesystem::path& folder);
  static Result<StyleBook> fromFiles(const std::map<std::string, std::string>& files);

  const std::vector<KindStyle>& kinds() const { return m_kinds; }
  const KindStyle* kind(const std::string& id) const;
  /// The symbol of a class, else the kind's, else a plain grey one.
  const Style& of(const std::string& kind, const std::string& zone_class) const;
  int drawOrder(const std::string& kind) const;

 private:
  std::vector<KindStyle> m_kinds; ///< by id
};

/// What a map of this catalogue would lack: a class for which neither it nor its kind has a symbol, a symbol for a
/// class that its kind does not have. Symbols for kinds that the catalogue does not have do no harm. Empty = clean.
Diagnoses lintStyles(const Catalogue& catalogue, const StyleBook& styles);

} // namespace ecoredline
