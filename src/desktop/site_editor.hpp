#pragma once

#include "desktop/map_view.hpp"
#include "desktop/site_shape.hpp"

#include <QPainter>
#include <vector>

namespace ecoredline {

/// A site under a person's hand: dragged by its inside, turned by the round grip above it, reshaped by its corners;
/// a grip in the middle of an edge becomes a corner. Every completed move can be undone. Knows no widget.
class SiteEditor {
 public:
  enum class Grip { none, inside, corner, edge, turn };

  void start(SiteShape shape);
  void stop() { start({}); }
  bool active() const { return !m_shape.empty(); }
  const SiteShape& shape() const { return m_shape; }
  /// Another shape as one step that can be undone.
  void set(SiteShape shape);

  Grip gripAt(QPointF pixel, const MapView& view) const { return find(pixel, view).grip; }
  /// Whether the hand took hold of something.
  bool press(QPointF pixel, const MapView& view);
  /// `place` is where the pointer is, snapped where the canvas snaps.
  bool drag(QPointF place);
  /// Ends a drag; true when the shape is another than before it.
  bool release();
  bool isCornerHeld() const { return m_held.grip == Grip::corner; }
  bool isHeld() const { return m_held.grip != Grip::none; }
  /// Takes the corner under the pointer away, where its ring keeps three.
  bool removeCorner(QPointF pixel, const MapView& view);

  bool canUndo() const { return m_at > 0; }
  bool canRedo() const { return m_at + 1 < m_steps.size(); }
  bool undo();
  bool redo();

  void paint(QPainter& painter, const MapView& view) const;

 private:
  struct Held {
    Grip grip = Grip::none;
    std::size_t ring = 0;
    std::size_t point = 0;
  };
  Held find(QPointF pixel, const MapView& view) const;
  QPointF turnGrip(const MapView& view) const;

  SiteShape m_shape;
  std::vector<SiteShape> m_steps; ///< every completed shape; m_at is the one shown
  std::size_t m_at = 0;
  Held m_held;
  QPointF m_last;
};

} // namespace ecoredline
