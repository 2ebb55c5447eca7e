#include "base/json_writer.hpp"

#include "base/decimal.hpp"

#include <fmt/format.h>

#include <utility>

namespace ecoredline {

namespace {

/// What `rest` begins with as JSON writes it, empty for what stands as it is; `taken` bytes of it are meant.
std::string escaped(std::string_view rest, std::size_t& taken) {
  const auto c = static_cast<unsigned char>(rest.front());
  taken = 1;
  if (c == '"' || c == '\\') return {'\\', rest.front()};
  if (c == '\n') return "\\n";
  if (c == '\t') return "\\t";
  if (c < 0x20 || c == 0x7f || c == '<' || c == '>' || c == '&') return fmt::format("\\u{:04x}", c);
  if (c != 0xE2 || !(rest.starts_with("\u2028") || rest.starts_with("\u2029"))) return {};
  taken = 3;
  return rest.starts_with("\u2028") ? "\\u2028" : "\\u2029";
}

/// True for what surely stands as it is: by far most bytes, so that nothing is made for them.
bool isPlain(char c) {
  const auto u = static_cast<unsigned char>(c);
  return u >= 0x20 && u != 0x7f && u != 0xE2 && c != '"' && c != '\\' && c != '<' && c != '>' && c != '&';
}

} // namespace

std::string jsonQuoted(std::string_view utf8) {
  std::string out = "\"";
  out.reserve(utf8.size() + 2);
  std::size_t plain = 0; // where the run that stands as it is begins: long texts are copied run by run
  for (std::size_t i = 0; i < utf8.size();) {
    if (isPlain(utf8[i])) {
      ++i;
      continue;
    }
    std::size_t taken = 1;
    const std::string instead = escaped(utf8.substr(i), taken);
    if (!instead.empty()) {
      out.append(utf8, plain, i - plain);
      out += instead;
      plain = i + taken;
    }
    i += taken;
  }
  out.append(utf8, plain);
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

void writeText(JsonWriter& json, std::string_view key, const Text& text) {
  json.key(key).beginObject().key("zh").text(text.zh).key("en").text(text.en).endObject();
}

} // namespace ecoredline
