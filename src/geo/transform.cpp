#include "geo/crs.hpp"
#include "geo/proj_support.hpp"
#include "geo/transform_cache.hpp"

#include <fmt/format.h>
#include <proj.h>

#include <cmath>
#include <cstdlib>
#include <map>
#include <mutex>
#include <utility>
#include <vector>

namespace ecoredline {

namespace {

/// One PROJ operation of a Transform: degrees or metres in GIS order on both sides.
struct Step {
  std::string pipeline;
  bool inverse = false;
};

/// What a Transform does, as plain values: they can be remade with any PROJ context.
struct Recipe {
  std::vector<Step> steps;
  double easting_shift = 0;
  bool from_geographic = false;
  bool to_geographic = false;
};

PjPtr crsObject(const Crs& crs) {
  const std::string text = crs.epsg() != 0 ? crs.code() : crs.wkt();
  return PjPtr(proj_create(threadContext(), text.c_str()));
}

/// PROJ's best operation that is no ballpark, has its grids here and holds over the whole extent of the smaller CRS.
/// Its text in GIS order, or empty. The one place where axis order is decided.
std::string pipelineBetween(const PJ* from, const PJ* to) {
  PJ_CONTEXT* ctx = threadContext();
  const PjFactoryPtr factory(proj_create_operation_factory_context(ctx, nullptr));
  proj_operation_factory_context_set_allow_ballpark_transformations(ctx, factory.get(), 0);
  proj_operation_factory_context_set_grid_availability_use(ctx, factory.get(),
                                                           PROJ_GRID_AVAILABILITY_DISCARD_OPERATION_IF_MISSING_GRID);
  const PjListPtr list(proj_create_operations(ctx, from, to, factory.get()));
  if (!list || proj_list_get_count(list.get()) == 0) return {};
  const PjPtr best(proj_list_get(ctx, list.get(), 0));
  if (!best || proj_coordoperation_has_ballpark_transformation(ctx, best.get())) return {};
  const PjPtr ordered(proj_normalize_for_visualization(ctx, best.get()));
  const char* text = ordered ? proj_as_proj_string(ctx, ordered.get(), PJ_PROJ_5, nullptr) : nullptr;
  return text == nullptr ? std::string() : std::string(text);
}

/// Longitude and latitude on the CRS's own datum -> its coordinates. Empty for a geographic CRS on Greenwich.
std::string projectionPipeline(const Crs& crs) {
  static std::mutex mutex;
  static std::map<std::string, std::string> known;
  const std::scoped_lock lock(mutex);
  auto [it, fresh] = known.try_emplace(crs.code());
  if (!fresh) return it->second;
  const PjPtr object = crsObject(crs);
  const PjPtr base(object ? proj_crs_get_geodetic_crs(threadContext(), object.get()) : nullptr);
  if (base) it->second = pipelineBetween(base.get(), object.get());
  return it->second;
}

/// True if a PROJ pipeline changes the datum by more than nothing: several official operations are zero shifts.
bool shiftsDatum(std::string_view pipeline) {
  for (const std::string_view word :
       {"gridshift", "molodensky", "molobadekas", "deformation", "tinshift", "geogoffset"}) {
    if (pipeline.find(word) != std::string_view::npos) return true;
  }
  for (auto at = pipeline.find("+proj=helmert"); at != std::string_view::npos;
       at = pipeline.find("+proj=helmert", at + 1)) {
    const auto step = pipeline.substr(at, pipeline.find("+step", at) - at);
    for (const std::string_view key : {" +x=", " +y=", " +z=", " +rx=", " +ry=", " +rz=", " +s="}) {
      const auto value = step.find(key);
      if (value != std::string_view::npos && std::strtod(step.data() + value + key.size(), nullptr) != 0) return true;
    }
  }
  return false;
}

std::string helmertPipeline(const Crs& from, const Crs& to, const DatumShift& shift) {
  const auto& p = shift.parameters;
  const auto ellipsoid = [](const Crs& crs) {
    return crs.inverseFlattening() == 0 ? fmt::format("+R={}", crs.semiMajorAxis())
                                        : fmt::format("+a={} +rf={}", crs.semiMajorAxis(), crs.inverseFlattening());
  };
  return fmt::format("+proj=pipeline +step +proj=unitconvert +xy_in=deg +xy_out=rad +step +proj=cart {} "
                     "+step +proj=helmert +x={} +y={} +z={} +rx={} +ry={} +rz={} +s={} +convention=position_vector "
                     "+step +inv +proj=cart {} +step +proj=unitconvert +xy_in=rad +xy_out=deg",
                     ellipsoid(from), p[0], p[1], p[2], p[3], p[4], p[5], p[6], ellipsoid(to));
}

bool isModern(Datum datum) {
  return datum == Datum::cgcs2000 || datum == Datum::wgs84;
}

bool sameEllipsoid(const Crs& a, const Crs& b) {
  return a.semiMajorAxis() == b.semiMajorAxis() && a.inverseFlattening() == b.inverseFlattening();
}

bool sameDatum(const Crs& a, const Crs& b) {
  if (a.datum() != Datum::other || b.datum() != Datum::other) return a.datum() == b.datum();
  return a.datumName() == b.datumName() && sameEllipsoid(a, b);
}

tl::unexpected<Error> needsDatumShift(const Crs& from, const Crs& to) {
  return fail(
      ErrorKind::input, "crs.datum_shift_needed",
      {fmt::format("从 {} 到 {} 要换基准，没有公开的转换参数；照搬坐标会错几十米到一百多米", from.name(), to.name()),
       fmt::format("{} to {} changes the datum and no parameters are public; keeping the numbers would be wrong "
                   "by tens of metres or more",
                   from.name(), to.name())},
      fmt::format("{} -> {}", from.code(), to.code()),
      {"请向测绘主管部门申请当地七参数，用 --datum-shift dx,dy,dz,rx,ry,rz,s 给出，或先在专业软件里转到 CGCS2000",
       "Ask the surveying authority for the local seven parameters and give them with --datum-shift "
       "dx,dy,dz,rx,ry,rz,s, or convert the data to CGCS2000 first"});
}

/// own datum -> [shift] -> own datum, through longitude and latitude.
Recipe throughGeographic(const Crs& from, const Crs& to, const std::string& shift) {
  Recipe recipe;
  if (!from.isGeographic()) recipe.steps.push_back({projectionPipeline(from), true});
  if (!shift.empty()) recipe.steps.push_back({shift, false});
  if (!to.isGeographic()) recipe.steps.push_back({projectionPipeline(to), false});
  return recipe;
}

Result<Recipe> recipeFor(const Crs& from, const Crs& to, const std::optional<DatumShift>& shift) {
  if (from == to) return Recipe{};
  const bool same_datum = sameDatum(from, to);
  const bool same_meridian =
      from.isGaussKruger() && to.isGaussKruger() && from.centralMeridian() == to.centralMeridian();
  if (same_datum && same_meridian && sameEllipsoid(from, to)) {
    Recipe subtraction;
    subtraction.easting_shift = to.falseEasting() - from.falseEasting();
    return subtraction;
  }
  if (same_datum || (isModern(from.datum()) && isModern(to.datum()))) return throughGeographic(from, to, {});
  if (shift) return throughGeographic(from, to, helmertPipeline(from, to, *shift));
  const PjPtr a = crsObject(from);
  const PjPtr b = crsObject(to);
  std::string pipeline = a && b ? pipelineBetween(a.get(), b.get()) : std::string();
  if (!shiftsDatum(pipeline)) return needsDatumShift(from, to);
  Recipe recipe;
  recipe.steps.push_back({std::move(pipeline), false});
  return recipe;
}

bool inDomain(bool geographic, std::span<const double> x, std::span<const double> y) {
  for (std::size_t i = 0; i < x.size(); ++i) {
    if (!std::isfinite(x[i]) || !std::isfinite(y[i])) return false;
    if (geographic && (std::abs(x[i]) > 360 || std::abs(y[i]) > 90)) return false;
  }
  return true;
}

} // namespace

/// A context of its own, so that a Transform may be made in one thread and used in another.
struct Transform::State {
  struct Live {
    PjPtr pj;
    PJ_DIRECTION direction;
  };
  Recipe recipe;
  ProjContextPtr context;
  std::vector<Live> steps; // declared after the context: destroyed before it

  static Result<std::unique_ptr<State>> make(Recipe recipe) {
    auto state = std::make_unique<State>();
    if (!recipe.steps.empty()) state->context = makeProjContext();
    for (const Step& step : recipe.steps) {
      PjPtr pj(step.pipeline.empty() ? nullptr : proj_create(state->context.get(), step.pipeline.c_str()));
      if (!pj) {
        return fail(ErrorKind::input, "crs.no_operation",
                    {"PROJ 没有这两个坐标系之间的转换", "PROJ has no operation between these coordinate systems"},
                    step.pipeline, {"请检查坐标系是否选对", "Check that the coordinate system is the right one"});
      }
      state->steps.push_back({std::move(pj), step.inverse ? PJ_INV : PJ_FWD});
    }
    state->recipe = std::move(recipe);
    return state;
  }
};

Transform::Transform(std::unique_ptr<State> state) : m_state(std::move(state)) {}
Transform::Transform(Transform&&) noexcept = default;
Transform& Transform::operator=(Transform&&) noexcept = default;
Transform::~Transform() = default;

Result<Transform> Transform::between(const Crs& from, const Crs& to, const std::optional<DatumShift>& shift) {
  if (!from.valid() || !to.valid()) {
    return fail(ErrorKind::input, "crs.no_operation",
                {"坐标系未知，不能转换", "An unknown coordinate system cannot be left"}, {},
                {"请用 --crs EPSG:编号 指明坐标系", "Name the system with --crs EPSG:n"});
  }
  auto recipe = recipeFor(from, to, shift);
  if (!recipe) return tl::unexpected<Error>(std::move(recipe.error()));
  recipe->from_geographic = from.isGeographic();
  recipe->to_geographic = to.isGeographic();
  auto state = State::make(std::move(*recipe));
  if (!state) return tl::unexpected<Error>(std::move(state.error()));
  return Transform(std::move(*state));
}

bool Transform::isIdentity() const {
  return m_state->steps.empty() && m_state->recipe.easting_shift == 0;
}
bool Transform::isSubtraction() const {
  return m_state->steps.empty() && m_state->recipe.easting_shift != 0;
}

Result<void> Transform::apply(std::span<double> x, std::span<double> y) const {
  bool good = inDomain(m_state->recipe.from_geographic, x, y);
  for (std::size_t i = 0; good && i < m_state->steps.size(); ++i) {
    const auto& step = m_state->steps[i];
    proj_trans_generic(step.pj.get(), step.direction, x.data(), sizeof(double), x.size(), y.data(), sizeof(double),
                       y.size(), nullptr, 0, 0, nullptr, 0, 0);
  }
  for (double& v : x) v += m_state->recipe.easting_shift;
  good = good && inDomain(m_state->recipe.to_geographic, x, y);
  if (good) return {};
  return fail(ErrorKind::input, "crs.out_of_domain",
              {"有的坐标在目标坐标系里没有对应的点", "Some coordinates have no image in the other coordinate system"},
              {},
              {"多半是坐标系选错了，或 X、Y（东、北）颠倒了；可用 --crs 或 --axis yx 再试",
               "The coordinate system is probably wrong, or east and north are swapped; try --crs or --axis yx"});
}

Transform Transform::clone() const {
  auto state = State::make(m_state->recipe);
  return Transform(std::move(state.value())); // made before from the same texts, so it can be made again
}

std::shared_ptr<const Transform> cachedTransform(const Crs& from, const Crs& to) {
  thread_local std::map<std::pair<std::string, std::string>, std::shared_ptr<const Transform>> known;
  auto& entry = known[{from.code(), to.code()}];
  if (entry) return entry;
  if (auto made = Transform::between(from, to)) entry = std::make_shared<const Transform>(std::move(*made));
  return entry;
}

} // namespace ecoredline
