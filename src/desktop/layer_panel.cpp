#include "desktop/layer_panel.hpp"

#include "desktop/look.hpp"
#include "desktop/words.hpp"
#include "output/titles.hpp"

#include <QHBoxLayout>
#include <QHeaderView>
#include <QLabel>
#include <QSlider>
#include <QToolButton>
#include <QTreeView>
#include <QVBoxLayout>
#include <algorithm>
#include <set>

namespace ecoredline {

namespace {

constexpr int kKindRole = Qt::UserRole + 1;
constexpr int kVersionRole = Qt::UserRole + 2;

QStandardItem* plainItem(const QString& text) {
  auto* item = new QStandardItem(text);
  item->setEditable(false);
  return item;
}

QToolButton* button(QHBoxLayout& row) {
  auto* made = new QToolButton;
  made->setAutoRaise(true);
  row.addWidget(made);
  return made;
}

void name(QToolButton& button, const QString& text, const QString& hint) {
  button.setText(text);
  button.setToolTip(hint);
  button.setAccessibleName(hint);
}

} // namespace

LayerPanel::LayerPanel(QWidget* parent)
    : QWidget(parent), m_tree(new QTreeView(this)), m_opacity(new QSlider(Qt::Horizontal)), m_day(new QLabel),
      m_as_of(new QSlider(Qt::Horizontal)) {
  auto* row = new QHBoxLayout;
  m_up = button(*row);
  m_down = button(*row);
  m_opacity->setRange(10, 100);
  m_opacity->setValue(100);
  row->addWidget(m_opacity, 1);
  m_all = button(*row);
  m_none = button(*row);
  auto* column = new QVBoxLayout(this);
  column->setContentsMargins(0, 0, 0, 0);
  column->setSpacing(4);
  column->addWidget(m_tree);
  column->addLayout(row);
  auto* days = new QHBoxLayout;
  days->addWidget(m_day);
  days->addWidget(m_as_of, 1);
  column->addLayout(days);
  m_tree->setModel(&m_model);
  m_tree->setHeaderHidden(true);
  m_tree->setIconSize({22, 14});
  m_tree->setUniformRowHeights(true);
  connect(&m_model, &QStandardItemModel::itemChanged, this, &LayerPanel::changed);
  connect(m_as_of, &QSlider::valueChanged, this, [this](int at) {
    if (at >= 0 && static_cast<std::size_t>(at) < m_days.size()) setAsOf(m_days[static_cast<std::size_t>(at)]);
  });
  connect(m_opacity, &QSlider::valueChanged, this,
          [this](int percent) { setOpacity(selectedKind(), percent / 100.0); });
  connect(m_up, &QToolButton::clicked, this, [this] { moveSelected(-1); });
  connect(m_down, &QToolButton::clicked, this, [this] { moveSelected(1); });
  connect(m_all, &QToolButton::clicked, this, [this] { setAllVisible(true); });
  connect(m_none, &QToolButton::clicked, this, [this] { setAllVisible(false); });
}

void LayerPanel::setLanguage(Language language) {
  m_language = language;
  m_tree->setAccessibleName(say("图层与图例", "Layers and legend"));
  name(*m_up, "▲", say("上移一层（Ctrl+↑）", "Move up (Ctrl+Up)"));
  name(*m_down, "▼", say("下移一层（Ctrl+↓）", "Move down (Ctrl+Down)"));
  name(*m_all, say("全部显示", "Show all"), say("显示所有图层", "Show every layer"));
  name(*m_none, say("全部隐藏", "Hide all"), say("隐藏所有图层", "Hide every layer"));
  m_opacity->setAccessibleName(say("所选图层的不透明度", "Opacity of the layer selected"));
  m_opacity->setToolTip(m_opacity->accessibleName());
  m_as_of->setAccessibleName(say("按日期显示版本", "Versions as of a day"));
  m_as_of->setToolTip(m_as_of->accessibleName());
  if (m_workspace == nullptr) return;
  const QSignalBlocker quiet(this); // a change of language leaves the map as it is
  for (int row = 0; row < m_model.rowCount(); ++row) {
    QStandardItem& item = *m_model.item(row);
    const std::string kind = item.data(kKindRole).toString().toStdString();
    item.setText(inQt(kindTitle(m_workspace->catalogue, kind, m_language)));
    for (int child = item.rowCount(); child-- > 0;)
      if (!item.child(child)->data(kVersionRole).isValid()) item.removeRow(child);
    addClasses(item, kind);
  }
}

void LayerPanel::setWorkspace(std::shared_ptr<const OpenedWorkspace> workspace) {
  m_workspace = std::move(workspace);
  fill();
}

void LayerPanel::fill() {
  const QSignalBlocker quiet(m_model);
  std::map<std::string, std::vector<const Version*>> versions;
  for (const Version& version : m_workspace->versions) versions[version.kind].push_back(&version);
  std::vector<std::string> kinds;
  for (const auto& [kind, all] : versions) kinds.push_back(kind);
  std::ranges::stable_sort(kinds, [&](const auto& a, const auto& b) {
    return m_workspace->styles.drawOrder(a) > m_workspace->styles.drawOrder(b);
  });
  m_tree->setModel(nullptr); // its signals are blocked: it looks at the model again when it is whole
  m_model.clear();
  for (const std::string& kind : kinds) m_model.appendRow(kindItem(kind, versions[kind]));
  m_tree->setModel(&m_model);
  connect(m_tree->selectionModel(), &QItemSelectionModel::currentChanged, this, [this] {
    const QSignalBlocker silent(m_opacity);
    const auto known = m_opacities.find(selectedKind());
    m_opacity->setValue(known == m_opacities.end() ? 100 : static_cast<int>(known->second * 100));
  });
  fillDays();
}

void LayerPanel::fillDays() {
  std::set<Date> days;
  for (const Version& version : m_workspace->versions) days.insert(version.date);
  m_days.assign(days.begin(), days.end());
  const QSignalBlocker quiet(m_as_of);
  m_as_of->setRange(0, std::max(0, static_cast<int>(m_days.size()) - 1));
  m_as_of->setValue(m_as_of->maximum());
  m_as_of->setEnabled(m_days.size() > 1);
  m_day->setText(m_days.empty() ? QString() : inQt(m_days.back()));
}

std::string LayerPanel::selectedKind() const {
  QModelIndex index = m_tree->currentIndex();
  while (index.parent().isValid()) index = index.parent();
  return index.data(kKindRole).toString().toStdString();
}

void LayerPanel::setAsOf(const Date& day) {
  m_day->setText(inQt(day));
  {
    const QSignalBlocker quiet(this); // one change, not one a version
    for (int row = 0; row < m_model.rowCount(); ++row) {
      const QStandardItem& item = *m_model.item(row);
      QStandardItem* newest = nullptr;
      for (int child = 0; child < item.rowCount(); ++child) {
        QStandardItem* one = item.child(child);
        if (!one->data(kVersionRole).isValid()) continue;
        one->setCheckState(Qt::Unchecked);
        const auto version =
            std::ranges::find(m_workspace->versions, one->data(kVersionRole).toLongLong(), &Version::id);
        const bool in_force = version != m_workspace->versions.end() && version->date <= day &&
                              (version->effective_to.empty() || version->effective_to >= day);
        if (in_force) newest = one; // they stand by date
      }
      if (newest != nullptr) newest->setCheckState(Qt::Checked);
    }
  }
  Q_EMIT changed();
}

void LayerPanel::setOpacity(const std::string& kind, double opacity) {
  if (kind.empty()) return;
  m_opacities[kind] = opacity;
  Q_EMIT changed();
}

std::map<std::int64_t, double> LayerPanel::opacities() const {
  std::map<std::int64_t, double> all;
  if (m_workspace == nullptr) return all;
  for (const Version& version : m_workspace->versions) {
    const auto known = m_opacities.find(version.kind);
    if (known != m_opacities.end() && known->second < 1) all[version.id] = known->second;
  }
  return all;
}

QStandardItem* LayerPanel::kindItem(const std::string& kind, const std::vector<const Version*>& versions) {
  QStandardItem* item = plainItem(inQt(kindTitle(m_workspace->catalogue, kind, m_language)));
  item->setData(QString::fromStdString(kind), kKindRole);
  item->setCheckable(true);
  item->setCheckState(Qt::Checked);
  for (const Version* version : versions) {
    QStandardItem* child = plainItem(QStringLiteral("%1 · %2 · %3")
                                         .arg(inQt(version->label), inQt(version->date))
                                         .arg(static_cast<qulonglong>(version->zones)));
    child->setData(static_cast<qlonglong>(version->id), kVersionRole);
    child->setCheckable(true);
    child->setCheckState(version == versions.back() ? Qt::Checked : Qt::Unchecked);
    item->appendRow(child);
  }
  addClasses(*item, kind);
  return item;
}

void LayerPanel::addClasses(QStandardItem& item, const std::string& kind) const {
  const double ratio = devicePixelRatioF();
  const auto shape = [](const Style& style) { return style.fill.empty() ? Shape::line : Shape::polygon; };
  const Style& own = m_workspace->styles.of(kind, "");
  item.setIcon(swatchOf(own, shape(own), ratio));
  const LayerKind* known = m_workspace->catalogue.kind(kind);
  if (known == nullptr || known->classes.size() < 2) return;
  for (const ZoneClass& one : known->classes) {
    const Style& style = m_workspace->styles.of(kind, one.id);
    QStandardItem* legend = plainItem(inQt(one.title, m_language));
    legend->setIcon(swatchOf(style, shape(style), ratio));
    legend->setSelectable(false);
    item.appendRow(legend);
  }
}

std::vector<std::int64_t> LayerPanel::visibleVersions() const {
  std::vector<std::int64_t> visible;
  for (int row = m_model.rowCount(); row-- > 0;) {
    const QStandardItem& item = *m_model.item(row);
    if (item.checkState() != Qt::Checked) continue;
    for (int child = 0; child < item.rowCount(); ++child) {
      const QVariant version = item.child(child)->data(kVersionRole);
      if (version.isValid() && item.child(child)->checkState() == Qt::Checked) visible.push_back(version.toLongLong());
    }
  }
  return visible;
}

std::vector<std::string> LayerPanel::kinds() const {
  std::vector<std::string> kinds;
  for (int row = 0; row < m_model.rowCount(); ++row)
    kinds.push_back(m_model.item(row)->data(kKindRole).toString().toStdString());
  return kinds;
}

void LayerPanel::setKindVisible(const std::string& kind, bool visible) {
  for (int row = 0; row < m_model.rowCount(); ++row)
    if (m_model.item(row)->data(kKindRole).toString().toStdString() == kind)
      m_model.item(row)->setCheckState(visible ? Qt::Checked : Qt::Unchecked);
}

void LayerPanel::setAllVisible(bool visible) {
  {
    const QSignalBlocker quiet(this); // one change, not one a kind
    for (int row = 0; row < m_model.rowCount(); ++row)
      m_model.item(row)->setCheckState(visible ? Qt::Checked : Qt::Unchecked);
  }
  Q_EMIT changed();
}

void LayerPanel::moveSelected(int by) {
  QModelIndex index = m_tree->currentIndex();
  while (index.parent().isValid()) index = index.parent();
  const int to = index.row() + by;
  if (!index.isValid() || to < 0 || to >= m_model.rowCount()) return;
  const bool is_open = m_tree->isExpanded(index);
  const auto row = m_model.takeRow(index.row());
  m_model.insertRow(to, row);
  m_tree->setExpanded(m_model.index(to, 0), is_open);
  m_tree->setCurrentIndex(m_model.index(to, 0));
  Q_EMIT changed();
}

} // namespace ecoredline
