#include "catalogue/ledger_type.hpp"
#include "catalogue/lint.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <set>

namespace ecoredline {

namespace {

// Everything wrong with one ledger type that loads.
class LedgerLint {
 public:
  LedgerLint(const Catalogue& catalogue, const LedgerType& type, LintLog& log)
      : m_catalogue(catalogue), m_type(type), m_log(log), m_where(fmt::format("ledgers/{}.toml", type.id)) {}

  void run() {
    for (const std::string& kind : m_type.kinds) reference(m_catalogue.kind(kind) != nullptr, kind);
    for (const std::string& kind : m_type.facilities.kinds) reference(m_catalogue.kind(kind) != nullptr, kind);
    for (const auto& [kind, field] : m_type.designated) {
      const LayerKind* known = m_catalogue.kind(kind);
      reference(known != nullptr && known->field(field) != nullptr, kind + "." + field);
    }
    reference(m_type.state(m_type.initial) != nullptr, m_type.initial);
    reference(m_type.state(m_type.recurrence) != nullptr, m_type.recurrence);
    transitions();
    states();
    focus();
  }

 private:
  void reference(bool known, const std::string& id) {
    if (known) return;
    m_log.add("lint.unknown_reference", m_where,
              {fmt::format("引用了不存在的 `{}`", id), fmt::format("refers to `{}`, which does not exist", id)});
  }

  void transitions() {
    std::set<std::pair<std::string, std::string>> steps;
    for (const LedgerTransition& step : m_type.transitions) {
      reference(m_type.state(step.to) != nullptr, step.to);
      for (const std::string& from : step.from) {
        reference(m_type.state(from) != nullptr, from);
        if (!steps.emplace(from, step.to).second)
          m_log.add("lint.ledger", m_where,
                    {fmt::format("从 {} 到 {} 的步骤写了两次", from, step.to),
                     fmt::format("the step from {} to {} stands twice", from, step.to)});
      }
      if (step.from.empty() || step.levels.empty())
        m_log.add("lint.ledger", m_where,
                  {fmt::format("到 {} 的步骤没有写明起点或层级", step.to),
                   fmt::format("the step to {} names no state before, or no level", step.to)});
      for (const std::string& level : step.levels) reference(m_type.level(level) != nullptr, level);
      for (const std::string& what : step.evidence) reference(what == "file" || what == "text", what);
    }
  }

  void states() {
    std::set<std::string> reached{m_type.initial, m_type.recurrence};
    for (bool more = true; more;) {
      more = false;
      for (const LedgerTransition& step : m_type.transitions)
        if (std::ranges::any_of(step.from, [&](const std::string& from) { return reached.contains(from); }))
          more = reached.insert(step.to).second || more;
    }
    for (const LedgerState& state : m_type.states) {
      if (!reached.contains(state.id))
        m_log.add("lint.ledger", m_where,
                  {fmt::format("状态 {} 到不了", state.id), fmt::format("no step leads to state {}", state.id)});
      if (m_type.from(state.id).empty() && !state.ends)
        m_log.add("lint.ledger", m_where,
                  {fmt::format("状态 {} 没有出路，又未标明 ends", state.id),
                   fmt::format("no step leaves state {}, and it is not marked as an end", state.id)});
      if (std::ranges::count(m_type.states, state.id, &LedgerState::id) > 1)
        m_log.add("lint.ledger", m_where,
                  {fmt::format("状态 {} 写了两次", state.id), fmt::format("state {} stands twice", state.id)});
    }
    if (std::ranges::none_of(m_type.states, [](const LedgerState& s) { return s.progress == Progress::closed; }))
      m_log.add("lint.ledger", m_where, {"没有表示销号的状态", "no state is a write-off"});
  }

  void focus() {
    const auto codes = codeList(m_catalogue, m_type.activities);
    if (!codes || codes->empty()) {
      reference(false, "codes/" + m_type.activities);
      return;
    }
    for (const FocusProblem& problem : m_type.focus) {
      for (const std::string& activity : problem.activities)
        reference(std::ranges::find(*codes, activity, &LedgerCode::id) != codes->end(), activity);
      for (const std::string& zone : problem.zones) reference(isZone(zone), zone);
    }
    const auto changes = codeList(m_catalogue, m_type.changes);
    reference(changes && !changes->empty(), "codes/" + m_type.changes);
  }

  bool isZone(const std::string& zone) const {
    const auto dot = zone.find('.');
    const LayerKind* kind = m_catalogue.kind(zone.substr(0, dot));
    return kind != nullptr && (dot == std::string::npos || kind->zoneClass(zone.substr(dot + 1)) != nullptr);
  }

  const Catalogue& m_catalogue;
  const LedgerType& m_type;
  LintLog& m_log;
  std::string m_where;
};

} // namespace

void lintLedgers(const Catalogue& catalogue, LintLog& log) {
  for (const std::string& id : ledgerIds(catalogue)) {
    const auto type = ledgerType(catalogue, id);
    if (!type) {
      log.add(type.error());
      continue;
    }
    if (type->id != id)
      log.add("lint.ledger", fmt::format("ledgers/{}.toml", id),
              {"id 应与文件名一致", "the id must be the file's name"});
    LedgerLint(catalogue, *type, log).run();
  }
}

} // namespace ecoredline
