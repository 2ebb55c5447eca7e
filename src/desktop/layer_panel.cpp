#include "desktop/layer_panel.hpp"

#include "desktop/look.hpp"
#include "desktop/words.hpp"
#include "output/titles.hpp"

#include <QHBoxLayout>
#include <QHeaderView>
#include <QLabel>
#include <QMenu>
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
constexpr int kClassRole = Qt::UserRole + 4; // after LayerModel::kGroupRole

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

/// Of a kind or a group.
std::string idOf(const QModelIndex& index) {
  const QVariant group = index.data(LayerModel::kGroupRole);
  return (group.isValid() ? group : index.data(kKindRole)).toString().toStdString();
}

/// Of a kind, by date.
std::vector<QStandardItem*> versionItems(const QStandardItem& kind) {
  std::vector<QStandardItem*> items;
  for (int child = 0; child < kind.rowCount(); ++child)
    if (kind.child(child)->data(kVersionRole).isValid()) items.push_back(kind.child(child));
  return items;
}

} // namespace

LayerPanel::LayerPanel(QWidget* parent)
    : QWidget(parent), m_tree(new QTreeView(this)), m_opacity(new QSlider(Qt::Horizontal)), m_day(new QLabel),
      m_as_of(new QSlider(Qt::Horizontal)) {
  build();
  connect(&m_model, &QStandardItemModel::itemChanged, this, &LayerPanel::changed);
  connect(&m_model, &LayerModel::moved, this, [this](const QModelIndex& group, int row) {
    openGroups();
    m_tree->setCurrentIndex(m_model.index(row, 0, group));
    Q_EMIT changed();
  });
  connect(m_as_of, &QSlider::valueChanged, this, [this](int at) {
    if (at >= 0 && static_cast<std::size_t>(at) < m_days.size()) setAsOf(m_days[static_cast<std::size_t>(at)]);
  });
  connect(m_opacity, &QSlider::valueChanged, this, [this](int percent) {
    const auto selected = selectedKinds();
    for (const std::string& kind : selected) m_opacities[kind] = percent / 100.0;
    if (!selected.empty()) Q_EMIT changed();
  });
  connect(m_tree, &QTreeView::expanded, this, [this](const QModelIndex& index) { m_closed.erase(idOf(index)); });
  connect(m_tree, &QTreeView::collapsed, this, [this](const QModelIndex& index) {
    if (!index.parent().isValid()) m_closed.insert(idOf(index));
  });
  connect(m_tree, &QTreeView::customContextMenuRequested, this, &LayerPanel::showMenu);
  connect(m_up, &QToolButton::clicked, this, [this] { moveSelected(-1); });
  connect(m_down, &QToolButton::clicked, this, [this] { moveSelected(1); });
  connect(m_all, &QToolButton::clicked, this, [this] { setAllVisible(true); });
  connect(m_none, &QToolButton::clicked, this, [this] { setAllVisible(false); });
}

void LayerPanel::build() {
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
  m_tree->setIndentation(14);
  m_tree->setUniformRowHeights(true);
  m_tree->setDragDropMode(QAbstractItemView::InternalMove);
  m_tree->setDragDropOverwriteMode(false);
  m_tree->setContextMenuPolicy(Qt::CustomContextMenu);
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
  for (QStandardItem* item : kindItems()) {
    const std::string kind = item->data(kKindRole).toString().toStdString();
    item->setText(inQt(kindTitle(m_workspace->catalogue, kind, m_language)));
    nameClasses(*item, kind);
    item->parent()->setText(groupTitle(kind));
  }
}

void LayerPanel::setWorkspace(std::shared_ptr<const OpenedWorkspace> workspace) {
  m_workspace = std::move(workspace);
  fill();
}

std::string LayerPanel::groupOf(const std::string& kind) const {
  const LayerKind* known = m_workspace->catalogue.kind(kind);
  return known == nullptr ? std::string() : known->group.zh;
}

QString LayerPanel::groupTitle(const std::string& kind) const {
  const LayerKind* known = m_workspace->catalogue.kind(kind);
  return known == nullptr || known->group.zh.empty() ? say("其他", "Others") : inQt(known->group, m_language);
}

/// As they are kept, what is new after it.
void LayerPanel::fill(const LayersKept& kept) {
  const QSignalBlocker quiet(m_model);
  std::map<std::string, KindVersions> groups;
  std::map<std::string, int> topmost;
  for (const Version& version : m_workspace->versions) {
    const std::string group = groupOf(version.kind);
    groups[group][version.kind].push_back(&version);
    topmost[group] = std::max(topmost[group], m_workspace->styles.drawOrder(version.kind));
  }
  std::vector<std::string> order;
  for (const auto& [group, kinds] : groups) order.push_back(group);
  const auto rank = [&](const std::string& group) {
    return std::pair(std::ranges::find(kept.groups, group, &LayersKept::Group::id) - kept.groups.begin(),
                     -topmost[group]);
  };
  std::ranges::stable_sort(order, {}, rank);
  m_tree->setModel(nullptr); // its signals are blocked: it looks at the model again when it is whole
  m_model.clear();
  for (const std::string& group : order) m_model.appendRow(groupItem(group, groups[group], kept));
  m_tree->setModel(&m_model);
  openGroups();
  connect(m_tree->selectionModel(), &QItemSelectionModel::currentChanged, this, [this] {
    const QSignalBlocker silent(m_opacity);
    const auto selected = selectedKinds();
    const auto known = selected.empty() ? m_opacities.end() : m_opacities.find(selected.front());
    m_opacity->setValue(known == m_opacities.end() ? 100 : static_cast<int>(known->second * 100));
  });
  fillDays();
}

QStandardItem* LayerPanel::groupItem(const std::string& group, const KindVersions& versions, const LayersKept& kept) {
  const auto found = std::ranges::find(kept.groups, group, &LayersKept::Group::id);
  const auto known = found == kept.groups.end() ? LayersKept::Group{group, true, true, {}} : *found;
  std::vector<std::string> kinds;
  for (const auto& [kind, all] : versions) kinds.push_back(kind);
  std::ranges::stable_sort(kinds, {}, [&](const std::string& kind) {
    return std::pair(std::ranges::find(known.kinds, kind, &LayersKept::Kind::id) - known.kinds.begin(),
                     -m_workspace->styles.drawOrder(kind));
  });
  QStandardItem* item = plainItem(groupTitle(kinds.front()));
  item->setData(inQt(group), LayerModel::kGroupRole);
  item->setCheckable(true);
  item->setCheckState(known.shown ? Qt::Checked : Qt::Unchecked);
  QFont font = item->font();
  font.setBold(true);
  item->setFont(font);
  if (known.open)
    m_closed.erase(group);
  else
    m_closed.insert(group);
  for (const std::string& kind : kinds) {
    item->appendRow(kindItem(kind, versions.at(kind)));
    const auto of = std::ranges::find(known.kinds, kind, &LayersKept::Kind::id);
    if (of != known.kinds.end()) apply(*of, *item->child(item->rowCount() - 1));
  }
  return item;
}

void LayerPanel::apply(const LayersKept::Kind& kept, QStandardItem& item) {
  item.setCheckState(kept.shown ? Qt::Checked : Qt::Unchecked);
  m_opacities[kept.id] = kept.opacity;
  const auto versions = versionItems(item);
  if (versions.empty() || versions.back()->data(kVersionRole).toLongLong() != kept.newest) return;
  for (QStandardItem* one : versions)
    one->setCheckState(std::ranges::count(kept.versions, one->data(kVersionRole).toLongLong()) > 0 ? Qt::Checked
                                                                                                   : Qt::Unchecked);
}

void LayerPanel::openGroups() {
  for (int row = 0; row < m_model.rowCount(); ++row) {
    const QModelIndex group = m_model.index(row, 0);
    m_tree->setExpanded(group, m_closed.count(idOf(group)) == 0);
  }
}

LayersKept LayerPanel::kept() const {
  LayersKept kept;
  for (int row = 0; row < m_model.rowCount(); ++row) {
    const QStandardItem& group = *m_model.item(row);
    const std::string id = idOf(group.index());
    LayersKept::Group one{id, group.checkState() == Qt::Checked, m_closed.count(id) == 0, {}};
    for (int i = 0; i < group.rowCount(); ++i) {
      const QStandardItem& item = *group.child(i);
      LayersKept::Kind kind{idOf(item.index()), item.checkState() == Qt::Checked, 1, 0, {}};
      const auto opacity = m_opacities.find(kind.id);
      if (opacity != m_opacities.end()) kind.opacity = opacity->second;
      for (const QStandardItem* version : versionItems(item)) {
        kind.newest = version->data(kVersionRole).toLongLong(); // they stand by date
        if (version->checkState() == Qt::Checked) kind.versions.push_back(kind.newest);
      }
      one.kinds.push_back(std::move(kind));
    }
    kept.groups.push_back(std::move(one));
  }
  return kept;
}

void LayerPanel::restore(const LayersKept& kept) {
  if (m_workspace == nullptr || kept.groups.empty()) return;
  fill(kept);
  Q_EMIT changed();
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

QStandardItem* LayerPanel::selectedItem() const {
  QStandardItem* item = m_model.itemFromIndex(m_tree->currentIndex());
  while (item != nullptr && idOf(item->index()).empty()) item = item->parent();
  return item;
}

std::vector<std::string> LayerPanel::selectedKinds() const {
  const QStandardItem* item = selectedItem();
  if (item == nullptr) return {};
  if (item->parent() != nullptr) return {idOf(item->index())};
  std::vector<std::string> kinds;
  for (int row = 0; row < item->rowCount(); ++row) kinds.push_back(idOf(item->child(row)->index()));
  return kinds;
}

std::vector<QStandardItem*> LayerPanel::kindItems() const {
  std::vector<QStandardItem*> items;
  for (int group = 0; group < m_model.rowCount(); ++group)
    for (int row = 0; row < m_model.item(group)->rowCount(); ++row) items.push_back(m_model.item(group)->child(row));
  return items;
}

void LayerPanel::showMenu(QPoint at) {
  const QVariant version = m_tree->indexAt(at).data(kVersionRole);
  if (!version.isValid()) return;
  auto* menu = new QMenu(this);
  menu->setAttribute(Qt::WA_DeleteOnClose);
  const auto side = [&](const QString& text, bool is_left) {
    menu->addAction(text, this, [this, id = version.toLongLong(), is_left] { Q_EMIT sideWanted(id, is_left); });
  };
  side(say("放在卷帘左侧", "Left side of the swipe"), true);
  side(say("放在卷帘右侧", "Right side of the swipe"), false);
  menu->popup(m_tree->viewport()->mapToGlobal(at));
}

void LayerPanel::setAsOf(const Date& day) {
  m_day->setText(inQt(day));
  {
    const QSignalBlocker quiet(this); // one change, not one a version
    for (const QStandardItem* item : kindItems()) {
      QStandardItem* newest = nullptr;
      for (int child = 0; child < item->rowCount(); ++child) {
        QStandardItem* one = item->child(child);
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
    legend->setData(inQt(one.id), kClassRole);
    legend->setIcon(swatchOf(style, shape(style), ratio));
    legend->setSelectable(false);
    item.appendRow(legend);
  }
}

/// In the language of now; swatches stay, for Qt keeps every icon that was ever painted.
void LayerPanel::nameClasses(QStandardItem& item, const std::string& kind) const {
  const LayerKind* known = m_workspace->catalogue.kind(kind);
  for (int child = 0; known != nullptr && child < item.rowCount(); ++child) {
    const std::string id = item.child(child)->data(kClassRole).toString().toStdString();
    const auto one = std::ranges::find(known->classes, id, &ZoneClass::id);
    if (!id.empty() && one != known->classes.end()) item.child(child)->setText(inQt(one->title, m_language));
  }
}

std::vector<std::int64_t> LayerPanel::visibleVersions() const {
  return visibleWith({}, 0);
}

std::vector<std::int64_t> LayerPanel::visibleWith(const std::string& kind, std::int64_t version) const {
  std::vector<std::int64_t> visible;
  const auto items = kindItems();
  for (auto item = items.rbegin(); item != items.rend(); ++item) {
    if (!kind.empty() && idOf((*item)->index()) == kind) { // it is what is being looked at
      visible.push_back(version);
      continue;
    }
    if ((*item)->checkState() != Qt::Checked || (*item)->parent()->checkState() != Qt::Checked) continue;
    for (int child = 0; child < (*item)->rowCount(); ++child) {
      const QVariant one = (*item)->child(child)->data(kVersionRole);
      if (one.isValid() && (*item)->child(child)->checkState() == Qt::Checked) visible.push_back(one.toLongLong());
    }
  }
  return visible;
}

std::vector<std::string> LayerPanel::kinds() const {
  std::vector<std::string> kinds;
  for (const QStandardItem* item : kindItems()) kinds.push_back(idOf(item->index()));
  return kinds;
}

std::vector<std::string> LayerPanel::groups() const {
  std::vector<std::string> groups;
  for (int row = 0; row < m_model.rowCount(); ++row) groups.push_back(idOf(m_model.index(row, 0)));
  return groups;
}

void LayerPanel::setGroupVisible(const std::string& group, bool visible) {
  for (int row = 0; row < m_model.rowCount(); ++row)
    if (idOf(m_model.index(row, 0)) == group) m_model.item(row)->setCheckState(visible ? Qt::Checked : Qt::Unchecked);
}

void LayerPanel::setGroupOpen(const std::string& group, bool open) {
  for (int row = 0; row < m_model.rowCount(); ++row)
    if (idOf(m_model.index(row, 0)) == group) m_tree->setExpanded(m_model.index(row, 0), open);
}

void LayerPanel::setKindVisible(const std::string& kind, bool visible) {
  for (QStandardItem* item : kindItems()) {
    if (idOf(item->index()) != kind) continue;
    if (visible) item->parent()->setCheckState(Qt::Checked);
    item->setCheckState(visible ? Qt::Checked : Qt::Unchecked);
  }
}

void LayerPanel::setAllVisible(bool visible) {
  {
    const QSignalBlocker quiet(this); // one change, not one a kind
    for (QStandardItem* item : kindItems()) {
      if (visible) item->parent()->setCheckState(Qt::Checked);
      item->setCheckState(visible ? Qt::Checked : Qt::Unchecked);
    }
  }
  Q_EMIT changed();
}

void LayerPanel::moveSelected(int by) {
  const QStandardItem* item = selectedItem();
  if (item == nullptr) return;
  const QModelIndex parent = item->parent() == nullptr ? QModelIndex() : item->parent()->index();
  m_model.move(parent, item->row(), by < 0 ? item->row() + by : item->row() + by + 1);
}

} // namespace ecoredline
