#include "app/control_file.hpp"

#include "app/unit_words.hpp"
#include "base/files.hpp"
#include "catalogue/access_list.hpp"
#include "catalogue/bind.hpp"
#include "source/table_reader.hpp"
#include "store/zone_column.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <charconv>
#include <optional>

namespace ecoredline {

namespace {

const std::vector<Field>& controlFields() {
  static const std::vector<Field> fields{
      {"admin", {"行政区代码", "Unit"}, {"admin", "行政区", "行政区代码", "区划代码", "XZQDM"}, "", {}},
      {"zone_class", {"类别", "Class"}, {"zone_class", "class", "类别"}, "", {}},
      {"side", {"期次", "Side"}, {"side", "期次"}, "", {}},
      {"area", {"控制面积", "Control area"}, {"area", "control", "控制面积", "面积"}, "", {}},
      {"unit", {"单位", "Unit of area"}, {"unit", "单位"}, "", {}},
      {"source", {"依据", "Source"}, {"source", "依据", "文号", "来源"}, "", {}}};
  return fields;
}

std::optional<ControlSide> sideOf(const std::string& text) {
  if (text.empty() || text == "closing" || text == "期末") return ControlSide::closing;
  if (text == "opening" || text == "期初") return ControlSide::opening;
  return std::nullopt;
}

/// The class with this id or title; none where there is no such class.
std::optional<std::string> classOf(const LayerKind& kind, const std::string& text) {
  if (text.empty()) return text;
  for (const ZoneClass& one : kind.classes)
    if (one.id == text || one.title.zh == text || one.title.en == text) return one.id;
  return std::nullopt;
}

std::optional<double> figureOf(const std::string& text) {
  const auto first = text.find_first_not_of(' '), last = text.find_last_not_of(' ');
  if (first == std::string::npos) return std::nullopt;
  double figure = 0;
  const char* const end = text.data() + last + 1;
  const auto read = std::from_chars(text.data() + first, end, figure);
  if (read.ec != std::errc() || read.ptr != end || !(figure > 0)) return std::nullopt;
  return figure;
}

/// The field's control areas: one a unit, or one a class of the zones.
class FieldReader {
 public:
  FieldReader(const ControlField& field, const Version& version, bool by_unit)
      : m_field(field), m_version(version), m_by_unit(by_unit), m_unit(unitWord(field.unit)) {}

  Result<std::vector<ControlArea>> run(const std::vector<ZoneValue>& values) {
    const bool classes = !m_by_unit && std::ranges::all_of(values, [](const ZoneValue& v) {
      return v.value.empty() || !v.zone_class.empty();
    });
    for (const ZoneValue& value : values) {
      if (value.value.find_first_not_of(' ') == std::string::npos) continue;
      const auto figure = figureOf(value.value);
      if (!figure || !(squareMetresOfWord(m_unit) > 0)) return fail(badValue(value));
      add(m_by_unit ? value.zone_key : "", classes ? value.zone_class : "", *figure);
    }
    if (m_areas.empty())
      return fail(ErrorKind::input, "control.none",
                  {fmt::format("{} 的字段 {} 没有数值", m_version.label, m_field.name),
                   fmt::format("The field {} of {} has no figures", m_field.name, m_version.label)},
                  {});
    return std::move(m_areas);
  }

 private:
  void add(const std::string& admin, const std::string& zone_class, double figure) {
    auto area = std::ranges::find_if(
        m_areas, [&](const ControlArea& known) { return known.admin == admin && known.zone_class == zone_class; });
    if (area == m_areas.end()) {
      m_areas.push_back({admin, zone_class, ControlSide::closing, 0, 0, m_unit,
                         fmt::format("{} {}: {}", m_version.kind, m_version.label, m_field.name)});
      area = m_areas.end() - 1;
    }
    area->stated += figure;
    area->m2 = area->stated * squareMetresOfWord(m_unit);
  }

  Error badValue(const ZoneValue& value) const {
    return {ErrorKind::input,
            "control.bad_value",
            {fmt::format("{} {} 的控制面积不能识别：{} {}", value.zone_key, value.zone_name, value.value, m_unit),
             fmt::format("The control area of {} {} cannot be read: {} {}", value.zone_key, value.zone_name,
                         value.value, m_unit)},
            m_field.name,
            {"数值大于零，单位用 --control-unit m2、ha、mu、wan_mu 或 km2",
             "figures are above zero, their unit is --control-unit m2, ha, mu, wan_mu or km2"}};
  }

  const ControlField& m_field;
  const Version& m_version;
  bool m_by_unit;
  std::string m_unit;
  std::vector<ControlArea> m_areas;
};

} // namespace

Result<std::vector<ControlArea>> controlAreasOf(const std::filesystem::path& workspace, const ControlField& field) {
  std::vector<std::string> known;
  for (const Version* version : {field.units ? &*field.units : nullptr, &field.zones}) {
    if (version == nullptr) continue;
    const auto values = readZoneColumn(workspace, version->id, field.name);
    if (!values) return fail(values.error());
    if (*values) return FieldReader(field, *version, version != &field.zones).run(**values);
    const auto columns = zoneColumns(workspace, version->id);
    if (!columns) return fail(columns.error());
    known.push_back(fmt::format("{} {}: {}", version->kind, version->label, fmt::join(*columns, " ")));
  }
  return fail(ErrorKind::input, "control.no_field",
              {fmt::format("没有字段 {}", field.name), fmt::format("There is no field {}", field.name)}, {},
              {fmt::format("已有：{}", fmt::join(known, "；")), fmt::format("there are: {}", fmt::join(known, "; "))});
}

Result<std::vector<ControlArea>> readControlAreas(const std::filesystem::path& file, const LayerKind& kind,
                                                  Feedback& feedback) {
  auto table = openTable(file, {}, headerNames(controlFields()), feedback);
  if (!table) return fail(table.error());
  Diagnoses diagnoses;
  auto rows = bindFields(controlFields(), table->table, {}, diagnoses);
  if (!rows) return fail(rows.error());
  std::vector<ControlArea> areas;
  for (std::size_t i = 0; i < rows->size(); ++i) {
    auto& row = (*rows)[i];
    ControlArea area;
    area.admin = row["admin"];
    area.unit = unitWord(row["unit"]);
    area.source = row["source"];
    const auto zone_class = classOf(kind, row["zone_class"]);
    const auto side = sideOf(row["side"]);
    const std::string& figure = row["area"];
    const auto is_figure = figureOf(figure);
    area.stated = is_figure.value_or(0);
    area.m2 = area.stated * squareMetresOfWord(area.unit);
    if (!zone_class || !side || !is_figure || !(area.m2 > 0))
      return fail(ErrorKind::input, "control.bad_value",
                  {fmt::format("控制面积第 {} 行不能识别：{} {} {} {}", i + 1, row["zone_class"], row["side"], figure,
                               row["unit"]),
                   fmt::format("Row {} of the control areas cannot be read: {} {} {} {}", i + 1, row["zone_class"],
                               row["side"], figure, row["unit"])},
                  toUtf8(file),
                  {"类别写编号或名称，期次写期初或期末，面积大于零，单位可用 m2 ha mu km2 wan_mu",
                   "a class is its id or title, a side opening or closing, the area above zero, units m2 ha mu km2 "
                   "wan_mu"});
    area.zone_class = *zone_class;
    area.side = *side;
    areas.push_back(std::move(area));
  }
  if (areas.empty())
    return fail(ErrorKind::input, "control.none", {"控制面积表没有数据行", "The file of control areas has no rows"},
                toUtf8(file));
  return areas;
}

} // namespace ecoredline
