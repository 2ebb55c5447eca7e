#include "app/facts_file.hpp"

#include "base/files.hpp"
#include "source/table_reader.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace ecoredline {

namespace {

/// A basic string of TOML.
std::string quoted(const std::string& text) {
  std::string out = "\"";
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (c == '"' || c == '\\')
      out += fmt::format("\\{}", c);
    else if (byte < 0x20 || byte == 0x7f)
      out += fmt::format("\\u{:04x}", byte);
    else
      out += c;
  }
  return out + '"';
}

std::string tableOf(const std::string& head, const Answers& answers) {
  if (answers.empty()) return {};
  std::string out = "[" + head + "]\n";
  for (const auto& [fact, answer] : answers) {
    out += fmt::format("{} = {{ value = {}", quoted(fact), quoted(answer.value));
    const auto part = [&](const char* name, const std::string& value) {
      if (!value.empty()) out += fmt::format(", {} = {}", name, quoted(value));
    };
    part("by", answer.by);
    part("date", answer.date);
    part("document", answer.document);
    out += " }\n";
  }
  return out + "\n";
}

void lay(const Answers& over, Answers& under) {
  for (const auto& [fact, answer] : over) under[fact] = answer;
}

} // namespace

std::vector<FactQuestion> factsThatMatter(const Catalogue& catalogue, const std::vector<std::string>& kinds,
                                          const Date& as_of) {
  std::vector<FactQuestion> questions;
  for (const Fact& fact : catalogue.facts()) {
    if (fact.sort != FactSort::ask && fact.sort != FactSort::claim) continue;
    FactQuestion question{&fact, {}};
    for (const std::string& id : kinds) {
      const LayerKind* kind = catalogue.kind(id);
      const bool leans = kind != nullptr && std::ranges::any_of(kind->rules, [&](const Rule& rule) {
                           return rule.inForce(as_of) && std::ranges::count(rule.needs, fact.id) > 0;
                         });
      if (leans) question.kinds.push_back(kind);
    }
    if (!question.kinds.empty()) questions.push_back(std::move(question));
  }
  return questions;
}

std::vector<std::string> kindsOf(const Catalogue& catalogue, const std::string& profile_id) {
  const Profile* profile = profile_id.empty() ? nullptr : catalogue.profile(profile_id);
  std::vector<std::string> ids;
  for (const LayerKind& kind : catalogue.kinds())
    if (kind.hasRules() &&
        (profile == nullptr || profile->every_kind || std::ranges::count(profile->kinds, kind.id) > 0))
      ids.push_back(kind.id);
  return ids;
}

Result<FactsBook> loadFacts(const std::filesystem::path& file, const Catalogue& catalogue, Feedback& feedback) {
  if (file.empty()) return FactsBook{};
  if (isTableFile(file)) {
    auto form = openTable(file, {}, factsTableHeaders(), feedback);
    if (!form) return fail(form.error());
    return readFacts(form->table, catalogue);
  }
  auto bytes = readFile(file);
  if (!bytes) return fail(bytes.error());
  return readFacts(*bytes, toUtf8(file), catalogue);
}

FactsBook merged(FactsBook under, const FactsBook& over) {
  lay(over.defaults, under.defaults);
  for (const auto& [id, answers] : over.projects) lay(answers, under.projects[id]);
  for (const auto& [id, answers] : over.sites) lay(answers, under.sites[id]);
  return under;
}

std::string factsToml(const FactsBook& book) {
  std::string out = tableOf("default", book.defaults);
  for (const auto& [id, answers] : book.projects) out += tableOf("project." + quoted(id), answers);
  for (const auto& [id, answers] : book.sites) out += tableOf("site." + quoted(id), answers);
  return out;
}

} // namespace ecoredline
