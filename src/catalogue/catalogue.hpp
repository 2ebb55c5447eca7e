#pragma once

#include "base/date.hpp"
#include "base/error.hpp"
#include "catalogue/diagnosis.hpp"
#include "catalogue/effect.hpp"

#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace ecoredline {

/// A value that a field has a word for, with the words it has been met as.
struct FieldValue {
  std::string id;
  Text title;
  std::vector<std::string> aliases; ///< compared case-insensitively after trimming, like the id and the Chinese title
};

/// A canonical field of a kind (or of sites), with the names it has been met under.
struct Field {
  std::string id; ///< canonical: zone_id, zone_name, zone_class, or the kind's own
  Text title;
  std::vector<std::string> aliases; ///< compared case-insensitively after trimming
  std::string pattern;              ///< ECMAScript regex a value should match; empty = none. A miss is a warning
  std::vector<FieldValue> values{}; ///< of table kinds: e.g. the levels of an access list, in their order

  /// The value that `met` is a word for; nullptr = none.
  const FieldValue* valueNamed(const std::string& met) const;
};

/// A reading of a zone class under the law of a day (semantics M6): the class it is read as, and the day whose law
/// it is read under (empty = the day of the run).
struct Reading {
  std::string zone_class;
  Date law_as_of;
};

struct ZoneClass {
  std::string id;                   ///< e.g. "level_1"
  Text title;                       ///< e.g. 一级保护区
  std::vector<std::string> aliases; ///< values of the class field; compared case-insensitively
  /// Readings that take the place of the class itself from `readings_from` on; agreeing ones are provisional (mapping).
  std::vector<Reading> readings;
  Date readings_from;
};

/// What a rule looks at (semantics M3).
enum class RuleRelation { overlap, touch, distance, outside, uncovered, site };
std::string_view name(RuleRelation relation);

/// The five errands of a conclusion that is not final (semantics M14).
enum class ActionType { approve, answer, supply, survey, demonstrate };
std::string_view name(ActionType type);

struct Action {
  ActionType type = ActionType::approve;
  Text text;
  bool operator==(const Action&) const = default;
};

struct Rule {
  std::string id;
  std::vector<std::string> classes; ///< zone classes; empty = every class of the kind
  RuleRelation relation = RuleRelation::overlap;
  double limit_m = 0;             ///< for distance; a key of the rule, never inside the condition
  bool limit_from_user = false;   ///< the limit is a user's setting, not law: effect capped at restrict (C20, M8)
  std::string when;               ///< SQLite expression over facts and canonical fields; empty = always
  std::vector<std::string> needs; ///< facts that `when` uses
  /// Facts among `needs` that only the project can bring up: while one is unanswered the rule is not in play (a tailings
  /// pond is asked what lies downstream, a petrol station is not; C21, C13).
  std::vector<std::string> if_stated;
  std::string needs_kind;         ///< another kind the rule leans on (M7); empty = none
  Effect effect = Effect::clear;
  Text text;           ///< the consequence in words
  std::string basis;   ///< the law, e.g. 水污染防治法(2017)
  std::string article; ///< e.g. 第六十六条
  Date effective_from;
  Date effective_to;                     ///< last day in force; empty = open
  std::vector<std::string> succeeded_by; ///< rule ids, where the rule ends (M6)
  bool repealed = false;
  Provisional provisional = Provisional::none;
  Text provisional_note;
  std::vector<Action> actions;

  bool inForce(const Date& day) const;
  bool appliesTo(const std::string& zone_class) const;
};

/// What absence of a zone means for a kind.
enum class CoverageDuty {
  partial, ///< zones are islands; absence is "none there" inside a version's coverage
  full,    ///< zones cover everything (units, administration): a part of a site without a zone is a data fault
};

/// Everything the catalogue knows of a theme.
struct LayerKind {
  std::string id;
  Text title;
  Text group;
  int order = 0; ///< in lists and reports
  CoverageDuty duty = CoverageDuty::partial;
  double accuracy_m = 0;          ///< assumed against the legal boundary when a delivery states none
  std::string default_class;      ///< class without a class field; empty = unknown, all classes are readings
  bool needs_access_list = false; ///< concludes by clauses; without a list unknown, reason list_absent (M10)
  bool reference = false;         ///< administration and the like: no rules, never screened
  bool table = false;             ///< rows without geometry (an access list): no zones, classes or rules
  std::string deduct; ///< field with the share of a zone that does not count (田坎系数, 0 to below 1); empty = none
  std::vector<Field> fields;
  std::vector<ZoneClass> classes;
  std::vector<Rule> rules;

  const ZoneClass* zoneClass(const std::string& class_id) const;
  const Rule* rule(const std::string& rule_id) const;
  const Field* field(const std::string& field_id) const;
  bool hasRules() const { return !rules.empty(); }
  bool hasRules(RuleRelation relation) const;
  /// Largest distance any rule looks across, metres.
  double reach() const;
};

enum class FactType { boolean, enumeration, text, number, date, list };
/// ASK: a risk; unanswered = any value. CLAIM: lifts a ban; unanswered = not claimed. SETTING, RECORD, DERIVED: never
/// asked (semantics M2, §4); a DERIVED fact with a list of values that could not be derived takes every one of them.
enum class FactSort { ask, claim, setting, record, derived };

struct Fact {
  std::string id;
  FactType type = FactType::boolean;
  FactSort sort = FactSort::ask;
  std::vector<std::string> values; ///< allowed; booleans are "yes" and "no"
  std::string unclaimed;           ///< of a claim: the value that claims nothing, e.g. "none"
  Text question;
  std::map<std::string, Text> value_titles;
  std::string from_kind;                 ///< of a derived boolean: yes where site, zone and a zone of that kind overlap
  std::vector<std::string> from_classes; ///< … of one of these classes
  /// Of a derived fact: limits in hectares that the project's total of `from_kind` is held against. An enumeration
  /// takes the value after as many as are exceeded (35, 70 give three values); a boolean is yes above its only limit.
  std::vector<double> from_total_ha;
  bool from_rest = false; ///< the total is that of the project's land which is not of `from_kind`
};

/// Answers that cannot be true together (M21).
struct Contradiction {
  std::string when; ///< SQLite expression over facts
  std::vector<std::string> facts;
  Text text;
};

struct Profile {
  std::string id;
  Text title;
  std::vector<std::string> kinds; ///< in order; `full` = every kind that has rules
  bool every_kind = false;
};

/// The catalogue of one jurisdiction: data, loaded once, never changed. The content hash is over every file's bytes.
class Catalogue {
 public:
  /// Loads kinds/*.toml, facts.toml, profiles/*.toml and catalogue.toml (id) of `folder`.
  /// Errors: `catalogue.unreadable`, `catalogue.syntax`, `catalogue.unknown_key`, `catalogue.bad_value`, each with file
  /// and line.
  static Result<Catalogue> load(const std::filesystem::path& folder);
  /// The same from a copy that a workspace kept: relative path -> bytes.
  static Result<Catalogue> fromFiles(const std::map<std::string, std::string>& files);
  const std::map<std::string, std::string>& files() const { return m_files; }

  const std::string& id() const { return m_id; }
  const std::string& contentHash() const { return m_content_hash; } ///< "sha256:…"
  const std::vector<LayerKind>& kinds() const { return m_kinds; }   ///< by order
  const std::vector<Fact>& facts() const { return m_facts; }
  const std::vector<Contradiction>& contradictions() const { return m_contradictions; }
  const std::vector<Profile>& profiles() const { return m_profiles; }
  const std::vector<Field>& siteFields() const { return m_site_fields; } ///< site_id, site_name, project_id

  const LayerKind* kind(const std::string& id) const;
  const Fact* fact(const std::string& id) const;
  const Profile* profile(const std::string& id) const;

 private:
  std::map<std::string, std::string> m_files;
  std::string m_id;
  std::string m_content_hash;
  std::vector<LayerKind> m_kinds;
  std::vector<Fact> m_facts;
  std::vector<Contradiction> m_contradictions;
  std::vector<Profile> m_profiles;
  std::vector<Field> m_site_fields;
  friend struct CatalogueLoader;
};

/// Everything wrong with a catalogue that loads: unknown field or fact in a condition, fact used but not in `needs`,
/// rule without basis, class × day × answers without a rule, a rule that ends without successor or repeal,
/// contradiction (same class, day and answers, two rules of one basis and article with different effects), overlapping
/// dates of one article, an ASK answer above its worst case or a CLAIM that makes it stricter (M2), more than 4,096
/// completions, provisional without a note, a profile with an unknown kind. Empty = clean.
Diagnoses lint(const Catalogue& catalogue);

} // namespace ecoredline
