#include "evaluate_fixture.hpp"

#include <algorithm>

namespace ecoredline {
namespace {

// --- M2 as a property: over every kind, class and every set of answers -----------------------------------------------

class Monotony : public Evaluate {
 protected:
  // All partial answers to the facts that matter in the small catalogue.
  std::vector<Answers> allAnswers() const {
    std::vector<Answers> all{{}};
    for (const Fact& fact : m_catalogue.facts()) {
      if (fact.values.empty() || fact.sort == FactSort::derived) continue;
      const std::size_t before = all.size();
      for (std::size_t i = 0; i < before; ++i)
        for (const std::string& value : fact.values) {
          all.push_back(all[i]);
          all.back()[fact.id] = answer(value, "文");
        }
    }
    return all;
  }
  bool contradicts(const Answers& answers) { return !m_evaluator.checkAnswers(answers)->empty(); }
  void checkAllChanges(const EvaluationQuery& query, const Answers& answers);
};

void Monotony::checkAllChanges(const EvaluationQuery& query, const Answers& answers) {
  const Evaluation before = run(query, answers);
  ASSERT_LE(before.effect, before.worst);
  Effect carried = Effect::clear;
  for (const RuleOutcome& rule : before.rules) carried = std::max(carried, rule.effect);
  if (!before.no_rule) {
    ASSERT_EQ(carried, before.effect);
  }
  for (const Fact& fact : m_catalogue.facts()) {
    if (fact.values.empty() || fact.sort == FactSort::derived || answers.contains(fact.id)) continue;
    for (const std::string& value : fact.values) {
      Answers more = answers;
      more[fact.id] = answer(value, "文");
      if (contradicts(more)) continue;
      const Evaluation after = run(query, more);
      if (fact.sort == FactSort::ask) {
        ASSERT_LE(after.worst, before.worst) << fact.id << "=" << value;
      } else {
        ASSERT_LE(after.effect, before.effect) << fact.id << "=" << value;
        more[fact.id].document.clear();
        ASSERT_GE(run(query, more).effect, after.effect) << fact.id << "=" << value;
      }
    }
  }
}

TEST_F(Monotony, AnsweringNeverExceedsTheWorstCaseAndClaimingNeverTightens) {
  const auto all = allAnswers(); // 4*3*3*4*3*3*3*3 answer sets
  ASSERT_GT(all.size(), 10000U);
  std::size_t checked = 0;
  for (std::size_t i = 0; i < all.size(); i += 41) { // a prime step: every fact in every state
    if (contradicts(all[i])) continue;
    for (const LayerKind& kind : m_catalogue.kinds()) {
      std::vector<std::string> classes{""};
      for (const ZoneClass& c : kind.classes) classes.push_back(c.id);
      for (const std::string& zone_class : classes) checkAllChanges(ask(kind.id, zone_class), all[i]);
      ++checked;
    }
    if (HasFatalFailure()) return;
  }
  EXPECT_GT(checked, 500U);
}

} // namespace
} // namespace ecoredline
