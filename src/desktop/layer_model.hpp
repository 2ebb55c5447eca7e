#pragma once

#include <QStandardItemModel>
#include <cstdint>
#include <string>
#include <vector>

namespace ecoredline {

/// What a person did with the tree of layers, to be found again: groups from above downwards with their kinds.
struct LayersKept {
  struct Kind {
    std::string id;
    bool shown = true;
    double opacity = 1;
    std::int64_t newest = 0;            ///< a newer one is shown when it has come
    std::vector<std::int64_t> versions; ///< ticked
    bool operator==(const Kind&) const = default;
  };
  struct Group {
    std::string id;
    bool shown = true;
    bool open = true;
    std::vector<Kind> kinds;
    bool operator==(const Group&) const = default;
  };
  std::vector<Group> groups;
  bool operator==(const LayersKept&) const = default;
};

/// As a JSON text and back; empty for what we did not write.
QByteArray toJson(const LayersKept& kept);
LayersKept layersFrom(const QByteArray& json);

/// The tree of layers: groups, in them kinds, in them versions and the legend. Groups are dragged among groups, kinds
/// within theirs; nothing else moves, and nothing is copied.
class LayerModel : public QStandardItemModel {
  Q_OBJECT

 public:
  static constexpr int kGroupRole = Qt::UserRole + 3;

  using QStandardItemModel::QStandardItemModel;

  /// Row `from` below `parent` comes to stand before row `to`.
  void move(const QModelIndex& parent, int from, int to);
  Qt::ItemFlags flags(const QModelIndex& index) const override;
  Qt::DropActions supportedDropActions() const override { return Qt::MoveAction; }
  QStringList mimeTypes() const override;
  QMimeData* mimeData(const QModelIndexList& indexes) const override;
  bool canDropMimeData(const QMimeData* data, Qt::DropAction action, int row, int column,
                       const QModelIndex& parent) const override;
  /// False also when it has moved: the view has nothing to take away.
  bool dropMimeData(const QMimeData* data, Qt::DropAction action, int row, int column,
                    const QModelIndex& parent) override;

 Q_SIGNALS:
  void moved(const QModelIndex& parent, int row);
};

} // namespace ecoredline
