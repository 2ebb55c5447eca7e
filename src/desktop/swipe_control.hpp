#pragma once

#include "desktop/canvas.hpp"
#include "desktop/layer_panel.hpp"

#include <QObject>

class QMenu;
class QToolButton;

namespace ecoredline {

/// Two versions of a kind on the two sides of a divider over the map. What stands left and right is written on the map,
/// beside the divider, and is a list of versions to choose from.
class SwipeControl : public QObject {
  Q_OBJECT

 public:
  SwipeControl(MapCanvas& canvas, LayerPanel& layers, QObject* parent);

  void setLanguage(Language language);
  /// Ends it where another workspace is shown.
  void setWorkspace(std::shared_ptr<const OpenedWorkspace> workspace);
  bool active() const { return m_left != 0; }
  /// The last two versions of the kind that is selected, or of the topmost kind that has two. False where none has.
  bool begin();
  void end();
  /// A version comes to stand on a side, and begins it where it was not. One of another kind brings its kind along.
  void setSide(std::int64_t version, bool is_left);
  /// The layers changed: what is seen on both sides.
  void apply();
  std::int64_t left() const { return m_left; }
  std::int64_t right() const { return m_right; }
  QToolButton* leftButton() const { return m_left_button; }
  QToolButton* rightButton() const { return m_right_button; }

 Q_SIGNALS:
  void changed(bool active);

 protected:
  bool eventFilter(QObject* watched, QEvent* event) override;

 private:
  const Version* version(std::int64_t id) const;
  std::vector<const Version*> versionsOf(const std::string& kind) const;
  void show(const std::string& kind, std::int64_t left, std::int64_t right);
  void fillMenu(QToolButton& button, bool is_left);
  void place();
  QString say(const char* zh, const char* en) const { return m_language == Language::zh ? zh : en; }

  MapCanvas& m_canvas;
  LayerPanel& m_layers;
  Language m_language = Language::zh;
  std::shared_ptr<const OpenedWorkspace> m_workspace;
  std::string m_kind;
  std::int64_t m_left = 0; ///< 0: not active
  std::int64_t m_right = 0;
  QToolButton* m_left_button;
  QToolButton* m_right_button;
};

} // namespace ecoredline
