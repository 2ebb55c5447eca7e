#pragma once

#include "desktop/map_desk.hpp"
#include "desktop/map_ghosts.hpp"
#include "desktop/site_editor.hpp"

#include <QTimer>
#include <QWidget>
#include <vector>

namespace ecoredline {

/// What a click on the map does.
enum class MapTool { pan, identify, measure_length, measure_area, draw_site, edit_site };

/// The map: shows the last picture at once wherever it belongs, and asks the desk for a new one. It reads no file and
/// paints no zone itself.
class MapCanvas : public QWidget {
  Q_OBJECT

 public:
  explicit MapCanvas(MapDesk& desk, QWidget* parent = nullptr);

  void setLanguage(Language language);
  /// Asks for the picture of the view now, not after the next mouse event.
  void askNow();
  /// A new workspace: nothing of the last one stays.
  void setWorkspace(std::shared_ptr<const OpenedWorkspace> workspace);
  void setVersions(const std::vector<std::int64_t>& versions, std::map<std::int64_t, double> opacities = {});
  /// What lies over the zones, in the map's plane.
  void setAbove(const DrawLayers& layers);
  void setTool(MapTool tool);
  MapTool tool() const { return m_tool; }
  void zoomTo(const Box& place);
  /// The middle, and a scale.
  void lookAt(QPointF place, double metres_per_pixel);
  void zoomToAll();
  void zoomBy(double factor);
  void panBy(QPointF pixels);
  void clearMeasure();
  /// Ends a polygon that is drawn; one of fewer than three corners stays as it is.
  void finishSite();
  /// Corners of a polygon that was begun in another session; the tool becomes draw_site.
  void goOnDrawing(const std::vector<QPointF>& corners);
  /// A site to be moved, turned and reshaped; the tool becomes edit_site.
  void editSite(const SiteShape& shape);
  /// The same, as one step that can be undone.
  void setEdited(const SiteShape& shape);
  void stopEditing();
  const SiteEditor& editor() const { return m_editor; }
  void undo();
  void redo();
  void setSnapping(bool on);
  void setGraticule(bool on);
  void setOverview(bool on);
  /// Pictures under all layers, from below upwards; none without a name.
  void setBaseMaps(const std::vector<BaseMapUse>& maps);
  /// What servers gave for a view, under the base maps.
  void setBackdrop(const Backdrop& backdrop);
  /// How much all of these cover the paper, 0 to 1: of files and of servers alike.
  void setBaseOpacity(double opacity);
  double baseOpacity() const { return m_base_opacity; }
  /// Whose base maps they are, over the lower right corner; "" for nothing.
  void setAttribution(const QString& text);
  const QString& attribution() const { return m_attribution; }
  /// Numbered places that a click chooses between, in the map's plane; none with an empty list.
  void setGhosts(const std::vector<CrsChoice>& choices, int chosen);
  void chooseGhost(int choice);
  /// All of them in a part of the canvas that nothing covers.
  void zoomToGhosts(const QRect& free);
  const MapGhosts& ghosts() const { return m_ghosts; }
  // canvas_swipe.cpp
  /// Other versions left of a divider than setVersions has right of it; none ends it.
  void setSwipe(const std::vector<std::int64_t>& left_versions);
  bool swipes() const { return !m_left_versions.empty(); }
  /// Where the divider stands: a part of the width, from the left.
  void setDivider(double at);
  double divider() const { return m_divider; }
  /// What is shown at a place, from below upwards.
  const std::vector<std::int64_t>& versionsAt(QPointF place) const;
  /// Where a click at this pixel falls: on a corner of what is shown, where one is near and snapping is on.
  QPointF snapped(QPointF pixel) const;

  const MapView& view() const { return m_view; }
  const Crs& plane() const { return m_plane; }
  const std::vector<QPointF>& measured() const { return m_measured; }
  /// True when the picture shown is of the view and no other is asked for.
  bool isSettled() const { return m_is_settled; }
  /// The last picture made, and of what: for measuring.
  const Picture& picture() const { return m_picture; }
  void setDetailed(bool on) { m_is_detailed = on; } ///< every vertex is drawn at any scale
  QSize sizeHint() const override { return {900, 600}; }

 Q_SIGNALS:
  void placeMoved(const QString& text); ///< for the status bar
  void scaleChanged(const QString& text);
  void measureChanged(const QString& text);  ///< "" when nothing is measured
  void clicked(QPointF place, double reach); ///< with the tool identify
  void siteDrawn(const std::vector<QPointF>& corners);
  /// The site under the hand is somewhere else; `done` when the hand let go of it.
  void siteEdited(const SiteShape& shape, bool done);
  void ghostChosen(int choice);
  void dividerMoved(double at);
  void viewAsked(const MapView& view); ///< a picture of this part is wanted, with a rim for the next move
  void painted();

 protected:
  void paintEvent(QPaintEvent* event) override;
  void resizeEvent(QResizeEvent* event) override;
  void wheelEvent(QWheelEvent* event) override;
  void mousePressEvent(QMouseEvent* event) override;
  void mouseMoveEvent(QMouseEvent* event) override;
  void mouseReleaseEvent(QMouseEvent* event) override;
  void mouseDoubleClickEvent(QMouseEvent* event) override;
  void contextMenuEvent(QContextMenuEvent* event) override;
  void keyPressEvent(QKeyEvent* event) override;

 private:
  void setView(const MapView& view);
  void ask();
  void request();
  /// The view with what lies round it, for the next move of the hand.
  MapView wideView() const;
  bool showsAll() const; ///< the picture is of this scale and leaves nothing of the view empty
  void take(const Picture& picture);
  void measureAt(QPointF pixel);
  void tellMeasure();
  void tellEdited(bool done);
  bool editByKey(const QKeyEvent& event);
  bool draws() const;
  QRectF overviewRect() const;
  // canvas_swipe.cpp
  bool isOnDivider(QPointF pixel) const;
  void drawPicture(QPainter& painter);
  void drawDivider(QPainter& painter);
  // canvas_overlays.cpp
  void drawMeasure(QPainter& painter);
  void drawScaleBar(QPainter& painter);
  void drawEmptyState(QPainter& painter);
  void drawGraticule(QPainter& painter);
  void drawOverview(QPainter& painter);
  void drawSnap(QPainter& painter);
  void drawAttribution(QPainter& painter);
  QString say(const char* zh, const char* en) const { return m_language == Language::zh ? zh : en; }

  MapDesk& m_desk;
  Language m_language = Language::zh;
  std::shared_ptr<const OpenedWorkspace> m_workspace;
  Crs m_plane;
  MapView m_view;
  Picture m_picture;
  std::vector<std::int64_t> m_versions;
  std::vector<std::int64_t> m_left_versions; ///< of a swipe
  double m_divider = 0.5;
  bool m_is_sliding = false;                  ///< the divider is under the hand
  std::map<std::int64_t, double> m_opacities; ///< of versions
  DrawLayers m_above;
  MapTool m_tool = MapTool::pan;
  QPointF m_pressed;
  QPointF m_last;
  bool m_is_dragging = false;
  bool m_is_settled = true;
  bool m_is_detailed = false;
  bool m_fits_all = false; ///< the view is that of everything, whatever the window's size becomes
  std::vector<QPointF> m_measured;
  QPointF m_pointer; ///< place under the pointer while measuring
  QPointF m_hover;   ///< the pointer itself, px
  SiteEditor m_editor;
  MapGhosts m_ghosts;
  bool m_is_second_click = false; ///< the release that follows a double click
  bool m_snaps = true;
  bool m_shows_graticule = false;
  bool m_shows_overview = true;
  Picture m_overview; ///< the last one of everything
  std::vector<BaseMapUse> m_base_maps;
  Backdrop m_backdrop;
  double m_base_opacity = 1;
  QString m_attribution;
  QTimer m_asking; ///< a picture is asked for once a turn of the event loop, not once a mouse event
};

} // namespace ecoredline
