#include "geo/crs.hpp"

#include "base/hash.hpp"
#include "geo/proj_support.hpp"

#include <fmt/format.h>
#include <proj.h>
#include <proj_experimental.h>

#include <algorithm>
#include <cctype>
#include <charconv>
#include <cmath>
#include <map>
#include <mutex>
#include <numbers>
#include <utility>
#include <vector>

namespace ecoredline {

struct Crs::Facts {
  int epsg = 0;
  std::string code;
  std::string name;
  std::string wkt;
  Datum datum = Datum::other;
  std::string datum_name;
  double semi_major_axis = 0;
  double inverse_flattening = 0;
  bool geographic = false;
  bool gauss_kruger = false;
  int zone_width = 0;
  int zone_number = 0;
  double central_meridian = 0;
  double false_easting = 0;
};

namespace {

tl::unexpected<Error> notUnderstood(std::string_view text, Text what) {
  return fail(ErrorKind::input, "crs.not_understood", std::move(what), std::string(text.substr(0, 120)),
              {"请用 --crs EPSG:编号 指明坐标系，例如 --crs EPSG:4530",
               "Name the system with --crs EPSG:n, e.g. --crs EPSG:4530"});
}

/// The horizontal CRS inside a bound, compound or three-dimensional one.
PjPtr horizontal(PjPtr crs) {
  PJ_CONTEXT* ctx = threadContext();
  if (crs && proj_get_type(crs.get()) == PJ_TYPE_BOUND_CRS) crs.reset(proj_get_source_crs(ctx, crs.get()));
  if (crs && proj_get_type(crs.get()) == PJ_TYPE_COMPOUND_CRS) crs.reset(proj_crs_get_sub_crs(ctx, crs.get(), 0));
  if (crs && proj_get_type(crs.get()) == PJ_TYPE_BOUND_CRS) crs.reset(proj_get_source_crs(ctx, crs.get()));
  if (crs && proj_get_type(crs.get()) == PJ_TYPE_GEOGRAPHIC_3D_CRS) {
    crs.reset(proj_crs_demote_to_2D(ctx, nullptr, crs.get()));
  }
  return crs;
}

/// Axes in metres (projected) or degrees (geographic): all that the rest of the program can count in.
bool hasKnownUnits(const PJ* crs, bool geographic) {
  PJ_CONTEXT* ctx = threadContext();
  const PjPtr axes(proj_crs_get_coordinate_system(ctx, crs));
  double factor = 0;
  if (!axes ||
      !proj_cs_get_axis_info(ctx, axes.get(), 0, nullptr, nullptr, nullptr, &factor, nullptr, nullptr, nullptr)) {
    return false;
  }
  return std::abs(factor - (geographic ? std::numbers::pi / 180 : 1.0)) < 1e-12;
}

bool isFromGreenwich(const PJ* crs) {
  const PjPtr meridian(proj_get_prime_meridian(threadContext(), crs));
  double longitude = 0;
  if (!meridian) return true;
  proj_prime_meridian_get_parameters(threadContext(), meridian.get(), &longitude, nullptr, nullptr);
  return longitude == 0;
}

std::string lettersAndDigits(std::string_view text) {
  std::string out;
  for (const char c : text) {
    if (std::isalnum(static_cast<unsigned char>(c)))
      out += static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  }
  return out;
}

/// By the datum's name *and* its ellipsoid: files that say CGCS2000 over Krassowsky's figures are met (domain.md §6).
Datum datumOf(std::string_view datum_name, double a, double rf) {
  struct Known {
    std::string_view word;
    Datum datum;
    double a;
    double rf;
  };
  static constexpr Known kKnown[] = {
      {"china2000", Datum::cgcs2000, 6378137, 298.257222101},
      {"chinageodeticcoordinatesystem2000", Datum::cgcs2000, 6378137, 298.257222101},
      {"cgcs2000", Datum::cgcs2000, 6378137, 298.257222101},
      {"worldgeodeticsystem1984", Datum::wgs84, 6378137, 298.257223563},
      {"wgs1984", Datum::wgs84, 6378137, 298.257223563},
      {"wgs84", Datum::wgs84, 6378137, 298.257223563},
      {"xian1980", Datum::xian80, 6378140, 298.257},
      {"newbeijing", Datum::newBeijing, 6378245, 298.3},
      {"beijing1954", Datum::beijing54, 6378245, 298.3},
  };
  const std::string name = lettersAndDigits(datum_name);
  for (const Known& k : kKnown) {
    if (name.find(k.word) == std::string::npos) continue;
    return std::abs(a - k.a) < 1e-3 && std::abs(rf - k.rf) < 5e-8 ? k.datum : Datum::other;
  }
  return Datum::other;
}

/// Metres or degrees of a parameter of the map projection, by its EPSG name; nullopt when it has none.
std::optional<double> parameter(const PJ* conversion, const char* name) {
  PJ_CONTEXT* ctx = threadContext();
  const int index = proj_coordoperation_get_param_index(ctx, conversion, name);
  double value = 0;
  double factor = 1;
  const char* category = nullptr;
  if (index < 0 || !proj_coordoperation_get_param(ctx, conversion, index, nullptr, nullptr, nullptr, &value, nullptr,
                                                  &factor, nullptr, nullptr, nullptr, &category)) {
    return std::nullopt;
  }
  if (std::string_view(category) != "angular") return value * factor;
  constexpr double kDegree = std::numbers::pi / 180;
  return std::abs(factor - kDegree) < 1e-15 ? value : value * factor / kDegree;
}

struct Projection {
  bool gauss_kruger = false;
  double central_meridian = 0;
  double false_easting = 0;
};

Projection projectionOf(const PJ* crs) {
  PJ_CONTEXT* ctx = threadContext();
  const PjPtr conversion(proj_crs_get_coordoperation(ctx, crs));
  const char* method = nullptr;
  if (!conversion || !proj_coordoperation_get_method_info(ctx, conversion.get(), &method, nullptr, nullptr) ||
      method == nullptr) {
    return {};
  }
  const auto meridian = parameter(conversion.get(), "Longitude of natural origin");
  const auto easting = parameter(conversion.get(), "False easting");
  const bool gk = std::string_view(method) == "Transverse Mercator" && meridian && easting &&
                  parameter(conversion.get(), "Latitude of natural origin") == 0.0 &&
                  parameter(conversion.get(), "Scale factor at natural origin") == 1.0 &&
                  parameter(conversion.get(), "False northing") == 0.0;
  return gk ? Projection{true, *meridian, *easting} : Projection{};
}

/// (width, number) of a zone. A false easting of n·10⁶ + 500 000 says it alone, since 13–23 are 6° and 25–45 are 3°
/// zones; without the prefix one meridian can be both (123° is 3° zone 41 and 6° zone 21), so the name decides.
std::pair<int, int> zoneOf(const Projection& p, std::string_view crs_name, bool official_name) {
  const auto number = [&p](int width) {
    const double n = width == 3 ? p.central_meridian / 3 : (p.central_meridian + 3) / 6;
    return n == std::floor(n) && n >= 1 ? static_cast<int>(n) : 0;
  };
  const double prefix = (p.false_easting - 500000) / 1e6;
  for (const int width : {3, 6}) {
    const bool in_range = width == 6 ? prefix >= 13 && prefix <= 23 : prefix >= 24 && prefix <= 45;
    if (in_range && prefix == number(width)) return {width, number(width)};
  }
  if (p.false_easting != 500000 || p.central_meridian < 72 || p.central_meridian > 138) return {0, 0};
  const std::string name = lettersAndDigits(crs_name);
  const bool says_3 = name.find("3degree") != std::string::npos;
  if (number(3) != 0 && (says_3 || number(6) == 0)) return {3, number(3)};
  if (number(6) != 0 && (official_name || name.find("6degree") != std::string::npos)) return {6, number(6)};
  return {0, 0};
}

/// The EPSG code PROJ identifies with confidence >= 90; the smallest of the best, for a stable answer. 0 if none.
int identified(const PJ* crs) {
  PJ_CONTEXT* ctx = threadContext();
  int* confidence = nullptr;
  const PjListPtr list(proj_identify(ctx, crs, "EPSG", nullptr, &confidence));
  int best = 0;
  int best_confidence = 89;
  for (int i = 0; list && i < proj_list_get_count(list.get()); ++i) {
    const PjPtr candidate(proj_list_get(ctx, list.get(), i));
    const char* text = proj_get_id_code(candidate.get(), 0);
    const int code = text == nullptr ? 0 : std::atoi(text);
    if (code == 0 || confidence[i] < best_confidence) continue;
    if (confidence[i] > best_confidence || best == 0 || code < best) best = code;
    best_confidence = confidence[i];
  }
  proj_int_list_destroy(confidence);
  return best;
}

std::optional<int> epsgCode(std::string_view text) {
  if (text.size() < 6 || lettersAndDigits(text.substr(0, 4)) != "epsg" || text[4] != ':') return std::nullopt;
  int code = 0;
  const auto [end, error] = std::from_chars(text.data() + 5, text.data() + text.size(), code);
  if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return code;
}

std::string wktOf(const PJ* crs) {
  const char* options[] = {"MULTILINE=NO", nullptr};
  const char* wkt = proj_as_wkt(threadContext(), crs, PJ_WKT2_2019, options);
  return wkt == nullptr ? std::string() : std::string(wkt);
}

} // namespace

/// Reads everything the program asks of a CRS once, so that no question later needs proj.db or a PROJ context.
struct CrsReader {
  static Result<Crs> read(PjPtr crs, int epsg, std::string_view text);
  static void readDatum(Crs::Facts& facts, const PJ* crs);
};

void CrsReader::readDatum(Crs::Facts& facts, const PJ* crs) {
  PJ_CONTEXT* ctx = threadContext();
  const PjPtr ellipsoid(proj_get_ellipsoid(ctx, crs));
  if (ellipsoid) {
    proj_ellipsoid_get_parameters(ctx, ellipsoid.get(), &facts.semi_major_axis, nullptr, nullptr,
                                  &facts.inverse_flattening);
  }
  PjPtr datum(proj_crs_get_datum(ctx, crs));
  if (!datum) datum.reset(proj_crs_get_datum_ensemble(ctx, crs));
  if (datum) facts.datum_name = proj_get_name(datum.get());
  facts.datum = datumOf(facts.datum_name, facts.semi_major_axis, facts.inverse_flattening);
}

Result<Crs> CrsReader::read(PjPtr crs, int epsg, std::string_view text) {
  crs = horizontal(std::move(crs));
  const PJ_TYPE type = crs ? proj_get_type(crs.get()) : PJ_TYPE_UNKNOWN;
  const bool geographic = type == PJ_TYPE_GEOGRAPHIC_2D_CRS;
  if (!geographic && type != PJ_TYPE_PROJECTED_CRS) {
    return notUnderstood(text, {"看不懂这个坐标系，或它不是平面/经纬度坐标系",
                                "This is no coordinate system PROJ understands, or neither projected nor geographic"});
  }
  if (!isFromGreenwich(crs.get())) {
    return notUnderstood(text, {"经度不从格林尼治起算", "Its longitudes do not count from Greenwich"});
  }
  if (!hasKnownUnits(crs.get(), geographic)) {
    return notUnderstood(text,
                         {"坐标系的单位既不是米也不是度", "The coordinate system is neither in metres nor in degrees"});
  }
  auto facts = std::make_shared<Crs::Facts>();
  facts->epsg = epsg;
  facts->name = proj_get_name(crs.get());
  facts->wkt = wktOf(crs.get());
  facts->code = epsg != 0 ? fmt::format("EPSG:{}", epsg) : "custom:" + toHex(sha256(facts->wkt), 12);
  facts->geographic = geographic;
  readDatum(*facts, crs.get());
  const Projection projection = geographic ? Projection{} : projectionOf(crs.get());
  facts->gauss_kruger = projection.gauss_kruger;
  facts->central_meridian = projection.central_meridian;
  facts->false_easting = projection.false_easting;
  if (projection.gauss_kruger && facts->datum != Datum::other) {
    std::tie(facts->zone_width, facts->zone_number) = zoneOf(projection, facts->name, epsg != 0);
  }
  return Crs(std::move(facts));
}

Result<Crs> Crs::fromEpsg(int code) {
  static std::mutex mutex;
  static std::map<int, Crs> known;
  {
    const std::scoped_lock lock(mutex);
    if (const auto it = known.find(code); it != known.end()) return it->second;
  }
  const std::string text = std::to_string(code);
  PjPtr crs(proj_create_from_database(threadContext(), "EPSG", text.c_str(), PJ_CATEGORY_CRS, 0, nullptr));
  const PJ_TYPE type = crs ? proj_get_type(crs.get()) : PJ_TYPE_UNKNOWN;
  if (type == PJ_TYPE_GEOGRAPHIC_3D_CRS || type == PJ_TYPE_COMPOUND_CRS) { // 4480 is read as 4490
    return fromText(wktOf(horizontal(std::move(crs)).get()));
  }
  auto made = CrsReader::read(std::move(crs), code, "EPSG:" + text);
  const std::scoped_lock lock(mutex);
  if (made) known.emplace(code, *made);
  return made;
}

Result<Crs> Crs::fromText(std::string_view text) {
  if (text.starts_with("\xEF\xBB\xBF")) text.remove_prefix(3);
  const std::string definition = trimmed(text);
  if (const auto code = epsgCode(definition)) return fromEpsg(*code);
  PjPtr crs = horizontal(PjPtr(proj_create(threadContext(), definition.c_str())));
  const int code = crs ? identified(crs.get()) : 0;
  return code != 0 ? fromEpsg(code) : CrsReader::read(std::move(crs), 0, definition);
}

const Crs& Crs::cgcs2000() {
  static const Crs crs = fromEpsg(4490).value_or(Crs());
  return crs;
}

Result<Crs> Crs::gaussKruger3(double longitude) {
  constexpr int kFirstZone = 25;
  constexpr int kLastZone = 45;
  constexpr int kEpsgBase = 4488; // EPSG code = 4488 + zone (domain.md §6; a test reads the whole block)
  const double zone = std::floor((longitude + 1.5) / 3);
  if (zone >= kFirstZone && zone <= kLastZone) return fromEpsg(kEpsgBase + static_cast<int>(zone));
  return fail(ErrorKind::input, "crs.no_zone",
              {fmt::format("经度 {} 不在 3 度带 25–45 带（73.5°–136.5°E）之内", longitude),
               fmt::format("Longitude {} lies in none of the 3-degree zones 25-45 (73.5-136.5 E)", longitude)},
              {}, {"请检查坐标系与坐标顺序", "Check the coordinate system and the axis order"});
}

int Crs::epsg() const {
  return m_facts ? m_facts->epsg : 0;
}
std::string Crs::code() const {
  return m_facts ? m_facts->code : std::string();
}
std::string Crs::name() const {
  return m_facts ? m_facts->name : std::string();
}
std::string Crs::wkt() const {
  return m_facts ? m_facts->wkt : std::string();
}
std::string Crs::datumName() const {
  return m_facts ? m_facts->datum_name : std::string();
}
Datum Crs::datum() const {
  return m_facts ? m_facts->datum : Datum::other;
}
bool Crs::isGeographic() const {
  return m_facts && m_facts->geographic;
}
bool Crs::isGaussKruger() const {
  return m_facts && m_facts->gauss_kruger;
}
int Crs::zoneWidth() const {
  return m_facts ? m_facts->zone_width : 0;
}
int Crs::zoneNumber() const {
  return m_facts ? m_facts->zone_number : 0;
}
double Crs::centralMeridian() const {
  return m_facts ? m_facts->central_meridian : 0;
}
double Crs::falseEasting() const {
  return m_facts ? m_facts->false_easting : 0;
}
double Crs::semiMajorAxis() const {
  return m_facts ? m_facts->semi_major_axis : 0;
}
double Crs::inverseFlattening() const {
  return m_facts ? m_facts->inverse_flattening : 0;
}

Result<Crs> Crs::geographicBase() const {
  if (isGeographic()) return *this;
  static std::mutex mutex;
  static std::map<std::string, Crs> known;
  const std::scoped_lock lock(mutex);
  if (const auto it = known.find(code()); it != known.end()) return it->second;
  const std::string definition = epsg() != 0 ? code() : wkt();
  const PjPtr object(proj_create(threadContext(), definition.c_str()));
  PjPtr base(object ? proj_crs_get_geodetic_crs(threadContext(), object.get()) : nullptr);
  const int base_code = base ? identified(base.get()) : 0;
  auto made = base_code != 0 ? fromEpsg(base_code) : CrsReader::read(std::move(base), 0, definition);
  if (made) known.emplace(code(), *made);
  return made;
}

bool Crs::isStorable() const {
  return epsg() == 4490 || (epsg() != 0 && datum() == Datum::cgcs2000 && isGaussKruger());
}

} // namespace ecoredline
