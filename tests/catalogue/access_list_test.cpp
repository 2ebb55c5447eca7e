#include "catalogue/access_list.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace ecoredline {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::SizeIs;

using Cells = std::vector<std::vector<std::string>>;

/// Rows as the front door hands on a sheet: no geometry, row_id = row of the sheet; the header stands in row 0.
Table sheet(const std::vector<std::string>& header, const Cells& rows) {
  Table table;
  table.source = "清单.xlsx";
  for (std::size_t c = 0; c < header.size(); ++c) {
    table.columns.push_back({header[c], "String", {}});
    for (const auto& row : rows) table.columns[c].values.emplace_back(c < row.size() ? row[c] : "");
  }
  FlatBuilder none{Crs()};
  for (std::size_t row = 0; row < rows.size(); ++row) {
    none.beginRow(Shape::none, static_cast<std::int64_t>(row) + 1);
    none.endRow();
  }
  table.geometry = none.take();
  table.states.assign(rows.size(), RowState::empty);
  return table;
}

const std::vector<std::string> kLong{"级别",     "适用范围编码", "管控维度", "条款号",   "管控要求",
                                     "行业代码", "来源文件",     "文号",     "施行日期", "失效日期"};

class AccessListTest : public testing::Test {
 protected:
  Result<BoundList> bind(const std::vector<std::string>& header, const Cells& rows, const FieldChoices& choices = {}) {
    return bindList(*m_catalogue.kind(kAccessListKind), sheet(header, rows), choices, m_diagnoses);
  }
  std::string refusal(const Cells& rows) {
    const auto list = bind(kLong, rows);
    return list ? "" : list.error().code + " " + list.error().what.zh;
  }
  std::vector<std::string> codes() const {
    std::vector<std::string> codes;
    for (const Diagnosis& diagnosis : m_diagnoses) codes.push_back(diagnosis.code);
    return codes;
  }

  Catalogue m_catalogue = Catalogue::load(ECOREDLINE_SOURCE_DIR "/layers").value();
  Diagnoses m_diagnoses;
};

TEST_F(AccessListTest, LongFormInThePeoplesWords) {
  const auto list = bind(
      kLong, {{"省级", "全省", "空间布局约束", "1", "禁止新建", "C25、C26，D44", "省清单", "吉政〔1〕号", "2024/1/5"},
              {"流域", "松花江", "PWWPFGK", "2", "总量控制"},
              {"市(州)", "220200", "环境风险防控", "3.0", "联防"},
              {"单元", "ZH22020220003", "资源利用效率要求", "4", "节水", "", "", "", "", "2030年12月31日"}});
  ASSERT_TRUE(list) << describe(list.error(), Language::zh);
  std::vector<std::string> facts;
  for (const Clause& clause : list->clauses) facts.push_back(clause.fact() + "/" + clause.dimension);
  EXPECT_THAT(facts, ElementsAre("clause.province.*.1/layout", "clause.basin.basin:松花江.2/emission",
                                 "clause.city.2202.3.0/risk", "clause.unit.ZH22020220003.4/resource"));
  EXPECT_THAT(list->clauses[0].industries, ElementsAre("C25", "C26", "D44"));
  EXPECT_EQ(list->clauses[0].effective_from, "2024-01-05");
  EXPECT_EQ(list->clauses[3].effective_to, "2030-12-31");
  EXPECT_EQ(list->clauses[3].row, 4);
  EXPECT_THAT(codes(), ElementsAre());
}

TEST_F(AccessListTest, WideFormHasOneColumnPerDimensionAndLevelsByScope) {
  const auto list = bind({"HJGKDYBM", "KJBJYS", "PWWPFGK", "HJFXFK", "ZYKFXLYQ"},
                         {{"ZH22020220003", "布局", "排放", "", "无"}, {"ZH22020210001", "", "", "", ""}});
  ASSERT_TRUE(list) << describe(list.error(), Language::zh);
  ASSERT_THAT(list->clauses, SizeIs(3));
  EXPECT_EQ(list->clauses[0].fact(), "clause.unit.ZH22020220003.layout");
  EXPECT_EQ(list->clauses[1].text, "排放");
  EXPECT_TRUE(list->clauses[2].none);
  EXPECT_THAT(codes(), ElementsAre("clause.level_from_scope", "clause.row_skipped"));
}

TEST_F(AccessListTest, ALevelMayStateThatItRequiresNothing) {
  const auto list = bind(kLong, {{"市级", "2202", "", "", "本层级无要求"}});
  ASSERT_TRUE(list) << describe(list.error(), Language::zh);
  EXPECT_TRUE(list->clauses[0].none);
}

TEST_F(AccessListTest, SaysWhichColumnsAreMissingAndWhatWasFound) {
  const auto list = bind({"级别", "名称", "内容说明"}, {{"省级", "a", "b"}});
  ASSERT_FALSE(list);
  EXPECT_EQ(list.error().code, "clause.missing_columns");
  EXPECT_THAT(list.error().what.zh, HasSubstr("适用范围编码、条款号、管控要求"));
  EXPECT_THAT(list.error().what.zh, HasSubstr("级别 | 名称 | 内容说明"));
  EXPECT_TRUE(bind({"名称", "内容说明", "n"}, {{"*", "b", "1"}},
                   {{"scope_code", "名称"}, {"text", "内容说明"}, {"clause_no", "n"}}));
}

TEST_F(AccessListTest, RefusesRowsItWouldHaveToGuess) {
  EXPECT_THAT(refusal({{"县级", "2202", "", "1", "x"}}), HasSubstr("第 2 行的级别“县级”无法识别"));
  EXPECT_THAT(refusal({{"省级", "*", "", "1", "x"}, {"", "2202", "", "1", "x"}}), HasSubstr("第 3 行没有级别"));
  EXPECT_THAT(refusal({{"省级", "", "", "1", "x"}}), HasSubstr("没有适用范围编码"));
  EXPECT_THAT(refusal({{"省级", "*", "", "", "x"}}), HasSubstr("没有条款号"));
  EXPECT_THAT(refusal({{"省级", "*", "", "1", ""}}), HasSubstr("没有管控要求"));
  EXPECT_THAT(refusal({{"省级", "*", "景观", "1", "x"}}), HasSubstr("管控维度“景观”"));
  EXPECT_THAT(refusal({{"省级", "*", "", "1", "x", "", "", "", "去年"}}), HasSubstr("施行日期“去年”不是日期"));
  EXPECT_THAT(refusal({{"省级", "*", "", "1", "x", "", "", "", "2024-02-01", "2024-01-01"}}), HasSubstr("早于"));
  EXPECT_THAT(refusal({{"", "", "", "", ""}}), HasSubstr("clause.no_rows"));
}

TEST_F(AccessListTest, OneNumberAtOneScopeIsOneClause) {
  EXPECT_THAT(refusal({{"省级", "*", "", "1", "x"}, {"省级", "*", "", "1", "y"}}), HasSubstr("clause.repeated"));
  const auto list =
      bind(kLong, {{"省级", "*", "", "1", "x"}, {"省级", "*", "", "1", "x"}, {"市级", "2202", "", "1", "y"}});
  ASSERT_TRUE(list);
  EXPECT_THAT(list->clauses, SizeIs(2));
  EXPECT_THAT(codes(), ElementsAre("clause.same_twice"));
}

TEST_F(AccessListTest, TitlesAndRemarksAreLeftOutAndSaid) {
  const auto list = bind(kLong, {{"省级", "*", "", "1", "x"}, {"注：本清单自印发之日起施行"}});
  ASSERT_TRUE(list) << describe(list.error(), Language::zh);
  EXPECT_THAT(codes(), ElementsAre("clause.row_skipped"));
}

TEST_F(AccessListTest, ContentHashIsOfTheClausesNotOfTheirOrder) {
  const auto a = bind(kLong, {{"省级", "*", "", "1", "x"}, {"市级", "2202", "", "1", "y"}});
  const auto b = bind(kLong, {{"市级", "220200", "", "1", "y"}, {"省级", "*", "", "1", "x"}});
  const auto c = bind(kLong, {{"市级", "2202", "", "1", "z"}, {"省级", "*", "", "1", "x"}});
  EXPECT_EQ(a->content_hash, b->content_hash);
  EXPECT_NE(a->content_hash, c->content_hash);
}

TEST_F(AccessListTest, UnitsWithoutClausesAndClausesWithoutUnitsAreNamed) {
  const auto list = bind(
      kLong,
      {{"省级", "*", "", "1", "x"}, {"单元", "ZH22020220003", "", "1", "x"}, {"单元", "ZH22020220009", "", "1", "x"}});
  const Diagnoses found = lintList(list->clauses, {"ZH22020220003", "ZH22020210001"});
  ASSERT_THAT(found, SizeIs(2));
  EXPECT_THAT(found[0].message.zh, HasSubstr("ZH22020220009"));
  EXPECT_THAT(found[1].message.zh, HasSubstr("ZH22020210001"));
  EXPECT_THAT(lintList(list->clauses, {}), SizeIs(0));
}

TEST_F(AccessListTest, DaysAsPeopleAndSpreadsheetsWriteThem) {
  bool serial = false;
  for (const char* text : {"2024-01-05", "2024/1/5", "2024.01.05", "2024年1月5日", "20240105", "2024-01-05T00:00:00"})
    EXPECT_EQ(dayFromCell(text, serial), "2024-01-05") << text;
  EXPECT_FALSE(serial);
  EXPECT_EQ(dayFromCell("45296", serial), "2024-01-05"); // what Excel stores for that day
  EXPECT_TRUE(serial);
  for (const char* text : {"2024-13-05", "2024", "5/1/2024", "x", "2024-01-05-06"})
    EXPECT_EQ(dayFromCell(text, serial), "");
}

TEST_F(AccessListTest, ATableKindHasNoLawOfItsOwn) {
  EXPECT_TRUE(m_catalogue.kind(kAccessListKind)->table);
  const auto refused = [](const std::string& more) {
    const std::string kind = "id = \"t\"\ntitle = { zh = \"表\", en = \"table\" }\ntable = true\n" + more;
    const auto loaded = Catalogue::fromFiles({{"catalogue.toml", "id = \"c\"\ntitle = { zh = \"录\", en = \"c\" }\n"},
                                              {"facts.toml", ""},
                                              {"kinds/t.toml", kind}});
    return loaded ? "" : loaded.error().code;
  };
  EXPECT_EQ(refused(""), "");
  EXPECT_EQ(refused("needs_access_list = true\n"), "catalogue.bad_value");
  EXPECT_EQ(refused("[[class]]\nid = \"a\"\ntitle = { zh = \"甲\", en = \"a\" }\n"), "catalogue.bad_value");
}

} // namespace
} // namespace ecoredline
