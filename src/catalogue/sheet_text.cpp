#include "catalogue/sheet_text.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <toml++/toml.h>

#include <sstream>
#include <vector>

namespace ecoredline {

namespace {

std::string quoted(const std::string& text) {
  std::ostringstream out;
  out << toml::value<std::string>(text);
  return out.str();
}

std::string quoted(const Text& text) {
  return fmt::format("{{ zh = {}, en = {} }}", quoted(text.zh), quoted(text.en));
}

template<class T>
std::string listed(const std::vector<T>& all) {
  std::vector<std::string> words;
  for (const T& one : all) words.push_back(quoted(one));
  return fmt::format("[{}]", fmt::join(words, ", "));
}

// 12.0 and not 12, so that an eye sees a measure; as many digits as read back to the same number.
std::string millimetres(double value) {
  const std::string digits = fmt::format("{}", value);
  return digits.find_first_of(".e") == std::string::npos ? digits + ".0" : digits;
}

std::string placed(PageElement element, const PagePlace& place) {
  const std::string head = fmt::format("\n[place.{}]\n", kPageElements[static_cast<std::size_t>(element)]);
  if (place.hidden) return head + "hidden = true\n";
  return head + fmt::format("x = {}\ny = {}\n", millimetres(place.x), millimetres(place.y));
}

} // namespace

std::string toToml(const SheetSpec& sheet) {
  const SheetSpec unsaid;
  std::string out;
  const auto say = [&](const char* key, const std::string& value) { out += fmt::format("{} = {}\n", key, value); };
  const auto flag = [&](const char* key, bool value, bool otherwise) {
    if (value != otherwise) say(key, value ? "true" : "false");
  };
  say("id", quoted(sheet.id));
  say("title", quoted(sheet.title));
  if (sheet.subject != unsaid.subject)
    say("about", quoted(std::string(kSheetSubjects[static_cast<std::size_t>(sheet.subject)])));
  if (!sheet.kinds.empty()) say("kinds", listed(sheet.kinds));
  if (!sheet.base.empty()) say("base", listed(sheet.base));
  say("size", quoted(sheet.size));
  flag("kilometre_grid", sheet.kilometre_grid, unsaid.kilometre_grid);
  flag("graticule", sheet.graticule, unsaid.graticule);
  flag("locator", sheet.locator, unsaid.locator);
  flag("findings", sheet.findings, unsaid.findings);
  if (!sheet.secrecy.empty()) say("secrecy", quoted(sheet.secrecy));
  if (!sheet.number.empty()) say("number", quoted(sheet.number));
  if (!sheet.signatures.empty()) say("signatures", listed(sheet.signatures));
  for (const auto& [element, place] : sheet.places) out += placed(element, place);
  return out;
}

} // namespace ecoredline
