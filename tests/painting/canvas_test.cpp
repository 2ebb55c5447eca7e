#include "painting/canvas.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <utility>

namespace ecoredline {
namespace {

using ::testing::HasSubstr;
using ::testing::StartsWith;

Canvas made(PictureFormat format) {
  Canvas canvas({format, 100, 50, 254, "示例图", "2026-11-22"}); // 10 pixels to the millimetre
  canvas.rectangle({10, 10, 60, 40});
  canvas.fill("#C00000", 0.5, true);
  canvas.stroke({"#0000FF", 1});
  canvas.text("生态保护红线 0123456789", 12, 48, {.size = 4});
  return canvas;
}

TEST(Canvas, TheSameCallsGiveTheSameBytes) {
  for (const PictureFormat format : {PictureFormat::pdf, PictureFormat::svg, PictureFormat::png}) {
    const auto once = made(format).finish();
    const auto again = made(format).finish();
    ASSERT_TRUE(once);
    ASSERT_TRUE(again);
    EXPECT_EQ(*once, *again);
    EXPECT_GT(once->size(), 500U);
  }
}

TEST(Canvas, PixelsAreWhereTheMillimetresAre) {
  const Pixels pixels = made(PictureFormat::png).pixels();
  ASSERT_EQ(pixels.width, 1000);
  ASSERT_EQ(pixels.height, 500);
  const auto at = [&](int x, int y, int part) {
    return pixels.rgb[(static_cast<std::size_t>(y) * 1000 + x) * 3 + part];
  };
  constexpr int kTolerance = 1; // of 255
  EXPECT_NEAR(at(300, 250, 0), (0xC0 + 255) / 2, kTolerance) << "half of #C00000 on white";
  EXPECT_NEAR(at(300, 250, 1), 127, kTolerance);
  EXPECT_EQ(at(100, 250, 2), 255) << "the stroke";
  EXPECT_EQ(at(100, 250, 0), 0);
  EXPECT_EQ(at(50, 50, 0), 255) << "paper";
}

// A layer of shapes is drawn by another hand than the rest of a picture.
TEST(Canvas, ALayerOfShapesInAPictureIsTheSameDrawing) {
  const auto drawn = [](bool shapes) {
    Canvas canvas({PictureFormat::png, 100, 50, 254, "示例图", "2026-11-22"});
    canvas.layer("zones", shapes);
    canvas.save();
    canvas.rectangle({5, 5, 80, 45});
    canvas.clip();
    canvas.rectangle({10, 10, 60, 40});
    canvas.rectangle({20, 20, 30, 30});
    canvas.fill("#C00000", 0.5, true);
    canvas.stroke({"#0000FF", 1});
    canvas.moveTo(0, 0);
    canvas.lineTo(100, 50);
    canvas.stroke({"#00A000", 0.7, {3, 2}});
    canvas.circle(70, 25, 6);
    canvas.fillAndClip("#FFFF00");
    canvas.moveTo(60, 25);
    canvas.lineTo(90, 25);
    canvas.stroke({"#000000", 2});
    canvas.restore();
    canvas.restore();
    canvas.layer("words");
    return canvas.pixels();
  };
  const Pixels ours = drawn(true);
  const Pixels other = drawn(false);
  ASSERT_EQ(ours.rgb.size(), other.rgb.size());
  std::size_t far = 0;
  double sum = 0;
  for (std::size_t i = 0; i < ours.rgb.size(); ++i) {
    const int apart = std::abs(ours.rgb[i] - other.rgb[i]);
    sum += apart;
    far += apart > 24 ? 1 : 0;
  }
  EXPECT_LT(sum / static_cast<double>(ours.rgb.size()), 0.5) << "of 255, mean: half an ink is rounded by one";
  EXPECT_LT(far, ours.rgb.size() / 2000) << "edges aside";
}

TEST(Canvas, APatternFillsTheAreaAndNothingElse) {
  Canvas canvas({PictureFormat::png, 100, 50, 254, "示例图", "2026-11-22"});
  EXPECT_FALSE(canvas.beginPattern()) << "only where shapes are drawn";
  canvas.layer("zones", true);
  ASSERT_TRUE(canvas.beginPattern());
  canvas.rectangle({0, 20, 100, 30});
  canvas.fill("#FFFFFF");
  canvas.endPattern();
  canvas.rectangle({40, 0, 60, 50});
  canvas.fillPattern("#C00000");
  const Pixels pixels = canvas.pixels();
  const auto at = [&](int x, int y, int part) {
    return pixels.rgb[(static_cast<std::size_t>(y) * 1000 + x) * 3 + part];
  };
  EXPECT_EQ(at(500, 250, 0), 0xC0);
  EXPECT_EQ(at(500, 250, 1), 0);
  for (const auto& [x, y] : {std::pair(500, 100), std::pair(300, 250), std::pair(700, 250)})
    EXPECT_EQ(at(x, y, 1), 255) << x << " " << y;
}

TEST(Canvas, PngSaysItsResolution) {
  const auto bytes = made(PictureFormat::png).finish();
  ASSERT_TRUE(bytes);
  EXPECT_THAT(*bytes, StartsWith("\x89PNG"));
  const auto at = bytes->find("pHYs");
  ASSERT_NE(at, std::string::npos);
  const auto byte = [&](std::size_t i) { return static_cast<unsigned char>((*bytes)[at + 4 + i]); };
  EXPECT_EQ((byte(0) << 24) + (byte(1) << 16) + (byte(2) << 8) + byte(3), 10000) << "pixels to the metre";
}

TEST(Canvas, LayersOfAPdfLieOnOnePage) {
  Canvas canvas({PictureFormat::pdf, 100, 50, 300, "图册", "2026-11-22"});
  for (const char* title : {"First", "Second", "First"}) {
    canvas.layer(title);
    canvas.beginThing({{"name", "示例"}});
    canvas.rectangle({0, 0, 10, 10});
    canvas.fill("#FF0000");
    canvas.endThing();
  }
  const auto bytes = canvas.finish();
  ASSERT_TRUE(bytes);
  EXPECT_THAT(*bytes, StartsWith("%PDF"));
  Canvas plain({PictureFormat::pdf, 100, 50, 300, "图册", "2026-11-22"});
  plain.beginThing({{"name", "示例"}});
  plain.endThing();
  ASSERT_TRUE(plain.finish()) << "without layers a thing is nothing special";
}

TEST(Canvas, WidthIsThatOfTheLetters) {
  const Canvas canvas({PictureFormat::svg, 10, 10, 300, "", "2026-11-22"});
  EXPECT_NEAR(canvas.textWidth("生态保护", 10), 40, 4) << "a Chinese letter is as wide as high";
  EXPECT_LT(canvas.textWidth("ii", 10), canvas.textWidth("mm", 10));
  EXPECT_EQ(canvas.textWidth("", 10), 0);
}

TEST(Canvas, APictureTooLargeIsAnErrorNotACrash) {
  Canvas canvas({PictureFormat::png, 5000, 5000, 1200, "", "2026-11-22"});
  canvas.rectangle({0, 0, 10, 10});
  canvas.fill("#000000");
  const auto bytes = canvas.finish();
  ASSERT_FALSE(bytes);
  EXPECT_EQ(bytes.error().code, "painting.failed");
}

} // namespace
} // namespace ecoredline
