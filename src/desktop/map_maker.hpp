#pragma once

#include "app/map.hpp"
#include "catalogue/sheet.hpp"
#include "desktop/map_reader.hpp"
#include "desktop/run_desk.hpp"

#include <QDialog>
#include <functional>

class QComboBox;
class QLabel;
class QLineEdit;
class QListWidget;
class QPushButton;
class QScrollArea;

namespace ecoredline {

/// The product's map sheets, the page as it will be, and its export by the function of `ecoredline map`.
class MapMaker : public QDialog {
  Q_OBJECT

 public:
  MapMaker(RunDesk& desk, std::shared_ptr<const OpenedWorkspace> workspace, std::shared_ptr<const FinishedRun> run,
           Language language, QWidget* parent = nullptr);

  /// As the controls say, without a file.
  MapOptions options() const;
  QListWidget* gallery() const { return m_gallery; }
  void choose(const std::string& sheet);
  void setAtlas(const std::string& atlas);
  bool hasPreview() const { return m_has_preview; }
  QLabel* page() const { return m_page; }
  /// Where the export goes; "" asks.
  void exportTo(const QString& file);
  void setChooser(std::function<QString(QWidget*, const QString&, const QString&)> chooser) {
    m_chooser = std::move(chooser);
  }

 Q_SIGNALS:
  void previewed();
  void exported(const QString& file);

 private:
  void build();
  void fill();
  void preview();
  void showPage(const std::string& png);
  QString say(const char* zh, const char* en) const { return m_language == Language::zh ? zh : en; }

  RunDesk& m_desk;
  std::shared_ptr<const OpenedWorkspace> m_workspace;
  std::shared_ptr<const FinishedRun> m_run;
  Language m_language;
  SheetBook m_sheets;
  std::function<QString(QWidget*, const QString&, const QString&)> m_chooser;
  int m_number = 0; ///< a preview of an older question is not shown
  bool m_has_preview = false;
  QListWidget* m_gallery;
  QComboBox* m_site;
  QComboBox* m_atlas;
  QComboBox* m_size;
  QLineEdit* m_title;
  QLineEdit* m_unit;
  QLabel* m_state;
  QLabel* m_page;
  QPushButton* m_export;
};

} // namespace ecoredline
