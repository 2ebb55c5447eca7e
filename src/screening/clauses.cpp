#include "screening/clauses.hpp"

#include "report/question_form.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cctype>
#include <utility>

namespace ecoredline {

namespace {

constexpr const char* kClausePrefix = "clause.";

bool isDigit(char c) {
  return c >= '0' && c <= '9';
}

/// The county code of a unit: out of its own code (ZH and six digits), else of the delivery's field.
std::string divisionOf(const Zone& unit) {
  const auto digitsAt = [](const std::string& text, std::size_t from) {
    return text.size() >= from + 6 && std::all_of(text.begin() + static_cast<std::ptrdiff_t>(from),
                                                  text.begin() + static_cast<std::ptrdiff_t>(from) + 6, isDigit);
  };
  if ((unit.zone_id.starts_with("ZH") || unit.zone_id.starts_with("YS")) && digitsAt(unit.zone_id, 2))
    return unit.zone_id.substr(2, 6);
  const auto field = unit.fields.find("adcode");
  if (field != unit.fields.end() && digitsAt(field->second, 0)) return field->second.substr(0, 6);
  return {};
}

/// The basins that a unit's field names; a delivery writes several in one field.
std::vector<std::string> basinsOf(const Zone& unit) {
  std::vector<std::string> basins;
  const auto field = unit.fields.find("basin");
  if (field == unit.fields.end()) return basins;
  std::string rest = field->second;
  for (const char* separator : {"、", "，", "；", ";", "/", "|"})
    for (std::size_t at = 0; (at = rest.find(separator, at)) != std::string::npos;)
      rest.replace(at, std::string_view(separator).size(), ",");
  for (std::size_t at = 0; at < rest.size();) {
    const std::size_t end = std::min(rest.find(',', at), rest.size());
    std::string basin = trimmed(rest.substr(at, end - at));
    at = end + 1;
    if (!basin.empty()) basins.push_back(std::move(basin));
  }
  return basins;
}

/// The scopes that hold a unit, the wider first.
std::vector<std::string> scopesOf(const Zone& unit) {
  std::vector<std::string> scopes{"*"};
  for (const std::string& basin : basinsOf(unit)) scopes.push_back("basin:" + basin);
  const std::string division = divisionOf(unit);
  for (const std::size_t digits : {2U, 4U, 6U})
    if (!division.empty()) scopes.push_back(division.substr(0, digits));
  if (!unit.zone_id.empty()) scopes.push_back(unit.zone_id);
  return scopes;
}

const Text& valueTitle(const Catalogue& catalogue, const char* field_id, const std::string& value) {
  static const Text kNone;
  const LayerKind* kind = catalogue.kind(kAccessListKind);
  const Field* field = kind == nullptr ? nullptr : kind->field(field_id);
  if (field == nullptr || value.empty()) return kNone;
  const auto found = std::ranges::find(field->values, value, &FieldValue::id);
  return found == field->values.end() ? kNone : found->title;
}

Text placeOf(const Catalogue& catalogue, const std::string& level, const std::string& dimension,
             const std::string& no) {
  Text place = valueTitle(catalogue, "level", level);
  if (place.empty()) place = {level, level};
  const Text& title = valueTitle(catalogue, "dimension", dimension);
  if (!title.empty()) {
    place.zh += "·" + title.zh;
    place.en += " · " + title.en;
  }
  if (!no.empty()) {
    place.zh += "·" + no;
    place.en += " · " + no;
  }
  return place;
}

/// Letter and digits of a GB/T 4754 code, "C26" or "26".
struct IndustryCode {
  char section = 0;
  std::string digits;

  explicit IndustryCode(const std::string& text) {
    for (const char c : text) {
      if (std::isalpha(static_cast<unsigned char>(c)) != 0 && section == 0 && digits.empty())
        section = static_cast<char>(std::toupper(static_cast<unsigned char>(c)));
      if (isDigit(c)) digits += c;
    }
  }
};

/// Neither is part of the other, for sure.
bool apart(const IndustryCode& listed, const IndustryCode& own) {
  if (listed.section != 0 && own.section != 0 && listed.section != own.section) return true;
  if (listed.digits.empty() || own.digits.empty()) return false;
  return !own.digits.starts_with(listed.digits) && !listed.digits.starts_with(own.digits);
}

/// Builds the findings of one unit.
class Answering {
 public:
  Answering(const ClauseIndex& index, const Zone& unit, const Finding& about, const Answers& answers,
            const Catalogue& catalogue)
      : m_index(index), m_unit(unit), m_about(about), m_answers(answers), m_catalogue(catalogue) {}

  AnsweredClauses run() {
    const ClausesAtUnit at = m_index.at(m_unit);
    for (const Clause* clause : at.clauses) addClause(*clause);
    for (const std::string& level : at.ambiguous) addAmbiguous(level);
    for (const std::string& level : at.absent) addAbsent(level);
    return std::move(m_out);
  }

 private:
  std::string unitName() const { return m_unit.zone_id.empty() ? m_unit.zone_key : m_unit.zone_id; }

  void addClause(const Clause& clause) {
    ClauseResult result;
    result.unit = unitName();
    result.level = clause.level;
    result.scope = clause.scope;
    result.no = clause.no;
    result.dimension = clause.dimension;
    result.text = clause.text;
    result.industries = clause.industries;
    result.source = clause.source + (clause.source.empty() || clause.doc_no.empty() ? "" : " ") + clause.doc_no;
    Finding f = m_about;
    f.basis = result.source;
    f.article = placeOf(m_catalogue, clause.level, clause.dimension, clause.no).zh;
    if (clause.none) {
      f.reason = "no_requirement";
      f.text = noneText(clause);
    } else {
      f.rule = clause.fact();
      f.reason = "clause";
      decide(clause, result, f);
    }
    result.outcome = f.verdict();
    m_out.clauses.push_back(std::move(result));
    m_out.findings.push_back(std::move(f));
  }

  void decide(const Clause& clause, ClauseResult& result, Finding& f) {
    Text said;
    const auto given = m_answers.find(clause.fact());
    if (given != m_answers.end()) {
      result.answer = given->second.value;
      said = clauseAnswerWord(result.answer);
    } else if (const std::string code = industry(); outsideIndustries(clause.industries, code)) {
      result.answer = "n_a";
      const std::string listed = fmt::format("{}", fmt::join(clause.industries, "、"));
      said = {fmt::format("不适用：行业代码 {} 不在 {} 之内", code, listed),
              fmt::format("not applicable: industry {} is not in {}", code, listed)};
    } else {
      said = {"未回答", "not answered"};
      f.needs = {clause.fact()};
    }
    const bool open = result.answer.empty();
    const bool broken = result.answer == "not";
    f.effect = broken ? Effect::prohibit : open ? Effect::conditional : Effect::clear;
    f.effect_worst = open ? Effect::prohibit : f.effect;
    f.text = clauseText(clause, said);
  }

  std::string industry() const {
    const auto found = m_answers.find("industry_code");
    return found == m_answers.end() ? std::string() : found->second.value;
  }

  Text clauseText(const Clause& clause, const Text& said) const {
    const Text place = placeOf(m_catalogue, clause.level, clause.dimension, clause.no);
    const bool marginal = m_about.certainty == Certainty::marginal;
    return {
        fmt::format("{} {}：{}（{}{}）", unitName(), place.zh, clause.text, said.zh, marginal ? "；单元边界临界" : ""),
        fmt::format("{} {}: {} ({}{})", unitName(), place.en, clause.text, said.en,
                    marginal ? "; the unit is met within the error band only" : "")};
  }

  Text noneText(const Clause& clause) const {
    const Text place = placeOf(m_catalogue, clause.level, clause.dimension, {});
    return {fmt::format("{} {}：本层级无要求（{}）", unitName(), place.zh, clause.text),
            fmt::format("{} {}: nothing is required at this level ({})", unitName(), place.en, clause.text)};
  }

  Finding unknownLevel(const char* reason) const {
    Finding f = m_about;
    f.certainty = Certainty::unknown;
    f.reason = reason;
    f.effect = Effect::prohibit; // what a clause that nobody has seen may do
    f.effect_worst = Effect::prohibit;
    return f;
  }

  void addAbsent(const std::string& level) {
    Finding f = unknownLevel("list_absent");
    const Text title = placeOf(m_catalogue, level, {}, {});
    f.article = title.zh;
    if (m_index.knows(level))
      f.text = {fmt::format("{}：{}清单中没有适用于该单元的条款，也没有“本层级无要求”的记录，该层级未对照。",
                            unitName(), title.zh),
                fmt::format("{}: the list of level \"{}\" has no clause for this unit and does not state that there is "
                            "none; that level is not compared.",
                            unitName(), title.en)};
    else
      f.text = {
          fmt::format("{}：{}清单未导入，该层级未对照。", unitName(), title.zh),
          fmt::format("{}: no list of level \"{}\" is imported; that level is not compared.", unitName(), title.en)};
    m_out.findings.push_back(std::move(f));
  }

  void addAmbiguous(const std::string& level) {
    Finding f = unknownLevel("edition_ambiguous");
    const Text title = placeOf(m_catalogue, level, {}, {});
    f.article = title.zh;
    f.text = {fmt::format("{}：{}清单有同日两个版本，不能判定以何为准。", unitName(), title.zh),
              fmt::format("{}: two lists of one day hold the level \"{}\" for this unit.", unitName(), title.en)};
    m_out.findings.push_back(std::move(f));
  }

  const ClauseIndex& m_index;
  const Zone& m_unit;
  const Finding& m_about;
  const Answers& m_answers;
  const Catalogue& m_catalogue;
  AnsweredClauses m_out;
};

} // namespace

ClauseIndex::ClauseIndex(const LayerKind& list_kind, std::vector<ListEdition> editions, const Date& as_of)
    : m_editions(std::move(editions)) {
  if (const Field* levels = list_kind.field("level"))
    for (const FieldValue& level : levels->values) m_order.push_back(level.id);
  std::ranges::stable_sort(m_editions, [](const ListEdition& a, const ListEdition& b) {
    return a.version.date != b.version.date ? a.version.date > b.version.date : a.version.id > b.version.id;
  });
  std::map<std::pair<std::string, std::string>, const Version*> holder; // of a level and scope
  const Version* whole = nullptr;                                       // nothing older counts
  for (const ListEdition& edition : m_editions) {
    if (whole != nullptr && edition.version.date < whole->date) break;
    for (const Clause& clause : edition.clauses) {
      const std::pair key{clause.level, clause.scope};
      const auto [at, fresh] = holder.emplace(key, &edition.version);
      if (at->second != &edition.version) {
        const bool same = at->second->content_hash == edition.version.content_hash; // imported twice: no doubt
        if (!same && at->second->date == edition.version.date) m_ambiguous.insert(key);
        continue;
      }
      if (clause.inForce(as_of)) add(clause);
    }
    if (edition.version.coverage.mode == Coverage::Mode::all) whole = &edition.version;
  }
}

void ClauseIndex::add(const Clause& clause) {
  m_at[clause.scope].push_back(&clause);
  m_levels.insert(clause.level);
  if (clause.none) return;
  m_known.insert(clause.fact());
  m_facts[clause.no].push_back(clause.fact());
}

ClausesAtUnit ClauseIndex::at(const Zone& unit) const {
  ClausesAtUnit found;
  const std::vector<std::string> scopes = scopesOf(unit);
  for (const std::string& level : m_order) {
    const std::size_t before = found.clauses.size();
    bool ambiguous = false;
    for (const std::string& scope : scopes) {
      ambiguous = ambiguous || m_ambiguous.contains({level, scope});
      const auto here = m_at.find(scope);
      if (here == m_at.end()) continue;
      std::ranges::copy_if(here->second, std::back_inserter(found.clauses),
                           [&](const Clause* clause) { return clause->level == level; });
    }
    if (ambiguous) found.ambiguous.push_back(level);
    if (found.clauses.size() == before) found.absent.push_back(level);
  }
  return found;
}

Result<void> ClauseIndex::resolve(Answers& answers, const std::string& where) const {
  Answers resolved;
  for (const auto& [fact, answer] : answers) {
    const bool short_form = fact.starts_with(kClausePrefix) && !m_known.contains(fact);
    const auto facts = short_form ? m_facts.find(fact.substr(std::string_view(kClausePrefix).size())) : m_facts.end();
    if (facts == m_facts.end()) {
      resolved[fact] = answer; // an exact fact goes before a short one
      continue;
    }
    if (facts->second.size() > 1)
      return fail(ErrorKind::input, "facts.ambiguous_clause",
                  {fmt::format("条款号 {} 对应几条准入清单条款", facts->first),
                   fmt::format("More than one clause has the number {}", facts->first)},
                  where,
                  {fmt::format("写全：{}", fmt::join(facts->second, "、")),
                   fmt::format("write it in full: {}", fmt::join(facts->second, ", "))});
    resolved.emplace(facts->second.front(), answer);
  }
  answers = std::move(resolved);
  return {};
}

Diagnoses ClauseIndex::unknown(const std::set<std::string>& facts) const {
  std::vector<std::string> missing;
  for (const std::string& fact : facts)
    if (fact.starts_with(kClausePrefix) && !m_known.contains(fact)) missing.push_back(fact);
  if (missing.empty()) return {};
  const std::size_t count = missing.size();
  missing.resize(std::min<std::size_t>(count, 3));
  Diagnosis diagnosis;
  diagnosis.code = "facts.unknown_clause";
  diagnosis.severity = Severity::warning;
  diagnosis.message = {fmt::format("{} 个回答所指的条款不在现行清单中，未使用：{}", count, fmt::join(missing, "、")),
                       fmt::format("{} answers name clauses that no list in force has, and are not used: {}", count,
                                   fmt::join(missing, ", "))};
  return {diagnosis};
}

Result<std::unique_ptr<ClauseIndex>> clausesInForce(const Workspace& workspace, const Catalogue& catalogue,
                                                    const std::vector<Version>& versions, const Date& as_of) {
  const LayerKind* kind = catalogue.kind(kAccessListKind);
  std::vector<ListEdition> editions;
  for (const Version& version : versions) {
    const bool ended = !version.effective_to.empty() && version.effective_to < as_of;
    if (version.kind != kAccessListKind || !version.withdrawn_at.empty() || version.date > as_of || ended) continue;
    auto clauses = workspace.clauses(version.id);
    if (!clauses) return fail(clauses.error());
    editions.push_back({version, std::move(*clauses)});
  }
  if (kind == nullptr || editions.empty()) return std::unique_ptr<ClauseIndex>();
  return std::make_unique<ClauseIndex>(*kind, std::move(editions), as_of);
}

AnsweredClauses answerClauses(const ClauseIndex& index, const Zone& unit, const Finding& about, const Answers& answers,
                              const Catalogue& catalogue) {
  return Answering(index, unit, about, answers, catalogue).run();
}

Text clausePlace(const Catalogue& catalogue, const ClauseResult& clause) {
  return placeOf(catalogue, clause.level, clause.dimension, clause.no);
}

bool isOpen(const ClauseResult& clause) {
  return clause.answer.empty() && clause.outcome != Verdict::pass;
}

Question clauseQuestion(const Catalogue& catalogue, const ClauseResult& clause, const std::string& kind) {
  const Text place = clausePlace(catalogue, clause);
  Question question;
  question.fact = fmt::format("{}{}.{}.{}", kClausePrefix, clause.level, clause.scope, clause.no);
  question.sort = "ask";
  question.text = {fmt::format("{}：{} 项目是否符合？", place.zh, clause.text),
                   fmt::format("{}: {} Does the project comply?", place.en, clause.text)};
  question.kinds = {kind};
  question.choices = {{"conform", Effect::clear}, {"not", Effect::prohibit}, {"n_a", Effect::clear}};
  return question;
}

bool outsideIndustries(const std::vector<std::string>& listed, const std::string& code) {
  const IndustryCode own(code);
  if (listed.empty() || (own.section == 0 && own.digits.empty())) return false;
  return std::ranges::all_of(listed, [&](const std::string& one) { return apart(IndustryCode(one), own); });
}

} // namespace ecoredline
