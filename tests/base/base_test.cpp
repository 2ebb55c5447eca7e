#include "base/date.hpp"
#include "base/decimal.hpp"
#include "base/error.hpp"
#include "base/files.hpp"
#include "base/hash.hpp"
#include "base/json_writer.hpp"
#include "base/text.hpp"

#include <gtest/gtest.h>

#include <cmath>

namespace ecoredline {
namespace {

TEST(Decimal, RoundsHalfUpFromTheExactDouble) {
  EXPECT_EQ(toFixed(0.03125, 4), "0.0313"); // an exact tie: printf says 0.0312
  EXPECT_EQ(toFixed(-0.03125, 4), "-0.0313");
  EXPECT_EQ(toFixed(0.5, 0), "1");
  EXPECT_EQ(toFixed(2.5, 0), "3");
  EXPECT_EQ(toFixed(1.005, 2), "1.00"); // the double lies below the tie
  EXPECT_EQ(toFixed(109997.54, 4), "109997.5400");
  EXPECT_EQ(toFixed(-0.00001, 2), "0.00");
  EXPECT_EQ(toFixed(NAN, 2), "");
}

TEST(Decimal, ShortestReadsBack) {
  for (double v : {0.1, 1e-300, 126.373365436, 42530000.0, -7.0 / 3}) EXPECT_EQ(std::stod(toShortest(v)), v);
}

TEST(Decimal, GroupsThousandsWithThinSpace) {
  EXPECT_EQ(toGrouped(1234567.891, 2), "1\u2009234\u2009567.89");
  EXPECT_EQ(toGrouped(-123.4, 1), "-123.4");
  EXPECT_EQ(toGrouped(-1234, 0), "-1\u2009234");
}

TEST(Text, Utf8) {
  EXPECT_TRUE(isUtf8("生态保护红线"));
  EXPECT_FALSE(isUtf8("\xC9\xFA\xCC\xAC")); // 生态 in GBK
  EXPECT_FALSE(isUtf8("\xED\xA0\x80"));     // a surrogate
  EXPECT_FALSE(isUtf8("\xE7\x94"));         // cut in mid-character
  EXPECT_EQ(toNfc("e\u0301"), "\u00e9");
  // Text that is taken as it stands, and its neighbours that are not.
  EXPECT_EQ(toNfc("生态保护红线 A1"), "生态保护红线 A1");
  EXPECT_EQ(toNfc("线e\u0301"), "线\u00e9");
  EXPECT_EQ(toNfc("\u304b\u3099"), "\u304c");   // kana and its voiced mark
  EXPECT_EQ(toNfc("红\uf900"), "红\u8c48");     // a compatibility ideograph
  EXPECT_EQ(toNfc("\u1112\u1161"), "\ud558");   // jamo
  EXPECT_EQ(toNfc("红\xE7\xBA"), "红\xE7\xBA"); // cut: not UTF-8, kept
  EXPECT_EQ(trimmed("\u3000 一级\r\n"), "一级");
  EXPECT_EQ(lowered("HJGKDYBM编码"), "hjgkdybm编码");
  EXPECT_EQ(displayWidth("不符合 A"), 8);
}

TEST(Hash, KnownVector) {
  EXPECT_EQ(toHex(sha256("abc")), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  EXPECT_EQ(Sha256().add("a").add("bc").finish(), sha256("abc"));
  EXPECT_EQ(toHex(sha256("abc"), 12), "ba7816bf8f01");
}

TEST(Date, Calendar) {
  EXPECT_TRUE(isDate("2024-02-29"));
  EXPECT_FALSE(isDate("2023-02-29"));
  EXPECT_FALSE(isDate("2023-2-9"));
  EXPECT_FALSE(isDate("2023-1x-01"));
  EXPECT_TRUE(isDate(today()));
}

TEST(JsonWriter, SameValuesSameBytes) {
  JsonWriter json(0);
  json.beginObject().key("a").fixed(1.25, 1).key("b").beginArray().text("</svg>\n").null().endArray();
  json.key("c").beginObject().endObject().endObject();
  EXPECT_EQ(json.take(), R"({"a":1.3,"b":["\u003c/svg\u003e\n",null],"c":{}})");
}

TEST(Files, AtomicWriteLeavesTheOldFileWhenItFails) {
  auto folder = TemporaryFolder::create();
  ASSERT_TRUE(folder);
  const auto path = folder->path() / pathFromUtf8("结果.json");
  ASSERT_TRUE(writeFileAtomically(path, "one"));
  ASSERT_TRUE(writeFileAtomically(path, "two"));
  EXPECT_EQ(readFile(path).value(), "two");
  const auto failed = writeFileAtomically(folder->path() / "no_such_folder" / "x", "three");
  ASSERT_FALSE(failed);
  EXPECT_EQ(failed.error().code, "output.write_failed");
  EXPECT_EQ(exitStatus(failed.error().kind), 3);
}

TEST(Error, DescriptionHasWhatWhereAdviceAndCode) {
  const Error error{ErrorKind::input, "input.missing_file", {"甲", "A"}, "here", {"乙", "B"}};
  EXPECT_EQ(describe(error, Language::en), "A\n  where: here\n  try:   B\n  [input.missing_file]");
}

} // namespace
} // namespace ecoredline
