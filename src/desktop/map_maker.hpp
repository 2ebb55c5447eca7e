#pragma once

#include "app/map_preview.hpp"
#include "catalogue/sheet.hpp"
#include "desktop/map_reader.hpp"
#include "desktop/run_desk.hpp"

#include <QDialog>
#include <functional>

class QCheckBox;
class QComboBox;
class QFormLayout;
class QLabel;
class QLineEdit;
class QListWidget;
class QPushButton;
class QToolButton;

namespace ecoredline {

class PageEditor;

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
  /// As a person: a problem of the ledger, two versions of a kind, what an export is written as.
  void chooseIncident(const std::string& id);
  void chooseChange(const std::string& kind, const std::string& from, const std::string& to);
  void setSize(const std::string& size);
  void setFormat(const std::string& ending, bool a_file_a_page = false);
  /// A page of the atlas, from 0.
  void turnTo(std::size_t page);
  const MapPreview& shown() const { return m_shown; }
  QComboBox* incidents() const { return m_incident; }
  QString state() const;
  bool hasPreview() const { return m_has_preview; }
  PageEditor* editor() const { return m_editor; }
  QLabel* page() const;
  /// The page as it is now as a sheet of its own in a styles folder, which is used from then on.
  void saveOwn(const std::filesystem::path& styles, const std::string& name);
  /// Where the export goes; "" asks.
  void exportTo(const QString& file);
  void setChooser(std::function<QString(QWidget*, const QString&, const QString&)> chooser) {
    m_chooser = std::move(chooser);
  }

 Q_SIGNALS:
  void previewed();
  /// What the ledger and the versions allow is in the gallery.
  void filled();
  void exported(const QString& file);

 private:
  void build();
  void fill();
  void buildForm(QFormLayout& form);
  void buildPager();
  void connectControls();
  /// The product's sheets and, of the styles folder, one's own.
  void readSheets();
  void fillGallery();
  void askOwnName();
  const SheetSpec* chosenSheet() const;
  Paper paperFor(const SheetSpec& sheet) const;
  void fillChanges();
  void fillVersions();
  void readIncidents();
  void showRows();
  bool isReady() const;
  void preview();
  void showPage(const std::string& sheet, const MapPreview& made);
  std::string word(const QComboBox& box) const;
  QString say(const char* zh, const char* en) const { return m_language == Language::zh ? zh : en; }

  RunDesk& m_desk;
  std::shared_ptr<const OpenedWorkspace> m_workspace;
  std::shared_ptr<const FinishedRun> m_run;
  Language m_language;
  OwnFolders m_own; ///< its styles are one's own sheets and symbols
  SheetBook m_sheets;
  std::function<QString(QWidget*, const QString&, const QString&)> m_chooser;
  int m_number = 0; ///< a preview of an older question is not shown
  bool m_has_preview = false;
  std::size_t m_wanted_page = 0;
  MapPreview m_shown;
  QString m_kept; ///< said beside the next page
  QFormLayout* m_form = nullptr;
  QListWidget* m_gallery;
  QComboBox* m_site;
  QComboBox* m_incident;
  QComboBox* m_kind;
  QComboBox* m_from;
  QComboBox* m_to;
  QComboBox* m_format;
  QCheckBox* m_each;
  QToolButton* m_back;
  QToolButton* m_on;
  QLabel* m_pages;
  QComboBox* m_atlas;
  QComboBox* m_size;
  QLineEdit* m_title;
  QLineEdit* m_unit;
  QLabel* m_state;
  PageEditor* m_editor;
  QPushButton* m_export;
};

} // namespace ecoredline
