#pragma once

#include "report/run_report.hpp"

#include <concepts>
#include <type_traits>

namespace ecoredline {

// Every key of run.json stands in this file once, in the order of the document. The writer and the reader walk the same
// lists, so that a field cannot be written and not read. A visitor gets `const` values when it writes.
//
// An empty string that means "does not apply" is null in the document (`nullable`), a number that does not exist (NaN)
// is null too.

inline constexpr int kSquareMetreDecimals = 4;
inline constexpr int kMetreDecimals = 3;
inline constexpr int kShareDecimals = 8;
inline constexpr int kBearingDecimals = 2; ///< degrees: 0.01° is 2 cm at 100 m

template<class T, class Wanted>
concept FieldsOf = std::same_as<std::remove_const_t<T>, Wanted>;

template<class V, FieldsOf<Diagnosis> T>
void fields(V& v, T& diagnosis) {
  v.text("code", diagnosis.code);
  v.named("severity", diagnosis.severity);
  v.bilingual("message", diagnosis.message);
  v.optionalCount("row", diagnosis.row);
  v.optionalShortest("x", diagnosis.x);
  v.optionalShortest("y", diagnosis.y);
  v.optionalNumber("area_before_m2", diagnosis.area_before_m2, kSquareMetreDecimals);
  v.optionalNumber("area_after_m2", diagnosis.area_after_m2, kSquareMetreDecimals);
}

template<class V, FieldsOf<RunReport::Run> T>
void fields(V& v, T& run) {
  v.text("time", run.time);
  v.text("host", run.host);
  v.words("paths", run.paths);
}

template<class V, FieldsOf<RunReport::Software> T>
void fields(V& v, T& software) {
  v.text("version", software.version);
  v.text("geos", software.geos);
  v.text("proj", software.proj);
  v.text("gdal", software.gdal);
}

template<class V, FieldsOf<RunReport::Parameters> T>
void fields(V& v, T& parameters) {
  v.text("area_method", parameters.area_method);
  v.bilingual("edge_model", parameters.edge_model);
  v.number("buffer_m", parameters.buffer_m, kMetreDecimals);
  v.text("as_of", parameters.as_of);
  v.words("scope", parameters.scope);
  v.nullable("profile", parameters.profile);
  v.words("not_examined", parameters.not_examined);
  v.number("point_reach_m", parameters.point_reach_m, kMetreDecimals);
}

template<class V, FieldsOf<RunReport::CatalogueUsed> T>
void fields(V& v, T& catalogue) {
  v.text("id", catalogue.id);
  v.text("content_hash", catalogue.content_hash);
}

template<class V, FieldsOf<LayerUsed> T>
void fields(V& v, T& layer) {
  v.text("kind", layer.kind);
  v.text("version", layer.version);
  v.text("date", layer.date);
  v.text("content_hash", layer.content_hash);
  v.count("features", layer.features);
  v.number("accuracy_m", layer.accuracy_m, kMetreDecimals);
  v.flag("accuracy_assumed", layer.accuracy_assumed);
  v.text("coverage", layer.coverage);
  v.text("crs", layer.crs);
}

template<class V, FieldsOf<Total> T>
void fields(V& v, T& total) {
  v.text("kind", total.kind);
  v.nullable("zone_class", total.zone_class);
  v.number("overlap_m2", total.overlap_m2, kSquareMetreDecimals);
  v.number("low_m2", total.low_m2, kSquareMetreDecimals);
  v.number("high_m2", total.high_m2, kSquareMetreDecimals);
  v.number("sliver_m2", total.sliver_m2, kSquareMetreDecimals);
  v.number("share", total.share, kShareDecimals);
  v.number("length_m", total.length_m, kMetreDecimals);
  v.number("net_m2", total.net_m2, kSquareMetreDecimals);
}

template<class V, FieldsOf<ProjectResult> T>
void fields(V& v, T& project) {
  v.text("id", project.id);
  v.number("area_m2", project.area_m2, kSquareMetreDecimals);
  v.named("verdict", project.verdict);
  v.named("worst_case", project.worst_case);
  v.list("totals", project.totals);
  v.words("sites", project.sites);
}

template<class V, FieldsOf<FactUsed> T>
void fields(V& v, T& fact) {
  v.text("fact", fact.fact);
  v.text("value", fact.value);
  v.nullable("by", fact.by);
  v.nullable("date", fact.date);
  v.nullable("document", fact.document);
  v.nullable("from", fact.from);
}

template<class V, FieldsOf<Question::Choice> T>
void fields(V& v, T& choice) {
  v.text("value", choice.value);
  v.named("effect", choice.effect);
}

template<class V, FieldsOf<Question> T>
void fields(V& v, T& question) {
  v.text("fact", question.fact);
  v.text("sort", question.sort);
  v.bilingual("text", question.text);
  v.words("kinds", question.kinds);
  v.list("choices", question.choices);
}

template<class V, FieldsOf<ActionItem> T>
void fields(V& v, T& action) {
  v.named("type", action.type);
  v.bilingual("text", action.text);
  v.nullable("kind", action.kind);
}

template<class V, FieldsOf<LayerResult> T>
void fields(V& v, T& layer) {
  v.text("kind", layer.kind);
  v.named("conclusion", layer.conclusion);
  v.nullable("reason", layer.reason);
  v.named("worst_case", layer.worst_case);
  v.bilingual("text", layer.text);
}

template<class V, FieldsOf<Finding> T>
void measures(V& v, T& finding) {
  v.optionalNamed("relation", finding.relation);
  v.number("overlap_m2", finding.overlap_m2, kSquareMetreDecimals);
  v.number("exact_m2", finding.exact_m2, kSquareMetreDecimals);
  v.number("overlap_low_m2", finding.overlap_low_m2, kSquareMetreDecimals);
  v.number("overlap_high_m2", finding.overlap_high_m2, kSquareMetreDecimals);
  v.number("sliver_m2", finding.sliver_m2, kSquareMetreDecimals);
  v.number("overlap_length_m", finding.overlap_length_m, kMetreDecimals);
  v.number("share", finding.share, kShareDecimals);
  v.number("depth_m", finding.depth_m, kMetreDecimals);
  v.number("distance_m", finding.distance_m, kMetreDecimals);
  v.number("bearing_deg", finding.bearing_deg, kBearingDecimals);
  v.number("eps_m", finding.eps_m, kMetreDecimals);
  v.nullable("rung", finding.rung);
}

template<class V, FieldsOf<Finding> T>
void fields(V& v, T& finding) {
  v.text("kind", finding.kind);
  v.nullable("version", finding.version);
  v.nullable("zone_key", finding.zone_key);
  v.nullable("zone_id", finding.zone_id);
  v.nullable("zone_name", finding.zone_name);
  v.nullable("zone_class", finding.zone_class);
  measures(v, finding);
  v.nullable("rule", finding.rule);
  v.named("effect", finding.effect);
  v.named("effect_worst", finding.effect_worst);
  v.words("needs", finding.needs);
  v.named("certainty", finding.certainty);
  v.nullable("reason", finding.reason);
  v.nullable("basis", finding.basis);
  v.optionalNamed("provisional_on", finding.provisional_on);
  v.nullable("zone_class_raw", finding.zone_class_raw);
  v.flag("sliver", finding.sliver);
  v.nullable("article", finding.article);
  v.bilingual("text", finding.text);
}

template<class V, FieldsOf<ClauseResult> T>
void fields(V& v, T& clause) {
  v.text("unit", clause.unit);
  v.text("level", clause.level);
  v.text("scope", clause.scope);
  v.nullable("no", clause.no);
  v.nullable("dimension", clause.dimension);
  v.text("text", clause.text);
  v.words("industries", clause.industries);
  v.nullable("source", clause.source);
  v.nullable("answer", clause.answer);
  v.named("outcome", clause.outcome);
}

template<class V, FieldsOf<SiteResult> T>
void fields(V& v, T& site) {
  v.text("id", site.id);
  v.text("name", site.name);
  v.text("project_id", site.project_id);
  v.number("area_m2", site.area_m2, kSquareMetreDecimals);
  v.number("accuracy_m", site.accuracy_m, kMetreDecimals);
  v.flag("accuracy_assumed", site.accuracy_assumed);
  v.geometry("geometry", site.shape, site.geometry);
  v.named("verdict", site.verdict);
  v.named("worst_case", site.worst_case);
  v.either("status", site.preliminary, "preliminary", "final");
  v.list("facts", site.facts);
  v.list("questions", site.questions);
  v.list("actions", site.actions);
  v.list("diagnoses", site.diagnoses);
  v.list("layers", site.layers);
  v.findings("findings", site.findings);
  v.list("clauses", site.clauses);
  v.list("totals", site.totals);
  v.number("length_m", site.length_m, kMetreDecimals);
  v.bilingual("sentence", site.sentence);
}

/// All of a run but `format`, `id` and `run`: what its id is made of.
template<class V, FieldsOf<RunReport> T>
void fields(V& v, T& report) {
  v.object("software", report.software);
  v.object("parameters", report.parameters);
  v.object("catalogue", report.catalogue);
  v.list("layers", report.layers);
  v.list("projects", report.projects);
  v.list("sites", report.sites);
  v.list("diagnoses", report.diagnoses);
  v.count("numeric_touches", report.numeric_touches);
  v.count("undecided_pairs", report.undecided_pairs);
  v.integers("exit_reasons", report.exit_reasons);
}

} // namespace ecoredline
