#include "report/words.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace ecoredline {

namespace {

struct Entry {
  std::string_view code;
  std::string_view zh;
  std::string_view en;
};

template<std::size_t N>
Text lookup(const std::array<Entry, N>& entries, std::string_view code) {
  const auto found =
      std::find_if(entries.begin(), entries.end(), [&](const Entry& entry) { return entry.code == code; });
  if (found == entries.end()) return {std::string(code), std::string(code)};
  return {std::string(found->zh), std::string(found->en)};
}

constexpr std::array<Entry, 25> kReasons{{
    {"", "", ""},
    {"hit", "涉及该分区", "zone is met"},
    {"near", "未发现重叠", "no overlap found"},
    {"touch", "与该分区相邻", "zone is touched"},
    {"outside", "位于该范围以外", "lies outside"},
    {"site_rule", "项目本身的要求", "a duty of the project itself"},
    {"nearest", "未发现重叠", "no overlap found"},
    {"superseded", "旧版涉及，现行版已调出", "met by an older edition, no longer by the one in force"},
    {"missing", "图层未提供，未核查", "layer not provided, not examined"},
    {"not_in_force", "无现行版本", "no edition in force"},
    {"coverage", "超出数据覆盖范围", "outside the coverage of the data"},
    {"footprint", "缺用地范围", "footprint not given"},
    {"needs_kind", "所依据的另一图层未提供", "another layer that it leans on is not provided"},
    {"list_absent", "准入清单未导入", "access list not imported"},
    {"clause", "准入清单条款", "clause of the access list"},
    {"no_requirement", "本层级无要求", "nothing required at this level"},
    {"no_rule", "无适用规则", "no rule in force"},
    {"derived_zone", "推定范围（非批复）", "derived zone, not an approved one"},
    {"undecided", "叠加未能判定", "overlay could not be decided"},
    {"invalid_geometry", "图形无效", "invalid geometry"},
    {"edition_ambiguous", "版本不明确", "editions are ambiguous"},
    {"uncovered", "未被任何分区覆盖（数据缺陷）", "covered by no zone (a data fault)"},
    {"class_unknown", "分区类别不明", "zone class unknown"},
    {"mapping", "新旧分区对应未定", "mapping of old to new classes not settled"},
    {"nominal_footprint", "仅在示意范围内", "within the nominal footprint only"},
}};

constexpr std::array<Entry, 3> kAreaMethods{{
    {"official", "国土调查椭球面积公式", "official land-survey formula on the ellipsoid"},
    {"exact", "CGCS2000 椭球精确面积", "exact area on the CGCS2000 ellipsoid"},
    {"planar", "投影平面面积", "planar area of the projection"},
}};

constexpr std::array<Entry, 5> kRungs{{
    {"", "", ""},
    {"edges", "边界片段法（精确符号）", "boundary pieces, exact signs"},
    {"plain", "平面叠加，面积平衡已核", "plain overlay, balance checked"},
    {"snapped", "网格吸附后叠加，面积平衡已核", "overlay on a grid, balance checked"},
    {"undecided", "未能判定", "undecided"},
}};

constexpr std::array<Entry, 4> kDecisions{{
    {"", "", ""},
    {"confirm", "确认", "confirmed"},
    {"override", "改判", "overridden"},
    {"not-applicable", "不适用", "not applicable"},
}};

constexpr std::array<Entry, 5> kAnswerSources{{
    {"", "", ""},
    {"site", "地块申报", "stated for the site"},
    {"project", "项目申报", "stated for the project"},
    {"column", "项目文件字段", "a column of the site file"},
    {"default", "默认值", "the default of the facts file"},
}};

} // namespace

Text reasonWord(std::string_view reason) {
  return lookup(kReasons, reason);
}
Text areaMethodWord(std::string_view method) {
  return lookup(kAreaMethods, method);
}
Text rungWord(std::string_view rung) {
  return lookup(kRungs, rung);
}
Text decisionWord(std::string_view decision) {
  return lookup(kDecisions, decision);
}
Text answerSourceWord(std::string_view from) {
  return lookup(kAnswerSources, from);
}

Text word(Relation relation) {
  switch (relation) {
  case Relation::equals:
    return {"重合", "equals"};
  case Relation::within:
    return {"位于其内", "within"};
  case Relation::contains:
    return {"包含该分区", "contains"};
  case Relation::overlap:
    return {"部分重叠", "overlaps"};
  case Relation::crosses:
    return {"穿越", "crosses"};
  case Relation::touch_line:
    return {"共边相邻", "touches along a line"};
  case Relation::touch_point:
    return {"共点相邻", "touches at a point"};
  case Relation::near:
    return {"邻近", "near"};
  case Relation::none:
    return {"未发现重叠", "no overlap found"};
  }
  return {};
}

Text word(Effect effect) {
  switch (effect) {
  case Effect::clear:
    return {"无限制", "no restriction"};
  case Effect::notify:
    return {"提示", "notice"};
  case Effect::conditional:
    return {"附条件", "conditional"};
  case Effect::restrict:
    return {"限制", "restricted"};
  case Effect::prohibit:
    return {"禁止", "prohibited"};
  }
  return {};
}

Text word(Certainty certainty) {
  switch (certainty) {
  case Certainty::certain:
    return {"确定", "certain"};
  case Certainty::marginal:
    return {"临界（精度范围内）", "marginal (within the error band)"};
  case Certainty::unknown:
    return {"不能判定", "cannot be told"};
  }
  return {};
}

Text word(Provisional reason) {
  switch (reason) {
  case Provisional::none:
    return {};
  case Provisional::article:
    return {"条号待核", "article number to be checked"};
  case Provisional::effect:
    return {"法律后果待核", "effect to be checked"};
  case Provisional::limit:
    return {"用户设定的距离", "a distance set by the user"};
  case Provisional::mapping:
    return {"分区对应待核", "class mapping to be checked"};
  case Provisional::zone:
    return {"推定分区", "derived zone"};
  }
  return {};
}

Text word(ActionType type) {
  switch (type) {
  case ActionType::approve:
    return {"须报批", "Approval"};
  case ActionType::answer:
    return {"须回答", "Answer"};
  case ActionType::supply:
    return {"须补数据", "Supply data"};
  case ActionType::survey:
    return {"须测量", "Survey"};
  case ActionType::demonstrate:
    return {"须论证", "Demonstrate"};
  }
  return {};
}

Text markedWord(Verdict verdict, bool preliminary) {
  const Text plain = word(verdict);
  return {fmt::format("{} {}{}", mark(verdict), plain.zh, preliminary ? "（初步）" : ""),
          fmt::format("{} {}{}", mark(verdict), plain.en, preliminary ? " (preliminary)" : "")};
}

} // namespace ecoredline
