#pragma once

#include "app/page_layout.hpp"

#include <QLabel>
#include <QPixmap>
#include <optional>
#include <vector>

namespace ecoredline {

/// A page of a sheet as a picture, whose elements are chosen by a click and moved by hand or by the arrow keys. Boxes
/// are in mm of the page. It only says what the hand asks for; what stands elsewhere than in the picture is shown as a
/// copy until the page is drawn anew. (QFrame has a Box of its own.)
class PageView : public QLabel {
  Q_OBJECT

 public:
  explicit PageView(QWidget* parent = nullptr);

  /// A page, with its elements where the picture has them.
  void showPage(const QPixmap& page, const Paper& paper, std::vector<ElementBox> drawn);
  /// Where the same elements stand now.
  void setStanding(std::vector<ElementBox> standing);
  const std::vector<ElementBox>& standing() const { return m_standing; }
  void choose(std::optional<PageElement> element);
  std::optional<PageElement> chosen() const { return m_chosen; }
  /// Where a box of the page is in the widget, and a point of the widget on the page.
  QRectF onScreen(const ecoredline::Box& box) const;
  QPointF onPage(const QPointF& point) const;

 Q_SIGNALS:
  void picked(std::optional<PageElement> element);
  void dropped(PageElement element, double x, double y); ///< its new upper left corner
  void nudged(PageElement element, double x, double y);  ///< the same by a key
  void hideAsked(PageElement element);

 protected:
  void paintEvent(QPaintEvent* event) override;
  void mousePressEvent(QMouseEvent* event) override;
  void mouseMoveEvent(QMouseEvent* event) override;
  void mouseReleaseEvent(QMouseEvent* event) override;
  void keyPressEvent(QKeyEvent* event) override;

 private:
  struct Drag {
    QPointF from;        ///< where the hand took hold, px
    ecoredline::Box box; ///< where the element stood
    Snapped now;
    bool moved = false;
  };

  /// Where the picture lies in the widget, and pixels to the mm.
  QRectF picturePlace() const;
  double perMm() const;
  const ElementBox* find(const std::vector<ElementBox>& among, PageElement element) const;
  ecoredline::Box dragged(const QPointF& to, bool snap);
  void paintMoved(QPainter& painter) const;
  void paintChosen(QPainter& painter) const;

  QPixmap m_picture;
  Paper m_paper;
  std::vector<ElementBox> m_drawn;
  std::vector<ElementBox> m_standing;
  std::optional<PageElement> m_chosen;
  std::optional<Drag> m_drag;
};

} // namespace ecoredline
