#include "inspection/ledger_fold.hpp"

#include <algorithm>
#include <map>

namespace ecoredline {

namespace {

class LedgerFold {
 public:
  LedgerFold(const LedgerType& type, IncidentList& list) : m_type(type), m_list(list) {
    for (std::size_t i = 0; i < list.incidents.size(); ++i) m_at[list.incidents[i].id] = i;
  }

  Result<void> take(const JournalEntry& entry) {
    auto body = readBody(entry);
    if (!body) return fail(body.error());
    m_list.head = entry.hash;
    if (entry.action == "epoch") {
      if (body->facts) m_list.epochs.push_back(*body->facts);
      return {};
    }
    Incident& incident = at(entry.incident);
    if (entry.action == "lead" && body->observation) observe(entry, *body, incident);
    if (entry.action == "gone" || entry.action == "merged") {
      incident.epoch = body->epoch;
      incident.change = entry.action == "gone" ? "cleared" : "merged";
      incident.parent = body->parent;
    }
    if (entry.action == "advance") enter(*body, incident);
    incident.history.push_back({entry.number, entry.time, entry.action, body->date, body->by, body->level, body->from,
                                body->to, body->epoch, body->change, body->text, body->evidence, body->file,
                                entry.hash});
    return {};
  }

 private:
  Incident& at(const std::string& id) {
    const auto [found, fresh] = m_at.try_emplace(id, m_list.incidents.size());
    if (fresh) m_list.incidents.emplace_back().id = id;
    return m_list.incidents[found->second];
  }

  // The last lead says what the problem looks like; everything else stays.
  void observe(const JournalEntry& entry, EntryBody& body, Incident& incident) const {
    Incident seen = std::move(*body.observation);
    seen.id = incident.id;
    seen.epoch = body.epoch;
    seen.first_epoch = incident.first_epoch.empty() ? body.epoch : incident.first_epoch;
    seen.change = body.change;
    seen.parent = body.parent.empty() ? incident.parent : body.parent;
    seen.state = incident.state;
    seen.since = incident.since;
    seen.deadline = incident.deadline;
    seen.relapsed = incident.relapsed;
    seen.history = std::move(incident.history);
    seen.shape_entry = seen.shape == "none" ? incident.shape_entry : entry.number;
    incident = std::move(seen);
    if (!body.to.empty()) {
      const auto epoch = std::ranges::find(m_list.epochs, body.epoch, &IncidentEpoch::label);
      incident.state = body.to;
      incident.since = epoch == m_list.epochs.end() ? body.date : epoch->date; // not the picture's: it was handed out
      incident.deadline = body.deadline;
    }
  }

  void enter(const EntryBody& body, Incident& incident) const {
    incident.state = body.to;
    incident.since = body.date;
    incident.deadline = body.deadline;
    incident.relapsed = incident.relapsed || body.to == m_type.recurrence;
  }

  const LedgerType& m_type;
  IncidentList& m_list;
  std::map<std::string, std::size_t> m_at;
};

} // namespace

Result<IncidentList> foldLedger(const IncidentJournal& journal, const LedgerType& type) {
  IncidentList list;
  list.ledger = type.id;
  LedgerFold fold(type, list);
  auto head = journal.head(); // before the entries: what comes between makes a step stale, never unseen
  if (!head) return fail(head.error());
  auto read = journal.read(type.id, [&](const JournalEntry& entry) { return fold.take(entry); });
  if (!read) return fail(read.error());
  list.head = *head;
  std::ranges::sort(list.incidents, {}, &Incident::id);
  return list;
}

Result<void> foldEntry(const JournalEntry& entry, const LedgerType& type, IncidentList& list) {
  return LedgerFold(type, list).take(entry);
}

bool isMergedAway(const Incident& incident) {
  return incident.change == "merged" && !incident.history.empty() &&
         std::ranges::any_of(incident.history, [&](const IncidentEvent& event) {
           return event.action == "merged" && event.epoch == incident.epoch;
         });
}

std::vector<const Incident*> overdueOf(const IncidentList& list, const LedgerType& type, const Date& as_of) {
  std::vector<const Incident*> late;
  for (const Incident& incident : list.incidents) {
    const LedgerState* state = type.state(incident.state);
    if (state == nullptr || state->ends || isMergedAway(incident)) continue;
    if (!incident.deadline.empty() && incident.deadline < as_of) late.push_back(&incident);
  }
  return late;
}

} // namespace ecoredline
