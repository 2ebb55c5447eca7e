#pragma once

#include "report/run_report.hpp"

#include <vector>

namespace ecoredline {

/// A square of `side` metres as a one-row layer in EPSG:4530.
inline FlatLayer madeSquare(double x, double y, double side) {
  FlatBuilder builder(*Crs::fromEpsg(4530));
  builder.beginRow(Shape::polygon, 0);
  builder.addRing(std::vector<double>{x, x + side, x + side, x, x}, std::vector<double>{y, y, y + side, y + side, y},
                  0);
  builder.endRow();
  return builder.take();
}

inline FlatLayer madeRoad() {
  FlatBuilder builder(*Crs::fromEpsg(4490));
  builder.beginRow(Shape::line, 0);
  builder.addRing(std::vector<double>{126.5, 126.501234567}, std::vector<double>{43.8, 43.801}, 0);
  builder.endRow();
  return builder.take();
}

inline Finding madeWaterHit() {
  Finding f;
  f.kind = "water_source_zone";
  f.version = "2024";
  f.zone_key = "SY-07";
  f.zone_id = "SY-07";
  f.zone_name = "某镇水源地";
  f.zone_class = "level_2";
  f.zone_class_raw = "二级";
  f.relation = Relation::overlap;
  f.overlap_m2 = 3240.00004;
  f.exact_m2 = 3240.00012;
  f.overlap_low_m2 = 3011.5;
  f.overlap_high_m2 = 3466.03125; // a tie at four decimals: half-up
  f.sliver_m2 = 0;
  f.share = 0.27;
  f.depth_m = 41.0004;
  f.distance_m = 0;
  f.eps_m = 5.5;
  f.rung = "edges";
  f.rule = "water.level_2.discharges";
  f.effect = Effect::prohibit;
  f.effect_worst = Effect::prohibit;
  f.reason = "hit";
  f.text = {"二级保护区内禁止新建排放污染物的建设项目", "No new project that discharges pollutants in a level 2 zone"};
  f.basis = "水污染防治法（2017）";
  f.article = "第六十六条";
  f.provisional_on = Provisional::article;
  return f;
}

inline Finding madeSliver() {
  Finding f;
  f.kind = "permanent_basic_farmland";
  f.version = "2023";
  f.zone_key = "#0011223344aa";
  f.zone_class = "farmland";
  f.relation = Relation::overlap;
  f.overlap_m2 = f.exact_m2 = f.sliver_m2 = 40;
  f.overlap_low_m2 = 0;
  f.overlap_high_m2 = 412;
  f.share = 0.00333333;
  f.depth_m = 0.1665;
  f.distance_m = 0;
  f.eps_m = 3.1;
  f.rung = "plain";
  f.rule = "pbf.occupy";
  f.effect = f.effect_worst = Effect::prohibit;
  f.certainty = Certainty::marginal;
  f.sliver = true;
  f.reason = "hit";
  f.text = {"疑似接边误差，须以批复矢量核定", "Probably an edge-matching error: settle it with the approved vector"};
  f.basis = "基本农田保护条例";
  f.article = "第十五条";
  return f;
}

inline Finding madeMissing() {
  Finding f;
  f.kind = "nature_reserve";
  f.effect = f.effect_worst = Effect::prohibit;
  f.certainty = Certainty::unknown;
  f.reason = "missing";
  f.text = {"自然保护地未导入，未核查", "Nature reserves were not imported: not examined"};
  return f;
}

inline Finding madeNearest() {
  Finding f;
  f.kind = "ecological_redline";
  f.version = "2023";
  f.zone_key = f.zone_id = "HX-1";
  f.zone_name = "水源涵养， \"甲\"";
  f.zone_class = "redline";
  f.relation = Relation::near;
  f.distance_m = 180.04;
  f.bearing_deg = 41.256;
  f.eps_m = 15;
  f.reason = "near";
  f.text = {"未发现重叠", "No overlap found"};
  return f;
}

inline Finding madeOpen() {
  Finding f;
  f.kind = "water_source_zone";
  f.version = "2024";
  f.zone_key = f.zone_id = "SY-07";
  f.zone_name = "某镇水源地";
  f.zone_class = "level_2";
  f.relation = Relation::crosses;
  f.overlap_length_m = 88.1234;
  f.share = 0.61;
  f.depth_m = 12;
  f.distance_m = 0;
  f.eps_m = 5.5;
  f.rung = "plain";
  f.rule = "water.level_2.discharges";
  f.effect = Effect::conditional;
  f.effect_worst = Effect::prohibit;
  f.needs = {"discharges"};
  f.reason = "hit";
  f.text = {"是否排放污染物未答复", "Whether it discharges is unanswered"};
  f.basis = "水污染防治法（2017）";
  f.article = "第六十六条";
  return f;
}

inline SiteResult madePlant() {
  SiteResult site;
  site.id = "1";
  site.name = "化工厂 A";
  site.project_id = "P-1";
  site.shape = Shape::polygon;
  site.area_m2 = 12000;
  site.accuracy_m = 0.5;
  site.geometry = madeSquare(42530000.1, 4850000.25, 109.5445);
  site.verdict = site.worst_case = Verdict::fail;
  site.sentence = {"总体结论：不符合。", "Overall: Not compliant."};
  site.facts = {{"discharges", "direct", "张三", "2026-10-01", "", "site"}};
  site.questions = {{"pbf_project_class",
                     "claim",
                     {"是否难以避让的国家重点项目？", "Unavoidable key national project?"},
                     {"permanent_basic_farmland"},
                     {{"none", Effect::prohibit}, {"energy", Effect::restrict}}}};
  site.actions = {{ActionType::survey, {"提供勘测定界成果", "Supply the cadastral survey"}, "permanent_basic_farmland"},
                  {ActionType::supply, {"导入自然保护地", "Import nature reserves"}, "nature_reserve"}};
  Diagnosis moved{"geometry.duplicate_vertex",
                  Severity::info,
                  {"重复点", "Duplicate vertex"},
                  0,
                  42530000.1,
                  4850000.25,
                  std::nullopt,
                  std::nullopt};
  site.diagnoses = {moved};
  site.layers = {
      {"water_source_zone", Verdict::fail, Verdict::fail, "hit", {"占用二级保护区", "Takes level 2 ground"}},
      {"permanent_basic_farmland", Verdict::marginal, Verdict::fail, "hit", {"精度范围内", "Within the error band"}},
      {"nature_reserve", Verdict::unknown, Verdict::fail, "missing", {"未导入", "Not imported"}},
      {"ecological_redline", Verdict::pass, Verdict::pass, "near", {"未发现重叠", "No overlap found"}}};
  site.findings = {madeWaterHit(), madeSliver(), madeMissing(), madeNearest()};
  site.totals = {{"water_source_zone", "level_2", 3240.00004, 3011.5, 3466.03125, 0, kNoNumber, 0.27},
                 {"permanent_basic_farmland", "farmland", 40, 0, 412, 40, kNoNumber, 0.00333333}};
  return site;
}

inline SiteResult madeLine() {
  SiteResult site;
  site.id = "2";
  site.name = "=道路";
  site.project_id = "P-1";
  site.shape = Shape::line;
  site.length_m = 144.4655;
  site.accuracy_m = 1;
  site.geometry = madeRoad();
  site.verdict = Verdict::conditional;
  site.worst_case = Verdict::fail;
  site.preliminary = true;
  site.sentence = {"总体结论：需进一步论证（初步）。", "Overall: To be demonstrated (preliminary)."};
  site.questions = {{"discharges",
                     "ask",
                     {"是否排放污染物（含纳管）？", "Discharges pollutants (also by sewer)?"},
                     {"water_source_zone"},
                     {{"none", Effect::conditional}, {"direct", Effect::prohibit}}}};
  site.actions = {{ActionType::answer, {"答复是否排放污染物", "Answer whether it discharges"}, "water_source_zone"}};
  site.layers = {{"water_source_zone", Verdict::conditional, Verdict::fail, "hit", {"穿越二级", "Crosses level 2"}}};
  site.findings = {madeOpen()};
  site.clauses = {{"ZH22020220003",
                   "unit",
                   "ZH22020220003",
                   "3",
                   "layout",
                   "禁止新建\"两高\"项目。",
                   {"C25", "C26"},
                   "某市生态环境准入清单 某环发〔2024〕1号",
                   "",
                   Verdict::conditional}};
  site.totals = {{"water_source_zone", "level_2", kNoNumber, kNoNumber, kNoNumber, kNoNumber, 88.1234, 0.61}};
  return site;
}

/// Two sites of one project that between them use every field of a report.
inline RunReport madeReport() {
  RunReport report;
  report.run = {"2026-11-22T03:04:05Z", "desk-1", {"sites.shp", "jilin.gpkg"}};
  report.software = {"0.1.0", "3.11.1", "9.1.1", "3.6.2"};
  report.parameters.area_method = "official";
  report.parameters.edge_model = {"在各版本坐标系内为直线", "straight in the CRS of each version"};
  report.parameters.as_of = "2026-11-22";
  report.parameters.profile = "full";
  report.parameters.scope = {"water_source_zone", "permanent_basic_farmland", "nature_reserve", "ecological_redline"};
  report.parameters.not_examined = {"noise_zone"};
  report.parameters.point_reach_m = 1000;
  report.catalogue = {"cn", "sha256:" + std::string(64, 'c')};
  report.layers = {{"water_source_zone", "2024", "2024-05-01", "sha256:" + std::string(64, 'a'), 12, 5, true,
                    "admin:220281", "EPSG:4490"},
                   {"permanent_basic_farmland", "2023", "2023-10-01", "sha256:" + std::string(64, 'b'), 7, 2.6, false,
                    "all", "EPSG:4530"},
                   {"ecological_redline", "2023", "2023-07-01", "sha256:" + std::string(64, 'd'), 3, 14.5, true, "all",
                    "EPSG:4490"}};
  report.sites = {madePlant(), madeLine()};
  ProjectResult project;
  project.id = "P-1";
  project.area_m2 = 12000;
  project.verdict = project.worst_case = Verdict::fail;
  project.sites = {"1", "2"};
  project.totals = {{"water_source_zone", "level_2", 3240.00004, 3011.5, 3466.03125, 0, 88.1234, 0.27}};
  report.projects = {project};
  report.diagnoses = {
      {"encoding.sniffed",
       Severity::warning,
       {"按 GB18030 读取", "Read as GB18030"},
       std::nullopt,
       std::nullopt,
       std::nullopt,
       std::nullopt,
       std::nullopt},
      {"geometry.repaired", Severity::error, {"已修复", "Repaired"}, 3, 126.123456789, 43.5, 100.5, 100.25}};
  report.numeric_touches = 2;
  report.undecided_pairs = 0;
  report.exit_reasons = {1, 4};
  return report;
}

} // namespace ecoredline
