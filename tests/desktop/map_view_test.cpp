#include "desktop/map_painter.hpp"
#include "desktop/map_view.hpp"

#include <gtest/gtest.h>

#include <QImage>
#include <QPainterPath>

namespace ecoredline {
namespace {

const MapView kView{1000, 2000, 2, {400, 300}};

FlatLayer square(double x0, double y0, double x1, double y1) {
  FlatBuilder builder(Crs::fromEpsg(4530).value());
  builder.beginRow(Shape::polygon, 1);
  builder.addRing(std::vector<double>{x0, x1, x1, x0, x0}, std::vector<double>{y0, y0, y1, y1, y0}, 0);
  builder.endRow();
  return builder.take();
}

TEST(MapView, PixelsAndPlaceAreInverse) {
  const QPointF place = kView.toPlane({30, 40});
  EXPECT_EQ(kView.toPixel(place.x(), place.y()), QPointF(30, 40));
  EXPECT_EQ(kView.toPixel(1000, 2000), QPointF(200, 150));
  EXPECT_LT(kView.toPixel(1000, 2100).y(), 150) << "north is up";
}

TEST(MapView, ZoomKeepsThePlaceUnderThePointer) {
  const QPointF before = kView.toPlane({30, 40});
  const MapView nearer = kView.scaled(0.5, {30, 40});
  EXPECT_DOUBLE_EQ(nearer.metres_per_pixel, 1);
  EXPECT_NEAR(nearer.toPlane({30, 40}).x(), before.x(), 1e-9);
  EXPECT_NEAR(nearer.toPlane({30, 40}).y(), before.y(), 1e-9);
}

TEST(MapView, DraggingMovesTheGroundWithTheHand) {
  const QPointF held = kView.toPlane({100, 100});
  const MapView moved = kView.dragged({25, -10});
  EXPECT_EQ(moved.toPixel(held.x(), held.y()), QPointF(125, 90));
}

TEST(MapView, ShowsAllOfAPlaceAndSomethingOfAPoint) {
  EXPECT_TRUE(kView.showing({0, 0, 5000, 100}).window().contains(Box{0, 0, 5000, 100}));
  EXPECT_GT(kView.showing({7, 7, 7, 7}).metres_per_pixel, 0.5);
}

TEST(MapPainter, FillsWhatLiesInsideHoweverFarItReachesOut) {
  QImage image(400, 300, QImage::Format_ARGB32_Premultiplied);
  image.fill(Qt::white);
  QPainter painter(&image);
  DrawLayer layer;
  layer.style.fill = "#FF0000";
  layer.style.fill_opacity = 1;
  layer.shapes = square(1000, -4e6, 5e6, 5e6); // the right half of the view and half a country
  ASSERT_TRUE(paintLayers(painter, kView, {std::make_shared<const DrawLayer>(layer)}, silentFeedback()));
  painter.end();
  EXPECT_EQ(image.pixelColor(100, 150), QColor(Qt::white));
  EXPECT_EQ(image.pixelColor(300, 150), QColor(Qt::red));
  EXPECT_EQ(image.pixelColor(399, 0), QColor(Qt::red));
}

TEST(MapPainter, StopsWhenItIsCancelled) {
  QImage image(40, 30, QImage::Format_ARGB32_Premultiplied);
  QPainter painter(&image);
  DrawLayer layer;
  layer.shapes = square(900, 1900, 1100, 2100);
  Feedback feedback;
  feedback.cancel();
  EXPECT_FALSE(paintLayers(painter, kView, {std::make_shared<const DrawLayer>(layer)}, feedback));
}

TEST(MapPainter, LeavesOutWhatTheEyeDoesNotSee) {
  FlatBuilder builder(Crs::fromEpsg(4530).value());
  std::vector<double> x;
  std::vector<double> y;
  for (int i = 0; i <= 10000; ++i) { // a centimetre a step, two metres a pixel
    x.push_back(1000 + i * 0.01);
    y.push_back(2000);
  }
  builder.beginRow(Shape::line, 1);
  builder.addRing(x, y, 0);
  builder.endRow();
  EXPECT_LT(pathOf(builder.take(), 0, kView).elementCount(), 120);
}

} // namespace
} // namespace ecoredline
