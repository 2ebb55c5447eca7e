#include "output/question_table.hpp"

#include "report/question_form.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace ecoredline {

namespace {

std::vector<std::string> choicesOf(const Question& question, const Catalogue& catalogue, Language language) {
  const bool clause = question.fact.starts_with("clause.");
  const Fact* known = catalogue.fact(question.fact);
  const Fact fact = clause ? clauseFact(question.fact) : known == nullptr ? Fact() : *known;
  std::vector<std::string> choices;
  for (const std::string& value : fact.values) choices.push_back(answerTitle(fact, value).in(language));
  return choices;
}

} // namespace

QuestionTable questionTable(const RunReport& report, const Catalogue& catalogue, Language language) {
  QuestionTable table;
  for (const SiteResult& site : report.sites)
    for (const Question& question : site.questions) {
      std::vector<std::string> choices = choicesOf(question, catalogue, language);
      if (!choices.empty() && std::ranges::count(table.lists, choices) == 0) table.lists.push_back(choices);
      table.rows.push_back({site.project_id, site.id, question.fact, question.text.in(language), std::move(choices)});
    }
  return table;
}

std::vector<Text> formInstructions(const RunReport& report) {
  return {
      {fmt::format("本表由 EcoRedline 核查 {}（基准日 {}）写出，列出尚未回答的问题和准入清单条款。", report.id,
                   report.parameters.as_of),
       fmt::format("Written by EcoRedline for run {} as of {}: the questions and clauses of access lists still open.",
                   report.id, report.parameters.as_of)},
      {"只填“答案”“答复人”“日期”“文件”四列；“答案”有下拉选项的从中选取。不知道的留空，留空即未回答。",
       "Fill the columns answer, answered by, date and document only; choose from the list where there is one. Leave "
       "blank what you do not know: it stays open."},
      {"申报类问题（如国家重大项目、允许的有限人为活动）须填文件名称或文号；没有文件的，至多按“需进一步论证”处理。",
       "A claim (such as a national major project) needs its document: without one it gives at best \"to be "
       "demonstrated\"."},
      {"答案只用于该行的地块。删去“地块编号”的，用于该项目的全部地块；两个编号都删去的，用于全部项目。",
       "An answer counts for the site of its row; without a site for the whole project; without both for every "
       "project."},
      {"“问题编号”不得改动。填好后：ecoredline screen WS SITES --facts 本表",
       "Do not change the ids of the questions. Then: ecoredline screen WS SITES --facts THIS_FILE"},
      {"条款文字为清单原文；程序不解释条款，是否符合由填表人判断，须人工复核。",
       "Clauses are quoted as they stand in the list. The program does not read them: whoever fills the form judges, "
       "and a person reviews."},
  };
}

} // namespace ecoredline
