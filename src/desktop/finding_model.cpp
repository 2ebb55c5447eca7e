#include "desktop/finding_model.hpp"

#include "desktop/look.hpp"
#include "desktop/words.hpp"
#include "output/titles.hpp"
#include "report/figures.hpp"
#include "report/words.hpp"

#include <QGuiApplication>
#include <array>

namespace ecoredline {

namespace {

const std::array<Text, FindingModel::columns> kHeads{{{"结论", "Verdict"},
                                                      {"项目", "Site"},
                                                      {"图层", "Layer"},
                                                      {"分区", "Zone"},
                                                      {"量算", "Measured"},
                                                      {"关系", "Relation"},
                                                      {"后果", "Effect"},
                                                      {"依据", "Basis"}}};

QString joined(const std::string& a, const std::string& b) {
  return inQt(a.empty() || b.empty() || a == b ? (a.empty() ? b : a) : a + " " + b);
}

} // namespace

void FindingModel::setLanguage(Language language) {
  beginResetModel();
  m_language = language;
  endResetModel();
}

void FindingModel::setRun(std::shared_ptr<const FinishedRun> run, int only) {
  beginResetModel();
  m_run = std::move(run);
  m_rows.clear();
  std::int64_t first = 0;
  const auto& sites = m_run->run.report.sites;
  for (std::size_t i = 0; i < sites.size(); ++i) {
    if (only < 0 || static_cast<std::size_t>(only) == i)
      for (const Finding* finding : byWeight(sites[i])) {
        const std::ptrdiff_t at = finding - sites[i].findings.data();
        m_rows.push_back({i, static_cast<std::size_t>(at), first + at});
      }
    first += static_cast<std::int64_t>(sites[i].findings.size());
  }
  endResetModel();
}

const Finding& FindingModel::findingOf(const Row& row) const {
  return m_run->run.report.sites[row.site].findings[row.finding];
}

const Finding& FindingModel::finding(int row) const {
  return findingOf(this->row(row));
}

int FindingModel::rowCount(const QModelIndex& parent) const {
  return parent.isValid() ? 0 : static_cast<int>(m_rows.size());
}

int FindingModel::columnCount(const QModelIndex& parent) const {
  return parent.isValid() ? 0 : columns;
}

QVariant FindingModel::data(const QModelIndex& index, int role) const {
  if (!index.isValid()) return {};
  const Row& at = row(index.row());
  if (role == Qt::DisplayRole || role == Qt::ToolTipRole) return text(at, index.column());
  if (role == kSortRole) return sortKey(at, index.column());
  if (role == Qt::ForegroundRole && index.column() == verdict)
    return verdictColour(findingOf(at).verdict(), isDark(QGuiApplication::palette()));
  return {};
}

QString FindingModel::text(const Row& row, int column) const {
  const Finding& f = findingOf(row);
  const SiteResult& place = m_run->run.report.sites[row.site];
  switch (column) {
  case verdict:
    return inQt(markedWord(f.verdict()), m_language);
  case site:
    return joined(place.id, place.name);
  case kind:
    return inQt(kindTitle(m_run->catalogue, f.kind, m_language));
  case zone: {
    const std::string title = classTitle(m_run->catalogue, f.kind, f.zone_class, m_language);
    return joined(f.zone_name.empty() ? f.zone_id : f.zone_name, title);
  }
  case relation:
    return f.relation ? inQt(word(*f.relation), m_language) : QString();
  case figure:
    return inQt(figureOf(f), m_language);
  case effect:
    return inQt(word(f.effect), m_language);
  default:
    return joined(f.basis, f.article);
  }
}

// Verdicts by strictness, figures by size, everything else by its words.
QVariant FindingModel::sortKey(const Row& row, int column) const {
  const Finding& f = findingOf(row);
  if (column == verdict) return -static_cast<int>(f.verdict());
  if (column == effect) return -static_cast<int>(f.effect);
  if (column == figure) return f.overlap_m2 > 0 ? -f.overlap_m2 : f.distance_m;
  return text(row, column);
}

QVariant FindingModel::headerData(int section, Qt::Orientation orientation, int role) const {
  if (orientation != Qt::Horizontal || role != Qt::DisplayRole) return {};
  return inQt(kHeads[static_cast<std::size_t>(section)], m_language);
}

} // namespace ecoredline
