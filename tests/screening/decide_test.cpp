// decide() on measured values that a map cannot easily bring about.
#include "screening/decide.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <utility>
#include <vector>

namespace ecoredline {
namespace {

class DecideTest : public testing::Test {
 protected:
  DecideTest() {
    m_run.kind = m_catalogue.kind("water_source_zone");
    Edition edition;
    edition.version.kind = m_run.kind->id;
    edition.version.label = "2023";
    Zone& zone = edition.zones[1];
    zone.row_id = 1;
    zone.zone_key = zone.zone_id = "S1";
    zone.zone_class = "level_1";
    m_run.editions.in_force.push_back(std::move(edition));
    m_run.at.resize(1);
    m_run.at[0].worst = Effect::prohibit;
    m_site.shape = Shape::polygon;
    m_site.footprint_stated = true;
    m_request.catalogue = &m_catalogue;
  }

  static RuleOutcome ruleOutcome(const Rule& rule, bool always, std::vector<std::string> needs = {}) {
    return {&rule, always, Effect::prohibit, Effect::prohibit, std::move(needs)};
  }

  /// A zone met with a prohibition, 100 m² deep enough to be certain.
  ZoneMet met() {
    ZoneMet met;
    met.zone = &m_run.editions.in_force[0].zones.at(1);
    met.pair = {.zone = 1,
                .relation = Relation::overlap,
                .hit = true,
                .rung = Rung::plain,
                .overlap_m2 = 100,
                .exact_m2 = 100,
                .share = 0.5};
    met.evaluation.effect = met.evaluation.worst = Effect::prohibit;
    met.evaluation.rules = {ruleOutcome(m_run.kind->rules.front(), true)};
    met.band = Band{.certain = true, .depth_m = 10, .low_m2 = 90, .high_m2 = 110};
    return met;
  }

  KindDecision decideWith(const ZoneMet& zone) {
    m_run.at[0].met = {zone};
    return decide(m_run, 0, m_site, m_request);
  }

  Catalogue m_catalogue = Catalogue::load(ECOREDLINE_SOURCE_DIR "/layers").value();
  KindRun m_run;
  SiteContext m_site;
  ScreenRequest m_request;
};

TEST_F(DecideTest, CertainProhibitionFails) {
  EXPECT_EQ(decideWith(met()).layer.conclusion, Verdict::fail);
}

TEST_F(DecideTest, C29UndecidedPairIsUnknownAndCarriesNoNumber) {
  ZoneMet zone = met();
  zone.pair.rung = Rung::undecided;
  const KindDecision decision = decideWith(zone);
  EXPECT_EQ(decision.layer.conclusion, Verdict::unknown);
  EXPECT_EQ(decision.layer.worst_case, Verdict::fail);
  EXPECT_EQ(decision.findings[0].reason, "undecided");
  EXPECT_EQ(decision.findings[0].rung, "undecided");
  EXPECT_TRUE(std::isnan(decision.findings[0].overlap_m2));
}

TEST_F(DecideTest, UndecidedBandIsUndecidedToo) {
  ZoneMet zone = met();
  zone.band->rung = Rung::undecided;
  EXPECT_EQ(decideWith(zone).findings[0].reason, "undecided");
}

TEST_F(DecideTest, ZoneWithoutARuleIsUnknown) {
  ZoneMet zone = met();
  zone.evaluation.no_rule = true;
  zone.evaluation.rules.clear();
  zone.evaluation.effect = Effect::clear;
  EXPECT_EQ(decideWith(zone).findings[0].reason, "no_rule");
  EXPECT_EQ(decideWith(zone).layer.conclusion, Verdict::unknown);
}

TEST_F(DecideTest, MarginalIsCappedByTheEffect) { // M12
  ZoneMet zone = met();
  zone.band->certain = false;
  for (const auto& [effect, verdict] :
       {std::pair{Effect::prohibit, Verdict::marginal}, std::pair{Effect::restrict, Verdict::conditional},
        std::pair{Effect::conditional, Verdict::conditional}, std::pair{Effect::notify, Verdict::pass}}) {
    zone.evaluation.rules[0].effect = effect;
    zone.evaluation.effect = effect;
    EXPECT_EQ(decideWith(zone).layer.conclusion, verdict);
  }
}

TEST_F(DecideTest, RulesThatHangOnUnaskedFactsAreNotShown) {
  ZoneMet zone = met();
  zone.evaluation.rules.push_back(ruleOutcome(m_run.kind->rules.back(), false, {"outlet_inside"}));
  EXPECT_EQ(decideWith(zone).findings.size(), 1U);
  zone.evaluation.needs = {"outlet_inside"};
  EXPECT_EQ(decideWith(zone).findings.size(), 2U);
}

} // namespace
} // namespace ecoredline
