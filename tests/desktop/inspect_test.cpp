// Inspectors in the window: what is overdue, the statistics, and a trip to the field and back.
#include "window_fixture.hpp"

#include <QComboBox>
#include <QPushButton>
#include <QTabWidget>
#include <QTableWidget>
#include <algorithm>
#include <set>

namespace ecoredline {
namespace {

namespace fs = std::filesystem;

class InspectInWindow : public WindowTest {
 protected:
  void openLeads(const std::string& name) {
    const fs::path copy = folder() + "/" + name + ".gpkg";
    fs::copy_file(workspace(), copy, fs::copy_options::overwrite_existing);
    window().openFile(QString::fromStdString(copy.string()));
    ASSERT_TRUE(wait([&] { return window().workspace() != nullptr && window().workspace()->path == copy; }));
    window().raisePanel(panel());
    panel()->inspect(sample("leads_2024.geojson"), "2024", "2024-12-31");
    ASSERT_TRUE(wait([this] { return panel()->ledger() && !panel()->ledger()->list.incidents.empty(); }, 120));
  }
  IncidentPanel* panel() { return window().incidents(); }
  const Incident& incident(const std::string& id) {
    return *std::ranges::find(panel()->ledger()->list.incidents, id, &Incident::id);
  }
  std::string idAt(int row) { return panel()->list()->item(row, 0)->text().toStdString(); }
  /// The first step that the ledger allows, with everything it may ask for.
  void step(const std::string& id) {
    for (int row = 0; row < panel()->list()->rowCount(); ++row)
      if (idAt(row) == id) panel()->select(row);
    ASSERT_GT(panel()->steps()->count(), 0);
    const std::string to = panel()->steps()->itemData(0).toString().toStdString();
    const auto* rule = panel()->ledger()->type.transition(incident(id).state, to);
    ASSERT_NE(rule, nullptr);
    panel()->advance(to, rule->levels.empty() ? "" : rule->levels.front(), "李四", sample("facts.toml"), "现场核实");
    ASSERT_TRUE(wait([&] { return incident(id).state == to; }))
        << qPrintable(window().log()->line(window().log()->lines() - 1));
  }
  void click(const char* text) {
    for (QPushButton* button : panel()->findChildren<QPushButton*>())
      if (button->text() == QString(text)) {
        button->click();
        return;
      }
    FAIL() << "no button " << text;
  }
};

QStringList cellsOf(const QTableWidget& table) {
  QStringList cells;
  for (int row = 0; row < table.rowCount(); ++row)
    for (int column = 0; column < table.columnCount(); ++column)
      cells << (table.item(row, column) == nullptr ? QString() : table.item(row, column)->text());
  return cells;
}

TEST_F(InspectInWindow, TheOverdueListHoldsWhatIsOverdueAndNothingElse) {
  openLeads("overdue");
  const std::set<std::string> overdue(panel()->ledger()->overdue.begin(), panel()->ledger()->overdue.end());
  ASSERT_FALSE(overdue.empty()) << "nobody has looked at them for two years";
  const auto listed = [&] {
    panel()->setFilter({}, true, {});
    std::set<std::string> ids;
    for (int row = 0; row < panel()->list()->rowCount(); ++row) ids.insert(idAt(row));
    return ids;
  };
  EXPECT_EQ(listed(), overdue);
  keepPicture("desktop_overdue.png");
  const std::string moved = *overdue.begin();
  step(moved); // today: its term begins anew
  EXPECT_EQ(std::ranges::count(panel()->ledger()->overdue, moved), 0);
  EXPECT_EQ(listed().count(moved), 0U);
  EXPECT_EQ(listed().size(), overdue.size() - 1);
  panel()->setFilter({}, false, {});
  EXPECT_EQ(panel()->list()->rowCount(), static_cast<int>(panel()->ledger()->list.incidents.size()));
}

TEST_F(InspectInWindow, TheStatisticsFollowEveryStep) {
  openLeads("statistics");
  panel()->tabs()->setCurrentIndex(1);
  const QStringList before = cellsOf(*panel()->statistics());
  const std::string all = std::to_string(panel()->ledger()->list.incidents.size());
  EXPECT_TRUE(before.contains(QString::fromStdString(all))) << "the number of problems is among them";
  panel()->tabs()->setCurrentIndex(0);
  const std::string id = idAt(0);
  step(id);
  panel()->tabs()->setCurrentIndex(1);
  const QStringList after = cellsOf(*panel()->statistics());
  EXPECT_NE(after, before);
  const LedgerState* state = nullptr;
  for (const LedgerState& one : panel()->ledger()->type.states)
    if (one.id == incident(id).state) state = &one;
  ASSERT_NE(state, nullptr);
  const auto holds = [](const QStringList& cells, const std::string& word) {
    return std::ranges::any_of(cells, [&](const QString& cell) { return cell.contains(QString::fromStdString(word)); });
  };
  EXPECT_TRUE(holds(after, state->title.zh)) << state->title.zh;
  keepPicture("desktop_statistics.png");
  window().setLanguage(Language::en);
  EXPECT_TRUE(holds(cellsOf(*panel()->statistics()), state->title.en)) << state->title.en;
  keepPicture("desktop_statistics_en.png");
}

TEST_F(InspectInWindow, AFieldPackGoesOutAndItsAnswersComeBack) {
  openLeads("trip");
  const std::string id = idAt(0);
  step(id); // a pack is for problems that are to be looked at
  for (int row = 0; row < panel()->list()->rowCount(); ++row)
    if (idAt(row) == id) panel()->select(row);
  const fs::path pack = fs::path(folder()) / "trip_out.gpkg";
  const fs::path answers = fs::path(folder()) / "trip_back.csv";
  Choosers choosers = systemChoosers();
  choosers.save = [pack](QWidget*, const QString&, const QString&) { return QString::fromStdString(pack.string()); };
  choosers.file = [answers](QWidget*, const QString&, const QString&) {
    return QString::fromStdString(answers.string());
  };
  choosers.word = [](QWidget*, const QString&, const QString&) { return QString("赵六"); };
  window().setChoosers(choosers);
  click("外业包…");
  ASSERT_TRUE(wait([&] { return fs::exists(pack) && !window().isBusy(); }, 120));
  const Incident before = incident(id);
  ASSERT_GT(panel()->steps()->count(), 0);
  const std::string to = panel()->steps()->itemData(0).toString().toStdString();
  ASSERT_TRUE(writeFileAtomically(answers, "incident,seen,to_state,checked_on,checked_by,level,evidence,reason,note\n" +
                                               id + "," + before.history.back().hash + "," + to + "," + today() +
                                               ",王五,county,现场核查,属实,已与村委核对\n"));
  const auto last = panel()->ledger();
  click("收回外业…");
  ASSERT_TRUE(wait([&] { return panel()->ledger() != last; }, 120))
      << qPrintable(window().log()->line(window().log()->lines() - 1));
  EXPECT_EQ(incident(id).state, to) << qPrintable(window().log()->line(window().log()->lines() - 1));
  const auto& history = incident(id).history;
  EXPECT_GT(history.size(), before.history.size());
  EXPECT_TRUE(std::ranges::any_of(history, [](const IncidentEvent& event) { return event.by == "王五"; }));
  EXPECT_TRUE(std::ranges::any_of(history, [](const IncidentEvent& event) { return event.text == "已与村委核对"; }));
  const auto again = panel()->ledger();
  click("收回外业…"); // the same file once more changes nothing
  ASSERT_TRUE(wait([&] { return panel()->ledger() != again; }, 120));
  EXPECT_EQ(incident(id).history.size(), history.size());
  const std::size_t taken = incident(id).history.size();
  const auto seen = panel()->ledger();
  ASSERT_TRUE(writeFileAtomically(answers, "incident,seen,to_state,checked_on,note\n" + id + "," +
                                               incident(id).history.back().hash + ",," + today() + ",没有填核查人\n"));
  click("收回外业…"); // who checked it is asked for
  ASSERT_TRUE(wait([&] { return panel()->ledger() != seen; }, 120));
  ASSERT_EQ(incident(id).history.size(), taken + 1) << qPrintable(window().log()->line(window().log()->lines() - 1));
  EXPECT_EQ(incident(id).history.back().by, "赵六");
  EXPECT_EQ(incident(id).history.back().text, "没有填核查人");
  ASSERT_TRUE(writeFileAtomically(answers, "a,b\n1,2\n"));
  click("收回外业…"); // no answers in it: said over the map
  ASSERT_TRUE(wait([this] { return window().notice()->isShown() || window().log()->lines() > 0; }, 60));
  EXPECT_EQ(incident(id).history.size(), taken + 1);
}

} // namespace
} // namespace ecoredline
