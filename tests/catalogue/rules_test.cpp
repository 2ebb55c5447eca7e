#include "base/files.hpp"
#include "catalogue/evaluate.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <toml++/toml.h>

#include <algorithm>
#include <filesystem>
#include <set>

namespace ecoredline {
namespace {

namespace fs = std::filesystem;

const fs::path kFolder = fs::path(ECOREDLINE_SOURCE_DIR) / "tests" / "catalogue" / "rules";
const std::set<std::string> kKeys{"name",   "class", "relation", "distance_m", "as_of",   "answers", "derived",
                                  "effect", "worst", "rules",    "may",        "no_rule", "mapping", "needs_kind"};

// One line of a table of tests/catalogue/rules/: a question to the shipped rules of a kind, and what they come to.
struct Row {
  std::string name;
  std::string zone_class; ///< empty for relations about no zone
  RuleRelation relation = RuleRelation::overlap;
  double distance_m = 0;
  Date as_of;
  std::map<std::string, std::string> answers; ///< claims count as made with a document
  std::map<std::string, std::string> derived;
  std::string effect;
  std::string worst;
  std::set<std::string> rules; ///< ids that fire under every completion of the open facts
  std::set<std::string> may;   ///< ids that fire under some
  bool no_rule = false;
  bool mapping = false;
  std::string needs_kind;

  bool speaksOf(const Rule& rule) const {
    const bool about_class = rule.classes.empty() || std::ranges::count(rule.classes, zone_class) > 0;
    return rule.relation == relation && about_class;
  }
};

std::map<std::string, std::string> textMap(const toml::node_view<const toml::node>& node) {
  std::map<std::string, std::string> out;
  if (const toml::table* table = node.as_table())
    for (const auto& [key, value] : *table) out[std::string(key.str())] = value.value_or(std::string());
  return out;
}

std::set<std::string> textSet(const toml::node_view<const toml::node>& node) {
  std::set<std::string> out;
  if (const toml::array* array = node.as_array())
    for (const toml::node& item : *array) out.insert(item.value_or(std::string()));
  return out;
}

RuleRelation relationNamed(const std::string& word) {
  for (const RuleRelation relation : {RuleRelation::overlap, RuleRelation::touch, RuleRelation::distance,
                                      RuleRelation::outside, RuleRelation::uncovered, RuleRelation::site})
    if (name(relation) == word) return relation;
  ADD_FAILURE() << "no relation is called " << word;
  return RuleRelation::overlap;
}

Row readRow(const toml::table& table) {
  for (const auto& [key, value] : table)
    EXPECT_TRUE(kKeys.contains(std::string(key.str()))) << "unknown key " << key.str();
  const auto text = [&](const char* key) { return table[key].value_or(std::string()); };
  return {.name = text("name"),
          .zone_class = text("class"),
          .relation = relationNamed(text("relation")),
          .distance_m = table["distance_m"].value_or(0.0),
          .as_of = text("as_of"),
          .answers = textMap(table["answers"]),
          .derived = textMap(table["derived"]),
          .effect = text("effect"),
          .worst = text("worst"),
          .rules = textSet(table["rules"]),
          .may = textSet(table["may"]),
          .no_rule = table["no_rule"].value_or(false),
          .mapping = table["mapping"].value_or(false),
          .needs_kind = text("needs_kind")};
}

// The rows of a kind; none where it has no table.
std::vector<Row> rowsOf(const std::string& kind) {
  std::vector<Row> rows;
  const fs::path path = kFolder / (kind + ".toml");
  if (!fs::exists(path)) return rows;
  const toml::table file = toml::parse_file(path.string());
  if (const toml::array* array = file["row"].as_array())
    for (const toml::node& node : *array) rows.push_back(readRow(*node.as_table()));
  return rows;
}

class Rules : public testing::Test {
 protected:
  static Catalogue shipped() {
    auto catalogue = Catalogue::load(ECOREDLINE_SOURCE_DIR "/layers");
    if (!catalogue) throw std::runtime_error(describe(catalogue.error(), Language::en));
    return std::move(*catalogue);
  }

  Result<Evaluation> ask(const LayerKind& kind, const Row& row) {
    EvaluationQuery query;
    query.kind = &kind;
    query.zone_class = row.zone_class;
    query.derived = row.derived;
    query.as_of = row.as_of;
    query.relations = {row.relation};
    query.distance_m = row.distance_m;
    Answers answers;
    for (const auto& [fact, value] : row.answers) answers[fact] = {value, "", "", "文号", "project"};
    return m_evaluator.evaluate(query, answers);
  }

  void check(const LayerKind& kind, const Row& row) {
    SCOPED_TRACE(kind.id + ": " + row.name);
    EXPECT_TRUE(row.zone_class.empty() || kind.zoneClass(row.zone_class) != nullptr);
    for (const auto& [fact, value] : row.answers) EXPECT_NE(m_catalogue.fact(fact), nullptr) << fact;
    const auto e = ask(kind, row);
    ASSERT_TRUE(e) << describe(e.error(), Language::en);
    std::set<std::string> rules;
    std::set<std::string> may;
    for (const RuleOutcome& outcome : e->rules) (outcome.always ? rules : may).insert(outcome.rule->id);
    EXPECT_EQ(name(e->effect), row.effect);
    EXPECT_EQ(name(e->worst), row.worst);
    EXPECT_EQ(rules, row.rules);
    EXPECT_EQ(may, row.may);
    EXPECT_EQ(e->no_rule, row.no_rule);
    EXPECT_EQ(e->mapping_provisional, row.mapping);
    EXPECT_EQ(e->needs_kind, row.needs_kind);
  }

  Catalogue m_catalogue = shipped();
  Evaluator m_evaluator{m_catalogue};
};

TEST_F(Rules, ComeToWhatTheTablesSay) {
  for (const LayerKind& kind : m_catalogue.kinds())
    for (const Row& row : rowsOf(kind.id)) check(kind, row);
}

// The tables are no dead letters: a rule without a row that it decides, or that it leaves alone, is not tested.
TEST_F(Rules, EachHasAGoodAndABadCase) {
  for (const LayerKind& kind : m_catalogue.kinds()) {
    const auto rows = rowsOf(kind.id);
    for (const Rule& rule : kind.rules) {
      const auto fires = [&](const Row& row) { return row.rules.contains(rule.id); };
      const auto stays_silent = [&](const Row& row) {
        return row.speaksOf(rule) && !row.rules.contains(rule.id) && !row.may.contains(rule.id);
      };
      EXPECT_TRUE(std::ranges::any_of(rows, fires)) << kind.id << ": no row in which " << rule.id << " fires";
      EXPECT_TRUE(std::ranges::any_of(rows, stays_silent))
          << kind.id << ": no row of its class and relation in which " << rule.id << " does not fire";
    }
  }
}

// Layers that only tell: without them a site is no less compliant (semantics M11). The worst that a kind can come to is
// computed from its rules, so a rule added to one of these changes what an absent layer means.
TEST_F(Rules, LayersThatOnlyTellAreNeverWorseThanANotice) {
  for (const char* id : {"noise_zone", "ecological_pattern", "mining_right", "discharge_outlet", "approved_project"}) {
    const LayerKind* kind = m_catalogue.kind(id);
    ASSERT_NE(kind, nullptr) << id;
    const auto worst = m_evaluator.worstOf(*kind, {}, "2026-11-22");
    ASSERT_TRUE(worst) << describe(worst.error(), Language::en);
    EXPECT_EQ(name(*worst), name(Effect::notify)) << id;
  }
}

TEST_F(Rules, AnAnswerTurnsAMissingSchoolLayerIntoANote) {
  const LayerKind* kind = m_catalogue.kind("sensitive_receptor");
  ASSERT_NE(kind, nullptr);
  const auto worst = [&](const Answers& answers) {
    const auto effect = m_evaluator.worstOf(*kind, answers, "2026-11-22");
    return effect ? std::string(name(*effect)) : describe(effect.error(), Language::en);
  };
  EXPECT_EQ(worst({}), "prohibit");
  EXPECT_EQ(worst({{"soil_polluting", {"no", "", "", "", "project"}}}), "notify");
}

// A table that nothing reads, after a kind was renamed, would go on passing.
TEST_F(Rules, EveryTableBelongsToAKind) {
  std::size_t tables = 0;
  for (const auto& entry : fs::directory_iterator(kFolder)) {
    ++tables;
    EXPECT_NE(m_catalogue.kind(entry.path().stem().string()), nullptr) << entry.path();
  }
  EXPECT_GT(tables, 20U);
}

} // namespace
} // namespace ecoredline
