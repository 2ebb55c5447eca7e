#pragma once

#include "small_catalogue.hpp"

#include <string>

namespace ecoredline {

inline const Date kToday = "2026-11-22";

inline Answer answer(const std::string& value, const std::string& document = {}) {
  return {value, "", "", document, "site"};
}

class Evaluate : public testing::Test {
 protected:
  EvaluationQuery ask(const std::string& kind, const std::string& zone_class) const {
    EvaluationQuery query;
    query.kind = m_catalogue.kind(kind);
    query.zone_class = zone_class;
    query.as_of = kToday;
    return query;
  }
  Evaluation run(const EvaluationQuery& query, const Answers& answers) {
    const auto e = m_evaluator.evaluate(query, answers);
    if (!e) ADD_FAILURE() << describe(e.error(), Language::en);
    return e.value_or(Evaluation{});
  }

  Catalogue m_catalogue = loaded(smallFiles());
  Evaluator m_evaluator{m_catalogue};
};

} // namespace ecoredline
