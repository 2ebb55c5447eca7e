#include "desktop/network_dialog.hpp"
#include "window_fixture.hpp"

#include <QAbstractButton>
#include <QAbstractItemView>
#include <QAbstractSpinBox>
#include <QAccessible>
#include <QApplication>
#include <QComboBox>
#include <QHeaderView>
#include <QLineEdit>
#include <QPlainTextEdit>
#include <QProgressBar>
#include <QSlider>
#include <QTabWidget>
#include <QTextEdit>
#include <algorithm>

namespace ecoredline {
namespace {

/// What a person works with; parts that Qt makes inside of others are read out with them.
bool isControl(const QWidget* widget) {
  const bool is_kind =
      qobject_cast<const QAbstractButton*>(widget) != nullptr ||
      qobject_cast<const QAbstractItemView*>(widget) != nullptr ||
      qobject_cast<const QAbstractSpinBox*>(widget) != nullptr || qobject_cast<const QComboBox*>(widget) != nullptr ||
      qobject_cast<const QLineEdit*>(widget) != nullptr || qobject_cast<const QPlainTextEdit*>(widget) != nullptr ||
      qobject_cast<const QProgressBar*>(widget) != nullptr || qobject_cast<const QSlider*>(widget) != nullptr ||
      qobject_cast<const QTextEdit*>(widget) != nullptr || qobject_cast<const MapCanvas*>(widget) != nullptr;
  if (!is_kind || qobject_cast<const QHeaderView*>(widget) != nullptr || widget->objectName().startsWith("qt_"))
    return false;
  for (const QWidget* above = widget->parentWidget(); above != nullptr; above = above->parentWidget())
    if (above->inherits("QComboBox") || above->inherits("QAbstractSpinBox") || above->inherits("QAbstractItemView") ||
        above->inherits("QCalendarWidget") || above->inherits("QLineEdit") || above->inherits("QTabBar"))
      return false;
  return true;
}

QString nameOf(QWidget* widget) {
  const QAccessibleInterface* face = QAccessible::queryAccessibleInterface(widget);
  return face == nullptr ? QString() : face->text(QAccessible::Name);
}

bool hasChinese(const QString& text) {
  return std::ranges::any_of(text, [](QChar c) { return c.script() == QChar::Script_Han; });
}

/// Where a widget stands, for who has to mend it.
std::string pathOf(const QWidget* widget) {
  std::string path;
  for (; widget != nullptr; widget = widget->parentWidget())
    path = std::string(widget->metaObject()->className()) + (path.empty() ? "" : " > ") + path;
  return path;
}

class Accessible : public WindowTest {
 protected:
  void expectNames(QWidget& top, Language language) {
    int controls = 0;
    for (QWidget* widget : top.findChildren<QWidget*>()) {
      if (!isControl(widget)) continue;
      ++controls;
      const QString name = nameOf(widget);
      EXPECT_FALSE(name.trimmed().isEmpty()) << pathOf(widget);
      EXPECT_FALSE(language == Language::en && hasChinese(name)) << pathOf(widget) << ": " << name.toStdString();
    }
    EXPECT_GT(controls, 3);
  }
};

TEST_F(Accessible, EveryControlOfTheWindowHasANameInItsLanguage) {
  openSample();
  screenSample();
  for (const Language language : {Language::zh, Language::en}) {
    window().setLanguage(language);
    expectNames(window(), language);
  }
}

TEST_F(Accessible, EveryControlOfTheDialogsToo) {
  openSample();
  for (const Language language : {Language::zh, Language::en}) {
    window().setLanguage(language);
    ASSERT_TRUE(wait([this] { return !window().isBusy(); })); // with the file of the language before
    drop(sample("sites.gpkg"));
    ASSERT_TRUE(wait([this] { return window().siteDialog() != nullptr && window().siteDialog()->canRun(); }));
    expectNames(*window().siteDialog(), language);
    window().siteDialog()->close();
    window().previewImport(QString::fromStdString(sample("redline_2023.shp")));
    ASSERT_TRUE(wait([this] { return window().importDialog() != nullptr; }));
    expectNames(*window().importDialog(), language);
    window().importDialog()->close();
    QApplication::processEvents();
  }
}

TEST_F(Accessible, TheNetworkDialogAndTheTabsOfAFileToo) {
  openSample();
  for (const Language language : {Language::zh, Language::en}) {
    window().setLanguage(language);
    NetworkDialog network(language);
    network.show();
    expectNames(network, language);
    window().previewSites(QString::fromStdString(sample("broken/no_crs.shp"))); // asks for its place
    ASSERT_TRUE(wait([this] { return window().siteDialog() != nullptr && !window().isBusy(); }));
    SiteDialog& dialog = *window().siteDialog();
    ASSERT_GT(dialog.reading()->candidateList()->table()->rowCount(), 0);
    ASSERT_GE(dialog.tabs()->count(), 2);
    for (int tab = 0; tab < dialog.tabs()->count(); ++tab) {
      EXPECT_FALSE(dialog.tabs()->tabText(tab).isEmpty());
      dialog.tabs()->setCurrentIndex(tab);
      QApplication::processEvents();
      expectNames(dialog, language);
    }
    dialog.close();
    QApplication::sendPostedEvents(nullptr, QEvent::DeferredDelete);
  }
}

} // namespace
} // namespace ecoredline
