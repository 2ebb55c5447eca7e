#include "painting/canvas.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>

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
