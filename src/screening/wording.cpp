#include "screening/wording.hpp"

#include "base/decimal.hpp"
#include "report/figures.hpp"

#include <fmt/format.h>

#include <cmath>

namespace ecoredline::wording {

namespace {

std::string squareMetres(double value) {
  return toGrouped(value, 2) + " m²";
}

std::string metresDown(double value) {
  return distanceText(value) + " m";
}
std::string metres(double value) {
  return toGrouped(value, 1) + " m";
}

/// Rules are written as sentences; inside another sentence their full stop goes.
std::string withoutStop(std::string text) {
  for (const std::string_view stop : {"。", "."})
    if (text.ends_with(stop)) text.resize(text.size() - stop.size());
  return text;
}

Text legalTail(const Rule* rule) {
  if (rule == nullptr) return {"。", "."};
  const std::string basis = rule->basis + rule->article;
  if (basis.empty())
    return {fmt::format("，{}。", withoutStop(rule->text.zh)), fmt::format("; {}.", withoutStop(rule->text.en))};
  return {fmt::format("，{}（{}）。", withoutStop(rule->text.zh), basis),
          fmt::format("; {} ({}).", withoutStop(rule->text.en), basis)};
}

double meanWidth(const Pair& pair) {
  return pair.perimeter_m > 0 ? 2 * pair.overlap_m2 / pair.perimeter_m : 0;
}

} // namespace

Text zoneTitle(const LayerKind& kind, const Zone& zone) {
  const ZoneClass* zone_class = kind.zoneClass(zone.zone_class);
  const Text class_title = zone_class ? zone_class->title : Text{zone.zone_class_raw, zone.zone_class_raw};
  const Text what{class_title.zh.empty() ? kind.title.zh : class_title.zh,
                  class_title.en.empty() ? kind.title.en : class_title.en};
  if (zone.zone_name.empty()) return what;
  return {fmt::format("{}（{}）", zone.zone_name, what.zh), fmt::format("{} ({})", zone.zone_name, what.en)};
}

Text zoneTitle(const LayerKind& kind, const ZoneMet& met) {
  Text title = zoneTitle(kind, *met.zone);
  if (met.part_title.zh.empty()) return title;
  return {title.zh + met.part_title.zh, fmt::format("{} ({})", title.en, met.part_title.en)};
}

Text amount(const Pair& pair) {
  if (std::isfinite(pair.overlap_m2)) {
    const std::string figure = fmt::format("{}({} %)", squareMetres(pair.overlap_m2), toFixed(pair.share * 100, 1));
    return {figure, figure};
  }
  if (std::isfinite(pair.length_m) && pair.length_m > 0) {
    const std::string share = toFixed(pair.share * 100, 1);
    return {fmt::format("长 {}({} %)", metres(pair.length_m), share),
            fmt::format("length {} ({} %)", metres(pair.length_m), share)};
  }
  return {"（点位）", "(a point)"};
}

Text certain(const LayerKind& kind, const ZoneMet& met, const Rule* rule) {
  const Text zone = zoneTitle(kind, met);
  const Text how_much = amount(met.pair);
  const Text tail = legalTail(rule);
  return {fmt::format("占用{} {}{}", zone.zh, how_much.zh, tail.zh),
          fmt::format("Occupies {} {}{}", zone.en, how_much.en, tail.en)};
}

Text marginal(const LayerKind& kind, const ZoneMet& met, const Rule* rule) {
  const Text zone = zoneTitle(kind, met);
  const Text tail = legalTail(rule);
  const std::string eps = metres(met.eps_m);
  if (!met.pair.hit && met.pair.distance_m < kHitWidth)
    return {fmt::format("与{}相邻（0 m），未发现占用；合成精度 {} 内不能排除{}", zone.zh, eps, tail.zh),
            fmt::format(
                "Adjacent to {} (0 m), no occupation found; cannot be excluded within the combined accuracy of {}{}",
                zone.en, eps, tail.en)};
  if (!met.pair.hit)
    return {
        fmt::format("距{} {}，小于合成精度 {}，不能排除占用{}", zone.zh, metresDown(met.pair.distance_m), eps, tail.zh),
        fmt::format("{} from {}, less than the combined accuracy of {}: occupation cannot be excluded{}",
                    metresDown(met.pair.distance_m), zone.en, eps, tail.en)};
  if (!std::isfinite(met.pair.overlap_m2)) {
    const Text how_much = amount(met.pair);
    return {fmt::format("与{}重叠{}，深度小于合成精度 {}；须以批复矢量或勘测定界成果核定{}", zone.zh, how_much.zh, eps,
                        tail.zh),
            fmt::format("Overlaps {} {}, less deep than the combined accuracy of {}; to be settled by the approved "
                        "vector or a boundary survey{}",
                        zone.en, how_much.en, eps, tail.en)};
  }
  const bool has_range = met.band && std::isfinite(met.band->low_m2);
  const std::string range =
      has_range ? fmt::format("({}–{})", toGrouped(met.band->low_m2, 2), squareMetres(met.band->high_m2)) : "";
  const std::string width = toFixed(meanWidth(met.pair), 2);
  return {fmt::format("与{}重叠 {}{}，平均宽 {} m，在合成精度 {} "
                      "以内，疑似接边误差；须以批复矢量或勘测定界成果核定，不得据此认定占用或不占用{}",
                      zone.zh, squareMetres(met.pair.overlap_m2), range, width, eps, tail.zh),
          fmt::format("Overlaps {} by {} {}, mean width {} m, within the combined accuracy of {}: possibly an "
                      "edge-matching error; to be settled by the approved vector or a boundary survey{}",
                      zone.en, squareMetres(met.pair.overlap_m2), range, width, eps, tail.en)};
}

Text within(const LayerKind& kind, const ZoneMet& met, const Rule& rule) {
  const Text zone = zoneTitle(kind, met);
  const Text tail = legalTail(&rule);
  const Text origin = rule.limit_from_user ? Text{"（用户设定）", " (a user's setting)"} : Text{};
  return {fmt::format("距{} {}，小于 {}{}{}", zone.zh, metresDown(met.pair.distance_m), metres(rule.limit_m), origin.zh,
                      tail.zh),
          fmt::format("{} from {}, less than {}{}{}", metresDown(met.pair.distance_m), zone.en, metres(rule.limit_m),
                      origin.en, tail.en)};
}

Text met(const LayerKind& kind, const ZoneMet& met) {
  const Text zone = zoneTitle(kind, met);
  const Text how_much = amount(met.pair);
  return {fmt::format("位于{} {}。", zone.zh, how_much.zh), fmt::format("Lies in {} {}.", zone.en, how_much.en)};
}

Text touched(const LayerKind& kind, const ZoneMet& met, const Rule& rule) {
  const Text zone = zoneTitle(kind, met);
  const Text tail = legalTail(&rule);
  return {fmt::format("与{}相邻（0 m）{}", zone.zh, tail.zh), fmt::format("Adjacent to {} (0 m){}", zone.en, tail.en)};
}

Text outside(const LayerKind& kind, const OutsideMet& met, const Rule& rule) {
  const Text tail = legalTail(&rule);
  const std::string eps = metres(met.eps_m);
  if (!(met.part.outside_share > 0)) {
    const std::string distance = metresDown(met.part.edge_distance_m);
    return {
        fmt::format("距{}边线 {}，小于合成精度 {}，不能排除位于其外{}", kind.title.zh, distance, eps, tail.zh),
        fmt::format("{} from the edge of {}, less than the combined accuracy of {}: lying outside cannot be excluded{}",
                    distance, kind.title.en, eps, tail.en)};
  }
  const std::string share = toFixed(met.part.outside_share * 100, 1);
  const Text doubt = met.certain() ? Text{}
                                   : Text{fmt::format("，深度在合成精度 {} 以内", eps),
                                          fmt::format(", within the combined accuracy of {}", eps)};
  return {fmt::format("项目有 {} % 位于{}以外{}{}", share, kind.title.zh, doubt.zh, tail.zh),
          fmt::format("{} % of the site lie outside {}{}{}", share, kind.title.en, doubt.en, tail.en)};
}

Text siteRule(const Rule& rule) {
  const std::string basis = rule.basis + rule.article;
  return {fmt::format("{}（{}）。", withoutStop(rule.text.zh), basis),
          fmt::format("{} ({}).", withoutStop(rule.text.en), basis)};
}

Text nominal(const LayerKind& kind, const ZoneMet& met, double radius_m) {
  const Text zone = zoneTitle(kind, met);
  return {fmt::format("按 {} 示意范围涉及{}；须补充用地范围后核定。", metres(radius_m), zone.zh),
          fmt::format("Met by the nominal footprint of {} only: {}; the real footprint is needed.", metres(radius_m),
                      zone.en)};
}

Text unknown(const LayerKind& kind, const ZoneMet& met, const std::string& reason) {
  const Text zone = zoneTitle(kind, met);
  const Text how_much = amount(met.pair);
  if (reason == "derived_zone")
    return {fmt::format("位于{} {}：推定范围（非批复），须取得批复边界。", zone.zh, how_much.zh),
            fmt::format("Inside {} {}: a derived range, not an approved boundary; obtain the approved one.", zone.en,
                        how_much.en)};
  if (reason == "list_absent")
    return {
        fmt::format("位于{} {}；准入清单未导入，未逐条对照，不能判定。", zone.zh, how_much.zh),
        fmt::format("Inside {} {}; the access list is not imported, no clause was compared.", zone.en, how_much.en)};
  if (reason == "no_rule")
    return {fmt::format("涉及{} {}；目录中没有适用于该分区和日期的规则，不能判定。", zone.zh, how_much.zh),
            fmt::format("Meets {} {}; the catalogue has no rule for this zone on this day.", zone.en, how_much.en)};
  if (reason == "invalid_geometry")
    return {fmt::format("{}的图形无效（未经同意不作修复），不能计算重叠。", zone.zh),
            fmt::format("The geometry of {} is invalid and was not repaired: no overlap can be computed.", zone.en)};
  return {fmt::format("与{}的重叠无法可靠计算，须人工核定。", zone.zh),
          fmt::format("The overlap with {} could not be decided.", zone.en)};
}

Text nearest(const LayerKind& kind, const KindAtSite& at) {
  if (!at.nearest)
    return {fmt::format("未发现重叠；{}数据范围内无要素。", kind.title.zh),
            fmt::format("None found: the data hold no {}.", kind.title.en)};
  const Pair& pair = at.nearest->pair;
  if (at.data_edge_m < pair.distance_m)
    return {fmt::format("未发现重叠；最近距离 ≥ {}（至数据边界）。", metresDown(at.data_edge_m)),
            fmt::format("None found; nearest ≥ {} (the edge of the data).", metresDown(at.data_edge_m))};
  const Text zone = zoneTitle(kind, *at.nearest->zone);
  const std::string eps = metres(at.nearest->eps_m);
  if (pair.distance_m < kHitWidth)
    return {fmt::format("未发现重叠；与{}相邻（0 m）。", zone.zh),
            fmt::format("No overlap found; adjacent to {} (0 m).", zone.en)};
  return {fmt::format("未发现重叠；最近{} {}(±{})，方位{}。", zone.zh, metresDown(pair.distance_m), eps,
                      bearingText(pair.bearing_deg).zh),
          fmt::format("None found; nearest {} {} (±{}), bearing {}.", zone.en, metresDown(pair.distance_m), eps,
                      bearingText(pair.bearing_deg).en)};
}

namespace {

Text partText(const LayerKind& kind, const Miss& miss, const char* zh, const char* en) {
  const std::string share = toFixed(miss.share * 100, 1);
  const std::string area = squareMetres(miss.area_m2);
  return {fmt::format("项目有 {}({} %)位于{}{}", area, share, kind.title.zh, zh),
          fmt::format("{} ({} %) of the site {} {}", area, share, en, kind.title.en)};
}

} // namespace

Text miss(const LayerKind& kind, const Miss& miss) {
  const std::string& r = miss.reason;
  if (r == "missing")
    return {fmt::format("{}图层未导入，未核查。", kind.title.zh),
            fmt::format("{}: no layer imported, not examined.", kind.title.en)};
  if (r == "not_in_force")
    return {fmt::format("基准日没有现行有效的{}版本，未核查。", kind.title.zh),
            fmt::format("{}: no version in force on the day, not examined.", kind.title.en)};
  if (r == "coverage")
    return partText(kind, miss, "数据覆盖范围以外，该部分无数据，不能判定。", "lie outside the coverage of");
  if (r == "coverage_strip")
    return partText(kind, miss, "数据覆盖范围以外，宽度在边界精度以内，仅提示。",
                    "lie outside the coverage, within its accuracy, of");
  if (r == "coverage_reach")
    return {fmt::format("{}数据未覆盖规则所需的周边距离，不能判定。", kind.title.zh),
            fmt::format("{}: the data do not cover the distance that the rules look across.", kind.title.en)};
  if (r == "coverage_unstated")
    return {fmt::format("{}版本未声明覆盖范围，未发现不等于没有。", kind.title.zh),
            fmt::format("{}: the version states no coverage; none found is not none there.", kind.title.en)};
  if (r == "uncovered")
    return partText(kind, miss, "没有分区覆盖，属数据缺陷，不能判定。", "have no zone, a fault of the data of");
  if (r == "uncovered_gap")
    return partText(kind, miss, "存在接边空隙，宽度在精度以内，仅提示。", "fall in a gap, within accuracy, of");
  if (r == "edition_ambiguous")
    return {fmt::format("{}有同日两个版本（{}）覆盖此处，不能判定以何为准。", kind.title.zh, miss.detail.zh),
            fmt::format("{}: two versions of the same day ({}) cover this place.", kind.title.en, miss.detail.en)};
  if (r == "needs_kind")
    return {fmt::format("{}的判定依赖“{}”图层，该图层未导入；未证明不在核心区之前，有限人为活动清单不得适用。",
                        kind.title.zh, miss.detail.zh),
            fmt::format("{}: the rule leans on layer {}, which is not imported.", kind.title.en, miss.detail.en)};
  if (r == "footprint")
    return {fmt::format("{}：点、线项目未提供用地范围或宽度，未发现占用不能成立；须补充用地范围。", kind.title.zh),
            fmt::format("{}: a point or line without footprint or width; a miss cannot be shown.", kind.title.en)};
  if (r == "derived_zone")
    return {fmt::format("{}在附近只有推定范围（非批复），未发现重叠不能作为结论，须取得批复边界。", kind.title.zh),
            fmt::format("{}: only a derived range is near; a miss is no conclusion.", kind.title.en)};
  if (r == "undecided")
    return {fmt::format("{}：与数据覆盖范围的关系无法可靠计算，须人工核定。", kind.title.zh),
            fmt::format("{}: the relation to the coverage of the data could not be decided.", kind.title.en)};
  return {fmt::format("{}：项目图形无效或缺失，未计算。", kind.title.zh),
          fmt::format("{}: the site's geometry is invalid or absent; nothing was computed.", kind.title.en)};
}

Text superseded(const LayerKind& kind, const ZoneMet& met, const std::string& older, const std::string& newer) {
  const Text zone = zoneTitle(kind, met);
  const Text how_much = amount(met.pair);
  return {fmt::format("{}版与{}重叠 {}，{}版已调出。", older, zone.zh, how_much.zh, newer),
          fmt::format("Version {} overlaps {} {}; version {} no longer has it.", older, zone.en, how_much.en, newer)};
}

Text expired(const LayerKind& kind, const ZoneMet& met, const Version& version) {
  const Text zone = zoneTitle(kind, met);
  const Text how_much = amount(met.pair);
  return {fmt::format("按已失效版本 {}（{} 止）与{}重叠 {}，仅供参考；须取得现行版本。", version.label,
                      version.effective_to, zone.zh, how_much.zh),
          fmt::format("By version {} (ended {}) overlaps {} {}, for information only; obtain the version in force.",
                      version.label, version.effective_to, zone.en, how_much.en)};
}

} // namespace ecoredline::wording
