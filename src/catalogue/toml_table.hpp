#pragma once

#include "base/date.hpp"
#include "base/error.hpp"

#include <algorithm>
#include <array>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace ecoredline {

class TomlTable;
using TomlKeys = std::vector<std::string_view>;

/// A file of TOML that people write. The first thing wrong with it is kept; readers go on with defaults, and `checked`
/// gives up at the end.
class TomlFile {
 public:
  /// `path`: as errors name the place, "path:line". `family`: what their codes begin with.
  /// Errors (input): <family>.syntax.
  static Result<TomlFile> parse(std::string path, std::string_view bytes, std::string family = "catalogue");

  TomlTable root(const TomlKeys& known) const;
  /// `value`, or the first thing wrong. Errors (input): <family>.unknown_key, <family>.bad_value.
  template<class T>
  Result<T> checked(T value) const {
    if (fault()) return fail(*fault());
    return value;
  }
  const std::optional<Error>& fault() const;

  struct Content;

 private:
  explicit TomlFile(std::shared_ptr<Content> content) : m_content(std::move(content)) {}
  std::shared_ptr<Content> m_content;
};

/// One table of a file, read strictly: a key that nobody asked for is an error. The file must outlive it.
class TomlTable {
 public:
  TomlTable(const void* table, TomlFile::Content& file, const TomlKeys& known);

  bool has(std::string_view key) const;
  /// True where the key is this text.
  bool says(std::string_view key, std::string_view word) const;

  std::string text(std::string_view key, std::string otherwise = {}) const;
  std::string requiredText(std::string_view key) const;
  double number(std::string_view key, double otherwise = 0) const;
  std::int64_t integer(std::string_view key, std::int64_t otherwise = 0) const;
  bool boolean(std::string_view key, bool otherwise = false) const;
  Date date(std::string_view key) const;
  Date requiredDate(std::string_view key) const;
  std::vector<std::string> texts(std::string_view key) const;
  std::vector<std::string> requiredTexts(std::string_view key) const;
  std::vector<double> numbers(std::string_view key) const;

  /// { zh, en }: both, or neither.
  Text bilingual(std::string_view key) const;
  Text requiredBilingual(std::string_view key) const;
  /// { zh, en }, of which one may be empty; of a list of them.
  Text words(std::string_view key) const;
  std::vector<Text> wordList(std::string_view key) const;
  /// Tables whose keys are data.
  std::map<std::string, Text> titles(std::string_view key) const;
  std::map<std::string, std::string> namedTexts(std::string_view key) const;

  /// One of `names`, in the order of the enumeration's values.
  template<class Enum, std::size_t N>
  Enum choice(std::string_view key, const std::array<std::string_view, N>& names, Enum otherwise) const {
    const auto at = std::ranges::find(names, text(key));
    if (at != names.end()) return static_cast<Enum>(at - names.begin());
    if (has(key)) badChoice(key, {names.begin(), names.end()});
    return otherwise;
  }
  template<class Enum, std::size_t N>
  Enum requiredChoice(std::string_view key, const std::array<std::string_view, N>& names) const {
    if (!has(key)) missing(key);
    return choice(key, names, Enum{});
  }

  /// A table, or each table of a list.
  using Read = std::function<void(const TomlTable&)>;
  void each(std::string_view key, const TomlKeys& known, const Read& read) const;
  void requiredEach(std::string_view key, const TomlKeys& known, const Read& read) const;

  void missing(std::string_view key) const;
  /// The value of a key, or what stands in its place, is not as `wanted`: "`key` must be …".
  void bad(std::string_view key, const Text& wanted) const;

 private:
  template<class T>
  T value(std::string_view key, T otherwise, const Text& wanted) const;
  void badChoice(std::string_view key, const TomlKeys& names) const;

  const void* m_table; ///< of toml++, which no header names
  TomlFile::Content& m_file;
};

} // namespace ecoredline
