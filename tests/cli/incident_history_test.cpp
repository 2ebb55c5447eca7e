#include "program.hpp"

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <cmath>
#include <iostream>
#include <map>
#include <random>
#include <sstream>

namespace ecoredline {
namespace {

using nlohmann::json;

/// A seeded history of problems in the sample reserves whose truth is known: they begin, grow, shrink, split, merge and
/// go, while the pictures of every epoch lie a few metres off and every outline is drawn anew.
class History {
 public:
  static constexpr int kEpochs = 5;
  static constexpr std::size_t kLeads = 3393; ///< of all epochs

  explicit History(unsigned seed) : m_random(seed) {
    for (int i = 0; i < 620; ++i) add(0);
  }

  struct Lead {
    std::string number;
    std::string truth;  ///< id of the problem
    std::string change; ///< as it should be found
  };
  struct Epoch {
    std::vector<Lead> leads;
    std::size_t cleared = 0;
    std::string geojson;
  };

  /// Problems by the year in which they were first seen and by their activity, without those that became part of
  /// others.
  std::map<std::string, std::size_t> countedBy(bool year) const {
    std::map<std::string, std::size_t> counts;
    for (const auto& [id, problem] : m_problems) {
      if (problem.merged) continue;
      const auto part = id.rfind('s'); // "T<epoch>…", and "…s<epoch>" of what split off
      const int epoch = (part == std::string::npos ? id[1] : id[part + 1]) - '0';
      ++counts[year ? std::to_string(2021 + epoch) : problem.activity];
    }
    return counts;
  }

  Epoch next(int epoch) {
    Epoch out;
    if (epoch > 0) live(epoch, out);
    while (epoch == kEpochs - 1 && m_made + standing() < kLeads) add(epoch);
    m_made += standing();
    const double shift_x = epoch == 0 ? 0 : gauss(4);
    const double shift_y = epoch == 0 ? 0 : gauss(4);
    json features = json::array();
    for (auto& [id, problem] : m_problems) {
      if (!problem.there) continue;
      const std::string number = fmt::format("DW{}{:05}", epoch, features.size());
      out.leads.push_back({number, id, problem.change});
      features.push_back(
          {{"type", "Feature"},
           {"geometry", {{"type", "Polygon"}, {"coordinates", {ring(problem, shift_x, shift_y)}}}},
           {"properties", {{"点位编号", number}, {"活动类型", problem.activity}, {"图斑来源", "卫星"}}}});
      problem.change = "unchanged";
    }
    std::shuffle(features.begin(), features.end(), m_random);
    out.geojson = json{
        {"type", "FeatureCollection"},
        {"crs", {{"type", "name"}, {"properties", {{"name", "urn:ogc:def:crs:EPSG::4490"}}}}},
        {"features",
         features}}.dump();
    return out;
  }

 private:
  struct Problem {
    double x = 0, y = 0; ///< middle, metres about the reserves
    double w = 0, h = 0;
    bool there = true;
    bool merged = false;
    std::string change = "new";
    std::string activity;
  };

  std::size_t standing() const {
    return static_cast<std::size_t>(std::ranges::count_if(m_problems, [](const auto& p) { return p.second.there; }));
  }
  double uniform(double a, double b) { return std::uniform_real_distribution<>(a, b)(m_random); }
  double gauss(double deviation) { return std::normal_distribution<>(0, deviation)(m_random); }

  /// Each has a cell of its own, wide enough to grow in; cells meet, so that neighbours are near.
  void add(int epoch) {
    static constexpr const char* kActivities[] = {"采石场", "工矿用地", "旅游设施", "水电站", "居民点"};
    const auto cell = m_cells++;
    Problem problem;
    problem.x = static_cast<double>(cell % 40) * 420 + uniform(-40, 40);
    problem.y = static_cast<double>(cell / 40) * 420 + uniform(-40, 40);
    problem.w = uniform(25, 140);
    problem.h = uniform(25, 140);
    problem.activity = kActivities[m_random() % 5];
    m_problems[fmt::format("T{}{:05}", epoch, cell)] = problem;
  }

  void live(int epoch, Epoch& out) {
    std::map<std::string, Problem> born;
    for (auto& [id, problem] : m_problems) {
      if (!problem.there) continue;
      const double fate = uniform(0, 1);
      if (fate < 0.04) {
        problem.there = false;
        ++out.cleared;
      } else if (fate < 0.10) {
        problem.w *= uniform(1.35, 1.8);
        problem.change = "grown";
      } else if (fate < 0.14) {
        problem.w *= uniform(0.5, 0.7);
        problem.change = "shrunk";
      } else if (fate < 0.16 && problem.w > 80) { // the larger part goes on, the smaller is another
        Problem part = problem;
        part.w = problem.w * 0.3;
        part.x = problem.x + problem.w * 0.35;
        problem.x -= problem.w * 0.2;
        problem.w *= 0.55;
        problem.change = part.change = "split";
        born[fmt::format("{}s{}", id, epoch)] = part;
      }
    }
    merge(epoch);
    m_problems.merge(born);
    for (int i = 0; i < 40; ++i) add(epoch);
  }

  /// A part that once split off is swallowed again by what it came from.
  void merge(int epoch) {
    for (auto& [id, part] : m_problems) {
      const auto mark = id.rfind('s');
      if (!part.there || mark == std::string::npos || part.change != "unchanged" || id.ends_with(std::to_string(epoch)))
        continue;
      Problem& whole = m_problems.at(id.substr(0, mark));
      if (!whole.there || whole.change != "unchanged" || std::abs(whole.y - part.y) > 1) continue;
      const double left = std::min(whole.x - whole.w / 2, part.x - part.w / 2);
      const double right = std::max(whole.x + whole.w / 2, part.x + part.w / 2);
      if (right - left > 300) continue;
      whole.x = (left + right) / 2;
      whole.w = right - left;
      whole.change = "merged";
      part.there = false;
      part.merged = true;
    }
  }

  json ring(const Problem& problem, double shift_x, double shift_y) {
    constexpr double kLon = 127.40; // in the largest reserve of the sample, over its zones
    constexpr double kLat = 43.76;
    constexpr double kX = 80400; // metres of a degree there
    constexpr double kY = 111100;
    json out = json::array();
    for (const auto& [sx, sy] : {std::pair{-1, -1}, {0, -1}, {1, -1}, {1, 0}, {1, 1}, {0, 1}, {-1, 1}, {-1, 0}}) {
      const double x = problem.x + sx * problem.w / 2 + shift_x + gauss(0.8);
      const double y = problem.y + sy * problem.h / 2 + shift_y + gauss(0.8);
      out.push_back({kLon + x / kX, kLat + y / kY});
    }
    out.push_back(out.front());
    return out;
  }

  std::mt19937 m_random;
  std::map<std::string, Problem> m_problems;
  std::size_t m_cells = 0;
  std::size_t m_made = 0;
};

/// Which incident a lead was found to be, and how it had changed.
struct Found {
  std::string incident;
  std::string change;
};

std::map<std::string, Found> foundLeads(const json& list) {
  std::map<std::string, Found> found;
  for (const json& incident : list.at("incidents"))
    found[incident.at("lead_no").get<std::string>()] = {incident.at("id"), incident.at("change")};
  return found;
}

/// The totals of one grouping of the statistics.
std::map<std::string, std::size_t> totalsBy(const std::string& csv, const std::string& grouping) {
  std::map<std::string, std::size_t> totals;
  std::istringstream lines(csv);
  for (std::string line; std::getline(lines, line);) {
    if (!line.starts_with(grouping + ",")) continue;
    const auto key = grouping.size() + 1;
    const auto comma = line.find(',', key);
    totals[line.substr(key, comma - key)] = std::stoul(line.substr(comma + 1));
  }
  return totals;
}

// 3,393 leads in five epochs, give or take what the seed makes of it: identities and change classes.
TEST(IncidentHistory, FiveEpochsAreToldApart) {
  SampleFolder folder;
  folder.importSample();
  History history(20260822);
  std::map<std::string, std::string> incident_of; ///< truth -> incident
  std::size_t leads = 0;
  std::size_t right = 0;
  std::size_t cleared = 0;
  std::vector<std::string> errors;
  for (int epoch = 0; epoch < History::kEpochs; ++epoch) {
    const History::Epoch made = history.next(epoch);
    const std::string file = folder.path(fmt::format("e{}.geojson", epoch));
    ASSERT_TRUE(writeFileAtomically(file, made.geojson));
    const std::string label = std::to_string(2021 + epoch);
    const Ran ran = ecoredline({"inspect", folder.workspace(), file, "--epoch", label, "--date", label + "-09-01"});
    ASSERT_EQ(ran.status, 0) << ran.err;
    const Ran listed = ecoredline({"--quiet", "incident", folder.workspace(), "list", "--format", "json"});
    ASSERT_EQ(listed.status, 0) << listed.err;
    const json list = json::parse(listed.out);
    EXPECT_EQ(list.at("format"), "ecoredline.incidents/1");
    const auto found = foundLeads(list);
    cleared += made.cleared;
    for (const History::Lead& lead : made.leads) {
      ++leads;
      ASSERT_TRUE(found.contains(lead.number)) << lead.number;
      const Found& one = found.at(lead.number);
      const auto known = incident_of.find(lead.truth);
      const bool same = known == incident_of.end() || known->second == one.incident;
      if (same && one.change == lead.change)
        ++right;
      else
        errors.push_back(fmt::format("{} {} {}: {} as {}, should be {}", label, lead.number, lead.truth, one.incident,
                                     one.change, lead.change));
      incident_of[lead.truth] = one.incident;
    }
  }
  for (const std::string& error : errors) std::cout << error << "\n";
  std::cout << fmt::format("{} of {} leads right\n", right, leads);
  EXPECT_EQ(leads, History::kLeads);
  EXPECT_GE(static_cast<double>(right), 0.99 * static_cast<double>(leads));

  // The journal of it all holds, and the statistics are those of the rows.
  EXPECT_EQ(ecoredline({"incident", folder.workspace(), "verify"}).status, 0);
  const Ran stats = ecoredline({"--quiet", "incident", folder.workspace(), "stats", "--format", "csv"});
  ASSERT_EQ(stats.status, 0) << stats.err;
  const json whole =
      json::parse(ecoredline({"--quiet", "incident", folder.workspace(), "list", "--format", "json"}).out);
  std::size_t rows = 0;
  std::size_t gone = 0;
  std::size_t merged_away = 0;
  for (const json& incident : whole.at("incidents")) {
    ++rows;
    if (incident.at("history").back().at("action") == "merged") ++merged_away;
    if (incident.at("change") == "cleared") ++gone;
  }
  EXPECT_THAT(stats.out, testing::HasSubstr(fmt::format("合计,{},", rows - merged_away)));
  EXPECT_NEAR(static_cast<double>(gone), static_cast<double>(cleared), 0.01 * static_cast<double>(cleared) + 1);

  // And the truth's: each error explains one of a difference, no errors none.
  const auto truth = history.countedBy(true);
  auto counted = totalsBy(stats.out, "按年份");
  counted.erase("合计");
  EXPECT_EQ(counted.size(), truth.size());
  for (const auto& [year, count] : truth)
    EXPECT_NEAR(static_cast<double>(counted[year]), static_cast<double>(count), static_cast<double>(errors.size()))
        << year;
  std::map<std::string, std::size_t> activities;
  for (const json& incident : whole.at("incidents"))
    if (incident.at("history").back().at("action") != "merged")
      ++activities[incident.at("fields").at("activity").get<std::string>()];
  for (const auto& [activity, count] : history.countedBy(false))
    EXPECT_NEAR(static_cast<double>(activities[activity]), static_cast<double>(count),
                static_cast<double>(errors.size()))
        << activity;
}

} // namespace
} // namespace ecoredline
