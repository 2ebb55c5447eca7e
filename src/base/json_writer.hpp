#pragma once

#include "base/text.hpp"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace ecoredline {

/// Streams JSON with the keys in the order they are written and numbers with a fixed count of decimals, so that the
/// same values are the same bytes. (nlohmann::json prints shortest doubles and holds the whole tree; it reads ours.)
/// Text must be UTF-8. Calls must nest properly; `take()` returns what has been written so far and empties the buffer.
class JsonWriter {
 public:
  /// indent 0 = one line.
  explicit JsonWriter(int indent = 2) : m_indent(indent) {}

  JsonWriter& beginObject();
  JsonWriter& endObject();
  JsonWriter& beginArray();
  JsonWriter& endArray();
  JsonWriter& key(std::string_view name);

  JsonWriter& text(std::string_view utf8);
  JsonWriter& fixed(double value, int digits); ///< null if not finite
  JsonWriter& integer(std::int64_t value);
  JsonWriter& boolean(bool value);
  JsonWriter& null();
  JsonWriter& raw(std::string_view json); ///< a complete JSON value made elsewhere

  std::string take();

 private:
  void beforeValue();
  void newline();

  struct Level {
    bool array;
    bool empty = true;
  };
  int m_indent;
  bool m_after_key = false;
  std::vector<Level> m_levels;
  std::string m_out;
};

/// The member `key` of an object: {"zh": …, "en": …}.
void writeText(JsonWriter& json, std::string_view key, const Text& text);

/// `utf8` as a JSON string literal with its quotes; `<`, `>`, `&` and U+2028/9 escaped so that it may stand in HTML.
std::string jsonQuoted(std::string_view utf8);

} // namespace ecoredline
