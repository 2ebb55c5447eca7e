#include "app/open_ledger.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace ecoredline {

namespace {

constexpr const char* kDefaultLedger = "green_shield";

} // namespace

Result<OpenLedger> OpenLedger::of(const IncidentOptions& options, Workspace::Access access) {
  OpenLedger ledger(options);
  auto workspace = Workspace::open(options.workspace, Workspace::Access::read);
  if (!workspace) return fail(workspace.error());
  auto catalogue = workspace->catalogue();
  if (!catalogue) return fail(catalogue.error());
  ledger.m_catalogue = std::move(*catalogue);
  auto type = ledger.typeOf();
  if (!type) return fail(type.error());
  ledger.m_type = std::move(*type);
  auto journal = IncidentJournal::open(options.workspace, access);
  if (!journal) return fail(journal.error());
  ledger.m_journal.emplace(std::move(*journal));
  auto list = foldLedger(*ledger.m_journal, ledger.m_type);
  if (!list) return fail(list.error());
  ledger.m_list = std::move(*list);
  ledger.m_workspace.emplace(std::move(*workspace));
  return ledger;
}

Result<LedgerType> OpenLedger::typeOf() const {
  if (!m_options.ledger.empty()) return ledgerType(m_catalogue, m_options.ledger);
  for (const std::string& id : ledgerIds(m_catalogue)) {
    auto type = ledgerType(m_catalogue, id);
    if (type && !m_options.items.empty() && m_options.items.front().starts_with(type->id_prefix + "-")) return type;
  }
  return ledgerType(m_catalogue, kDefaultLedger);
}

Result<const Incident*> OpenLedger::incident(const std::string& id) const {
  const auto found = std::ranges::find(m_list.incidents, id, &Incident::id);
  if (found != m_list.incidents.end()) return &*found;
  return fail(ErrorKind::input, "incident.unknown",
              {fmt::format("台账中没有问题 {}", id), fmt::format("The ledger has no incident {}", id)}, {},
              {"用 incident WS list 查看编号", "see `incident WS list`"});
}

Result<FlatLayer> OpenLedger::shapeOf(const Incident& incident) const {
  if (incident.shape_entry == 0) return FlatLayer{};
  return m_journal->shapes(m_type.id, {incident.shape_entry});
}

Result<std::string> OpenLedger::append(const std::vector<NewJournalEntry>& entries, Feedback& feedback) {
  const std::string& seen = m_options.head.empty() ? m_list.head : m_options.head;
  return m_journal->append(m_type.id, seen, entries, {}, feedback);
}

Result<Date> dayOf(const std::string& text) {
  if (text.empty()) return today();
  if (isDate(text)) return text;
  return fail(ErrorKind::usage, "options.date", {"日期须为 YYYY-MM-DD", "A date is YYYY-MM-DD"}, text);
}

} // namespace ecoredline
