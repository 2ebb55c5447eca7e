#include "desktop/layer_model.hpp"

#include "desktop/words.hpp"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QMimeData>
#include <algorithm>

namespace ecoredline {

namespace {

constexpr const char* kMime = "application/x-ecoredline-layer";
constexpr int kFormat = 1;

/// What is dragged: the row of its group, -1 for a group, and its own.
struct Dragged {
  int group = -1;
  int row = -1;
};

Dragged draggedOf(const QMimeData* data) {
  const QList<QByteArray> words = data->data(kMime).split(' ');
  return words.size() == 2 ? Dragged{words[0].toInt(), words[1].toInt()} : Dragged{};
}

} // namespace

QByteArray toJson(const LayersKept& kept) {
  QJsonArray groups;
  for (const LayersKept::Group& group : kept.groups) {
    QJsonArray kinds;
    for (const LayersKept::Kind& kind : group.kinds) {
      QJsonArray versions;
      for (const std::int64_t version : kind.versions) versions.append(static_cast<double>(version));
      kinds.append(QJsonObject{{"id", inQt(kind.id)},
                               {"shown", kind.shown},
                               {"opacity", kind.opacity},
                               {"newest", static_cast<double>(kind.newest)},
                               {"versions", versions}});
    }
    groups.append(QJsonObject{{"id", inQt(group.id)}, {"shown", group.shown}, {"open", group.open}, {"kinds", kinds}});
  }
  return QJsonDocument(QJsonObject{{"format", kFormat}, {"groups", groups}}).toJson(QJsonDocument::Compact);
}

LayersKept layersFrom(const QByteArray& json) {
  LayersKept kept;
  const QJsonDocument read = QJsonDocument::fromJson(json);
  if (!read.isObject() || read["format"].toInt() != kFormat) return kept;
  for (const QJsonValue group : read["groups"].toArray()) {
    LayersKept::Group one{
        group["id"].toString().toStdString(), group["shown"].toBool(true), group["open"].toBool(true), {}};
    for (const QJsonValue kind : group["kinds"].toArray()) {
      LayersKept::Kind of{kind["id"].toString().toStdString(),
                          kind["shown"].toBool(true),
                          std::clamp(kind["opacity"].toDouble(1), 0.0, 1.0),
                          static_cast<std::int64_t>(kind["newest"].toDouble()),
                          {}};
      for (const QJsonValue version : kind["versions"].toArray())
        of.versions.push_back(static_cast<std::int64_t>(version.toDouble()));
      one.kinds.push_back(std::move(of));
    }
    kept.groups.push_back(std::move(one));
  }
  return kept;
}

void LayerModel::move(const QModelIndex& parent, int from, int to) {
  const int rows = rowCount(parent);
  if (from < 0 || from >= rows || to < 0 || to > rows || to == from || to == from + 1) return;
  QStandardItem* above = parent.isValid() ? itemFromIndex(parent) : invisibleRootItem();
  const auto row = above->takeRow(from);
  const int there = to > from ? to - 1 : to;
  above->insertRow(there, row);
  Q_EMIT moved(parent, there);
}

Qt::ItemFlags LayerModel::flags(const QModelIndex& index) const {
  Qt::ItemFlags flags = QStandardItemModel::flags(index) & ~(Qt::ItemIsDragEnabled | Qt::ItemIsDropEnabled);
  if (!index.isValid()) return flags | Qt::ItemIsDropEnabled; // groups are dropped between groups
  const bool is_group = !index.parent().isValid();
  const bool is_kind = !is_group && !index.parent().parent().isValid();
  if (is_group || is_kind) flags |= Qt::ItemIsDragEnabled;
  if (is_group) flags |= Qt::ItemIsDropEnabled;
  return flags;
}

QStringList LayerModel::mimeTypes() const {
  return {kMime};
}

QMimeData* LayerModel::mimeData(const QModelIndexList& indexes) const {
  if (indexes.isEmpty()) return nullptr;
  const QModelIndex& index = indexes.front();
  auto* data = new QMimeData;
  const int group = index.parent().isValid() ? index.parent().row() : -1;
  data->setData(kMime, QByteArray::number(group) + ' ' + QByteArray::number(index.row()));
  return data;
}

bool LayerModel::canDropMimeData(const QMimeData* data, Qt::DropAction action, int, int,
                                 const QModelIndex& parent) const {
  if (action != Qt::MoveAction || !data->hasFormat(kMime)) return false;
  const Dragged dragged = draggedOf(data);
  if (dragged.row < 0) return false;
  return parent.isValid() ? !parent.parent().isValid() && dragged.group == parent.row() : dragged.group < 0;
}

bool LayerModel::dropMimeData(const QMimeData* data, Qt::DropAction action, int row, int column,
                              const QModelIndex& parent) {
  if (!canDropMimeData(data, action, row, column, parent)) return false;
  move(parent, draggedOf(data).row, row < 0 ? rowCount(parent) : row);
  return false;
}

} // namespace ecoredline
