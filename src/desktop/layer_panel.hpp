#pragma once

#include "desktop/map_reader.hpp"

#include <QStandardItemModel>
#include <QWidget>

class QLabel;
class QSlider;
class QTreeView;
class QToolButton;

namespace ecoredline {

/// Kinds and versions of a workspace, the one drawn last on top, with the symbols of their classes: what is shown, in
/// which order, and what it means.
class LayerPanel : public QWidget {
  Q_OBJECT

 public:
  explicit LayerPanel(QWidget* parent = nullptr);

  void setLanguage(Language language);
  /// The newest version of every kind is shown, in the order of the styles.
  void setWorkspace(std::shared_ptr<const OpenedWorkspace> workspace);
  /// Versions that are to be drawn, from below upwards.
  std::vector<std::int64_t> visibleVersions() const;
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
  /// Moves the kind that is selected; -1 upwards.
  void moveSelected(int by);

 Q_SIGNALS:
  void changed();

 private:
  void fill();
  void fillDays();
  std::string selectedKind() const;
  QStandardItem* kindItem(const std::string& kind, const std::vector<const Version*>& versions);
  void addClasses(QStandardItem& item, const std::string& kind) const;
  QString say(const char* zh, const char* en) const { return m_language == Language::zh ? zh : en; }

  Language m_language = Language::zh;
  std::shared_ptr<const OpenedWorkspace> m_workspace;
  QStandardItemModel m_model;
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
};

} // namespace ecoredline
