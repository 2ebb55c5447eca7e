#include "base/markup.hpp"
#include "base/text.hpp"

#include <gtest/gtest.h>

#include <random>

namespace ecoredline {
namespace {

TEST(Markup, EscapesWhatMarkupIsMadeOf) {
  EXPECT_EQ(markupEscaped("<a href=\"x\" b='y'>`&amp;"), "&lt;a href=&quot;x&quot; b=&#39;y&#39;&gt;&#96;&amp;amp;");
  EXPECT_EQ(markupEscaped("饮用水 m² 1 234.5\t\n"), "饮用水 m² 1 234.5\t\n");
  EXPECT_EQ(markupEscaped(""), "");
}

TEST(Markup, ShowsThatSomethingCouldNotBeShown) {
  EXPECT_EQ(markupEscaped(std::string_view("a\0b", 3)), "a\uFFFDb");
  EXPECT_EQ(markupEscaped("a\x1B[31mb\x7F"), "a\uFFFD[31mb\uFFFD");
  EXPECT_EQ(markupEscaped("a\xFF\xC3"), "a\uFFFD\uFFFD") << "broken bytes";
  EXPECT_EQ(markupEscaped("A\u202Efdp.exe\u2066\u200F"), "A\uFFFDfdp.exe\uFFFD\uFFFD") << "reading direction";
  EXPECT_EQ(markupEscaped("\uFFFE\uFDD0"), "\uFFFD\uFFFD") << "no characters";
  EXPECT_EQ(markupEscaped("a\r\nb"), "a \nb");
}

// Whatever goes in: no markup, no broken text comes out.
TEST(Markup, NothingComesThrough) {
  std::mt19937 random(20261122);
  const std::string_view alphabet = "<>&\"'`=/!-]a\r\n\t\x01\x7F\x80\xC3\xE2\xF0\x9F";
  for (int i = 0; i < 20000; ++i) {
    std::string nasty;
    for (unsigned n = random() % 24; n > 0; --n)
      nasty += random() % 3 == 0 ? static_cast<char>(random() % 256) : alphabet[random() % alphabet.size()];
    const std::string out = markupEscaped(nasty);
    EXPECT_TRUE(isUtf8(out));
    EXPECT_EQ(out.find_first_of("<>\"'`\r\x01\x7F"), std::string::npos) << out;
    for (auto at = out.find('&'); at != std::string::npos; at = out.find('&', at + 1))
      EXPECT_NE(out.find(';', at), std::string::npos) << out;
  }
}

TEST(Markup, CutsByColumns) {
  EXPECT_EQ(shortened("abc", 3), "abc");
  EXPECT_EQ(shortened("abcd", 3), "ab\u2026");
  EXPECT_EQ(shortened("水源保护区", 7), "水源保\u2026");
  EXPECT_EQ(shortened("水源保护区", 10), "水源保护区");
}

} // namespace
} // namespace ecoredline
