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

namespace {

std::vector<std::string> listOf(const std::string& text) {
  std::vector<std::string> all;
  for (std::size_t at = 0; at <= text.size();) {
    const auto comma = std::min(text.find(',', at), text.size());
    if (comma > at) all.push_back(text.substr(at, comma - at));
    at = comma + 1;
  }
  return all;
}

/// A number as it was written; throws what std::stod does.
double numberOf(const std::string& text) {
  return std::stod(text);
}

void takeSource(const std::string& option, const std::string& value, SourceOptions& source) {
  if (option == "--crs") source.read.crs = value;
  if (option == "--encoding") source.read.encoding = value;
  if (option == "--layer") source.read.layer = value;
  if (option == "--axis") source.read.axis = value == "xy" ? AxisOrder::xy : AxisOrder::yx;
  if (option == "--repair") source.read.repair = value == "yes" ? RepairConsent::yes : RepairConsent::no;
  if (option == "--field") source.fields[value.substr(0, value.find('='))] = value.substr(value.find('=') + 1);
  if (option == "--datum-shift") {
    DatumShift shift;
    const auto numbers = listOf(value);
    for (std::size_t i = 0; i < numbers.size() && i < shift.parameters.size(); ++i)
      shift.parameters[i] = numberOf(numbers[i]);
    source.read.datum_shift = shift;
  }
}

void take(const std::string& option, const std::string& value, ScreenOptions& options) {
  if (option == "--out") options.out = pathFromUtf8(value);
  if (option == "--format") options.formats = listOf(value);
  if (option == "--kinds") options.kinds = listOf(value);
  if (option == "--profile") options.profile = value;
  if (option == "--facts") options.facts = pathFromUtf8(value);
  if (option == "--questions") options.questions = pathFromUtf8(value);
  if (option == "--site-accuracy") options.site_accuracy_m = numberOf(value);
  if (option == "--buffer") options.buffer_m = numberOf(value);
  if (option == "--as-of") options.as_of = value;
  if (option == "--jobs") options.jobs = static_cast<int>(numberOf(value));
  if (option == "--fail-on") options.fail_on = effectFrom(value);
  if (option == "--area")
    for (const AreaMethod method : {AreaMethod::official, AreaMethod::exact, AreaMethod::planar})
      if (value == name(method)) options.method = method;
  takeSource(option, value, options.source);
}

} // namespace

Result<ScreenOptions> screenOptionsFrom(const std::vector<std::string>& words) {
  ScreenOptions options;
  std::vector<std::string> plain;
  try {
    for (std::size_t i = 0; i < words.size(); ++i) {
      const std::string& word = words[i];
      const auto equals = word.find('=');
      if (!word.starts_with("--"))
        plain.push_back(word);
      else if (equals != std::string::npos)
        take(word.substr(0, equals), word.substr(equals + 1), options);
      else if (i + 1 < words.size())
        take(word, words[++i], options);
    }
  } catch (const std::exception&) { // a number that is none
    plain.clear();
  }
  if (plain.size() != 3 || plain[0] != "screen")
    return fail(ErrorKind::usage, "run.bad_command", {"不是一次核查的命令行", "Not the command line of a screening"},
                shellLine(words));
  options.workspace = pathFromUtf8(plain[1]);
  options.sites = pathFromUtf8(plain[2]);
  return options;
}

std::string shellLine(const std::vector<std::string>& words) {
  std::string line = "ecoredline";
  for (const std::string& word : words) line += " " + quoted(word);
  return line;
}

} // namespace ecoredline
