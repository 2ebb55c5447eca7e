#include "source/encoding.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace ecoredline {
namespace {

const std::string kRedlineGbk = "\xC9\xFA\xCC\xAC\xB1\xA3\xBB\xA4\xBA\xEC\xCF\xDF"; // 生态保护红线

EncodingGuess guess(std::string_view text) {
  return guessEncoding(std::vector<std::string_view>{text});
}

TEST(Encoding, KnowsAsciiUtf8AndGb18030ByTheirBytes) {
  EXPECT_EQ(guess("ZONE 1").encoding, "ASCII");
  EXPECT_EQ(guessEncoding(std::vector<std::string_view>{}).encoding, "ASCII");
  EXPECT_EQ(guess("生态保护红线").encoding, "UTF-8");
  EXPECT_EQ(guess(kRedlineGbk).encoding, "GB18030");
  EXPECT_THAT(guess(kRedlineGbk).evidence.en, testing::HasSubstr("100.0 % of 6 characters"));
}

TEST(Encoding, AFileIsUtf8OnlyWhenEveryTextIs) {
  EXPECT_EQ(guessEncoding(std::vector<std::string_view>{"生态", kRedlineGbk}).encoding, "");
}

TEST(Encoding, RareHanziBelowFivePercentAreSureAboveAreNot) {
  std::string common;
  for (int i = 0; i < 95; ++i) common += "\xC9\xFA";
  std::string rare;
  for (int i = 0; i < 5; ++i) rare += "\xE9\x46"; // 镕-like: GBK beyond GB 2312
  EXPECT_EQ(guess(common + rare).encoding, "GB18030");
  EXPECT_EQ(guess(common + rare + "\xE9\x46").encoding, "");
}

TEST(Encoding, UnassignedOrBrokenSequencesAreNeverSure) {
  std::string text;
  for (int i = 0; i < 200; ++i) text += "\xC9\xFA";
  EXPECT_EQ(guess(text).encoding, "GB18030");
  EXPECT_EQ(guess(text + "\xAA\xA1").encoding, "") << "user-defined area of GB 18030";
  EXPECT_EQ(guess(text + "\xC9").encoding, "") << "a lead byte at the end";
  EXPECT_EQ(guess(text + "\xFF\xFF").encoding, "");
}

TEST(Encoding, OtherEncodingsAreNotTakenForGb18030) {
  EXPECT_EQ(guess("\xA4\xA4\xA4\xE5").encoding, "") << "中文 in Big5 has the bytes of kana in GB 2312";
  EXPECT_EQ(guess("M\xE9xico Pe\xF1\x61").encoding, "") << "Latin-1";
  EXPECT_EQ(guess("\x82\xD0\x82\xBD\x82\xBF").encoding, "") << "Shift-JIS";
}

TEST(Encoding, ACutCharacterAtTheEndOfAFullFieldDoesNotCount) {
  const std::string cut = kRedlineGbk.substr(0, 11);
  EXPECT_EQ(guessEncoding(std::vector<RawText>{{cut, true}}).encoding, "GB18030");
  EXPECT_EQ(guessEncoding(std::vector<RawText>{{cut, false}}).encoding, "");
  EXPECT_EQ(wholeCharacters(cut, "GB18030"), kRedlineGbk.substr(0, 10));
  const std::string utf8 = "生态保";
  EXPECT_EQ(wholeCharacters(utf8.substr(0, 8), "UTF-8"), "生态");
  EXPECT_EQ(wholeCharacters(utf8, "UTF-8"), utf8);
  EXPECT_EQ(guessEncoding(std::vector<RawText>{{utf8.substr(0, 8), true}}).encoding, "UTF-8");
}

TEST(Encoding, FewTextsThatFitBothAreCalledAmbiguous) {
  EXPECT_TRUE(guess("\xC2\xB7\xC3\xAB").ambiguous); // 路毛 in GBK, "·ë" in UTF-8
  EXPECT_FALSE(guess("生态保护红线").ambiguous);
}

TEST(Encoding, DecodesWithOffsetOfTheFirstFault) {
  EXPECT_EQ(decode(kRedlineGbk, "GBK").value(), "生态保护红线");
  EXPECT_EQ(decode(kRedlineGbk, "936").value(), "生态保护红线");
  EXPECT_EQ(decode("\xB0\xEA\xBB\x79", "BIG5").value(), "國語");
  const auto broken = decode("ab\xC9", "GBK");
  ASSERT_FALSE(broken);
  EXPECT_EQ(broken.error().code, "encoding.undecodable");
  EXPECT_THAT(broken.error().what.en, testing::HasSubstr("byte 3"));
  EXPECT_THAT(decode("生\xFFz", "UTF-8").error().what.en, testing::HasSubstr("byte 4"));
}

TEST(Encoding, LongTextsAreDecodedWhole) {
  std::string bytes;
  std::string text;
  for (int i = 0; i < 2000; ++i) {
    bytes += kRedlineGbk;
    text += "生态保护红线";
  }
  EXPECT_EQ(decode(bytes, "GB18030").value(), text);
}

TEST(Encoding, UnknownNamesAreWrongUsageAndIgnoreSuffixesToo) {
  EXPECT_EQ(decode("a", "NO-SUCH").error().code, "encoding.unknown");
  EXPECT_EQ(decode("a", "NO-SUCH").error().kind, ErrorKind::usage);
  EXPECT_EQ(decode("\xC9", "GBK//IGNORE").error().code, "encoding.unknown");
}

TEST(Encoding, ManyNamesOfOneEncodingAreOne) {
  for (const char* name : {"936", "cp936", "CP-936", "GBK", "gb2312", "GB18030", "ANSI 936", "ANSI_936\r\n"})
    EXPECT_EQ(canonicalEncoding(name), "GB18030") << name;
  for (const char* name : {"utf8", "UTF-8", "65001"}) EXPECT_EQ(canonicalEncoding(name), "UTF-8") << name;
  EXPECT_EQ(canonicalEncoding("OEM"), "");
  EXPECT_EQ(canonicalEncoding("ISO 88591"), "ISO-8859-1");
  EXPECT_EQ(canonicalEncoding("1251"), "CP1251");
}

// --- readings of what is not sure ------------------------------------------------------------------------------------

std::vector<std::string> readingsOf(std::string_view bytes) {
  std::vector<std::string> names;
  for (const EncodingReading& reading : bestReadings({{bytes, false}})) names.push_back(reading.encoding);
  return names;
}

// 生態保護紅線 in Big5, 自然保護区のデータ in Shift-JIS and in EUC-JP, 자연보호구역 in EUC-KR: all pass as GB18030.
TEST(BestReadings, TellTheEncodingsOfEastAsiaApart) {
  EXPECT_EQ(readingsOf("\xA5\xCD\xBA\x41\xAB\x4F\xC5\x40\xAC\xF5\xBD\x75").front(), "BIG5");
  EXPECT_EQ(readingsOf("\x8E\xA9\x91\x52\x95\xDB\x8C\xEC\x8B\xE6\x82\xCC\x83\x66\x81\x5B\x83\x5E").front(), "CP932");
  EXPECT_EQ(readingsOf("\xBC\xAB\xC1\xB3\xCA\xDD\xB8\xEE\xB6\xE8\xA4\xCE\xA5\xC7\xA1\xBC\xA5\xBF").front(), "EUC-JP");
  EXPECT_EQ(readingsOf("\xC9\xFA\xCC\xAC\xB1\xA3\xBB\xA4\xBA\xEC\xCF\xDF").front(), "GB18030");
}

TEST(BestReadings, ShowHowTheTextWouldRead) {
  const auto readings = bestReadings({{"\xA5\xCD\xBA\x41\xAB\x4F\xC5\x40\xAC\xF5\xBD\x75", false}});
  ASSERT_FALSE(readings.empty());
  EXPECT_LE(readings.size(), 3U);
  EXPECT_EQ(readings.front().preview, "生態保護紅線");
  EXPECT_DOUBLE_EQ(readings.front().common, 1);
}

TEST(BestReadings, LeaveOutWhatTheBytesCannotBe) {
  EXPECT_TRUE(bestReadings({{"ascii", false}}).empty());
  EXPECT_TRUE(readingsOf("\xFF\xFF\xFF").empty());
}

} // namespace
} // namespace ecoredline
