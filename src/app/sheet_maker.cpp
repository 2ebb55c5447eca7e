#include "app/sheet_maker.hpp"

#include "app/catalogue_folder.hpp"
#include "app/change_sheet.hpp"
#include "app/incident_sheet.hpp"
#include "app/reference.hpp"
#include "app/run_overlaps.hpp"
#include "app/scene_parts.hpp"
#include "app/stored_run.hpp"
#include "base/files.hpp"
#include "cartography/frame.hpp"
#include "geo/edge_model.hpp"
#include "painting/sheet_index.hpp"
#include "store/picture_file.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <set>
#include <utility>

namespace ecoredline {

namespace {

constexpr const char* kAdminKind = "admin_division";
constexpr double kAround = 0.04;          // of the extent, on every side
constexpr double kLocatorMost = 0.35;     // of the locator's ground: a larger map needs none
constexpr std::size_t kMostSheets = 2000; // of an atlas

bool inForce(const Version& version, const Date& day) {
  return version.withdrawn_at.empty() && version.date <= day &&
         (version.effective_to.empty() || version.effective_to >= day);
}

FlatLayer boxLayer(const Box& box, const Crs& crs) {
  FlatBuilder builder(crs);
  builder.beginRow(Shape::polygon, 0);
  builder.addRing(std::vector<double>{box.min_x, box.max_x, box.max_x, box.min_x, box.min_x},
                  std::vector<double>{box.min_y, box.min_y, box.max_y, box.max_y, box.min_y}, 0);
  builder.endRow();
  return builder.take();
}

DrawLayer outlineLayer(std::string id, FlatLayer shapes, const char* colour, double width) {
  DrawLayer layer;
  layer.id = std::move(id);
  layer.style.stroke = colour;
  layer.style.stroke_mm = width;
  layer.shapes = std::move(shapes);
  return layer;
}

} // namespace

double outlineStep(const MapOptions& options) {
  constexpr double kMmPerInch = 25.4;
  const std::string ending = options.pages.empty() ? lowered(toUtf8(options.out.extension())) : "." + options.pages;
  const bool picture = ending == ".png" || ending == ".tif" || ending == ".tiff";
  return picture ? kMmPerInch / options.dpi / 2 : SheetPage{}.step_mm;
}

Result<std::unique_ptr<SheetMaker>> SheetMaker::of(const MapOptions& options, Language language, Feedback& feedback) {
  std::unique_ptr<SheetMaker> maker(new SheetMaker(options, language));
  if (auto opened = maker->open(feedback); !opened) return fail(opened.error());
  return maker;
}

Result<void> SheetMaker::open(Feedback& feedback) {
  auto sheets = loadSheets(m_options.own);
  if (!sheets) return fail(sheets.error());
  m_sheets = std::move(*sheets);
  const SheetSpec* spec = m_sheets.sheet(m_options.sheet);
  if (spec == nullptr) {
    std::vector<std::string> known;
    for (const SheetSpec& one : m_sheets.sheets()) known.push_back(one.id);
    return fail(ErrorKind::usage, "map.unknown_sheet",
                {fmt::format("没有图幅 {}", m_options.sheet), fmt::format("No sheet {}", m_options.sheet)}, {},
                {fmt::format("可用：{}", fmt::join(known, " ")), fmt::format("one of: {}", fmt::join(known, " "))});
  }
  m_spec = *spec;
  m_paper = paperOf(m_options.size.empty() ? m_spec.size : m_options.size);
  if (auto checked = checkOptions(); !checked) return checked;
  auto workspace = Workspace::open(m_options.workspace, Workspace::Access::read);
  if (!workspace) return fail(workspace.error());
  m_workspace.emplace(std::move(*workspace));
  auto catalogue = m_workspace->catalogue();
  if (!catalogue) return fail(catalogue.error());
  m_catalogue = std::move(*catalogue);
  auto styles = loadStyles(m_options.own);
  if (!styles) return fail(styles.error());
  m_styles = std::move(*styles);
  m_as_of = m_options.as_of.empty() ? today() : m_options.as_of;
  if (m_spec.subject == SheetSubject::site)
    if (auto run = openRun(feedback); !run) return run;
  auto counties = referenceBoundaries(&*m_workspace, m_as_of);
  if (!counties) return fail(counties.error());
  m_counties = std::move(*counties);
  return openTopic(feedback);
}

Result<void> SheetMaker::openTopic(Feedback& feedback) {
  if (m_spec.subject == SheetSubject::workspace) return chooseVersions();
  if (m_spec.subject == SheetSubject::site) {
    const SiteMapInput input{&*m_workspace, &*m_catalogue, &*m_styles,          &m_report, &m_overlaps,
                             &m_counties,   m_language,    mapFrameOf(m_paper), true};
    auto maps = SiteMaps::of(input);
    if (!maps) return fail(maps.error());
    m_site_maps.emplace(std::move(*maps));
    return {};
  }
  auto topic = m_spec.subject == SheetSubject::incident ? incidentTopic(m_options, m_language, m_paper)
                                                        : changeTopic(m_options, m_language, *m_styles, feedback);
  if (!topic) return fail(topic.error());
  m_topic = std::move(*topic);
  return {};
}

// What an atlas can be made by follows from what the sheet is about.
Result<void> SheetMaker::checkOptions() const {
  if (m_spec.subject == SheetSubject::site && m_options.run.empty())
    return fail(ErrorKind::usage, "map.needs_run",
                {fmt::format("图幅 {} 须给出一次运行", m_spec.id), fmt::format("Sheet {} needs a run", m_spec.id)}, {},
                {"加 --run RUN.json", "add --run RUN.json"});
  std::vector<std::string> possible{"admin_division", "sheet_index"};
  if (m_spec.subject == SheetSubject::site) possible = {"sites"};
  if (m_spec.subject == SheetSubject::incident) possible = {"incidents"};
  if (m_spec.subject == SheetSubject::change) possible = {"admin_division", "changes"};
  if (m_options.atlas.empty() || std::ranges::count(possible, m_options.atlas) > 0) return {};
  return fail(ErrorKind::usage, "map.atlas",
              {fmt::format("图幅 {} 不能按 {} 成册", m_spec.id, m_options.atlas),
               fmt::format("Sheet {} makes no atlas by {}", m_spec.id, m_options.atlas)},
              {},
              {fmt::format("用 --atlas {}", fmt::join(possible, " | ")),
               fmt::format("use --atlas {}", fmt::join(possible, " | "))});
}

Result<void> SheetMaker::openRun(Feedback& feedback) {
  auto report = loadRun(m_options.run, m_options.workspace);
  if (!report) return fail(report.error());
  m_report = std::move(*report);
  if (m_options.as_of.empty()) m_as_of = m_report.parameters.as_of;
  const bool all = m_options.atlas == "sites";
  if (!all && m_options.site.empty() && m_report.sites.size() != 1)
    return fail(ErrorKind::usage, "map.no_site", {"须说明画哪个项目用地", "Which site is to be drawn?"}, {},
                {"加 --site 编号，或 --atlas sites", "add --site ID, or --atlas sites"});
  std::set<std::string> wanted;
  for (const SiteResult& site : m_report.sites)
    if (all || m_options.site.empty() || site.id == m_options.site) wanted.insert(site.id);
  if (wanted.empty())
    return fail(
        ErrorKind::input, "map.no_site",
        {fmt::format("运行中没有项目用地 {}", m_options.site), fmt::format("No site {} in the run", m_options.site)});
  for (const std::string& id : wanted)
    if (auto added = addStoredFindings(m_report, id, m_options.workspace); !added) return added;
  auto overlaps = runOverlaps(*m_workspace, m_report, wanted, feedback);
  if (!overlaps) return fail(overlaps.error());
  m_overlaps = std::move(*overlaps);
  return {};
}

// What is in force on the day, the newest first within a kind; where a newer version states its coverage, older ones
// show only what lies outside it.
Result<void> SheetMaker::chooseVersions() {
  auto versions = m_workspace->versions();
  if (!versions) return fail(versions.error());
  const auto wanted = [&](const std::string& kind) {
    if (kind == kAdminKind) return false; // drawn from the reference boundaries
    const LayerKind* known = m_catalogue->kind(kind);
    if (m_spec.kinds.empty()) return known != nullptr && known->hasRules();
    return std::ranges::count(m_spec.kinds, kind) > 0;
  };
  std::ranges::stable_sort(
      *versions, [](const Version& a, const Version& b) { return std::pair(a.date, a.id) > std::pair(b.date, b.id); });
  std::map<std::string, std::vector<const Version*>> stated; // of each kind, the newest first
  for (const Version& version : *versions) {
    const bool base = std::ranges::count(m_spec.base, version.kind) > 0 && version.kind != kAdminKind;
    if (!inForce(version, m_as_of) || (!wanted(version.kind) && !base)) continue;
    Drawn drawn{version, nullptr, base, {}, false};
    bool everywhere = false; // editions of the same day do not take from each other
    for (const Version* newer : stated[version.kind]) {
      if (newer->date == version.date) continue;
      everywhere = everywhere || newer->coverage.mode == Coverage::Mode::all;
      drawn.newer.push_back(newer->id);
    }
    if (version.coverage.stated()) stated[version.kind].push_back(&version);
    if (everywhere) continue;
    auto reader = m_workspace->reader(version.id);
    if (!reader) return fail(reader.error());
    drawn.reader = std::move(*reader);
    m_sample = m_sample || isSample(*m_workspace, version);
    m_drawn.push_back(std::move(drawn));
  }
  std::ranges::stable_sort(m_drawn, [&](const Drawn& a, const Drawn& b) {
    return std::pair(!a.base, m_styles->drawOrder(a.version.kind)) <
           std::pair(!b.base, m_styles->drawOrder(b.version.kind));
  });
  if (std::ranges::any_of(m_drawn, [](const Drawn& one) { return !one.base; })) return {};
  return fail(
      ErrorKind::input, "map.nothing",
      {fmt::format("{} 没有可画的有效版本", m_as_of), fmt::format("Nothing to draw is in force on {}", m_as_of)},
      toUtf8(m_options.workspace), {"导入图层，或换 --as-of", "import a layer, or change --as-of"});
}

Result<Box> SheetMaker::extent() const {
  if (m_topic != nullptr) return m_topic->extent();
  Box all;
  for (const Drawn& one : m_drawn) {
    if (one.base || one.reader->rows() == 0) continue;
    auto box = movedBox(one.reader->extent(), one.reader->crs(), Crs::cgcs2000());
    if (!box) return fail(box.error());
    all.add(*box);
  }
  return all;
}

std::string SheetMaker::title() const {
  return m_options.title.empty() ? m_spec.title.in(m_language) : m_options.title;
}

Result<std::vector<SheetPlan>> SheetMaker::plans() {
  if (m_spec.subject == SheetSubject::site) return sites();
  if (m_spec.subject == SheetSubject::incident || m_options.atlas == "changes") return m_topic->plans();
  auto all = extent();
  if (!all) return fail(all.error());
  if (m_options.atlas == "admin_division") return counties(*all);
  if (m_options.atlas == "sheet_index") return nationalSheets(*all);
  if (m_options.place.empty()) return std::vector<SheetPlan>{{"", *all, {}, {}, ""}};
  std::vector<SheetPlan> found = counties(*all);
  std::erase_if(found, [&](const SheetPlan& plan) { return m_counties.codes[*plan.county] != m_options.place; });
  if (!found.empty()) return found;
  return fail(ErrorKind::input, "map.no_place",
              {fmt::format("图上没有行政区 {}", m_options.place),
               fmt::format("No administrative unit {} on the map", m_options.place)},
              {}, {"用行政区划代码，如 220281", "use a division code, e.g. 220281"});
}

Result<std::vector<SheetPlan>> SheetMaker::sites() const {
  std::vector<SheetPlan> out;
  for (std::size_t i = 0; i < m_report.sites.size(); ++i) {
    const SiteResult& site = m_report.sites[i];
    if (m_options.atlas.empty() && !m_options.site.empty() && site.id != m_options.site) continue;
    out.push_back({site.name.empty() || site.name == site.id ? site.id : site.id + " " + site.name, {}, i, {}, ""});
  }
  return out;
}

std::vector<SheetPlan> SheetMaker::counties(const Box& extent) const {
  std::vector<SheetPlan> out;
  for (std::size_t row = 0; row < m_counties.areas.rows(); ++row)
    if (m_counties.areas.box[row].meets(extent))
      out.push_back({m_counties.names[row], m_counties.areas.box[row], {}, row, ""});
  std::ranges::stable_sort(out, {}, [&](const SheetPlan& plan) { return m_counties.codes[*plan.county]; });
  return out;
}

// Looks in the middle first: of most sheets that reads a zone or two and not all of them.
Result<bool> SheetMaker::meetsZones(const Box& degrees) {
  for (Drawn& one : m_drawn) {
    if (one.base) continue;
    auto window = movedBox(degrees, Crs::cgcs2000(), one.reader->crs());
    if (!window) return fail(window.error());
    const double x = (window->min_x + window->max_x) / 2;
    const double y = (window->min_y + window->max_y) / 2;
    for (const Box& place : {Box{x, y, x, y}, *window}) {
      auto rows = one.reader->read(place, silentFeedback());
      if (!rows) return fail(rows.error());
      if (rows->rows() > 0) return true;
    }
  }
  return false;
}

Result<std::vector<SheetPlan>> SheetMaker::nationalSheets(const Box& extent) {
  if (!isNationalScale(m_options.scale))
    return fail(ErrorKind::usage, "map.scale",
                {fmt::format("国家基本比例尺中没有 1:{}", m_options.scale),
                 fmt::format("1:{} is not a scale of the national series", m_options.scale)},
                {}, {"如 50000、10000", "e.g. 50000, 10000"});
  const auto all = nationalSheetsIn(extent, m_options.scale);
  if (all.size() > kMostSheets)
    return fail(ErrorKind::usage, "map.scale",
                {fmt::format("共 {} 幅，超过 {} 幅", all.size(), kMostSheets),
                 fmt::format("{} sheets, more than {}", all.size(), kMostSheets)},
                {}, {"换小一些的比例尺", "use a smaller scale"});
  std::vector<SheetPlan> out;
  for (const NationalSheet& sheet : all) {
    const Box bounds = boundsOf(sheet);
    auto any = meetsZones(bounds); // sheets on which nothing lies are left out
    if (!any) return fail(any.error());
    if (*any) out.push_back({nameOf(sheet), bounds, {}, {}, nameOf(sheet)});
  }
  return out;
}

Result<SheetPage> SheetMaker::page(const SheetPlan& plan) {
  SheetPage page;
  page.step_mm = outlineStep(m_options);
  if (m_spec.subject == SheetSubject::change) {
    if (auto drawn = drawChange(plan, page); !drawn) return fail(drawn.error());
  } else {
    auto drawn = scene(plan);
    if (!drawn) return fail(drawn.error());
    page.scene = std::move(*drawn);
  }
  page.wkt = esriWkt(page.scene.crs);
  page.number = m_spec.number.in(m_language);
  page.secrecy = m_options.secrecy.empty() ? m_spec.secrecy : m_options.secrecy;
  page.bookmark = plan.name;
  page.kilometre_grid = m_spec.kilometre_grid;
  page.graticule = m_spec.graticule;
  page.places = places();
  page.title = plan.county         ? plan.name + (m_language == Language::zh ? "" : ": ") + title()
               : plan.name.empty() ? title()
                                   : fmt::format("{} {}", plan.name, title());
  if (m_sample || showsSample(page.scene) || (page.before && showsSample(*page.before)))
    page.warning = say("示例数据，非真实边界，不得用于任何审批、执法或出版",
                       "Sample data: invented boundaries, not to be used for any decision");
  if (m_spec.locator) page.locator = locator(page.scene);
  if (m_topic != nullptr && m_spec.findings)
    if (auto told = m_topic->addFigures(plan, page); !told) return fail(told.error());
  addNotes(plan, page);
  if (m_spec.findings && m_spec.subject == SheetSubject::site) addFindings(m_report.sites[*plan.item], page);
  if (m_options.unit.empty()) page.signatures.push_back(say("制图单位", "Made by"));
  for (const Text& name : m_spec.signatures) page.signatures.push_back(name.in(m_language));
  return page;
}

Result<MapScene> SheetMaker::scene(const SheetPlan& plan) {
  if (m_topic != nullptr) return m_topic->scene(plan);
  if (plan.item) {
    auto map = m_site_maps->map(*plan.item);
    if (!map || !map->window.empty()) return map;
    return fail(
        ErrorKind::incomplete, "map.nothing",
        {fmt::format("项目用地 {} 没有可画的图形", plan.name), fmt::format("Site {} has no shape to draw", plan.name)});
  }
  auto out = emptyScene(plan);
  if (!out) return out;
  if (auto added = addVersions(*out); !added) return fail(added.error());
  if (auto added = addBase(plan, *out); !added) return fail(added.error());
  return out;
}

// Plane, frame and a window of a round scale.
Result<MapScene> SheetMaker::emptyScene(const SheetPlan& plan) const {
  MapScene out;
  out.language = m_language;
  out.frame = m_spec.subject == SheetSubject::change ? halfFrameOf(m_paper) : mapFrameOf(m_paper);
  const Box& box = plan.degrees;
  auto plane = Crs::gaussKruger3((box.min_x + box.max_x) / 2);
  if (!plane) return fail(plane.error());
  out.crs = *plane;
  auto window = movedBox(box, Crs::cgcs2000(), out.crs);
  if (!window) return fail(window.error());
  const double margin = kAround * std::max(window->max_x - window->min_x, window->max_y - window->min_y);
  out.window = roundWindow(window->grown(margin, margin), out.frame);
  return out;
}

Result<void> SheetMaker::addBase(const SheetPlan& plan, MapScene& scene) const {
  if (std::ranges::count(m_spec.base, kAdminKind) > 0) {
    const SceneSource source{&*m_workspace, &*m_catalogue, &*m_styles, m_language};
    if (auto added = addCountyLayer(source, m_counties, scene); !added) return added;
  }
  addOutline(plan, scene);
  scene.source = say("资料截至 ", "Data as of ") + m_as_of +
                 say("；边界以各图层的法定文件为准。", "; the legal documents of each layer decide its boundary.");
  return {};
}

Result<void> SheetMaker::drawChange(const SheetPlan& plan, SheetPage& page) {
  auto empty = emptyScene(plan);
  if (!empty) return fail(empty.error());
  page.scene = std::move(*empty);
  page.before = page.scene;
  if (auto added = m_topic->addLayers(page); !added) return added;
  if (auto added = addBase(plan, *page.before); !added) return added;
  return addBase(plan, page.scene);
}

Result<void> SheetMaker::addVersions(MapScene& scene) {
  const Box place = mapPlaceOf(m_paper);
  const Frame page(scene.window, place.min_x, place.min_y, scene.frame);
  const PageGrid grid{&page, outlineStep(m_options)};
  const SceneSource source{&*m_workspace, &*m_catalogue, &*m_styles, m_language, &grid};
  for (Drawn& one : m_drawn) {
    FlatBuilder covered(scene.crs);
    auto window = windowIn(Crs::cgcs2000(), scene);
    if (!window) return fail(window.error());
    for (const std::int64_t id : one.newer) {
      auto area = m_workspace->coverageArea(id);
      if (!area) return fail(area.error());
      auto moved = inScene(*area, *window, scene, CutFor::shapes);
      if (!moved) return fail(moved.error());
      for (std::size_t row = 0; row < moved->rows(); ++row) covered.copyRow(*moved, row);
    }
    const std::size_t before = scene.layers.size();
    if (auto added = addZoneLayers(source, one.version, *one.reader, scene, covered.take()); !added) return added;
    const Box frame = framed(scene.window, scene.frame);
    one.shown = false;
    for (std::size_t i = before; i < scene.layers.size(); ++i)
      for (std::size_t row = 0; row < scene.layers[i].shapes.rows() && !one.shown; ++row)
        one.shown = showsIn(scene.layers[i].shapes, row, frame);
  }
  return {};
}

// The county or national sheet that the page is about.
void SheetMaker::addOutline(const SheetPlan& plan, MapScene& scene) const {
  if (!plan.county && plan.national.empty()) return;
  const FlatLayer shape = plan.county ? selectRows(m_counties.areas, std::vector<std::size_t>{*plan.county})
                                      : boxLayer(plan.degrees, Crs::cgcs2000());
  auto moved = moveLayer(shape, scene.crs);
  if (moved) scene.layers.push_back(outlineLayer("about", std::move(*moved), "#101828", 0.6));
}

std::optional<MapScene> SheetMaker::locator(const MapScene& scene) {
  if (m_counties.empty()) return {};
  MapScene out;
  out.crs = scene.crs;
  out.language = m_language;
  const auto [outlines, is_new] = m_county_outlines.try_emplace(scene.crs.code());
  if (is_new) outlines->second = moveLayer(m_counties.areas, scene.crs, {}, 2000).value_or(FlatLayer{});
  if (outlines->second.rows() == 0) return {};
  const Box all = outlines->second.extent();
  const Box window = framed(scene.window, scene.frame);
  const auto ground = [](const Box& box) { return (box.max_x - box.min_x) * (box.max_y - box.min_y); };
  if (!all.meets(window) || ground(window) > kLocatorMost * ground(all)) return {};
  const double margin = 0.03 * (all.max_x - all.min_x);
  out.window = all.grown(margin, margin);
  DrawLayer counties = outlineLayer("counties", outlines->second, "#98A2B3", 0.15);
  counties.style.fill = "#F2F4F7";
  counties.style.fill_opacity = 1;
  out.layers.push_back(std::move(counties));
  // a map too small to be seen is shown by a box that can be
  const double least = 0.02 * (all.max_x - all.min_x);
  const double grow = std::max(0.0, (least - (window.max_x - window.min_x)) / 2);
  out.layers.push_back(outlineLayer("window", boxLayer(window.grown(grow, grow), scene.crs), "#B42318", 0.5));
  return out;
}

} // namespace ecoredline
