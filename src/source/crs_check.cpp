#include "source/crs_check.hpp"

#include "base/decimal.hpp"
#include "source/centres.hpp"
#include "source/gk_systems.hpp"
#include "source/place_finder.hpp"
#include "source/row_diagnoses.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <array>
#include <cmath>
#include <map>

namespace ecoredline {

namespace {

constexpr std::size_t kSample = 200; // rows whose place is looked up

enum class Look { fits, swapped, degrees, metres, lost_prefix, has_prefix, other_prefix, elsewhere };
constexpr std::size_t kLooks = 8;

bool isDegrees(double x, double y) {
  return std::abs(x) <= 180 && std::abs(y) <= 180;
}
/// 7 digits of a northing: latitudes 18 to 54 (domain.md §9).
bool isNorthing(double v) {
  return v >= 2e6 && v <= 6e6;
}
bool isPlainEasting(double v) {
  return v >= 1e5 && v < 1e6;
}

std::string number(double v) {
  return toFixed(v, std::abs(v) <= 360 ? 4 : 0);
}
std::string pair(const Centre& c) {
  return fmt::format("({}, {})", number(c.x), number(c.y));
}
std::string epsg(const GkSystem& system) {
  return fmt::format("EPSG:{}", system.epsg);
}

Look lookOfDegrees(const Centre& c) {
  if (isInChina(c.x, c.y)) return Look::fits;
  if (isInChina(c.y, c.x)) return Look::swapped;
  return std::abs(c.x) > 360 || std::abs(c.y) > 360 ? Look::metres : Look::elsewhere;
}

Look lookOfGaussKruger(const Centre& c, const Crs& crs) {
  if (isDegrees(c.x, c.y)) return Look::degrees;
  if (isNorthing(c.x) && !isNorthing(c.y) && (zonePrefix(c.y) != 0 || isPlainEasting(c.y))) return Look::swapped;
  const int prefix = zonePrefix(c.x);
  if (crs.falseEasting() == 5e5) return prefix != 0 ? Look::has_prefix : Look::fits;
  if (std::fmod(crs.falseEasting(), 1e6) != 5e5) return Look::fits; // a local system
  if (isPlainEasting(c.x)) return Look::lost_prefix;
  return prefix != 0 && std::abs(c.x - crs.falseEasting()) > 6e5 ? Look::other_prefix : Look::fits;
}

/// Other projections have no rule for their digits: the place decides.
Look lookOfProjected(const Centre& c, const Crs& crs) {
  if (isDegrees(c.x, c.y)) return Look::degrees;
  const auto place = [&crs](double x, double y) {
    const auto found = toDegrees({{0, x, y}}, crs);
    return !found.empty() && isInChina(found.front().x, found.front().y);
  };
  if (place(c.x, c.y)) return Look::fits;
  return place(c.y, c.x) ? Look::swapped : Look::elsewhere;
}

Look lookOf(const Centre& c, const Crs& crs) {
  if (crs.isGeographic()) return lookOfDegrees(c);
  return crs.isGaussKruger() ? lookOfGaussKruger(c, crs) : lookOfProjected(c, crs);
}

/// The county at a place, in brackets, for messages.
std::string countySuffix(const PlaceFinder& finder, const Centre& degrees) {
  const auto county = finder.countyAt(degrees.x, degrees.y);
  return county ? fmt::format(" ({})", finder.nameOf(*county)) : std::string();
}

/// Where `c` would lie in `system`, on the ellipsoid of CGCS2000: enough to tell zones apart.
std::vector<Centre> placesIn(const GkSystem& system, const std::vector<Centre>& centres) {
  std::vector<Centre> places;
  for (const GkSystem& known : gkSystems(Datum::cgcs2000)) {
    if (known.meridian != system.meridian || known.prefix != system.prefix || known.width != system.width) continue;
    const auto crs = Crs::fromEpsg(known.epsg);
    if (crs) places = toDegrees(centres, *crs);
  }
  return places;
}

class CoordinateCheck {
 public:
  CoordinateCheck(const FlatLayer& layer, const ReferenceBoundaries& reference, Diagnoses& out)
      : m_crs(layer.crs), m_finder(reference), m_out(out), m_centres(centresOf(layer)) {}

  Result<void> run() {
    if (m_centres.empty()) return {};
    m_middle = medianOf(m_centres);
    if (auto fits = checkLooks(); !fits) return fits;
    if (m_crs.isGaussKruger())
      if (auto near = checkMeridian(); !near) return near;
    return checkPlace();
  }

 private:
  Result<void> checkLooks() {
    std::array<std::size_t, kLooks> counts{};
    std::vector<Look> looks;
    for (const Centre& c : m_centres) {
      looks.push_back(lookOf(c, m_crs));
      ++counts[static_cast<std::size_t>(looks.back())];
    }
    for (std::size_t k = 1; k < kLooks; ++k)
      if (2 * counts[k] >= m_centres.size()) return judge(static_cast<Look>(k));
    RowDiagnoses strays(m_out);
    for (std::size_t i = 0; i < looks.size(); ++i)
      if (looks[i] != Look::fits) strays.add(stray(m_centres[i]));
    strays.finish();
    return {};
  }

  Diagnosis stray(const Centre& c) const {
    Diagnosis found = diagnosis("place.out_of_range", Severity::warning,
                                {fmt::format("该行坐标 {} 不在 {} 应有的范围内", pair(c), m_crs.code()),
                                 fmt::format("Coordinates {} are outside the range of {}", pair(c), m_crs.code())});
    found.row = static_cast<std::int64_t>(c.row);
    found.x = c.x;
    found.y = c.y;
    return found;
  }

  Result<void> judge(Look look) {
    switch (look) {
    case Look::swapped:
      return swapped();
    case Look::degrees:
      return degrees();
    case Look::metres:
      return metres();
    case Look::lost_prefix:
      return lostPrefix();
    case Look::has_prefix:
      return hasPrefix();
    case Look::other_prefix:
      return otherPrefix();
    case Look::elsewhere:
      noteElsewhere();
      return {};
    case Look::fits:
      break;
    }
    return {};
  }

  tl::unexpected<Error> refuse(std::string code, Text what, Text advice) const {
    return fail(ErrorKind::input, std::move(code), std::move(what), fmt::format("{} {}", m_crs.code(), pair(m_middle)),
                std::move(advice));
  }

  tl::unexpected<Error> swapped() const {
    return refuse(
        "crs.axis_swapped",
        {fmt::format("坐标轴像是写反了：{} 中 x 应为东向（经度），y 应为北向（纬度）", pair(m_middle)),
         fmt::format("The axes look swapped: in {} x should be east (longitude), y north (latitude)", pair(m_middle))},
        {"确认后加 --axis yx 重新读入，程序会交换两列并记录",
         "if so, read it again with --axis yx: the columns are swapped and that is recorded"});
  }

  tl::unexpected<Error> degrees() const {
    return refuse(
        "crs.degrees_as_metres",
        {fmt::format("坐标系 {} 以米为单位，坐标却像经纬度：{}", m_crs.name(), pair(m_middle)),
         fmt::format("{} is in metres, but the coordinates look like degrees: {}", m_crs.name(), pair(m_middle))},
        {fmt::format("若数据是经纬度，用 --crs EPSG:4490{}", isInChina(m_middle.y, m_middle.x) ? " --axis yx" : ""),
         fmt::format("if the data are longitude and latitude, add --crs EPSG:4490{}",
                     isInChina(m_middle.y, m_middle.x) ? " --axis yx" : "")});
  }

  tl::unexpected<Error> metres() const {
    const auto system = gkSystemOfPrefix(Datum::cgcs2000, zonePrefix(m_middle.x));
    const std::string option = system ? epsg(*system) : "EPSG:4530";
    return refuse(
        "crs.metres_as_degrees",
        {fmt::format("坐标系 {} 以度为单位，坐标却像以米计：{}", m_crs.name(), pair(m_middle)),
         fmt::format("{} is in degrees, but the coordinates look like metres: {}", m_crs.name(), pair(m_middle))},
        {fmt::format("用 --crs 指明投影坐标系，例如 --crs {}", option),
         fmt::format("name the projected system with --crs, e.g. --crs {}", option)});
  }

  tl::unexpected<Error> lostPrefix() const {
    const auto system =
        systemWhere([this](const GkSystem& s) { return !s.prefix && s.meridian == m_crs.centralMeridian(); });
    return prefixError({fmt::format("{} 的东坐标应带带号（8 位），实为 6 位：{}", m_crs.name(), pair(m_middle)),
                        fmt::format("Eastings of {} start with the zone number (8 digits); these have 6: {}",
                                    m_crs.name(), pair(m_middle))},
                       system);
  }

  tl::unexpected<Error> hasPrefix() const {
    return prefixError(
        {fmt::format("{} 的东坐标不带带号（6 位），实为 8 位：{}", m_crs.name(), pair(m_middle)),
         fmt::format("Eastings of {} have no zone number (6 digits); these have 8: {}", m_crs.name(), pair(m_middle))},
        gkSystemOfPrefix(m_crs.datum(), zonePrefix(m_middle.x)));
  }

  tl::unexpected<Error> prefixError(Text what, const std::optional<GkSystem>& system) const {
    if (!system)
      return refuse("crs.lost_prefix", std::move(what),
                    {"用 --crs 指明与坐标位数相符的坐标系", "name the system that fits the digits with --crs"});
    const std::string fits = epsg(*system) + countyOf(*system);
    return refuse("crs.lost_prefix", std::move(what),
                  {fmt::format("与坐标位数相符的是 {}；确认后用 --crs {}", fits, epsg(*system)),
                   fmt::format("{} fits the digits; if so, add --crs {}", fits, epsg(*system))});
  }

  tl::unexpected<Error> otherPrefix() const {
    const int zone = zonePrefix(m_middle.x);
    const auto system = gkSystemOfPrefix(m_crs.datum(), zone);
    const std::string option = system ? epsg(*system) : fmt::format("zone {}", zone);
    return refuse(
        "crs.wrong_zone",
        {fmt::format("坐标带号是 {}，坐标系却是 {}", zone, m_crs.name()),
         fmt::format("The coordinates carry zone {}, the system is {}", zone, m_crs.name())},
        {fmt::format("与坐标相符的是 {}{}；确认后用 --crs 指明", option, system ? countyOf(*system) : ""),
         fmt::format("{}{} fits the coordinates; if so, name it with --crs", option, system ? countyOf(*system) : "")});
  }

  void noteElsewhere() {
    m_out.push_back(diagnosis("place.outside_china", Severity::warning,
                              {fmt::format("坐标 {} 不在中国范围（东经 73–136°，北纬 3–54°）", pair(m_middle)),
                               fmt::format("Coordinates {} lie outside China (73-136 E, 3-54 N)", pair(m_middle))}));
  }

  /// A zone's meridian that lies far from the data distorts areas by more than 0.07 % (domain.md §6).
  Result<void> checkMeridian() const {
    const double distance = std::abs(m_middle.x - m_crs.falseEasting());
    if (distance <= kMeridianLimit) return {};
    const auto places = toDegrees({m_middle}, m_crs);
    if (m_crs.zoneWidth() == 6 && !places.empty() &&
        std::abs(places.front().x - m_crs.centralMeridian()) <= 3 + kZoneSlack)
      return {};
    const std::string kilometres = toFixed(distance / 1000, 0);
    const Text what = {
        fmt::format("数据中心距 {} 的中央经线 {} 公里，超过 250 公里，投影带不对", m_crs.name(), kilometres),
        fmt::format("The middle of the data lies {} km from the central meridian of {}, beyond 250 km: "
                    "the zone is wrong",
                    kilometres, m_crs.name())};
    const auto fits =
        places.empty() ? std::nullopt : gkSystemAt(m_crs.datum(), places.front().x, m_crs.falseEasting() != 5e5);
    if (!fits)
      return refuse("crs.wrong_zone", what,
                    {"核对坐标系，用 --crs 指明正确的投影带", "check the system and name the right zone with --crs"});
    const std::string name = epsg(*fits) + countySuffix(m_finder, places.front());
    return refuse(
        "crs.wrong_zone", what,
        {fmt::format("该处属于 {}：若坐标系标错，用 --crs 指明；若数据确在此投影带，请先重投影到 {} 或 EPSG:4490", name,
                     epsg(*fits)),
         fmt::format("The place belongs to {}: if the label is wrong name it with --crs; if the data really are "
                     "in this zone, reproject them to {} or EPSG:4490 first",
                     name, epsg(*fits))});
  }

  Result<void> checkPlace() {
    if (m_finder.empty()) return {};
    const std::vector<Centre> sample = sampleOf(m_centres, kSample);
    const std::vector<Centre> places = toDegrees(sample, m_crs);
    for (const Centre& place : places)
      if (m_finder.isNear(place.x, place.y, kPlaceTolerance)) return {};
    if (m_crs.isGaussKruger())
      if (const auto best = bestCandidate(sample)) return wrongCounty(*best);
    m_out.push_back(diagnosis("place.outside_reference", Severity::info,
                              {"数据不在已有行政区划参考边界之内或附近，未能用县界核对位置",
                               "The data lie away from the reference boundaries, so that counties could not confirm "
                               "their place"}));
    return {};
  }

  struct Candidate {
    GkSystem system;
    std::size_t hits = 0;
    std::string county; ///< the one with most hits
  };

  /// The zone under which most rows fall into counties; none when fewer than half do under every zone.
  std::optional<Candidate> bestCandidate(const std::vector<Centre>& sample) const {
    const Box extent = m_finder.extent();
    std::optional<Candidate> best;
    for (const GkSystem& system : gkSystems(m_crs.datum())) {
      if (system.prefix != (m_crs.falseEasting() != 5e5)) continue;
      if (system.meridian < extent.min_x - 3 || system.meridian > extent.max_x + 3) continue;
      Candidate candidate = candidateOf(system, sample);
      if (2 * candidate.hits < sample.size() || candidate.hits == 0) continue;
      if (!best || candidate.hits > best->hits) best = std::move(candidate);
    }
    return best;
  }

  Candidate candidateOf(const GkSystem& system, const std::vector<Centre>& sample) const {
    Candidate candidate{system, 0, {}};
    std::map<std::size_t, std::size_t> hits;
    std::size_t most = 0;
    for (const Centre& place : placesIn(system, sample)) {
      const auto county = m_finder.countyAt(place.x, place.y);
      if (!county) continue;
      ++candidate.hits;
      if (++hits[*county] <= most) continue;
      most = hits[*county];
      candidate.county = m_finder.nameOf(*county);
    }
    return candidate;
  }

  tl::unexpected<Error> wrongCounty(const Candidate& best) const {
    return refuse(
        "crs.wrong_zone",
        {fmt::format("按 {} 读，数据不落在任何县区；按 {} 读，则多数落在 {}", m_crs.name(), epsg(best.system),
                     best.county),
         fmt::format("Read as {}, the data fall into no county; as {}, most fall into {}", m_crs.name(),
                     epsg(best.system), best.county)},
        {fmt::format("确认后用 --crs {}；若数据确在参考边界之外，请先导入当地的行政区划", epsg(best.system)),
         fmt::format("if so, add --crs {}; if the data really lie elsewhere, import the administrative division "
                     "of that place first",
                     epsg(best.system))});
  }

  template<class Condition>
  std::optional<GkSystem> systemWhere(Condition condition) const {
    for (const GkSystem& system : gkSystems(m_crs.datum()))
      if (system.width == m_crs.zoneWidth() && condition(system)) return system;
    return std::nullopt;
  }

  std::string countyOf(const GkSystem& system) const {
    const auto places = placesIn(system, {m_middle});
    return places.empty() ? std::string() : countySuffix(m_finder, places.front());
  }

  Crs m_crs;
  PlaceFinder m_finder;
  Diagnoses& m_out;
  std::vector<Centre> m_centres;
  Centre m_middle;
};

/// "EPSG:4530 (昌邑区 220202)" for every system that these coordinates fit.
std::vector<std::string> fittingSystems(const Centre& c, const PlaceFinder& finder, const std::string& suffix) {
  std::vector<std::string> fits;
  if (isInChina(c.x, c.y)) return {"EPSG:4490" + suffix + countySuffix(finder, c)};
  if (!isNorthing(c.y)) return fits;
  for (const GkSystem& system : gkSystems(Datum::cgcs2000)) {
    if (system.prefix ? zonePrefix(c.x) != system.zone : !isPlainEasting(c.x)) continue;
    const auto places = placesIn(system, {c});
    const std::string county = places.empty() ? std::string() : countySuffix(finder, places.front());
    if (system.prefix || !county.empty()) fits.push_back(epsg(system) + suffix + county);
  }
  if (fits.empty() && isPlainEasting(c.x)) fits.push_back("EPSG:4534…4554" + suffix);
  return fits;
}

} // namespace

Result<void> checkCoordinates(const FlatLayer& layer, const ReferenceBoundaries& reference, Diagnoses& diagnoses) {
  return CoordinateCheck(layer, reference, diagnoses).run();
}

Error unknownCrs(const FlatLayer& layer, const ReferenceBoundaries& reference, const std::string& where) {
  const PlaceFinder finder(reference);
  const std::vector<Centre> centres = centresOf(layer);
  std::vector<std::string> fits;
  std::string example;
  if (!centres.empty()) {
    const Centre middle = medianOf(centres);
    example = pair(middle);
    fits = fittingSystems(middle, finder, "");
    if (fits.empty()) fits = fittingSystems({0, middle.y, middle.x}, finder, " --axis yx");
  }
  Error error{ErrorKind::input,
              "crs.unknown",
              {fmt::format("文件没有坐标系{}", example.empty() ? "" : "，坐标形如 " + example),
               fmt::format("The file has no coordinate reference system{}",
                           example.empty() ? "" : "; its coordinates look like " + example)},
              where,
              {"用 --crs EPSG:编号 指明坐标系", "name it with --crs EPSG:n"}};
  if (fits.empty()) return error;
  error.advice.zh += fmt::format("；与坐标相符的有：{}（基准须向提供单位确认）", fmt::join(fits, "、"));
  error.advice.en +=
      fmt::format("; these fit the coordinates: {} (ask the supplier for the datum)", fmt::join(fits, ", "));
  return error;
}

} // namespace ecoredline
