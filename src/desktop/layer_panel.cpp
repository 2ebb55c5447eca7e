#include "desktop/layer_panel.hpp"

#include "desktop/look.hpp"
#include "desktop/words.hpp"
#include "output/titles.hpp"

#include <QHBoxLayout>
#include <QHeaderView>
#include <QToolButton>
#include <QTreeView>
#include <QVBoxLayout>
#include <algorithm>

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

LayerPanel::LayerPanel(QWidget* parent) : QWidget(parent), m_tree(new QTreeView(this)) {
  auto* row = new QHBoxLayout;
  m_up = button(*row);
  m_down = button(*row);
  row->addStretch();
  m_all = button(*row);
  m_none = button(*row);
  auto* column = new QVBoxLayout(this);
  column->setContentsMargins(0, 0, 0, 0);
  column->setSpacing(4);
  column->addWidget(m_tree);
  column->addLayout(row);
  m_tree->setModel(&m_model);
  m_tree->setHeaderHidden(true);
  m_tree->setIconSize({22, 14});
  m_tree->setUniformRowHeights(true);
  connect(&m_model, &QStandardItemModel::itemChanged, this, &LayerPanel::changed);
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
