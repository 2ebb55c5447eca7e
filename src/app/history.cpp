#include "app/history.hpp"

#include "app/stored_run.hpp"
#include "base/decimal.hpp"
#include "output/titles.hpp"
#include "report/words.hpp"
#include "store/journal.hpp"

#include <algorithm>
#include <cmath>
#include <functional>

namespace ecoredline {

namespace {

Result<PastRun> pastRun(const std::filesystem::path& workspace, const StoredRun& stored) {
  auto report = loadRun(stored.id, workspace);
  if (!report) return fail(report.error());
  auto commands = readJournal(workspace, kCommandAction, stored.id);
  if (!commands) return fail(commands.error());
  PastRun run{stored.id, stored.time, stored.title, std::max<std::size_t>(1, commands->size()), {}, {}, {}, {}, {}, {}};
  if (!commands->empty())
    if (auto command = runCommandFrom(commands->back().detail)) run.command = std::move(*command);
  run.parameters = report->parameters;
  run.software = report->software.version;
  run.catalogue_hash = report->catalogue.content_hash;
  run.layers = report->layers;
  for (const SiteResult& site : report->sites) ++run.verdicts[site.verdict];
  return run;
}

/// Collects what differs, in the order it is met.
class Comparison {
 public:
  Comparison(const Catalogue& catalogue, Language language) : m_catalogue(catalogue), m_language(language) {}

  void add(const Text& what, const std::string& before, const std::string& after, const std::string& site = {}) {
    if (before != after) m_found.push_back({what, before, after, site});
  }

  void compareParameters(const RunReport& a, const RunReport& b) {
    add({"基准日", "As of"}, a.parameters.as_of, b.parameters.as_of);
    add({"方案", "Profile"}, a.parameters.profile, b.parameters.profile);
    add({"面积方法", "Area method"}, a.parameters.area_method, b.parameters.area_method);
    add({"缓冲 m", "Buffer m"}, toShortest(a.parameters.buffer_m), toShortest(b.parameters.buffer_m));
    add({"目录", "Catalogue"}, a.catalogue.content_hash, b.catalogue.content_hash);
    add({"程序版本", "Software"}, a.software.version, b.software.version);
  }

  void compareLayers(const RunReport& a, const RunReport& b) {
    std::map<std::string, std::pair<std::string, std::string>> versions;
    for (const LayerUsed& layer : a.layers) versions[layer.kind].first += layer.version + " ";
    for (const LayerUsed& layer : b.layers) versions[layer.kind].second += layer.version + " ";
    for (const auto& [kind, used] : versions) {
      const Text title{kindTitle(m_catalogue, kind, Language::zh), kindTitle(m_catalogue, kind, Language::en)};
      add({"版本：" + title.zh, "Version: " + title.en}, trimmed(used.first), trimmed(used.second));
    }
    for (const LayerUsed& layer : a.layers)
      for (const LayerUsed& other : b.layers)
        if (layer.kind == other.kind && layer.version == other.version)
          add({"内容：" + layer.kind + " " + layer.version, "Content: " + layer.kind + " " + layer.version},
              layer.content_hash, other.content_hash);
  }

  void compareSites(const RunReport& a, const RunReport& b) {
    const auto find = [](const RunReport& report, const std::string& id) {
      const auto found = std::ranges::find(report.sites, id, &SiteResult::id);
      return found == report.sites.end() ? nullptr : &*found;
    };
    for (const SiteResult& site : a.sites) {
      const SiteResult* other = find(b, site.id);
      if (other == nullptr)
        add({"地块", "Site"}, site.id, {}, site.id);
      else
        compareSite(site, *other);
    }
    for (const SiteResult& site : b.sites)
      if (find(a, site.id) == nullptr) add({"地块", "Site"}, {}, site.id, site.id);
  }

  std::vector<RunDifference> take() { return std::move(m_found); }

 private:
  std::string area(double m2) const { return std::isnan(m2) ? std::string() : toGrouped(m2, 2) + " m²"; }
  std::string word(Verdict verdict) const { return markedWord(verdict).in(m_language); }

  void compareSite(const SiteResult& a, const SiteResult& b) {
    add({"结论", "Verdict"}, markedWord(a.verdict, a.preliminary).in(m_language),
        markedWord(b.verdict, b.preliminary).in(m_language), a.id);
    add({"面积", "Area"}, area(a.area_m2), area(b.area_m2), a.id);
    add({"未决问题", "Open questions"}, std::to_string(a.questions.size()), std::to_string(b.questions.size()), a.id);
    for (const LayerResult& layer : a.layers) {
      const auto other = std::ranges::find(b.layers, layer.kind, &LayerResult::kind);
      const std::string title = kindTitle(m_catalogue, layer.kind, m_language);
      add({title, title}, word(layer.conclusion), other == b.layers.end() ? std::string() : word(other->conclusion),
          a.id);
    }
    for (const Total& total : a.totals) compareTotal(total, b, a.id);
    for (const Total& total : b.totals)
      if (std::ranges::none_of(a.totals, [&](const Total& t) { return sameGround(t, total); }))
        add(titleOf(total), {}, area(total.overlap_m2), a.id);
  }

  static bool sameGround(const Total& a, const Total& b) { return a.kind == b.kind && a.zone_class == b.zone_class; }
  Text titleOf(const Total& total) const {
    const auto in = [&](Language language) {
      return kindTitle(m_catalogue, total.kind, language) + " " +
             classTitle(m_catalogue, total.kind, total.zone_class, language);
    };
    return {"重叠：" + in(Language::zh), "Overlap: " + in(Language::en)};
  }
  void compareTotal(const Total& total, const SiteResult& b, const std::string& site) {
    const auto other = std::ranges::find_if(b.totals, [&](const Total& t) { return sameGround(t, total); });
    add(titleOf(total), area(total.overlap_m2), other == b.totals.end() ? std::string() : area(other->overlap_m2),
        site);
  }

  const Catalogue& m_catalogue;
  Language m_language;
  std::vector<RunDifference> m_found;
};

} // namespace

Result<std::vector<PastRun>> pastRuns(const std::filesystem::path& workspace, Feedback& feedback) {
  auto opened = Workspace::open(workspace, Workspace::Access::read);
  if (!opened) return fail(opened.error());
  auto stored = opened->runs();
  if (!stored) return fail(stored.error());
  std::vector<PastRun> runs;
  for (auto run = stored->rbegin(); run != stored->rend(); ++run) {
    if (feedback.cancelled()) return cancelledError();
    auto past = pastRun(workspace, *run);
    if (!past) return fail(past.error());
    runs.push_back(std::move(*past));
  }
  return runs;
}

std::vector<RunDifference> compareRuns(const RunReport& before, const RunReport& after, const Catalogue& catalogue,
                                       Language language) {
  Comparison comparison(catalogue, language);
  comparison.compareParameters(before, after);
  comparison.compareLayers(before, after);
  comparison.compareSites(before, after);
  return comparison.take();
}

} // namespace ecoredline
