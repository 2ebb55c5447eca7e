#include "output/document.hpp"

#include "report/words.hpp"

#include <algorithm>
#include <array>
#include <numeric>

namespace ecoredline {

namespace {

constexpr double kColumn = 0.6;     // of the letters' height: one column of a terminal
constexpr double kMostWanted = 80;  // columns: beyond this a cell is wrapped anyway
constexpr double kToWriteOn = 24;   // columns: of one that holds nothing yet
constexpr double kShortWord = 8;    // columns: a cell of four characters or fewer stays on one line
constexpr double kLongestWord = 16; // columns: a longer one (a hash, a list of codes) may be broken anywhere

std::vector<std::string> characters(std::string_view text) {
  std::vector<std::string> out;
  for (const char byte : text) {
    if ((static_cast<unsigned char>(byte) & 0xC0U) != 0x80U || out.empty()) out.emplace_back();
    out.back() += byte;
  }
  return out;
}

// Marks that never begin a line (避头).
bool clings(const std::string& character) {
  static constexpr std::array<std::string_view, 24> kMarks{
      "\uFF0C", "。", "、", "\uFF1B", "\uFF1A", "\uFF1F", "\uFF01", "\uFF09", "》", "」", "』", "】",
      "”",      "’",  "％", "…",      "·",      "〕",     "℃",      "°",      "²",  "%",  ")",  "]"};
  return std::ranges::find(kMarks, character) != kMarks.end();
}

// Marks that never end one.
bool opens(const std::string& character) {
  static constexpr std::array<std::string_view, 7> kMarks{"\uFF08", "《", "「", "『", "【", "“", "〔"};
  return std::ranges::find(kMarks, character) != kMarks.end();
}

bool wide(const std::string& character) {
  return displayWidth(character) > 1;
}

} // namespace

std::optional<LeadingVerdict> leadingVerdict(std::string_view text, Language language) {
  using enum Verdict;
  for (const Verdict verdict : {fail, marginal, unknown, conditional, pass}) {
    const std::string word = markedWord(verdict).in(language);
    if (text.starts_with(word)) return LeadingVerdict{verdict, word.size()};
  }
  return std::nullopt;
}

std::string_view verdictInk(Verdict verdict) {
  constexpr std::array<std::string_view, 5> kInks{"#027A48", "#175CD3", "#475467", "#B54708", "#B42318"};
  return kInks.at(static_cast<std::size_t>(verdict));
}

std::string_view verdictTint(Verdict verdict) {
  constexpr std::array<std::string_view, 5> kTints{"#ECFDF3", "#EFF8FF", "#F2F4F7", "#FFFAEB", "#FEF3F2"};
  return kTints.at(static_cast<std::size_t>(verdict));
}

std::vector<std::string> unbrokenPieces(std::string_view text) {
  std::vector<std::string> out;
  bool ended = true;
  std::string before;
  for (const std::string& one : characters(text)) {
    const bool blank = one == " ";
    if (out.empty() || (ended && !blank && !clings(one)) ||
        (wide(one) && !clings(one) && !opens(before) && !before.empty())) {
      out.emplace_back();
    }
    out.back() += one;
    // Behind a wide character, a blank, and the marks that join long codes and paths, a line may end.
    ended = (blank || wide(one) || one == "/" || one == "_" || one == ",") && !opens(one);
    before = one;
  }
  return out;
}

std::vector<double> columnWidths(const TextTable& table, Language language, const ColumnRoom& room) {
  const std::size_t count = table.heads.size();
  const double letter = room.size * kColumn;
  std::vector<double> least(count);
  std::vector<double> wanted(count);
  const auto look = [&](std::size_t column, const std::string& text, bool number) {
    double longest = 0;
    for (const std::string& piece : unbrokenPieces(text))
      longest = std::max(longest, std::min<double>(displayWidth(trimmed(piece)), kLongestWord));
    const double whole = std::min<double>(displayWidth(text), kMostWanted);
    if (whole <= kShortWord || (number && whole <= 16)) longest = std::max(longest, whole); // a figure is never broken
    least[column] = std::max(least[column], longest * letter + room.padding);
    wanted[column] = std::max(wanted[column], whole * letter + room.padding);
  };
  for (std::size_t c = 0; c < count; ++c) {
    look(c, table.heads[c].title.in(language), false);
    for (const auto& row : table.rows) look(c, row[c], table.heads[c].number);
    const bool blank = std::ranges::all_of(table.rows, [&](const auto& row) { return row[c].empty(); });
    if (blank) wanted[c] = std::max(wanted[c], kToWriteOn * letter + room.padding);
  }
  const double narrow = std::accumulate(least.begin(), least.end(), 0.0);
  if (narrow >= room.width || narrow <= 0) { // too much for the page: each gives way as it is wide
    for (double& width : least) width *= narrow > 0 ? room.width / narrow : 0;
    return least;
  }
  double more = 0;
  for (std::size_t c = 0; c < count; ++c) more += std::max(0.0, wanted[c] - least[c]);
  const double spare = room.width - narrow;
  const double filled = std::min(spare, more); // each what it wants; what is left over is everybody's
  for (std::size_t c = 0; c < count; ++c) {
    if (more > 0) least[c] += filled * std::max(0.0, wanted[c] - least[c]) / more;
    least[c] += (spare - filled) / static_cast<double>(count);
  }
  return least;
}

} // namespace ecoredline
