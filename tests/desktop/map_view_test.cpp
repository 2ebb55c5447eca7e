#include "desktop/map_painter.hpp"
#include "desktop/map_view.hpp"

#include <gtest/gtest.h>

#include <QImage>
#include <algorithm>
#include <cmath>

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

FlatLayer line(const std::vector<double>& x, const std::vector<double>& y) {
  FlatBuilder builder(Crs::fromEpsg(4530).value());
  builder.beginRow(Shape::line, 1);
  builder.addRing(x, y, 0);
  builder.endRow();
  return builder.take();
}

QImage whiteSheet() {
  QImage image(400, 300, QImage::Format_RGB32);
  image.fill(Qt::white);
  return image;
}

/// In strips of so many rows.
bool paint(QImage& image, const DrawLayer& layer, int high = 1000, Feedback& feedback = silentFeedback()) {
  PictureShapes shapes(kView, 1);
  shapes.add(layer, 1);
  for (std::size_t i = 0; i < shapes.pieces(); ++i) shapes.make(i);
  bool is_whole = true;
  for (int top = 0; top < image.height(); top += high) {
    QImage rows(image.scanLine(top), image.width(), std::min(high, image.height() - top),
                static_cast<int>(image.bytesPerLine()), image.format());
    is_whole = shapes.paint(rows, top, feedback) && is_whole;
  }
  return is_whole;
}

int darkness(const QImage& image) {
  int sum = 0;
  for (int y = 0; y < image.height(); ++y)
    for (int x = 0; x < image.width(); ++x) sum += 255 - qGreen(image.pixel(x, y));
  return sum;
}

TEST(MapPainter, FillsWhatLiesInsideHoweverFarItReachesOut) {
  QImage image = whiteSheet();
  DrawLayer layer;
  layer.style.fill = "#FF0000";
  layer.style.fill_opacity = 1;
  layer.shapes = square(1000, -4e6, 5e6, 5e6); // the right half of the view and half a country
  ASSERT_TRUE(paint(image, layer));
  EXPECT_EQ(image.pixelColor(100, 150), QColor(Qt::white));
  EXPECT_EQ(image.pixelColor(300, 150), QColor(Qt::red));
  EXPECT_EQ(image.pixelColor(399, 0), QColor(Qt::red));
}

TEST(MapPainter, StopsWhenItIsCancelled) {
  QImage image = whiteSheet();
  DrawLayer layer;
  layer.shapes = square(900, 1900, 1100, 2100);
  Feedback feedback;
  feedback.cancel();
  EXPECT_FALSE(paint(image, layer, 1000, feedback));
}

TEST(MapPainter, APictureIsTheSameWhateverItsStrips) {
  DrawLayer layer;
  layer.style.fill = "#205080";
  layer.style.fill_opacity = 0.4;
  layer.style.stroke = "#C00000";
  layer.style.stroke_mm = 0.6;
  layer.style.hatch = Hatch::backslash;
  FlatBuilder builder(Crs::fromEpsg(4530).value());
  for (int n = 0; n < 3; ++n) { // stars with hundreds of edges, one with a hole, all across strips
    builder.beginRow(Shape::polygon, n);
    for (const double size : {1.0, 0.3}) {
      std::vector<double> x;
      std::vector<double> y;
      for (int i = 0; i <= 600; ++i) {
        const double turn = 2 * 3.14159265358979 * (i % 600) / 600;
        const double reach = size * (150 + 60 * std::sin(11 * turn + n));
        x.push_back(850 + n * 150 + reach * std::cos(turn));
        y.push_back(2000 + reach * std::sin(turn));
      }
      builder.addRing(x, y, 0);
    }
    builder.endRow();
  }
  layer.shapes = builder.take();
  QImage whole = whiteSheet();
  ASSERT_TRUE(paint(whole, layer));
  EXPECT_GT(darkness(whole), 100000);
  for (const int high : {7, 32, 100}) {
    QImage strips = whiteSheet();
    ASSERT_TRUE(paint(strips, layer, high));
    EXPECT_EQ(strips, whole) << high;
  }
}

TEST(MapPainter, ALineIsAsDarkAsItIsWideAndABorderOfTwoAsThatOfOne) {
  DrawLayer layer;
  layer.style.stroke = "#000000";
  layer.style.stroke_mm = 2 / (96 / 25.4); // two pixels
  layer.shapes = line({800, 1200}, {2000, 2000});
  QImage once = whiteSheet();
  ASSERT_TRUE(paint(once, layer));
  EXPECT_EQ(once.pixelColor(200, 149), QColor(Qt::black));
  EXPECT_EQ(once.pixelColor(200, 150), QColor(Qt::black));
  EXPECT_EQ(once.pixelColor(200, 152), QColor(Qt::white));
  layer.shapes = line({800, 1200, 800}, {2000, 2000, 2000}); // there and back, as neighbours do
  QImage twice = whiteSheet();
  ASSERT_TRUE(paint(twice, layer));
  EXPECT_EQ(twice, once);
  layer.style.stroke_mm = 0.6 / (96 / 25.4); // fainter, not narrower
  QImage thin = whiteSheet();
  ASSERT_TRUE(paint(thin, layer));
  EXPECT_NEAR(static_cast<double>(darkness(thin)) / darkness(once), 0.3, 0.05);
}

TEST(MapPainter, DashesLeaveGapsThatDoNotDependOnTheEdges) {
  DrawLayer layer;
  layer.style.stroke = "#000000";
  layer.style.stroke_mm = 2 / (96 / 25.4);
  layer.shapes = line({800, 1200}, {2000, 2000});
  QImage whole = whiteSheet();
  ASSERT_TRUE(paint(whole, layer));
  layer.style.dash = Dash::dashed; // five of eight
  QImage dashed = whiteSheet();
  ASSERT_TRUE(paint(dashed, layer));
  EXPECT_NEAR(static_cast<double>(darkness(dashed)) / darkness(whole), 5.0 / 8, 0.08);
  std::vector<double> x;
  std::vector<double> y;
  for (int i = 0; i <= 40; ++i) {
    x.push_back(800 + 10.0 * i);
    y.push_back(2000);
  }
  layer.shapes = line(x, y);
  QImage pieces = whiteSheet();
  ASSERT_TRUE(paint(pieces, layer));
  EXPECT_NEAR(darkness(pieces), darkness(dashed), darkness(dashed) * 0.06);
}

TEST(MapPainter, VerticesThatTheEyeDoesNotSeeChangeNothing) {
  std::vector<double> x;
  std::vector<double> y;
  for (int i = 0; i <= 10000; ++i) { // a centimetre a step, two metres a pixel
    x.push_back(1000 + i * 0.01);
    y.push_back(2000);
  }
  DrawLayer layer;
  layer.style.stroke = "#000000";
  layer.style.stroke_mm = 0.3;
  layer.shapes = line(x, y);
  QImage many = whiteSheet();
  ASSERT_TRUE(paint(many, layer));
  layer.shapes = line({1000, 1100}, {2000, 2000});
  QImage few = whiteSheet();
  ASSERT_TRUE(paint(few, layer));
  EXPECT_NEAR(darkness(many), darkness(few), darkness(few) * 0.02);
}

} // namespace
} // namespace ecoredline
