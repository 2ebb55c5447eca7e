#include "report/names.hpp"
#include "report/verdict.hpp"

#include <gtest/gtest.h>

#include <set>

namespace ecoredline {
namespace {

struct OutcomeCase {
  Effect effect;
  Certainty certainty;
  Verdict verdict;
};

class Outcome : public testing::TestWithParam<OutcomeCase> {};

TEST_P(Outcome, IsThatOfSemantics3) {
  EXPECT_EQ(outcome(GetParam().effect, GetParam().certainty), GetParam().verdict);
}

INSTANTIATE_TEST_SUITE_P(All15, Outcome,
                         testing::Values(OutcomeCase{Effect::prohibit, Certainty::certain, Verdict::fail},
                                         OutcomeCase{Effect::prohibit, Certainty::marginal, Verdict::marginal},
                                         OutcomeCase{Effect::prohibit, Certainty::unknown, Verdict::unknown},
                                         OutcomeCase{Effect::restrict, Certainty::certain, Verdict::conditional},
                                         OutcomeCase{Effect::restrict, Certainty::marginal, Verdict::conditional},
                                         OutcomeCase{Effect::restrict, Certainty::unknown, Verdict::unknown},
                                         OutcomeCase{Effect::conditional, Certainty::certain, Verdict::conditional},
                                         OutcomeCase{Effect::conditional, Certainty::marginal, Verdict::conditional},
                                         OutcomeCase{Effect::conditional, Certainty::unknown, Verdict::unknown},
                                         OutcomeCase{Effect::notify, Certainty::certain, Verdict::pass},
                                         OutcomeCase{Effect::notify, Certainty::marginal, Verdict::pass},
                                         OutcomeCase{Effect::notify, Certainty::unknown, Verdict::pass},
                                         OutcomeCase{Effect::clear, Certainty::certain, Verdict::pass},
                                         OutcomeCase{Effect::clear, Certainty::marginal, Verdict::pass},
                                         OutcomeCase{Effect::clear, Certainty::unknown, Verdict::pass}));

TEST(Outcome, NeverFallsWhenTheEffectRises) {
  for (int c = 0; c < 3; ++c)
    for (int e = 1; e < 5; ++e)
      EXPECT_LE(outcome(static_cast<Effect>(e - 1), static_cast<Certainty>(c)),
                outcome(static_cast<Effect>(e), static_cast<Certainty>(c)));
}

TEST(Verdict, StrictestFollowsTheOrderOfTheDesign) {
  using enum Verdict;
  EXPECT_EQ(strictest(marginal, fail), fail);
  EXPECT_EQ(strictest(marginal, unknown), marginal);
  EXPECT_EQ(strictest(unknown, conditional), unknown);
  EXPECT_EQ(strictest(pass, conditional), conditional);
}

template<class E>
void expectNamesReadBack() {
  std::set<std::string_view> seen;
  for (int i = 0; i <= static_cast<int>(lastOf(E{})); ++i) {
    const auto value = static_cast<E>(i);
    EXPECT_TRUE(seen.insert(name(value)).second) << name(value);
    EXPECT_EQ(fromName<E>(name(value)), value);
  }
  EXPECT_FALSE(fromName<E>("nonsense"));
  EXPECT_FALSE(fromName<E>(""));
}

TEST(Names, EveryEnumeratorReadsBack) {
  expectNamesReadBack<Verdict>();
  expectNamesReadBack<Certainty>();
  expectNamesReadBack<Effect>();
  expectNamesReadBack<Provisional>();
  expectNamesReadBack<Relation>();
  expectNamesReadBack<ActionType>();
  expectNamesReadBack<Severity>();
  expectNamesReadBack<Shape>();
}

TEST(Names, VerdictAndCertaintyReadBackByTheirOwnFunctions) {
  EXPECT_EQ(verdictFrom("marginal"), Verdict::marginal);
  EXPECT_EQ(certaintyFrom("unknown"), Certainty::unknown);
  EXPECT_FALSE(verdictFrom("Fail"));
}

TEST(Verdict, EveryOneHasAWordAndAMarkOfItsOwn) {
  std::set<std::string> words;
  std::set<std::string_view> marks;
  for (const auto v : {Verdict::pass, Verdict::conditional, Verdict::unknown, Verdict::marginal, Verdict::fail}) {
    EXPECT_TRUE(words.insert(word(v).zh).second);
    EXPECT_TRUE(words.insert(word(v).en).second);
    EXPECT_TRUE(marks.insert(mark(v)).second);
  }
}

} // namespace
} // namespace ecoredline
