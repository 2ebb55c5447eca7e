#include "app/control_file.hpp"

#include "app/unit_words.hpp"
#include "base/files.hpp"
#include "catalogue/access_list.hpp"
#include "catalogue/bind.hpp"
#include "source/table_reader.hpp"

#include <fmt/format.h>

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

} // namespace

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
    const auto read = std::from_chars(figure.data(), figure.data() + figure.size(), area.stated);
    const bool is_figure = read.ec == std::errc() && read.ptr == figure.data() + figure.size();
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
