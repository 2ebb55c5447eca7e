#pragma once

#include "base/error.hpp"

#include <array>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace ecoredline {

enum class Datum { cgcs2000, wgs84, xian80, beijing54, newBeijing, other };

/// A coordinate reference system as a value. Coordinates are always in GIS order everywhere in this program
/// (x = easting or longitude in degrees, y = northing or latitude), whatever the authority says; the one wrapper that
/// makes it so is Transform (domain.md §6: EPSG axis 1 is north).
class Crs {
 public:
  Crs() = default; ///< "unknown": valid() is false

  static Result<Crs> fromEpsg(int code);
  /// Anything PROJ understands: "EPSG:4530", WKT, a .prj's text, PROJJSON. Resolved to an EPSG code when PROJ
  /// identifies it with confidence >= 90. Errors: `crs.not_understood`.
  static Result<Crs> fromText(std::string_view text);
  /// CGCS2000 geographic, EPSG:4490.
  static const Crs& cgcs2000();
  /// The CGCS2000 3-degree Gauss-Krueger zone (with zone prefix, EPSG:4513..4533) that holds `longitude` (degrees).
  static Result<Crs> gaussKruger3(double longitude);

  bool valid() const { return m_facts != nullptr; }
  int epsg() const;         ///< 0 when it has no EPSG code
  std::string code() const; ///< "EPSG:4490", or "custom:" and 12 hex of its WKT
  std::string name() const;
  std::string wkt() const; ///< WKT2:2019
  Datum datum() const;
  std::string datumName() const; ///< in the authority's words
  bool isGeographic() const;
  bool isGaussKruger() const;       ///< transverse Mercator with scale 1 and latitude of origin 0
  int zoneWidth() const;            ///< 3 or 6 for the Gauss-Krueger systems of domain.md §6, else 0
  int zoneNumber() const;           ///< n with the prefix or without, 0 if none
  double centralMeridian() const;   ///< degrees; 0 if not Gauss-Krueger
  double falseEasting() const;      ///< metres
  double semiMajorAxis() const;     ///< of its ellipsoid, metres
  double inverseFlattening() const; ///< of its ellipsoid; 0 for a sphere
  /// The geographic CRS it is built on (itself if geographic). Errors: `crs.not_understood`.
  Result<Crs> geographicBase() const;
  /// True for EPSG:4490 and the CGCS2000 Gauss-Krueger systems: what a version may be stored in.
  bool isStorable() const;
  bool operator==(const Crs& other) const { return code() == other.code(); }

 private:
  friend struct CrsReader;
  struct Facts;
  explicit Crs(std::shared_ptr<const Facts> facts) : m_facts(std::move(facts)) {}
  std::shared_ptr<const Facts> m_facts;
};

/// Seven parameters of a local datum change, position vector convention: metres, arc-seconds, ppm.
struct DatumShift {
  std::array<double, 7> parameters{}; ///< dx, dy, dz, rx, ry, rz, s
};

/// A coordinate operation in GIS order. Not thread-safe; make one per thread (`clone`); it may then move to that
/// thread.
class Transform {
 public:
  /// Errors: `crs.datum_shift_needed` where PROJ would change the datum by a silent zero shift (ballpark), unless both
  /// are CGCS2000 or WGS 84 (equal within decimetres, said by the caller: longitude and latitude are kept) or `shift`
  /// is given; `crs.no_operation`. `shift` is used only where the datums differ and are not that pair.
  static Result<Transform> between(const Crs& from, const Crs& to, const std::optional<DatumShift>& shift = {});

  Transform(Transform&&) noexcept;
  Transform& operator=(Transform&&) noexcept;
  ~Transform();

  bool isIdentity() const;
  /// The same projection with another false easting (4530 <-> 4551): a subtraction, so straight edges stay straight.
  bool isSubtraction() const;
  /// In place. Errors: `crs.out_of_domain` when a point has no image; the coordinates are then unspecified.
  Result<void> apply(std::span<double> x, std::span<double> y) const;
  Transform clone() const;

 private:
  struct State;
  explicit Transform(std::unique_ptr<State> state);
  std::unique_ptr<State> m_state;
};

} // namespace ecoredline
