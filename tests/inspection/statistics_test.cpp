#include "inspection/statistics.hpp"

#include <gtest/gtest.h>

namespace ecoredline {
namespace {

Incident withSteps(const std::string& id, const std::string& epoch,
                   const std::vector<std::pair<std::string, std::string>>& steps) {
  Incident incident;
  incident.id = id;
  incident.first_epoch = epoch;
  incident.state = "issued";
  for (const auto& [date, to] : steps) {
    IncidentEvent event;
    event.action = "advance";
    event.date = date;
    event.to = to;
    incident.history.push_back(event);
    incident.state = to;
  }
  return incident;
}

TEST(MonthlyProgress, CountsStatesAtTheEndsOfMonths) {
  const auto catalogue = Catalogue::load(ECOREDLINE_SOURCE_DIR "/layers");
  ASSERT_TRUE(catalogue);
  const LedgerType type = ledgerType(*catalogue, "green_shield").value();
  IncidentList list;
  for (const auto& [label, date] : {std::pair{"a", "2023-11-20"}, {"b", "2024-02-05"}}) {
    IncidentEpoch epoch;
    epoch.label = label;
    epoch.date = date;
    list.epochs.push_back(epoch);
  }
  list.incidents.push_back(withSteps("LD-2023-000001", "a",
                                     {{"2023-12-30", "to_check"},
                                      {"2023-12-31", "confirmed"},
                                      {"2024-01-10", "rectifying"},
                                      {"2024-03-01", "closed"},
                                      {"2024-04-09", "relapsed"}}));
  list.incidents.push_back(withSteps("LD-2023-000002", "a", {{"2024-01-02", "unfounded"}}));
  list.incidents.push_back(withSteps("LD-2024-000001", "b", {}));
  const auto months = monthlyProgress(list, type);
  ASSERT_EQ(months.size(), 6U); // over the turn of the year
  const auto row = [&](std::size_t i) {
    const LedgerCount& c = months[i];
    return std::vector<std::uint64_t>{c.total, c.verified, c.confirmed, c.rectified, c.closed};
  };
  using Row = std::vector<std::uint64_t>;
  EXPECT_EQ(months.front().key, "2023-11");
  EXPECT_EQ(row(0), (Row{2, 0, 0, 0, 0}));
  EXPECT_EQ(row(1), (Row{2, 1, 1, 0, 0}));
  EXPECT_EQ(row(2), (Row{2, 2, 1, 0, 0}));
  EXPECT_EQ(row(3), (Row{3, 2, 1, 0, 0}));
  EXPECT_EQ(row(4), (Row{3, 2, 1, 1, 1}));
  EXPECT_EQ(row(5), (Row{3, 2, 1, 0, 0})); // it came back
  const auto all = statisticsOf(list, type);
  ASSERT_TRUE(all);
  EXPECT_EQ(all->all.total, months.back().total);
  EXPECT_EQ(all->all.verified, months.back().verified);
  EXPECT_EQ(all->all.closed, months.back().closed);
  EXPECT_TRUE(monthlyProgress({}, type).empty());
}

} // namespace
} // namespace ecoredline
