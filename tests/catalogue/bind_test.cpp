#include "catalogue/bind.hpp"
#include "made_table.hpp"
#include "small_catalogue.hpp"

#include <algorithm>

namespace ecoredline {
namespace {

using Texts = std::vector<Value>;

const char* const kHead = R"TOML(
[[field]]
id = "zone_id"
title = { zh = "单元编码", en = "Unit code" }
aliases = ["HJGKDYBM", "单元编码"]
pattern = '^ZH\d{6}[123]\d{4}$'
[[field]]
id = "zone_name"
title = { zh = "单元名称", en = "Unit name" }
aliases = ["HJGKDYMC"]
[[field]]
id = "zone_class"
title = { zh = "类别", en = "Class" }
aliases = ["GNQ"]
[[field]]
id = "level"
title = { zh = "级别", en = "Level" }
aliases = ["JB"]
[[class]]
id = "core"
title = { zh = "核心区", en = "Core zone" }
aliases = ["HXQ", "1"]
)TOML";

class Bind : public testing::Test {
 protected:
  Result<BoundLayer> tryBind(Table table, const FieldChoices& choices = {}, const std::string& kind = "test") {
    m_diagnoses.clear();
    return bindZones(m_catalogue, *m_catalogue.kind(kind), std::move(table), choices, m_diagnoses);
  }
  BoundLayer bind(Table table, const FieldChoices& choices = {}, const std::string& kind = "test") {
    auto layer = tryBind(std::move(table), choices, kind);
    if (!layer) ADD_FAILURE() << describe(layer.error(), Language::en);
    return layer ? std::move(*layer) : BoundLayer{};
  }
  BoundSites sites(Table table, const FieldChoices& choices = {}) {
    m_diagnoses.clear();
    auto found = bindSites(m_catalogue, std::move(table), choices, m_diagnoses);
    if (!found) ADD_FAILURE() << describe(found.error(), Language::en);
    return found ? std::move(*found) : BoundSites{};
  }
  const Diagnosis* diagnosis(const std::string& code) const {
    const auto found = std::ranges::find(m_diagnoses, code, &Diagnosis::code);
    return found == m_diagnoses.end() ? nullptr : &*found;
  }

  Catalogue m_catalogue = loaded(withKind("", kHead));
  Diagnoses m_diagnoses;
};

TEST_F(Bind, TakesColumnsByChoiceThenNameThenAlias) {
  const auto layer = bind(tableOf({{"hjgkdybm\n", Texts{std::string("ZH22010410001")}},
                                   {"ZONE_NAME", Texts{std::string(" 左家 ")}},
                                   {"HJGKDYMC", Texts{std::string("not this one")}},
                                   {"X", Texts{std::string("核心区")}},
                                   {"jb", Texts{std::string("省级")}}},
                                  1),
                          {{"zone_class", "x"}});
  ASSERT_EQ(layer.rows.size(), 1U);
  EXPECT_EQ(layer.rows[0].zone_id, "ZH22010410001");
  EXPECT_EQ(layer.rows[0].zone_name, "左家");
  EXPECT_EQ(layer.rows[0].zone_class, "core");
  EXPECT_EQ(layer.rows[0].zone_class_raw, "核心区");
  EXPECT_EQ(layer.rows[0].fields, (std::map<std::string, std::string>{{"level", "省级"}}));
  EXPECT_TRUE(m_diagnoses.empty());
  std::vector<std::string> how;
  for (const FieldMapping& m : layer.mapping) how.push_back(m.canonical + " " + m.column + " " + m.how);
  EXPECT_EQ(how, (std::vector<std::string>{"zone_id hjgkdybm\n alias", "zone_name ZONE_NAME same name",
                                           "zone_class X chosen", "level jb alias"}));
}

TEST_F(Bind, ClassesByIdTitleAndAliasInAnyCase) {
  const auto layer =
      bind(tableOf({{"GNQ", Texts{std::string("CORE"), std::string("核心区 "), std::string("hxq"), std::int64_t{1}, 1.0,
                                  std::string("湖心"), Value{}, std::string("a")}}},
                   8));
  std::vector<std::string> classes;
  for (const BoundRow& row : layer.rows) classes.push_back(row.zone_class);
  EXPECT_EQ(classes, (std::vector<std::string>{"core", "core", "core", "core", "core", "", "", "a"}));
  ASSERT_NE(diagnosis("bind.unknown_class"), nullptr);
  EXPECT_EQ(diagnosis("bind.unknown_class")->row, 5);
  EXPECT_NE(diagnosis("bind.unknown_class")->message.zh.find("湖心"), std::string::npos);
  ASSERT_NE(diagnosis("bind.class_blank"), nullptr);
  EXPECT_EQ(diagnosis("bind.class_blank")->severity, Severity::warning);
}

TEST_F(Bind, WithoutClassColumnTheDefaultStandsOrTheClassIsUnknown) {
  EXPECT_EQ(bind(tableOf({}, 2), {}, "redline").rows[1].zone_class, "red");
  EXPECT_TRUE(m_diagnoses.empty());
  EXPECT_EQ(bind(tableOf({}, 2), {}, "water").rows[1].zone_class, "");
  ASSERT_NE(diagnosis("bind.class_unknown"), nullptr);
  m_catalogue = loaded(withKind("", "reference = true\n"));
  EXPECT_EQ(bind(tableOf({}, 2)).rows[1].zone_class, "");
  ASSERT_NE(diagnosis("bind.class_unknown"), nullptr) << "ground that is told by class, never screened";
}

TEST_F(Bind, TwoColumnsThatDifferAreRefusedWithTheOptionThatAnswers) {
  const auto values = [](const char* second) {
    return tableOf({{"HJGKDYBM", Texts{std::string("ZH22010410001")}}, {"单元编码", Texts{std::string(second)}}}, 1);
  };
  const auto refused = tryBind(values("ZH22010410002"));
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, "bind.ambiguous_field");
  EXPECT_EQ(exitStatus(refused.error().kind), 3);
  EXPECT_NE(refused.error().advice.en.find("--field zone_id=HJGKDYBM"), std::string::npos);
  EXPECT_EQ(bind(values("ZH22010410002"), {{"zone_id", "单元编码"}}).rows[0].zone_id, "ZH22010410002");
  EXPECT_EQ(bind(values("ZH22010410001")).rows[0].zone_id, "ZH22010410001"); // both say the same
}

TEST_F(Bind, ChoicesThatNameNothingAreRefused) {
  for (const FieldChoices& choices :
       {FieldChoices{{"zone_idd", "JB"}}, FieldChoices{{"zone_id", "NOPE"}}, FieldChoices{{"fact.mining", "JB"}}}) {
    const auto refused = tryBind(tableOf({{"JB", Texts{std::string("x")}}}, 1), choices);
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().code, "bind.unknown_field");
    EXPECT_EQ(exitStatus(refused.error().kind), 2);
  }
}

TEST_F(Bind, PatternMissesAreCountedAndKept) {
  const auto layer = bind(tableOf({{"HJGKDYBM", Texts{std::string("ZH22010410001"), std::string("22010410001"),
                                                      std::string("ZH22010440001"), Value{}}}},
                                  4));
  EXPECT_EQ(layer.rows[1].zone_id, "22010410001");
  ASSERT_NE(diagnosis("bind.pattern"), nullptr);
  EXPECT_EQ(diagnosis("bind.pattern")->message.en.substr(0, 2), "2 ");
  EXPECT_EQ(diagnosis("bind.pattern")->row, 1);
}

TEST_F(Bind, OriginSaysDerived) {
  const auto layer = bind(tableOf({{"边界性质", Texts{std::string("推定范围(非批复)"), std::string("批复"),
                                                      std::string("derived"), Value{}, std::string("传说")}}},
                                  5));
  std::vector<bool> derived;
  for (const BoundRow& row : layer.rows) derived.push_back(row.derived);
  EXPECT_EQ(derived, (std::vector<bool>{true, false, true, false, false}));
  ASSERT_NE(diagnosis("bind.unknown_origin"), nullptr);
  EXPECT_EQ(diagnosis("bind.unknown_origin")->row, 4);
}

TEST_F(Bind, ZoneKeysAreIdsWhereTheyNameOneZone) {
  const auto text = [](const char* s) { return Value{std::string(s)}; };
  const auto layer = bind(
      tableOf({{"zone_id", Texts{text("A"), text("A"), text("B"), text("B"), {}, {}, {}, {}}},
               {"zone_name", Texts{text("甲"), text("甲"), text("乙"), text("丙"), text("丁"), text("丁"), {}, {}}}},
              8));
  const auto& keys = layer.zone_keys;
  EXPECT_EQ(keys[0], "A"); // two rows, one zone
  EXPECT_EQ(keys[1], "A");
  EXPECT_EQ(keys[2], "#" + layer.feature_hashes[2].substr(0, 12)); // two zones share the id
  EXPECT_EQ(keys[3], "#" + layer.feature_hashes[3].substr(0, 12));
  EXPECT_EQ(keys[4], keys[5]); // no id, one name: one zone, by its smallest hash
  EXPECT_EQ(keys[4], "#" + std::min(layer.feature_hashes[4], layer.feature_hashes[5]).substr(0, 12));
  EXPECT_NE(keys[6], keys[7]); // neither id nor name
}

// --- sites -----------------------------------------------------------------------------------------------------------

TEST_F(Bind, SitesHaveDefaultsAndFactsFromColumns) {
  const auto found = sites(tableOf({{"DKBH", Texts{std::string("P1"), Value{}}},
                                    {"fact.discharges", Texts{std::string("不排放"), std::string("DIRECT")}},
                                    {"FACT.OUTLET_INSIDE", Texts{std::string("否"), std::string("maybe")}},
                                    {"fact.nonsense", Texts{std::string("x"), Value{}}},
                                    {"采矿", Texts{std::string("是"), Value{}}}},
                                   2),
                           {{"fact.mining", "采矿"}});
  ASSERT_EQ(found.rows.size(), 2U);
  EXPECT_EQ(found.rows[0].site_id, "P1");
  EXPECT_EQ(found.rows[1].site_id, "2");
  EXPECT_EQ(found.rows[0].project_id, "某项目");
  EXPECT_EQ(found.rows[0].facts.at("discharges").value, "none");
  EXPECT_EQ(found.rows[0].facts.at("discharges").from, "column");
  EXPECT_EQ(found.rows[1].facts.at("discharges").value, "direct");
  EXPECT_EQ(found.rows[0].facts.at("outlet_inside").value, "no");
  EXPECT_EQ(found.rows[1].facts.at("outlet_inside").value, "maybe"); // checkAnswers will say so
  EXPECT_EQ(found.rows[0].facts.at("mining").value, "yes");
  EXPECT_FALSE(found.rows[1].facts.contains("mining"));
  ASSERT_NE(diagnosis("bind.unknown_fact"), nullptr);
  EXPECT_FALSE(found.rows[0].facts.contains("nonsense"));
}

TEST_F(Bind, ClauseCodesKeepTheirCase) {
  const auto found = sites(tableOf({{"Fact.clause.unit.ZH22010410001.3", Texts{std::string("conform")}}}, 1));
  EXPECT_EQ(found.rows[0].facts.at("clause.unit.ZH22010410001.3").value, "conform");
  EXPECT_TRUE(m_diagnoses.empty());
}

TEST_F(Bind, ExamplesAreCutBetweenCharacters) {
  std::string longest;
  for (int i = 0; i < 50; ++i) longest += "湖心";
  bind(tableOf({{"GNQ", Texts{longest}}}, 1));
  ASSERT_NE(diagnosis("bind.unknown_class"), nullptr);
  EXPECT_TRUE(isUtf8(diagnosis("bind.unknown_class")->message.zh));
  EXPECT_LT(diagnosis("bind.unknown_class")->message.zh.size(), 300U);
}

TEST_F(Bind, RepeatedSiteIdsGetASuffixThatIsFree) {
  const auto found =
      sites(tableOf({{"site_id", Texts{std::string("A"), std::string("A"), std::string("A#2"), std::string("A")}}}, 4));
  std::vector<std::string> ids;
  for (const BoundSite& site : found.rows) ids.push_back(site.site_id);
  EXPECT_EQ(ids, (std::vector<std::string>{"A", "A#3", "A#2", "A#4"}));
  ASSERT_NE(diagnosis("bind.duplicate_site_id"), nullptr);
}

TEST_F(Bind, SiteChoicesAreChecked) {
  for (const FieldChoices& choices :
       {FieldChoices{{"zone_id", "A"}}, FieldChoices{{"fact.nonsense", "A"}}, FieldChoices{{"fact.mining", "B"}}}) {
    Diagnoses diagnoses;
    const auto refused = bindSites(m_catalogue, tableOf({{"A", Texts{Value{}}}}, 1), choices, diagnoses);
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().code, "bind.unknown_field");
  }
}

TEST(TableColumn, IsFoundInAnyCase) {
  const Table table = tableOf({{" Dlmc\n", Texts{Value{}}}}, 1);
  EXPECT_NE(table.column("DLMC"), nullptr);
  EXPECT_EQ(table.column("DLBM"), nullptr);
}

} // namespace
} // namespace ecoredline
