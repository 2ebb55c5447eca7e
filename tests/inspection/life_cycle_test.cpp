#include "base/files.hpp"
#include "inspection/ledger_fold.hpp"
#include "inspection/life_cycle.hpp"
#include "inspection/statistics.hpp"

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <random>
#include <set>

namespace ecoredline {
namespace {

using testing::HasSubstr;

const Catalogue& shipped() {
  static const Catalogue catalogue = Catalogue::load(ECOREDLINE_SOURCE_DIR "/layers").value();
  return catalogue;
}

LedgerType ledger(const std::string& id) {
  return ledgerType(shipped(), id).value();
}

StepRequest stepTo(const LedgerTransition& step, const std::string& level) {
  StepRequest request;
  request.to = step.to;
  request.by = "张三";
  request.level = level;
  request.date = "2024-06-01";
  request.reason = "理由";
  request.evidence = "函〔2024〕1号";
  request.file = IncidentFile{};
  return request;
}

Incident inState(const std::string& state) {
  Incident incident;
  incident.id = "LD-2024-000001";
  incident.state = state;
  incident.since = "2024-01-01";
  return incident;
}

std::string codeOf(const Result<EntryBody>& result) {
  return result ? "" : result.error().code;
}

TEST(LifeCycle, ShipsThreeLedgers) {
  EXPECT_THAT(ledgerIds(shipped()), testing::ElementsAre("green_shield", "river_four", "water_source"));
}

TEST(LifeCycle, FromHandingOutToWriteOffByTheirLevels) {
  const LedgerType type = ledger("green_shield");
  Incident incident = inState("issued");
  struct Step {
    const char* to;
    const char* level;
  };
  for (const Step& one : {Step{"to_check", "county"},
                          {"confirmed", "county"},
                          {"rectifying", "county"},
                          {"rectified", "county"},
                          {"accepted", "city"},
                          {"closed", "province"},
                          {"rechecked", "city"},
                          {"relapsed", "county"},
                          {"rectifying", "county"}}) {
    const LedgerTransition* step = type.transition(incident.state, one.to);
    ASSERT_NE(step, nullptr) << incident.state << " " << one.to;
    const auto body = stepEntry(type, incident, stepTo(*step, one.level));
    ASSERT_TRUE(body) << describe(body.error(), Language::en);
    incident.state = body->to;
  }
}

TEST(LifeCycle, AWrongStepSaysWhyAndWhatIsPossible) {
  const LedgerType type = ledger("green_shield");
  StepRequest request = stepTo({{}, "closed", {}, {}, false}, "province");
  auto refused = stepEntry(type, inState("to_check"), request);
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, "incident.not_possible");
  EXPECT_EQ(exitStatus(refused.error().kind), 3);
  EXPECT_THAT(refused.error().what.zh, HasSubstr("已销号"));
  EXPECT_THAT(refused.error().advice.zh, HasSubstr("confirmed"));
  EXPECT_THAT(refused.error().advice.en, HasSubstr("County"));

  request = stepTo({{}, "accepted", {}, {}, false}, "county");
  EXPECT_EQ(codeOf(stepEntry(type, inState("rectified"), request)), "incident.level");
  request.level = "city";
  request.file.reset();
  EXPECT_EQ(codeOf(stepEntry(type, inState("rectified"), request)), "incident.evidence");
  request.file = IncidentFile{};
  request.date = "2023-12-31";
  EXPECT_EQ(codeOf(stepEntry(type, inState("rectified"), request)), "incident.date");
  request.date = "2024-06-01";
  request.today = "2024-05-31";
  EXPECT_EQ(codeOf(stepEntry(type, inState("rectified"), request)), "incident.date");
  request.today = "2024-06-01";
  request.by.clear();
  EXPECT_EQ(codeOf(stepEntry(type, inState("rectified"), request)), "incident.who");
  request.by = "李四";
  EXPECT_EQ(codeOf(stepEntry(type, inState("rectified"), request)), "");
  request.to = "nowhere";
  EXPECT_EQ(codeOf(stepEntry(type, inState("rectified"), request)), "incident.no_state");
}

TEST(LifeCycle, DeadlinesComeFromTheLeadOrTheLedger) {
  const LedgerType type = ledger("green_shield");
  Incident incident = inState("confirmed");
  EXPECT_EQ(deadlineFor(type, incident, "rectifying", "2024-06-01"), "2024-11-28"); // 180 days
  incident.fields = {{"due", "2024年9月30日"}};
  EXPECT_EQ(deadlineFor(type, incident, "rectifying", "2024-06-01"), "2024-09-30");
  EXPECT_EQ(deadlineFor(type, incident, "closed", "2024-06-01"), "");
  EXPECT_EQ(daysAfter("2024-02-28", 2), "2024-03-01");
}

/// A walk of random steps over many problems: whatever the order, every grouping adds up, and every step that the
/// ledger does not have is refused.
class AnyOrder : public testing::TestWithParam<const char*> {};

TEST_P(AnyOrder, KeepsTheSumsAndRefusesWhatIsIllegal) {
  const LedgerType type = ledger(GetParam());
  std::mt19937 random(20240601);
  const auto pick = [&](std::size_t n) { return static_cast<std::size_t>(random() % n); };
  IncidentList list;
  list.ledger = type.id;
  std::int64_t number = 0;
  const auto take = [&](const std::string& id, const char* action, const EntryBody& body) {
    ++number;
    const JournalEntry entry{number, "", type.id, id, action, toText(body), fmt::format("{:064}", number)};
    ASSERT_TRUE(foldEntry(entry, type, list));
  };
  for (int i = 0; i < 60; ++i) {
    EntryBody body;
    body.epoch = "2024";
    body.date = "2024-01-01";
    body.change = "new";
    body.to = type.initial;
    Incident lead;
    lead.shape = "polygon";
    lead.area_m2 = 100.005 * (i + 1);
    lead.exact_m2 = lead.area_m2;
    lead.activity = i % 3 == 0 ? "quarry" : "mining";
    if (i % 4 != 0) {
      IncidentZone zone;
      zone.kind = type.kinds[static_cast<std::size_t>(i) % type.kinds.size()];
      zone.zone_name = fmt::format("保护地{}", i % 5);
      zone.exact_m2 = lead.exact_m2;
      lead.zones.push_back(zone);
      lead.totals.push_back({"", lead.area_m2, lead.exact_m2});
    }
    body.observation = lead;
    take(fmt::format("{}-2024-{:06}", type.id_prefix, i), "lead", body);
  }
  std::size_t refused = 0;
  std::size_t taken = 0;
  for (int step = 0; step < 1500; ++step) {
    const Incident incident = list.incidents[pick(list.incidents.size())];
    const LedgerState& to = type.states[pick(type.states.size())];
    const std::string& level = type.levels[pick(type.levels.size())].first;
    const auto body = stepEntry(type, incident, stepTo({{}, to.id, {}, {}, false}, level));
    const LedgerTransition* known = type.transition(incident.state, to.id);
    const bool legal = known != nullptr && std::ranges::count(known->levels, level) == 1;
    ASSERT_EQ(body.has_value(), legal) << incident.state << " " << to.id << " " << level;
    if (!body) {
      ++refused;
      EXPECT_FALSE(body.error().what.zh.empty());
      EXPECT_FALSE(body.error().advice.zh.empty());
      continue;
    }
    ++taken;
    take(incident.id, "advance", *body);
    const auto statistics = statisticsOf(list, type);
    ASSERT_TRUE(statistics) << describe(statistics.error(), Language::en);
    EXPECT_EQ(statistics->all.total, list.incidents.size());
    std::uint64_t by_hand = 0;
    for (const Incident& one : list.incidents)
      if (type.state(one.state)->progress == Progress::closed) ++by_hand;
    EXPECT_EQ(statistics->all.closed, by_hand);
  }
  EXPECT_GT(refused, 100U);
  EXPECT_GT(taken, 50U);
}
INSTANTIATE_TEST_SUITE_P(Ledgers, AnyOrder, testing::Values("green_shield", "water_source", "river_four"));

TEST(LifeCycle, OverdueIsWhatHasNotLeftItsStateInTime) {
  const LedgerType type = ledger("green_shield");
  IncidentList list;
  Incident late = inState("rectifying");
  late.deadline = "2024-06-30";
  Incident done = inState("closed");
  done.deadline = "2024-06-30";
  list.incidents = {late, done};
  EXPECT_EQ(overdueOf(list, type, "2024-06-30").size(), 0U);
  EXPECT_EQ(overdueOf(list, type, "2024-07-01").size(), 1U);
}

TEST(LifeCycle, AnEntryComesBackAsItWasWritten) {
  EntryBody body;
  body.epoch = "2024";
  body.date = "2024-06-01";
  body.change = "new";
  body.by = "张三";
  body.file = IncidentFile{"ab", "照片.jpg", 12, "2024-06-01 10:00:00", 126.5, 43.5, 3.25, "position"};
  Incident lead;
  lead.shape = "point";
  lead.area_reason = "to_be_measured";
  lead.fields = {{"lead_no", "DW1"}, {"activity", "采石场"}};
  IncidentZone zone;
  zone.kind = "nature_reserve";
  zone.zone_class = "core";
  zone.zone_scheme = "2017";
  zone.before = "historic";
  lead.zones.push_back(zone);
  body.observation = lead;
  const std::string text = toText(body);
  const auto back = readBody({1, "", "l", "i", "lead", text, ""});
  ASSERT_TRUE(back);
  EXPECT_EQ(toText(*back), text);
  EXPECT_EQ(back->observation->fields, lead.fields);
  EXPECT_EQ(back->observation->zones[0].zone_scheme, "2017");
  EXPECT_FALSE(readBody({1, "", "l", "i", "lead", "{\"epoch\":3}", ""}));
}

// The journal says nothing twice: totals that the zones imply are left out, and there again when it is read.
TEST(LifeCycle, TotalsOfOneZoneAreNotWrittenTwice) {
  Incident lead;
  lead.shape = "polygon";
  IncidentZone zone;
  zone.kind = "wetland";
  zone.area_m2 = 100.25;
  zone.exact_m2 = 100.24;
  lead.zones = {zone};
  lead.totals = {{"wetland", 100.25, 100.24}, {"", 100.25, 100.24}};
  const auto again = [](const Incident& written, std::string& text) {
    text = toText({}, &written);
    return readBody({1, "", "l", "i", "lead", text, ""}).value().observation.value();
  };
  std::string text;
  const Incident back = again(lead, text);
  EXPECT_THAT(text, testing::Not(HasSubstr("totals")));
  EXPECT_THAT(text, testing::Not(HasSubstr("nearest")));
  ASSERT_EQ(back.totals.size(), 2U);
  EXPECT_EQ(back.totals[0].kind, "wetland");
  EXPECT_EQ(back.total()->area_m2, 100.25);
  EXPECT_EQ(back.total()->exact_m2, 100.24);

  // Two zones may share ground, so that nothing is implied; nor are totals that could not be told.
  lead.zones.push_back(zone);
  EXPECT_EQ(again(lead, text).totals.size(), 2U);
  EXPECT_THAT(text, HasSubstr("totals"));
  lead.zones.pop_back();
  lead.totals.clear();
  EXPECT_EQ(again(lead, text).totals.size(), 0U);
}

// What programs before this one wrote: every word, list and total.
TEST(LifeCycle, AnEntryOfBeforeIsReadAsItWas) {
  const std::string text =
      R"({"epoch":"2024","date":"2024-06-01","change":"new","to":"issued","observation":{)"
      R"("lead_no":"DW1","activity":null,"focus":null,"shape":"polygon","area_m2":5.00,)"
      R"("exact_m2":5.01,"area_reason":null,"longitude":126.1,"latitude":43.2,"fields":{},"zones":[)"
      R"({"kind":"wetland","version":"1","version_date":"2020-01-01","zone_key":"Z","zone_id":null,)"
      R"("zone_name":null,"zone_class":null,"zone_class_raw":null,"zone_scheme":null,)"
      R"("relation":"within","area_m2":5.00,"exact_m2":5.01,"designated":null,"before":"unknown"}],)"
      R"("totals":[{"kind":"wetland","area_m2":5.00,"exact_m2":5.01},)"
      R"({"kind":null,"area_m2":5.00,"exact_m2":5.01}],"nearest":[],"not_examined":[]}})";
  const auto body = readBody({1, "", "l", "i", "lead", text, ""});
  ASSERT_TRUE(body);
  ASSERT_EQ(body->observation->totals.size(), 2U);
  EXPECT_EQ(body->observation->total()->exact_m2, 5.01);
  EXPECT_EQ(body->observation->zones[0].zone_name, "");
}

} // namespace
} // namespace ecoredline
