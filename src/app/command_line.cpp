#include "app/command_line.hpp"

#include "base/decimal.hpp"
#include "base/files.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cctype>

namespace ecoredline {

namespace {

using Words = std::vector<std::string>;

void add(Words& words, const char* option, const std::string& value) {
  if (value.empty()) return;
  words.emplace_back(option);
  words.push_back(value);
}

void addSource(const SourceOptions& source, Words& words) {
  add(words, "--crs", source.read.crs);
  add(words, "--encoding", source.read.encoding);
  add(words, "--layer", source.read.layer);
  if (source.read.axis != AxisOrder::asStored) add(words, "--axis", source.read.axis == AxisOrder::xy ? "xy" : "yx");
  if (source.read.datum_shift) {
    std::vector<std::string> parameters;
    for (const double value : source.read.datum_shift->parameters) parameters.push_back(toShortest(value));
    words.push_back(fmt::format("--datum-shift={}", fmt::join(parameters, ","))); // may begin with a minus
  }
  if (source.read.repair == RepairConsent::yes) add(words, "--repair", "yes");
  for (const auto& [canonical, column] : source.fields) add(words, "--field", canonical + "=" + column);
}

bool isPlain(const std::string& word) {
  return !word.empty() && std::ranges::all_of(word, [](unsigned char c) {
    return std::isalnum(c) != 0 || c >= 0x80 ||
           std::string_view("-_./,:=+@").find(static_cast<char>(c)) != std::string_view::npos;
  });
}

std::string quoted(const std::string& word) {
  if (isPlain(word)) return word;
  std::string out = "'";
  for (const char c : word) {
    if (c == '\'')
      out += "'\\''";
    else
      out += c;
  }
  return out + "'";
}

} // namespace

std::vector<std::string> commandLineOf(const ScreenOptions& options, Language language) {
  Words words;
  if (language == Language::en) words = {"--lang", "en"};
  words.insert(words.end(), {"screen", toUtf8(options.workspace), toUtf8(options.sites)});
  add(words, "--out", toUtf8(options.out));
  add(words, "--format", fmt::format("{}", fmt::join(options.formats, ",")));
  add(words, "--kinds", fmt::format("{}", fmt::join(options.kinds, ",")));
  add(words, "--profile", options.profile);
  add(words, "--facts", toUtf8(options.facts));
  add(words, "--questions", toUtf8(options.questions));
  if (options.site_accuracy_m) add(words, "--site-accuracy", toShortest(*options.site_accuracy_m));
  if (options.buffer_m != 0) add(words, "--buffer", toShortest(options.buffer_m));
  add(words, "--as-of", options.as_of);
  if (options.method != AreaMethod::official) add(words, "--area", std::string(name(options.method)));
  if (options.jobs != 0) add(words, "--jobs", std::to_string(options.jobs));
  if (options.fail_on) add(words, "--fail-on", std::string(name(*options.fail_on)));
  addSource(options.source, words);
  return words;
}

std::string shellLine(const std::vector<std::string>& words) {
  std::string line = "ecoredline";
  for (const std::string& word : words) line += " " + quoted(word);
  return line;
}

} // namespace ecoredline
