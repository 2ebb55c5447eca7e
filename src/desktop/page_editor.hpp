#pragma once

#include "app/map_preview.hpp"
#include "app/page_layout.hpp"
#include "base/text.hpp"

#include <QTimer>
#include <QWidget>
#include <map>
#include <string>

class QAbstractButton;
class QCheckBox;
class QComboBox;
class QHBoxLayout;
class QPushButton;
class QToolButton;

namespace ecoredline {

class PageView;

/// A sheet's page with its elements in a person's hand: chosen, moved, hidden, shown again, every step undone; each
/// sheet keeps what was done to it.
class PageEditor : public QWidget {
  Q_OBJECT

 public:
  explicit PageEditor(Language language, QWidget* parent = nullptr);

  /// The picture of a page of the sheet `id`, as a preview gave it.
  void showPage(const std::string& id, const QPixmap& picture, const MapPreview& made);
  /// What was put elsewhere or hidden on the sheet's page, on that paper; none where it is as the sheet itself says.
  std::optional<PagePlaces> places(const std::string& id, const Paper& paper) const;
  /// The sheet's page is as its file says from now on.
  void forget(const std::string& id) { m_layouts.erase(id); }

  PageView* view() const { return m_view; }
  QComboBox* elements() const { return m_elements; }
  QCheckBox* shown() const { return m_shown; }
  QToolButton* undoButton() const { return m_undo; }
  QToolButton* redoButton() const { return m_redo; }
  QToolButton* resetButton() const { return m_reset; }
  QPushButton* saveButton() const { return m_save; }

 Q_SIGNALS:
  /// The page is to be drawn anew.
  void changed();
  void saveAsked();

 private:
  void buildBar(QHBoxLayout& bar);
  void connectControls();
  PageLayout* layout();
  /// After a step: the copies stand there at once, the page is drawn anew after `delay` ms.
  void follow(int delay);
  void fillElements();
  void showChosen();
  std::optional<PageElement> chosenInList() const;
  QString say(const char* zh, const char* en) const { return m_language == Language::zh ? zh : en; }

  Language m_language;
  std::map<std::string, PageLayout> m_layouts; ///< by sheet
  std::string m_sheet;                         ///< whose page is shown
  MapPreview m_page;
  QTimer m_redraw; ///< keys come in rows: one drawing for all of them
  PageView* m_view;
  QComboBox* m_elements;
  QCheckBox* m_shown;
  QToolButton* m_undo;
  QToolButton* m_redo;
  QToolButton* m_reset;
  QPushButton* m_save;
};

} // namespace ecoredline
