#pragma once

#include "catalogue/catalogue.hpp"
#include "desktop/what_if_desk.hpp"

#include <QWidget>

class QLabel;
class QPushButton;
class QTableWidget;

namespace ecoredline {

/// The verdict of a site under the hand as a band, and places that were worth keeping, side by side: a column a
/// scenario, a row a kind of zone that any of them meets. Every figure is one of a report.
class WhatIfPanel : public QWidget {
  Q_OBJECT

 public:
  explicit WhatIfPanel(QWidget* parent = nullptr);

  void setLanguage(Language language);
  /// Begins with a site where it stands; its first answer becomes the first scenario.
  void begin(const Catalogue& catalogue, const std::string& site);
  void end();
  void show(const std::shared_ptr<const WhatIfAnswer>& answer);
  /// The place that is shown becomes a scenario: A, B, C, …
  void keep();
  std::size_t scenarios() const { return m_kept.size(); }
  const WhatIfAnswer& scenario(std::size_t index) const { return *m_kept[index]; }
  const std::shared_ptr<const WhatIfAnswer>& current() const { return m_current; }
  const std::string& site() const { return m_site; }
  QString bannerText() const;
  QTableWidget* table() const { return m_table; }
  /// As a double click on the scenario's column.
  void activate(int column);

 Q_SIGNALS:
  void beginWanted();
  void endWanted();
  void shapeWanted(const SiteShape& shape);
  void screenWanted(const SiteShape& shape);

 private:
  void build();
  void fill();
  void showBanner();
  void addKindRows();
  void setCell(int row, int column, const QString& text, std::optional<Verdict> verdict = {});
  QString nameOf(std::size_t scenario) const;
  QString say(const char* zh, const char* en) const { return m_language == Language::zh ? zh : en; }

  Language m_language = Language::zh;
  Catalogue m_catalogue;
  std::string m_site;
  std::shared_ptr<const WhatIfAnswer> m_current;
  std::vector<std::shared_ptr<const WhatIfAnswer>> m_kept;
  QLabel* m_banner;
  QPushButton* m_begin;
  QPushButton* m_keep;
  QPushButton* m_screen;
  QTableWidget* m_table;
};

} // namespace ecoredline
