#pragma once

#include "desktop/run_desk.hpp"

#include <QAbstractTableModel>
#include <memory>
#include <vector>

namespace ecoredline {

/// The findings of a run as a table, site by site, the deciding ones first. Every word and figure is one of the report.
class FindingModel : public QAbstractTableModel {
  Q_OBJECT

 public:
  enum Column { verdict, site, kind, zone, figure, relation, effect, basis, columns };
  /// A row's finding, and where it stands over all sites (the row_id of its overlap).
  struct Row {
    std::size_t site;
    std::size_t finding;
    std::int64_t index;
  };

  using QAbstractTableModel::QAbstractTableModel;
  void setLanguage(Language language);
  /// `site` < 0: all sites.
  void setRun(std::shared_ptr<const FinishedRun> run, int site);
  const Row& row(int row) const { return m_rows[static_cast<std::size_t>(row)]; }
  const Finding& finding(int row) const;

  int rowCount(const QModelIndex& parent = {}) const override;
  int columnCount(const QModelIndex& parent = {}) const override;
  QVariant data(const QModelIndex& index, int role) const override;
  QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

 private:
  QString text(const Row& row, int column) const;
  QVariant sortKey(const Row& row, int column) const;
  const Finding& findingOf(const Row& row) const;

  Language m_language = Language::zh;
  std::shared_ptr<const FinishedRun> m_run;
  std::vector<Row> m_rows;
};

/// Role of the value that a column is sorted by.
inline constexpr int kSortRole = Qt::UserRole + 1;

} // namespace ecoredline
