#include "inspection/record_epoch.hpp"

#include "engine/local.hpp"
#include "inspection/entry_body.hpp"
#include "inspection/ledger_fold.hpp"
#include "inspection/life_cycle.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <memory>
#include <numeric>
#include <tuple>

namespace ecoredline {

namespace {

// The places that a ledger knows, in one frame: each moved back by the shift of the pictures it was last seen in.
class KnownPlaces {
 public:
  KnownPlaces(const IncidentList& list, const FlatLayer& shapes) {
    std::map<std::int64_t, std::size_t> rows;
    for (std::size_t row = 0; row < shapes.rows(); ++row) rows[shapes.row_id[row]] = row;
    std::vector<std::size_t> order;
    std::vector<Displacement> back;
    for (std::size_t i = 0; i < list.incidents.size(); ++i) {
      const Incident& incident = list.incidents[i];
      const auto row = rows.find(incident.shape_entry);
      if (row == rows.end() || isMergedAway(incident)) continue;
      incidents.push_back(i);
      order.push_back(row->second);
      const Displacement shift = shiftOf(list, incident);
      back.push_back({-shift.east_m, -shift.north_m});
      const PlaneScale scale = scaleAt(shapes.crs, incident.latitude);
      places.area_m2.push_back(incident.exact_m2);
      places.longitude.push_back(incident.longitude - shift.east_m / scale.x);
      places.latitude.push_back(incident.latitude - shift.north_m / scale.y);
    }
    m_layer = movedByMetres(selectRows(shapes, order), back);
    places.layer = &m_layer;
  }
  KnownPlaces(const KnownPlaces&) = delete;
  KnownPlaces& operator=(const KnownPlaces&) = delete;
  ~KnownPlaces() = default;

  std::vector<std::size_t> incidents; ///< per place: position in the list
  Places places;

 private:
  static Displacement shiftOf(const IncidentList& list, const Incident& incident) {
    const auto seen = std::ranges::find(incident.history.rbegin(), incident.history.rend(), std::string("lead"),
                                        &IncidentEvent::action);
    if (seen == incident.history.rend()) return {};
    const auto epoch = std::ranges::find(list.epochs, seen->epoch, &IncidentEpoch::label);
    if (epoch == list.epochs.end() || std::isnan(epoch->shift_east_m)) return {};
    return {epoch->shift_east_m, epoch->shift_north_m};
  }

  FlatLayer m_layer;
};

Places placesOf(const LeadSet& set) {
  Places places;
  places.layer = &set.geographic;
  for (const Incident& lead : set.leads) {
    places.area_m2.push_back(lead.exact_m2);
    places.longitude.push_back(lead.longitude);
    places.latitude.push_back(lead.latitude);
  }
  return places;
}

// Numbers of new problems: <prefix>-<year>-<count>.
class Numbering {
 public:
  Numbering(const LedgerType& type, const IncidentList& list, const Date& date)
      : m_prefix(fmt::format("{}-{}-", type.id_prefix, date.substr(0, 4))) {
    for (const Incident& incident : list.incidents) {
      if (!incident.id.starts_with(m_prefix)) continue;
      std::uint64_t number = 0;
      const char* digits = incident.id.data() + m_prefix.size();
      std::from_chars(digits, incident.id.data() + incident.id.size(), number);
      m_last = std::max(m_last, number);
    }
  }
  std::string next() { return fmt::format("{}{:06}", m_prefix, ++m_last); }

 private:
  std::string m_prefix;
  std::uint64_t m_last = 0;
};

// What an epoch says, as steps of a few bytes; an entry's words are made when it is written.
class EpochEntries {
 public:
  EpochEntries(const LedgerType& type, const IncidentList& list, LeadSet& leads)
      : m_type(type), m_list(list), m_leads(leads) {}

  void plan(std::vector<std::size_t> known, Matching matching, EpochRecord& out) {
    m_known = std::move(known);
    m_matching = std::move(matching);
    m_epoch = out.epoch;
    Numbering numbers(m_type, m_list, m_epoch.date);
    m_ids.resize(m_leads.leads.size());
    for (const std::size_t lead : orderOfLeads()) {
      const auto& incident = m_matching.leads[lead].incident;
      m_ids[lead] = incident ? idOf(*incident) : numbers.next();
    }
    m_steps.push_back({Step::epoch, 0});
    for (std::size_t lead = 0; lead < m_ids.size(); ++lead) planLead(lead, out);
    for (std::size_t place = 0; place < m_known.size(); ++place) planKnown(place, out);
  }

  std::size_t size() const { return m_steps.size(); }

  NewJournalEntry make(std::size_t at) const {
    const auto [what, row] = m_steps[at];
    switch (what) {
    case Step::lead:
      return leadEntry(row);
    case Step::relapse:
      return relapseEntry(row);
    case Step::merged:
    case Step::gone:
      return knownEntry(row, what == Step::merged);
    case Step::epoch:
      break;
    }
    EntryBody facts;
    facts.facts = m_epoch;
    return {{}, "epoch", toText(facts), {}};
  }

 private:
  struct Step {
    enum What : std::uint8_t { epoch, lead, relapse, merged, gone };
    What what;
    std::uint32_t row; ///< of the leads, or of the known places
  };

  const std::string& idOf(std::size_t place) const { return m_list.incidents[m_known[place]].id; }

  std::vector<std::size_t> orderOfLeads() const {
    std::vector<std::size_t> order(m_leads.leads.size());
    std::iota(order.begin(), order.end(), 0U);
    const auto key = [this](std::size_t row) {
      const Incident& lead = m_leads.leads[row];
      const double south = std::isnan(lead.latitude) ? 1e9 : -lead.latitude;
      return std::tuple(lead.lead_no.size(), std::string_view(lead.lead_no), south,
                        std::isnan(lead.longitude) ? 1e9 : lead.longitude, row);
    };
    std::ranges::sort(order, [&](std::size_t a, std::size_t b) { return key(a) < key(b); });
    return order;
  }

  const Date& dateOf(std::size_t row) const {
    return m_leads.image_dates[row].empty() ? m_epoch.date : m_leads.image_dates[row];
  }

  void planLead(std::size_t row, EpochRecord& out) {
    Incident& lead = m_leads.leads[row];
    lead.focus = focusOf(m_type, lead);
    const LeadFate& fate = m_matching.leads[row];
    ++out.changes[fate.change];
    m_steps.push_back({Step::lead, static_cast<std::uint32_t>(row)});
    if (!fate.incident) return;
    // A picture taken after the write-off shows it again.
    const Incident& before = m_list.incidents[m_known[*fate.incident]];
    const LedgerState* state = m_type.state(before.state);
    if (state == nullptr || state->progress != Progress::closed || dateOf(row) <= before.since) return;
    m_steps.push_back({Step::relapse, static_cast<std::uint32_t>(row)});
    out.relapsed.push_back(before.id);
  }

  void planKnown(std::size_t place, EpochRecord& out) {
    const KnownFate& fate = m_matching.known[place];
    if (fate.merged_into) {
      m_steps.push_back({Step::merged, static_cast<std::uint32_t>(place)});
      return;
    }
    const Incident& incident = m_list.incidents[m_known[place]];
    if (!fate.gone || m_epoch.coverage != "all" || incident.change == "cleared") return;
    ++out.changes["cleared"];
    m_steps.push_back({Step::gone, static_cast<std::uint32_t>(place)});
  }

  NewJournalEntry leadEntry(std::size_t row) const {
    const Incident& lead = m_leads.leads[row];
    const LeadFate& fate = m_matching.leads[row];
    EntryBody body;
    body.epoch = m_epoch.label;
    body.date = dateOf(row);
    body.change = fate.change;
    if (fate.parent) body.parent = idOf(*fate.parent);
    if (!fate.incident) {
      body.to = m_type.initial;
      body.deadline = deadlineFor(m_type, lead, body.to, m_epoch.date);
    }
    const bool drawn = m_leads.geographic.shape[row] != Shape::none;
    return {m_ids[row], "lead", toText(body, &lead), drawn ? std::optional(row) : std::nullopt};
  }

  NewJournalEntry relapseEntry(std::size_t row) const {
    const Incident& lead = m_leads.leads[row];
    const Incident& before = m_list.incidents[m_known[*m_matching.leads[row].incident]];
    EntryBody body;
    body.epoch = m_epoch.label;
    body.date = dateOf(row);
    body.from = before.state;
    body.to = m_type.recurrence;
    body.deadline = deadlineFor(m_type, lead, body.to, body.date);
    body.by = "EcoRedline";
    body.text = fmt::format("{} 影像线索 {} 落在已销号问题上 / a lead pictured then lies on what was written off",
                            body.date, lead.lead_no.empty() ? "-" : lead.lead_no);
    return {before.id, "advance", toText(body), {}};
  }

  NewJournalEntry knownEntry(std::size_t place, bool merged) const {
    EntryBody body;
    body.epoch = m_epoch.label;
    body.date = m_epoch.date;
    body.change = merged ? "merged" : "cleared";
    if (merged) body.parent = m_ids[*m_matching.known[place].merged_into];
    return {idOf(place), merged ? "merged" : "gone", toText(body), {}};
  }

  const LedgerType& m_type;
  const IncidentList& m_list;
  LeadSet& m_leads;
  std::vector<std::size_t> m_known; ///< per known place: position in the list
  Matching m_matching;
  IncidentEpoch m_epoch;
  std::vector<std::string> m_ids; ///< per lead
  std::vector<Step> m_steps;
};

EpochRecord recorded(std::shared_ptr<EpochEntries> entries, std::vector<std::size_t> known, Matching matching,
                     const IncidentEpoch& epoch) {
  EpochRecord out;
  out.epoch = epoch;
  const Registration& registration = matching.registration;
  if (registration.estimated) {
    out.epoch.shift_east_m = registration.east_m;
    out.epoch.shift_north_m = registration.north_m;
    out.epoch.noise_m = registration.noise_m;
  }
  out.epoch.pairs = registration.pairs;
  entries->plan(std::move(known), std::move(matching), out);
  out.entries = {entries->size(), [entries](std::size_t at) { return entries->make(at); }};
  return out;
}

} // namespace

Result<EpochRecord> recordEpoch(const LedgerType& type, const IncidentList& list, const FlatLayer& known,
                                LeadSet& leads, const IncidentEpoch& epoch, Feedback& feedback) {
  if (!list.epochs.empty() && epoch.date < list.epochs.back().date)
    return fail(ErrorKind::input, "incident.epoch_order",
                {fmt::format("期次 {}（{}）早于已入账的 {}（{}）", epoch.label, epoch.date, list.epochs.back().label,
                             list.epochs.back().date),
                 fmt::format("Epoch {} ({}) is before {} ({}), which the ledger already has", epoch.label, epoch.date,
                             list.epochs.back().label, list.epochs.back().date)},
                {}, {"按影像日期先后导入", "bring epochs in in the order of their pictures"});
  feedback.stage({"与已有问题对应", "Tell which leads are known"});
  const KnownPlaces places(list, known);
  auto matching = matchPlaces(places.places, placesOf(leads), type.identity, 0, feedback);
  if (!matching) return fail(matching.error());
  return recorded(std::make_shared<EpochEntries>(type, list, leads), places.incidents, std::move(*matching), epoch);
}

} // namespace ecoredline
