#include "catalogue/near_names.hpp"

#include "catalogue/columns_met.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <set>
#include <utility>

namespace ecoredline {

namespace {

constexpr double kWhole = 0.9;         // of a name that was cut off or numbered
constexpr std::size_t kLeastLatin = 3; // shorter Latin names ("MC", "ID") are too near to one another
constexpr std::size_t kLeastCut = 9;   // bytes: three Chinese characters are what a DBF keeps in UTF-8
constexpr std::size_t kLongest = 200;  // bytes; longer ones are no names

using Characters = std::vector<std::string>;

Characters charactersOf(std::string_view utf8) {
  Characters characters;
  for (const char c : utf8) {
    if ((static_cast<unsigned char>(c) & 0xC0U) == 0x80U && !characters.empty())
      characters.back() += c;
    else
      characters.emplace_back(1, c);
  }
  return characters;
}

bool isLatin(const Characters& name) {
  return std::ranges::all_of(name, [](const std::string& c) { return c.size() == 1; });
}

std::size_t editsBetween(const Characters& a, const Characters& b) {
  std::vector<std::size_t> row(b.size() + 1);
  for (std::size_t k = 0; k <= b.size(); ++k) row[k] = k;
  for (std::size_t i = 1; i <= a.size(); ++i) {
    std::size_t diagonal = std::exchange(row[0], i);
    for (std::size_t k = 1; k <= b.size(); ++k) {
      const std::size_t replaced = diagonal + (a[i - 1] == b[k - 1] ? 0 : 1);
      diagonal = row[k];
      row[k] = std::min({replaced, row[k] + 1, row[k - 1] + 1});
    }
  }
  return row[b.size()];
}

double latinLikeness(const Characters& a, const Characters& b) {
  const std::size_t longer = std::max(a.size(), b.size());
  if (std::min(a.size(), b.size()) < kLeastLatin) return a == b ? 1 : 0;
  return 1 - static_cast<double>(editsBetween(a, b)) / static_cast<double>(longer);
}

double pairLikeness(const Characters& a, const Characters& b) {
  std::multiset<std::string> pairs;
  for (std::size_t i = 0; i + 1 < a.size(); ++i) pairs.insert(a[i] + a[i + 1]);
  const std::size_t total = pairs.size() + (b.empty() ? 0 : b.size() - 1);
  if (total == 0) return 0;
  std::size_t shared = 0;
  for (std::size_t i = 0; i + 1 < b.size(); ++i) {
    const auto found = pairs.find(b[i] + b[i + 1]);
    if (found == pairs.end()) continue;
    pairs.erase(found);
    ++shared;
  }
  return 2.0 * static_cast<double>(shared) / static_cast<double>(total);
}

/// Without "_1", " 2", "1" behind it.
std::string unnumbered(std::string name) {
  while (!name.empty() && name.back() >= '0' && name.back() <= '9') name.pop_back();
  while (!name.empty() && (name.back() == '_' || name.back() == ' ')) name.pop_back();
  return name;
}

bool isCutOff(const std::string& shorter, const std::string& longer) {
  return shorter.size() >= kLeastCut && longer.size() > shorter.size() && longer.starts_with(shorter);
}

std::vector<std::string> namesOf(const Field& field) {
  std::vector<std::string> names = field.aliases;
  names.push_back(field.id);
  if (!field.title.zh.empty()) names.push_back(field.title.zh);
  return names;
}

NearColumn compared(const Field& field, const Column& column) {
  NearColumn best{field.id, column.name, {}, 0};
  for (const std::string& name : namesOf(field)) {
    const double like = likeness(name, column.name);
    if (like <= best.likeness) continue;
    best.likeness = like;
    best.name = name;
  }
  return best;
}

} // namespace

double likeness(std::string_view a, std::string_view b) {
  const std::string first = folded(a);
  const std::string second = folded(b);
  if (first.empty() || second.empty() || std::max(first.size(), second.size()) > kLongest) return 0;
  if (first == second) return 1;
  if (unnumbered(first) == unnumbered(second) && !unnumbered(first).empty()) return kWhole;
  if (isCutOff(first, second) || isCutOff(second, first)) return kWhole;
  const Characters x = charactersOf(first);
  const Characters y = charactersOf(second);
  return isLatin(x) && isLatin(y) ? latinLikeness(x, y) : pairLikeness(x, y);
}

std::vector<NearColumn> nearColumns(const std::vector<Field>& fields, const Table& table,
                                    const std::vector<FieldMapping>& mapping) {
  std::vector<NearColumn> all;
  for (const Field& field : fields) {
    if (std::ranges::find(mapping, field.id, &FieldMapping::canonical) != mapping.end()) continue;
    for (const Column& column : table.columns) {
      if (std::ranges::find(mapping, column.name, &FieldMapping::column) != mapping.end()) continue;
      NearColumn near = compared(field, column);
      if (near.likeness >= kNearName) all.push_back(std::move(near));
    }
  }
  std::ranges::stable_sort(all, std::greater<>(), &NearColumn::likeness);
  std::vector<NearColumn> kept;
  for (NearColumn& near : all) {
    const bool taken = std::ranges::any_of(kept, [&near](const NearColumn& other) {
      return other.canonical == near.canonical || other.column == near.column;
    });
    if (!taken) kept.push_back(std::move(near));
  }
  return kept;
}

void reportNearColumns(const std::vector<NearColumn>& near, Diagnoses& diagnoses) {
  for (const NearColumn& n : near) {
    Diagnosis found;
    found.code = "bind.near_field";
    found.severity = Severity::warning;
    found.message = {fmt::format("没有列对应字段 {}；列“{}”与“{}”相近，若是请加 --field {}={}", n.canonical, n.column,
                                 n.name, n.canonical, n.column),
                     fmt::format("No column for field {}; column \"{}\" is like \"{}\": if it is the one, add --field "
                                 "{}={}",
                                 n.canonical, n.column, n.name, n.canonical, n.column)};
    diagnoses.push_back(std::move(found));
  }
}

} // namespace ecoredline
