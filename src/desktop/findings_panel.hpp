#pragma once

#include "desktop/finding_model.hpp"

#include <QSortFilterProxyModel>
#include <QWidget>

class QCheckBox;
class QComboBox;
class QLabel;
class QLineEdit;
class QTableView;
class QTreeWidget;

namespace ecoredline {

/// A run on the screen: the verdict as a band, its findings as a table, the proof of the site that is looked at.
class FindingsPanel : public QWidget {
  Q_OBJECT

 public:
  explicit FindingsPanel(QWidget* parent = nullptr);

  void setLanguage(Language language);
  void setRun(std::shared_ptr<const FinishedRun> run);
  /// A site by its place in the report; -1: all of them.
  void selectSite(int site);
  /// -1: all of them.
  int selectedSite() const;
  QString bannerText() const;
  QTableView* table() const { return m_table; }
  QTreeWidget* proof() const { return m_proof; }
  const FindingModel& model() const { return m_model; }
  /// As a double click on a row of the table as it is shown.
  void activate(int shown_row);

 Q_SIGNALS:
  /// A finding was asked for, by its site, its number there and over all sites.
  void findingWanted(std::size_t site, std::size_t finding, qint64 index);
  void siteWanted(std::size_t site);

 private:
  /// Rows that hold the words of the filter and, where wished, only those that do not pass.
  class Filter : public QSortFilterProxyModel {
   public:
    using QSortFilterProxyModel::QSortFilterProxyModel;
    void set(const QString& words, bool only_open);

   protected:
    bool filterAcceptsRow(int row, const QModelIndex& parent) const override;

   private:
    QString m_words;
    bool m_only_open = true;
  };

  void build();
  void fillSites();
  void showSite();
  void showBanner();
  void fitColumns();
  void showProof(std::size_t site);
  void rowSelected();
  QString say(const char* zh, const char* en) const { return m_language == Language::zh ? zh : en; }

  Language m_language = Language::zh;
  std::shared_ptr<const FinishedRun> m_run;
  FindingModel m_model;
  Filter m_filter;
  QLabel* m_banner;
  QComboBox* m_sites;
  QLineEdit* m_words;
  QCheckBox* m_only_open;
  QTableView* m_table;
  QTreeWidget* m_proof;
  std::optional<std::size_t> m_proved; ///< site whose proof is shown
};

} // namespace ecoredline
