// Classes that can stand on one sheet are told apart by people with each of the three dichromacies: colours as they are
// seen (Machado, Oliveira and Fernandes 2009, severity 1), differences by CIEDE2000 (Sharma, Wu and Dalal 2005).
#include "base/files.hpp"
#include "catalogue/sheet.hpp"
#include "catalogue/style.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <numbers>
#include <set>
#include <string>

namespace ecoredline {
namespace {

using Triple = std::array<double, 3>;
using Matrix = std::array<Triple, 3>;

constexpr double kLeast = 7; // ΔE2000: seen side by side without looking for it

const std::array<std::pair<const char*, Matrix>, 4> kEyes{
    {{"all three cones", {{{1, 0, 0}, {0, 1, 0}, {0, 0, 1}}}},
     {"protanopia",
      {{{0.152286, 1.052583, -0.204868}, {0.114503, 0.786281, 0.099216}, {-0.003882, -0.048116, 1.051998}}}},
     {"deuteranopia",
      {{{0.367322, 0.860646, -0.227968}, {0.280085, 0.672501, 0.047413}, {-0.011820, 0.042940, 0.968881}}}},
     {"tritanopia",
      {{{1.255528, -0.076749, -0.178779}, {-0.078411, 0.930809, 0.147602}, {0.004733, 0.691367, 0.303900}}}}}};

double linear(double value) {
  return value <= 0.04045 ? value / 12.92 : std::pow((value + 0.055) / 1.055, 2.4);
}

// Linear sRGB of a fill over white paper.
Triple onPaper(const std::string& hex, double opacity) {
  Triple out{};
  for (std::size_t i = 0; i < 3; ++i) {
    const double value = std::stoi(hex.substr(1 + 2 * i, 2), nullptr, 16) / 255.0;
    out[i] = linear(value * opacity + (1 - opacity));
  }
  return out;
}

Triple times(const Matrix& matrix, const Triple& value) {
  Triple out{};
  for (std::size_t row = 0; row < 3; ++row) {
    for (std::size_t column = 0; column < 3; ++column) out[row] += matrix[row][column] * value[column];
    out[row] = std::clamp(out[row], 0.0, 1.0);
  }
  return out;
}

Triple lab(const Triple& rgb) {
  const Matrix to_xyz{
      {{0.4124564, 0.3575761, 0.1804375}, {0.2126729, 0.7151522, 0.0721750}, {0.0193339, 0.1191920, 0.9503041}}};
  const Triple white{0.95047, 1.0, 1.08883};
  Triple f{};
  for (std::size_t i = 0; i < 3; ++i) {
    double value = 0;
    for (std::size_t j = 0; j < 3; ++j) value += to_xyz[i][j] * rgb[j];
    value /= white[i];
    f[i] = value > 216.0 / 24389 ? std::cbrt(value) : (24389.0 / 27 * value + 16) / 116;
  }
  return {116 * f[1] - 16, 500 * (f[0] - f[1]), 200 * (f[1] - f[2])};
}

double hueOf(double a, double b) {
  if (a == 0 && b == 0) return 0;
  const double angle = std::atan2(b, a) * 180 / std::numbers::pi;
  return angle < 0 ? angle + 360 : angle;
}

double cosine(double degrees) {
  return std::cos(degrees * std::numbers::pi / 180);
}

double ciede2000(const Triple& one, const Triple& two) {
  const double mean_chroma = (std::hypot(one[1], one[2]) + std::hypot(two[1], two[2])) / 2;
  const double seventh = std::pow(mean_chroma, 7);
  const double g = 0.5 * (1 - std::sqrt(seventh / (seventh + std::pow(25.0, 7))));
  const double a1 = (1 + g) * one[1];
  const double a2 = (1 + g) * two[1];
  const double c1 = std::hypot(a1, one[2]);
  const double c2 = std::hypot(a2, two[2]);
  const double h1 = hueOf(a1, one[2]);
  const double h2 = hueOf(a2, two[2]);
  double dh = c1 * c2 == 0 ? 0 : h2 - h1;
  if (dh > 180) dh -= 360;
  if (dh < -180) dh += 360;
  const double big_dh = 2 * std::sqrt(c1 * c2) * std::sin(dh / 2 * std::numbers::pi / 180);
  double h = h1 + h2;
  if (c1 * c2 != 0) h = std::abs(h1 - h2) <= 180 ? h / 2 : h < 360 ? (h + 360) / 2 : (h - 360) / 2;
  const double l = (one[0] + two[0]) / 2;
  const double c = (c1 + c2) / 2;
  const double t =
      1 - 0.17 * cosine(h - 30) + 0.24 * cosine(2 * h) + 0.32 * cosine(3 * h + 6) - 0.20 * cosine(4 * h - 63);
  const double off = (l - 50) * (l - 50);
  const double sl = 1 + 0.015 * off / std::sqrt(20 + off);
  const double sc = 1 + 0.045 * c;
  const double sh = 1 + 0.015 * c * t;
  const double c7 = std::pow(c, 7);
  const double rt = -std::sin(2 * 30 * std::exp(-std::pow((h - 275) / 25, 2)) * std::numbers::pi / 180) * 2 *
                    std::sqrt(c7 / (c7 + std::pow(25.0, 7)));
  const double dl = (two[0] - one[0]) / sl;
  const double dc = (c2 - c1) / sc;
  const double dhh = big_dh / sh;
  return std::sqrt(dl * dl + dc * dc + dhh * dhh + rt * dc * dhh);
}

// Told apart by something that is no colour.
bool patternDiffers(const Style& a, const Style& b) {
  return a.hatch != b.hatch || a.dash != b.dash || a.fill.empty() != b.fill.empty() ||
         std::abs(a.stroke_mm - b.stroke_mm) >= 0.3;
}

struct Shown {
  std::string name;
  Style style;
};

// Pairs of classes with unlike symbols that someone cannot tell apart; like symbols mean the same on purpose.
std::vector<std::string> confused(const std::vector<Shown>& classes) {
  std::vector<std::string> out;
  for (std::size_t i = 0; i < classes.size(); ++i)
    for (std::size_t j = i + 1; j < classes.size(); ++j) {
      const Style& a = classes[i].style;
      const Style& b = classes[j].style;
      if (a == b || patternDiffers(a, b) || a.fill.empty()) continue;
      for (const auto& [eyes, matrix] : kEyes) {
        const auto seen = [&, &m = matrix](const Style& s) {
          return std::pair(lab(times(m, onPaper(s.fill, s.fill_opacity))),
                           lab(times(m, onPaper(s.stroke.empty() ? s.fill : s.stroke, 1))));
        };
        const auto [fill_a, edge_a] = seen(a);
        const auto [fill_b, edge_b] = seen(b);
        const double difference = std::max(ciede2000(fill_a, fill_b), ciede2000(edge_a, edge_b) / 2); // an edge is thin
        if (difference < kLeast)
          out.push_back(classes[i].name + " / " + classes[j].name + " (" + eyes + ", " + std::to_string(difference) +
                        ")");
      }
    }
  return out;
}

class ColourBlind : public ::testing::Test {
 protected:
  void SetUp() override {
    const auto root = pathFromUtf8(ECOREDLINE_SOURCE_DIR);
    auto catalogue = Catalogue::load(root / "layers");
    auto styles = StyleBook::load(root / "styles");
    auto sheets = SheetBook::load(root / "styles" / "sheets");
    ASSERT_TRUE(catalogue && styles && sheets);
    m_catalogue = std::move(*catalogue);
    m_styles = std::move(*styles);
    m_sheets = std::move(*sheets);
  }
  void add(const std::string& kind, std::vector<Shown>& out) const {
    const LayerKind* known = m_catalogue.kind(kind);
    if (known == nullptr) return;
    if (known->classes.empty()) out.push_back({kind, m_styles.of(kind, "")});
    for (const ZoneClass& one : known->classes) out.push_back({kind + "." + one.id, m_styles.of(kind, one.id)});
  }
  Catalogue m_catalogue;
  StyleBook m_styles;
  SheetBook m_sheets;
};

TEST(Ciede2000, GivesTheFiguresOfItsAuthors) {
  EXPECT_NEAR(ciede2000({50.0000, 2.6772, -79.7751}, {50.0000, 0.0000, -82.7485}), 2.0425, 1e-4);
  EXPECT_NEAR(ciede2000({50.0000, 2.5000, 0.0000}, {73.0000, 25.0000, -18.0000}), 27.1492, 1e-4);
  EXPECT_NEAR(ciede2000({22.7233, 20.0904, -46.6940}, {23.0331, 14.9730, -42.5619}), 2.0373, 1e-4);
}

TEST(Ciede2000, RedAndGreenAreOneToADeuteranope) {
  const Shown red{"red", {"#B0522D", 1, "", 0}};
  const Shown green{"green", {"#74742D", 1, "", 0}};
  EXPECT_FALSE(confused({red, green}).empty()) << "the test can fail";
  Shown hatched = green;
  hatched.style.hatch = Hatch::slash;
  EXPECT_TRUE(confused({red, hatched}).empty()) << "a hatch is a difference";
}

TEST_F(ColourBlind, TheClassesOfEverySheetAreToldApart) {
  for (const SheetSpec& sheet : m_sheets.sheets()) {
    std::vector<Shown> classes;
    for (const std::string& kind : sheet.kinds) add(kind, classes);
    for (const std::string& pair : confused(classes)) ADD_FAILURE() << sheet.id << ": " << pair;
  }
}

TEST_F(ColourBlind, TheClassesOfEveryKindAreToldApart) {
  for (const LayerKind& kind : m_catalogue.kinds()) {
    std::vector<Shown> classes;
    add(kind.id, classes);
    for (const std::string& pair : confused(classes)) ADD_FAILURE() << pair;
  }
}

TEST_F(ColourBlind, TheCausesOfAChangeAreToldApart) {
  const KindStyle* causes = m_styles.kind("change_cause");
  ASSERT_NE(causes, nullptr);
  std::vector<Shown> classes;
  for (const auto& [id, style] : causes->classes) classes.push_back({id, style});
  EXPECT_EQ(classes.size(), 14U) << "every cause that moves area";
  for (const std::string& pair : confused(classes)) ADD_FAILURE() << pair;
}

} // namespace
} // namespace ecoredline
