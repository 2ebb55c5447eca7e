#include "report/question_form.hpp"

namespace ecoredline {

const std::vector<FormColumn>& formColumns() {
  static const std::vector<FormColumn> kColumns{
      {"project", {"项目编号", "Project"}}, {"site", {"地块编号", "Site"}},       {"fact", {"问题编号", "Question id"}},
      {"question", {"问题", "Question"}},   {"choices", {"可选答案", "Choices"}}, {"answer", {"答案", "Answer"}},
      {"by", {"答复人", "Answered by"}},    {"date", {"日期", "Date"}},           {"document", {"文件", "Document"}}};
  return kColumns;
}

Fact clauseFact(const std::string& id) {
  Fact fact;
  fact.id = id;
  fact.type = FactType::enumeration;
  fact.values = {"conform", "not", "n_a"};
  for (const std::string& value : fact.values) fact.value_titles[value] = clauseAnswerWord(value);
  return fact;
}

Text clauseAnswerWord(const std::string& answer) {
  if (answer == "conform") return {"符合", "complies"};
  if (answer == "not") return {"不符合", "does not comply"};
  if (answer == "n_a") return {"不适用", "not applicable"};
  return {};
}

Text answerTitle(const Fact& fact, const std::string& value) {
  const auto title = fact.value_titles.find(value);
  if (title != fact.value_titles.end()) return title->second;
  if (value == "yes") return {"是", "yes"};
  if (value == "no") return {"否", "no"};
  return {value, value};
}

} // namespace ecoredline
