#include "base/decimal.hpp"
#include "screening/summary.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cmath>

namespace ecoredline {

namespace {

const Text& kindTitle(const Catalogue& catalogue, const std::string& id) {
  static const Text kUnknown;
  const LayerKind* kind = catalogue.kind(id);
  return kind ? kind->title : kUnknown;
}

/// A list of titles in both languages.
class Titles {
 public:
  void add(const std::string& zh, const std::string& en) {
    if (std::ranges::count(m_en, en) > 0) return;
    m_zh.push_back(zh);
    m_en.push_back(en);
  }
  bool empty() const { return m_en.empty(); }
  std::string zh() const { return fmt::format("{}", fmt::join(m_zh, "、")); }
  std::string en() const { return fmt::format("{}", fmt::join(m_en, ", ")); }

 private:
  std::vector<std::string> m_zh;
  std::vector<std::string> m_en;
};

Titles layersConcluding(const SiteResult& site, const Catalogue& catalogue, Verdict verdict) {
  Titles titles;
  for (const LayerResult& layer : site.layers)
    if (layer.conclusion == verdict)
      titles.add(kindTitle(catalogue, layer.kind).zh, kindTitle(catalogue, layer.kind).en);
  return titles;
}

/// What is not compliant, with its figure.
Text failing(const SiteResult& site, const Catalogue& catalogue) {
  Titles titles;
  for (const Finding& f : site.findings) {
    if (f.verdict() != Verdict::fail) continue;
    const LayerKind* kind = catalogue.kind(f.kind);
    const ZoneClass* zone_class = kind ? kind->zoneClass(f.zone_class) : nullptr;
    const Text& title = zone_class ? zone_class->title : kindTitle(catalogue, f.kind);
    std::string figure;
    if (f.reason == "clause")
      figure = fmt::format(" {}（{}）", f.zone_id.empty() ? f.zone_key : f.zone_id, f.article);
    else if (std::isfinite(f.overlap_m2))
      figure = " " + toGrouped(f.overlap_m2, 2) + " m²";
    else if (f.overlap_length_m > 0)
      figure = " " + toGrouped(f.overlap_length_m, 1) + " m";
    titles.add(fmt::format("{}{}", title.zh, figure), fmt::format("{}{}", title.en, figure));
  }
  return {titles.zh(), titles.en()};
}

Text worstLayers(const SiteResult& site, const Catalogue& catalogue) {
  Titles titles;
  for (const LayerResult& layer : site.layers)
    if (layer.worst_case > layer.conclusion) {
      const Text& title = kindTitle(catalogue, layer.kind);
      titles.add(fmt::format("{} {}", title.zh, word(layer.worst_case).zh),
                 fmt::format("{} {}", title.en, word(layer.worst_case).en));
    }
  return {titles.zh(), titles.en()};
}

Titles notes(const SiteResult& site, const Catalogue& catalogue) {
  Titles titles;
  for (const Finding& f : site.findings) {
    const bool note = f.verdict() == Verdict::pass && (f.effect == Effect::notify || f.reason == "superseded");
    if (note) titles.add(kindTitle(catalogue, f.kind).zh, kindTitle(catalogue, f.kind).en);
  }
  return titles;
}

void append(Text& sentence, const Text& what, const char* zh, const char* en) {
  if (what.empty()) return;
  sentence.zh += fmt::format("{}：{}。", zh, what.zh);
  sentence.en += fmt::format(" {}: {}.", en, what.en);
}

/// A pass is never the bare word: it is limited to the data and the scope (C28).
Text headline(const RunReport& report, const SiteResult& site) {
  const Text verdict = word(site.verdict);
  const std::string zh = site.preliminary ? "（初步）" : "";
  const std::string en = site.preliminary ? " (preliminary)" : "";
  if (site.verdict != Verdict::pass)
    return {fmt::format("总体结论：{}{}。", verdict.zh, zh), fmt::format("Overall: {}{}.", verdict.en, en)};
  const std::size_t n = report.parameters.scope.size();
  const std::string limit_zh = report.parameters.not_examined.empty() ? "" : fmt::format("仅就所列{}类图层，", n);
  const std::string limit_en =
      report.parameters.not_examined.empty() ? "" : fmt::format("For the {} listed layers only: ", n);
  return {fmt::format("总体结论{}：{}在所列数据与范围内未发现不符合情形，符合。", zh, limit_zh),
          fmt::format("Overall{}: {}nothing that does not comply was found in the data and scope listed; compliant.",
                      en, limit_en)};
}

bool meetsNothing(const SiteResult& site) {
  return std::ranges::none_of(site.findings, [](const Finding& f) { return f.reason == "hit"; });
}

} // namespace

Text overallSentence(const RunReport& report, const SiteResult& site, const Catalogue& catalogue) {
  Text sentence = headline(report, site);
  if (site.verdict == Verdict::pass && meetsNothing(site)) {
    const auto swap = [](std::string& text, std::string_view from, std::string_view to) {
      if (const auto at = text.find(from); at != std::string::npos) text.replace(at, from.size(), to);
    };
    swap(sentence.zh, "未发现不符合情形", "未发现重叠");
    swap(sentence.en, "nothing that does not comply was found", "no overlap was found");
  }
  const auto layers = [&](Verdict verdict) {
    const Titles titles = layersConcluding(site, catalogue, verdict);
    return Text{titles.zh(), titles.en()};
  };
  append(sentence, failing(site, catalogue), "不符合", "Not compliant");
  append(sentence, layers(Verdict::marginal), "临界", "Marginal");
  append(sentence, layers(Verdict::unknown), "数据不足", "Data lacking");
  append(sentence, layers(Verdict::conditional), "需进一步论证", "To be demonstrated");
  append(sentence, {notes(site, catalogue).zh(), notes(site, catalogue).en()}, "提示", "Notice");
  append(sentence, worstLayers(site, catalogue), "最不利情形", "Worst case");
  Titles rest;
  for (const std::string& kind : report.parameters.not_examined)
    rest.add(kindTitle(catalogue, kind).zh, kindTitle(catalogue, kind).en);
  const std::size_t n = report.parameters.scope.size();
  sentence.zh += fmt::format("核查范围：{}类图层，基准日{}", n, report.parameters.as_of);
  sentence.en += fmt::format(" Scope: {} layers as of {}", n, report.parameters.as_of);
  if (!rest.empty()) {
    sentence.zh += fmt::format("；未核查：{}", rest.zh());
    sentence.en += fmt::format("; not examined: {}", rest.en());
  }
  sentence.zh += "。本结论为辅助意见，须人工复核。";
  sentence.en += ". An opinion; a person decides.";
  return sentence;
}

} // namespace ecoredline
