#pragma once

#include "desktop/layer_model.hpp"
#include "desktop/map_reader.hpp"

#include <QWidget>
#include <set>

class QLabel;
class QSlider;
class QTreeView;
class QToolButton;

namespace ecoredline {

/// Kinds and versions of a workspace in the groups of the catalogue, the one drawn last on top, with the symbols of
/// their classes: what is shown, in which order, and what it means.
class LayerPanel : public QWidget {
  Q_OBJECT

 public:
  explicit LayerPanel(QWidget* parent = nullptr);

  void setLanguage(Language language);
  /// The newest version of every kind is shown; groups by their topmost kind, kinds in the order of the styles.
  void setWorkspace(std::shared_ptr<const OpenedWorkspace> workspace);
  /// Versions that are to be drawn, from below upwards.
  std::vector<std::int64_t> visibleVersions() const;
  /// The same with another version of a kind in the place of its own.
  std::vector<std::int64_t> visibleWith(const std::string& kind, std::int64_t version) const;
  /// Groups from above downwards, by their Chinese titles.
  std::vector<std::string> groups() const;
  /// A group is hidden whole; what is ticked in it stays ticked.
  void setGroupVisible(const std::string& group, bool visible);
  void setGroupOpen(const std::string& group, bool open);
  /// What a person did with the tree, and the same again: what the workspace has no more is passed over.
  LayersKept kept() const;
  void restore(const LayersKept& kept);
  /// Kinds from above downwards.
  std::vector<std::string> kinds() const;
  void setKindVisible(const std::string& kind, bool visible);
  void setAllVisible(bool visible);
  /// Shows of every kind the newest version in force on a day; of one without any, none.
  void setAsOf(const Date& day);
  /// How much of a kind covers what is under it: 0 to 1.
  void setOpacity(const std::string& kind, double opacity);
  /// By version, where it is not 1.
  std::map<std::int64_t, double> opacities() const;
  QSlider* asOfSlider() const { return m_as_of; }
  /// Those of a group that is selected, or the one.
  std::vector<std::string> selectedKinds() const;
  /// Moves the group, or the kind within its group, that is selected; -1 upwards.
  void moveSelected(int by);

 Q_SIGNALS:
  void changed();
  /// A version is to be seen on one side of the map, against another.
  void sideWanted(qint64 version, bool is_left);

 private:
  using KindVersions = std::map<std::string, std::vector<const Version*>>;
  void fill(const LayersKept& kept = {});
  void apply(const LayersKept::Kind& kept, QStandardItem& item);
  void openGroups();
  void build();
  void showMenu(QPoint at);
  QStandardItem* groupItem(const std::string& group, const KindVersions& versions, const LayersKept& kept);
  QStandardItem* selectedItem() const;
  std::vector<QStandardItem*> kindItems() const;
  std::string groupOf(const std::string& kind) const;
  QString groupTitle(const std::string& kind) const;
  void fillDays();
  QStandardItem* kindItem(const std::string& kind, const std::vector<const Version*>& versions);
  void addClasses(QStandardItem& item, const std::string& kind) const;
  void nameClasses(QStandardItem& item, const std::string& kind) const;
  QString say(const char* zh, const char* en) const { return m_language == Language::zh ? zh : en; }

  Language m_language = Language::zh;
  std::shared_ptr<const OpenedWorkspace> m_workspace;
  LayerModel m_model;
  QTreeView* m_tree;
  QToolButton* m_up;
  QToolButton* m_down;
  QToolButton* m_all;
  QToolButton* m_none;
  QSlider* m_opacity;
  QLabel* m_day;
  QSlider* m_as_of; ///< over the days on which some version came into force
  std::vector<Date> m_days;
  std::map<std::string, double> m_opacities; ///< by kind
  std::set<std::string> m_closed;            ///< groups
};

} // namespace ecoredline
