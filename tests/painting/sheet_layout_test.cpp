// On every paper and in both languages nothing of a full sheet is cut off or stands over anything else.
#include "base/files.hpp"
#include "cartography/small_scene.hpp"
#include "catalogue/sheet.hpp"
#include "painting/page_words.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <map>

namespace ecoredline {
namespace {

using ::testing::Contains;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

// As long as texts of real sheets become.
SheetPage fullPage(const Paper& paper, Language language, bool two) {
  const auto say = [&](const char* zh, const char* en) { return std::string(language == Language::zh ? zh : en); };
  SheetPage page;
  page.title = say("示例市示例区2024年度项目位置与敏感区叠图", "S01 Example workshop, Site and the zones round it");
  page.number = say("附图", "Figure");
  page.secrecy = say("内部资料", "For internal use");
  page.warning = say("示例数据，非真实边界，不得用于任何审批、执法或出版",
                     "Sample data: invented boundaries, not to be used for any decision");
  page.scene = madeScene();
  page.scene.language = language;
  page.scene.source =
      say("资料来源：生态保护红线 2023(2023-12-01)，饮用水水源保护区 "
          "2024(2024-03-01)；面积方法：椭球面面积，按规程图斑面积逐点计算；"
          "边界以各图层的法定文件为准。",
          "Sources: red line 2023 (2023-12-01), drinking-water source zones 2024 (2024-03-01), nature reserves 2023 "
          "(2023-12-01); the legal documents of each layer decide its boundary; CGCS2000, Gauss-Krueger.");
  page.scene.layers.front().title =
      say("饮用水水源保护区·二级保护区", "Drinking-water source protection zone: second-level protection zone");
  page.scene.frame = two ? halfFrameOf(paper) : mapFrameOf(paper);
  if (two) {
    page.before = page.scene;
    page.before_caption = say("2018 版（2018-12-01）", "2018 (2018-12-01)");
    page.caption = say("2023 版（2023-12-01）", "2023 (2023-12-01)");
  }
  page.locator = madeScene();
  page.notes = {{say("坐标系", "System"), say("2000国家大地坐标系 高斯-克吕格投影 3°带 中央经线126°",
                                              "CGCS2000, Gauss-Krueger, 3-degree zone, central meridian 126°")},
                {say("问题编号", "Incident"), "LD-2024-000017"},
                {say("活动类型", "Activity"), say("采石采砂", "Quarrying and sand digging")},
                {say("首次发现", "First seen"), "2024 (2024-08-15)"},
                {say("最近期次", "Last epoch"), say("2025 (2025-08-15) 扩大", "2025 (2025-08-15) grown")},
                {say("图斑面积", "Area"), "12 345.67 m²"},
                {say("运行编号", "Run"), "0123456789ab"},
                {say("基准日", "As of"), "2026-11-22"},
                {say("制图单位", "Made by"), say("示例环境科学研究院", "Example Institute of Environmental Sciences")}};
  for (const char* name : {"制图", "校核", "审核", "制图日期"}) page.signatures.emplace_back(name);
  page.rows_title = say("结论：■ 不符合", "Verdict: ■ Not compliant");
  for (int i = 0; i < 9; ++i)
    page.rows.push_back({say("饮用水水源保护区·二级保护区 示例·某某水库饮用水水源地",
                             "Drinking-water source protection zone, second-level zone: Example reservoir intake"),
                         say("占用 12 345.67 m²；水源 2024 (2024-03-01)；划定 2011-05-01；涉及 3 条规则",
                             "overlap 12 345.67 m² (1.2346 ha); of edition 2024 (2024-03-01), designated 2011-05-01; "
                             "3 rules"),
                         say("■ 不符合", "■ Not compliant"), "#B42318"});
  return page;
}

TEST(SheetLayout, NothingIsCutOrOverlapsOnAnyPaper) {
  auto folder = TemporaryFolder::create();
  ASSERT_TRUE(folder);
  for (const std::string& size : paperSizes())
    for (const Language language : {Language::zh, Language::en})
      for (const bool two : {false, true}) {
        const Paper paper = paperOf(size);
        Canvas canvas({PictureFormat::pdf, paper.width, paper.height, 60, "t", "2026-11-22"});
        paintSheet(canvas, fullPage(paper, language, two), paper, {12, 115});
        const auto file = folder->path() / "sheet.pdf";
        ASSERT_TRUE(writeFileAtomically(file, canvas.finish().value_or("")));
        const auto pages = pageWords(toUtf8(file));
        ASSERT_EQ(pages.size(), 1U);
        EXPECT_THAT(wordFaults(pages.front(), paper), IsEmpty())
            << size << (language == Language::zh ? " zh" : " en") << (two ? ", two maps" : "");
      }
}

std::vector<PageWord> wordsOf(const SheetPage& page, const Paper& paper, std::map<PageElement, Box>& boxes) {
  auto folder = TemporaryFolder::create();
  Canvas canvas({PictureFormat::pdf, paper.width, paper.height, 60, "t", "2026-11-22"});
  boxes.clear();
  for (const ElementBox& one : paintSheet(canvas, page, paper, {1, 1})) boxes[one.element] = one.box;
  const auto file = folder->path() / "sheet.pdf";
  if (!writeFileAtomically(file, canvas.finish().value_or(""))) return {};
  return pageWords(toUtf8(file)).front();
}

const PageWord* wordOf(const std::vector<PageWord>& words, const std::string& text) {
  const auto found = std::ranges::find(words, text, &PageWord::text);
  return found == words.end() ? nullptr : &*found;
}

TEST(SheetLayout, AnElementStandsWhereItWasPutAndTheOthersStay) {
  // a word that only the element has
  const std::map<PageElement, std::string> words{{PageElement::legend, "图例"},      {PageElement::table, "结论：■"},
                                                 {PageElement::locator, "位置示意"}, {PageElement::notes, "坐标系"},
                                                 {PageElement::signatures, "校核"},  {PageElement::north, "北"}};
  for (const char* size : {"A3", "A2-portrait"}) {
    const Paper paper = paperOf(size);
    const SheetPage page = fullPage(paper, Language::zh, false);
    std::map<PageElement, Box> before;
    const std::vector<PageWord> usual = wordsOf(page, paper, before);
    ASSERT_EQ(before.size(), kPageElements.size()) << size;
    for (const auto& [element, word] : words) {
      const PageWord* stood = wordOf(usual, word);
      ASSERT_NE(stood, nullptr) << word;
      EXPECT_TRUE(before[element].grown(1, 1).contains(stood->box)) << size << word;
      SheetPage moved = page;
      moved.places[element] = {31, 47, false};
      std::map<PageElement, Box> after;
      const std::vector<PageWord> now = wordsOf(moved, paper, after);
      const PageWord* stands = wordOf(now, word);
      ASSERT_NE(stands, nullptr) << size << word;
      EXPECT_NEAR(after[element].min_x, 31, 1e-9);
      EXPECT_NEAR(after[element].min_y, 47, 1e-9);
      EXPECT_NEAR(stands->box.min_x - 31, stood->box.min_x - before[element].min_x, 0.05) << size << word;
      EXPECT_NEAR(stands->box.min_y - 47, stood->box.min_y - before[element].min_y, 0.05) << size << word;
      for (const auto& [other, box] : before) {
        if (other == element) continue;
        EXPECT_EQ(after[other], box);
      }
      moved.places[element] = {0, 0, true};
      EXPECT_EQ(wordOf(wordsOf(moved, paper, after), word), nullptr) << size << word;
      EXPECT_FALSE(after.contains(element));
      moved.places[element] = {paper.width - 1, paper.height - 1, false};
      wordsOf(moved, paper, after);
      EXPECT_NEAR(after[element].max_x, paper.width, 1e-9) << "kept on the page";
      EXPECT_NEAR(after[element].max_y, paper.height, 1e-9);
    }
  }
}

TEST(SheetLayout, OfTwoMapsOneArrowStandsWhereItWasPut) {
  const Paper paper = paperOf("A3");
  SheetPage page = fullPage(paper, Language::zh, true);
  std::map<PageElement, Box> boxes;
  const auto arrows = [&] { return std::ranges::count(wordsOf(page, paper, boxes), "北", &PageWord::text); };
  EXPECT_EQ(arrows(), 2);
  page.places[PageElement::north] = {40, 60, false};
  EXPECT_EQ(arrows(), 1);
  page.places[PageElement::north].hidden = true;
  EXPECT_EQ(arrows(), 0);
}

TEST(SheetLayout, FaultsAreFound) { // the measure itself
  const Paper paper = paperOf("A4-portrait");
  const Box below{20, 250, 60, 253};
  EXPECT_THAT(wordFaults({{"abc…", below}}, paper), Contains(HasSubstr("cut off")));
  EXPECT_THAT(wordFaults({{"a", below}, {"b", {50, 251, 70, 254}}}, paper), Contains(HasSubstr("over one another")));
  EXPECT_THAT(wordFaults({{"a", {190, 250, 215, 253}}}, paper), Contains(HasSubstr("at the edge")));
  const Box map = mapPlaceOf(paper);
  EXPECT_THAT(wordFaults({{"a", {map.min_x, map.max_y + 3, map.min_x + 9, map.max_y + 9}}}, paper),
              Contains(HasSubstr("over the frame")));
}

TEST(SheetLayout, StandingPaperIsTheSamePaperTurned) {
  const Paper lying = paperOf("A4");
  const Paper standing = paperOf("a4-PORTRAIT");
  EXPECT_EQ(lying.width, standing.height);
  EXPECT_EQ(lying.height, standing.width);
  EXPECT_TRUE(standing.standing());
  EXPECT_FALSE(paperOf("a0").standing());
  EXPECT_EQ(paperOf("a0").width, 1189);
  const Box map = mapPlaceOf(standing);
  EXPECT_GT(map.max_x - map.min_x, 0.85 * standing.width) << "the map takes the whole breadth";
  EXPECT_EQ(paperSizeFrom("a3-Portrait"), "A3-portrait");
  EXPECT_EQ(paperSizeFrom("A5"), std::nullopt);
}

} // namespace
} // namespace ecoredline
