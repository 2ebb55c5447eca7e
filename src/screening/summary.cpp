#include "screening/summary.hpp"

#include "screening/clauses.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <iterator>
#include <map>
#include <set>

namespace ecoredline {

namespace {

bool isClauseQuestion(const Question& question) {
  return question.fact.starts_with("clause.");
}

/// Every flip of every zone met, merged per fact: for each answer the strictest effect over the zones that ask.
std::vector<Question> questionsOf(const std::vector<KindRun>& runs, std::size_t site, const Catalogue& catalogue) {
  struct Asked {
    std::set<std::string> kinds;
    std::map<std::string, Effect> choices;
  };
  std::map<std::string, Asked> asked;
  for (const KindRun& run : runs) {
    if (run.kind->needs_access_list) continue;
    const KindAtSite& at = run.at[site];
    std::vector<const Evaluation*> evaluations{&at.site_rules};
    for (const ZoneMet& met : at.met) evaluations.push_back(&met.evaluation);
    for (const OutsideMet& met : at.outside) evaluations.push_back(&met.evaluation);
    for (const Evaluation* evaluation : evaluations)
      for (const Flip& flip : evaluation->flips) {
        Asked& fact = asked[flip.fact];
        fact.kinds.insert(run.kind->id);
        auto [choice, fresh] = fact.choices.emplace(flip.value, flip.effect);
        if (!fresh) choice->second = std::max(choice->second, flip.effect);
      }
  }
  std::vector<Question> questions;
  for (const Fact& fact : catalogue.facts()) { // in the order of the facts file
    const auto found = asked.find(fact.id);
    if (found == asked.end()) continue;
    Question question{fact.id, fact.sort == FactSort::claim ? "claim" : "ask", fact.question, {}, {}};
    question.kinds.assign(found->second.kinds.begin(), found->second.kinds.end());
    for (const std::string& value : fact.values)
      if (const auto choice = found->second.choices.find(value); choice != found->second.choices.end())
        question.choices.push_back({value, choice->second});
    questions.push_back(std::move(question));
  }
  return questions;
}

/// The open clauses of the access lists, each asked once whatever the number of units it applies to; and the industry,
/// where it may settle some of them.
void addClauseQuestions(const SiteResult& result, const std::string& kind, const Catalogue& catalogue,
                        std::vector<Question>& questions) {
  std::set<std::string> asked;
  std::vector<Question> clauses;
  bool by_industry = false;
  for (const ClauseResult& clause : result.clauses) {
    if (!isOpen(clause)) continue;
    Question question = clauseQuestion(catalogue, clause, kind);
    by_industry = by_industry || !clause.industries.empty();
    if (asked.insert(question.fact).second) clauses.push_back(std::move(question));
  }
  const bool known =
      std::ranges::any_of(result.facts, [](const FactUsed& fact) { return fact.fact == "industry_code"; });
  const Fact* industry = catalogue.fact("industry_code");
  if (by_industry && !known && industry != nullptr)
    questions.insert(questions.begin(), Question{industry->id, "ask", industry->question, {kind}, {}});
  std::ranges::move(clauses, std::back_inserter(questions));
}

/// What must be done about one finding besides its rule's own actions.
std::vector<ActionItem> generalActions(const Finding& f, const LayerKind& kind) {
  std::vector<ActionItem> actions;
  const auto add = [&](ActionType type, Text text) { actions.push_back({type, std::move(text), kind.id}); };
  if (f.verdict() == Verdict::marginal)
    add(ActionType::survey,
        {fmt::format("以批复矢量或勘测定界成果核定与{}的边界关系", kind.title.zh),
         fmt::format("Settle the boundary with {} by the approved vector or a survey", kind.title.en)});
  if (f.verdict() != Verdict::unknown) return actions;
  if (f.reason == "footprint" || f.reason == "invalid_geometry")
    add(ActionType::supply,
        {"补充有效的用地范围（面）或线路宽度", "Supply a valid footprint or the width of the line"});
  else if (f.reason == "list_absent")
    add(ActionType::supply,
        f.article.empty() ? Text{"导入生态环境准入清单并逐条对照", "Import the access list and answer its clauses"}
                          : Text{fmt::format("导入{}准入清单（或“本层级无要求”的记录）并逐条对照", f.article),
                                 "Import the access list of the level that is missing, and answer its clauses"});
  else if (f.reason == "derived_zone")
    add(ActionType::supply, {fmt::format("取得{}的批复边界", kind.title.zh),
                             fmt::format("Obtain the approved boundary of {}", kind.title.en)});
  else if (f.reason == "undecided" || f.reason == "no_rule")
    add(ActionType::demonstrate, {fmt::format("人工核定与{}的关系", kind.title.zh),
                                  fmt::format("Settle the relation to {} by hand", kind.title.en)});
  else
    add(ActionType::supply, {fmt::format("补充覆盖项目及周边的{}现行数据", kind.title.zh),
                             fmt::format("Supply data of {} in force that cover the site", kind.title.en)});
  return actions;
}

std::vector<ActionItem> actionsOf(const SiteResult& result, const Catalogue& catalogue) {
  std::vector<ActionItem> actions;
  const auto add = [&](ActionItem action) {
    if (std::ranges::count(actions, action) == 0) actions.push_back(std::move(action));
  };
  for (const Finding& f : result.findings) {
    const LayerKind* kind = catalogue.kind(f.kind);
    if (kind == nullptr || f.verdict() == Verdict::pass) continue;
    if (const Rule* rule = kind->rule(f.rule))
      for (const Action& action : rule->actions) add({action.type, action.text, f.kind});
    for (ActionItem& action : generalActions(f, *kind)) add(std::move(action));
  }
  const auto first_clause = std::ranges::find_if(result.questions, isClauseQuestion);
  if (first_clause != result.questions.end()) {
    const auto open = std::ranges::count_if(result.questions, isClauseQuestion);
    add({ActionType::answer,
         {fmt::format("逐条对照生态环境准入清单：尚有 {} 条未回答", open),
          fmt::format("Answer the access list clause by clause: {} clauses are open", open)},
         first_clause->kinds.front()});
  }
  for (const Question& question : result.questions)
    if (question.sort == "ask" && !isClauseQuestion(question))
      add({ActionType::answer, question.text, question.kinds.front()});
  std::ranges::stable_sort(actions, {}, &ActionItem::type);
  return actions;
}

void addTotal(std::vector<Total>& totals, const Total& more) {
  const auto found = std::ranges::find_if(
      totals, [&](const Total& t) { return t.kind == more.kind && t.zone_class == more.zone_class; });
  if (found == totals.end()) {
    totals.push_back(more);
    return;
  }
  const auto sum = [](double& into, double value) {
    into = std::isfinite(into) ? (std::isfinite(value) ? into + value : into) : value;
  };
  sum(found->overlap_m2, more.overlap_m2);
  sum(found->low_m2, more.low_m2);
  sum(found->high_m2, more.high_m2);
  sum(found->sliver_m2, more.sliver_m2);
  sum(found->length_m, more.length_m);
  found->net_m2 += more.net_m2; // a parcel without its deduction leaves the sum open
  found->share = kNoNumber;     // shares of different sites do not add up; see projectsOf
}

} // namespace

void summariseSite(const RunReport& report, const std::vector<KindRun>& runs, std::size_t site,
                   const ScreenRequest& request, SiteResult& result) {
  const Conclusion conclusion = concludeFrom(result.findings);
  result.verdict = conclusion.verdict;
  result.worst_case = conclusion.worst_case;
  result.preliminary = concludeFrom(result.findings, true).verdict != conclusion.verdict;
  result.questions = questionsOf(runs, site, *request.catalogue);
  for (const KindRun& run : runs)
    if (run.clauses != nullptr) addClauseQuestions(result, run.kind->id, *request.catalogue, result.questions);
  result.actions = actionsOf(result, *request.catalogue);
  for (const KindRun& run : runs)
    for (const Total& total : run.at[site].totals) {
      const auto share = total.share;
      addTotal(result.totals, total);
      if (std::isnan(result.totals.back().share) && result.totals.back().zone_class == total.zone_class)
        result.totals.back().share = share;
    }
  result.sentence = overallSentence(report, result, *request.catalogue);
}

std::vector<ProjectResult> projectsOf(const std::vector<SiteResult>& sites) {
  std::vector<ProjectResult> projects;
  for (const SiteResult& site : sites) {
    auto project = std::ranges::find(projects, site.project_id, &ProjectResult::id);
    if (project == projects.end())
      project = projects.insert(project, {site.project_id, kNoNumber, Verdict::pass, Verdict::pass, {}, {}});
    project->sites.push_back(site.id);
    project->verdict = strictest(project->verdict, site.verdict);
    project->worst_case = strictest(project->worst_case, site.worst_case);
    if (std::isfinite(site.area_m2))
      project->area_m2 = (std::isfinite(project->area_m2) ? project->area_m2 : 0) + site.area_m2;
    for (const Total& total : site.totals) addTotal(project->totals, total);
  }
  for (ProjectResult& project : projects)
    for (Total& total : project.totals) total.share = total.overlap_m2 / project.area_m2;
  return projects;
}

} // namespace ecoredline
