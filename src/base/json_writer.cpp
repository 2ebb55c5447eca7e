#include "base/json_writer.hpp"

#include "base/decimal.hpp"

#include <fmt/format.h>

#include <utility>

namespace ecoredline {

std::string jsonQuoted(std::string_view utf8) {
  std::string out = "\"";
  for (size_t i = 0; i < utf8.size(); ++i) {
    const auto c = static_cast<unsigned char>(utf8[i]);
    const std::string_view rest = utf8.substr(i);
    if (rest.starts_with("\u2028") || rest.starts_with("\u2029")) {
      out += rest.starts_with("\u2028") ? "\\u2028" : "\\u2029";
      i += 2;
    } else if (c == '"' || c == '\\') {
      out += '\\';
      out += static_cast<char>(c);
    } else if (c == '\n') {
      out += "\\n";
    } else if (c == '\t') {
      out += "\\t";
    } else if (c < 0x20 || c == 0x7f || c == '<' || c == '>' || c == '&') {
      out += fmt::format("\\u{:04x}", c);
    } else {
      out += static_cast<char>(c);
    }
  }
  return out + '"';
}

void JsonWriter::newline() {
  if (m_indent == 0) return;
  m_out += '\n';
  m_out.append(m_levels.size() * static_cast<size_t>(m_indent), ' ');
}

void JsonWriter::beforeValue() {
  if (std::exchange(m_after_key, false) || m_levels.empty()) return;
  if (!std::exchange(m_levels.back().empty, false)) m_out += ',';
  newline();
}

JsonWriter& JsonWriter::beginObject() {
  beforeValue();
  m_out += '{';
  m_levels.push_back({false});
  return *this;
}

JsonWriter& JsonWriter::endObject() {
  const bool empty = m_levels.back().empty;
  m_levels.pop_back();
  if (!empty) newline();
  m_out += '}';
  return *this;
}

JsonWriter& JsonWriter::beginArray() {
  beforeValue();
  m_out += '[';
  m_levels.push_back({true});
  return *this;
}

JsonWriter& JsonWriter::endArray() {
  const bool empty = m_levels.back().empty;
  m_levels.pop_back();
  if (!empty) newline();
  m_out += ']';
  return *this;
}

JsonWriter& JsonWriter::key(std::string_view name) {
  beforeValue();
  m_out += jsonQuoted(name);
  m_out += m_indent == 0 ? ":" : ": ";
  m_after_key = true;
  return *this;
}

JsonWriter& JsonWriter::raw(std::string_view json) {
  beforeValue();
  m_out += json;
  return *this;
}

JsonWriter& JsonWriter::text(std::string_view utf8) {
  return raw(jsonQuoted(utf8));
}

JsonWriter& JsonWriter::fixed(double value, int digits) {
  const std::string number = toFixed(value, digits);
  return raw(number.empty() ? "null" : number);
}

JsonWriter& JsonWriter::integer(std::int64_t value) {
  return raw(std::to_string(value));
}
JsonWriter& JsonWriter::boolean(bool value) {
  return raw(value ? "true" : "false");
}
JsonWriter& JsonWriter::null() {
  return raw("null");
}

std::string JsonWriter::take() {
  return std::exchange(m_out, {});
}

} // namespace ecoredline
