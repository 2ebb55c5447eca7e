#include "inspection/record_epoch.hpp"

#include "engine/local.hpp"
#include "inspection/entry_body.hpp"
#include "inspection/ledger_fold.hpp"
#include "inspection/life_cycle.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cmath>
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

class EpochRecorder {
 public:
  EpochRecorder(const LedgerType& type, const IncidentList& list, LeadSet& leads, const IncidentEpoch& epoch)
      : m_type(type), m_list(list), m_leads(leads), m_numbers(type, list, epoch.date) {
    m_out.epoch = epoch;
  }

  EpochRecord run(const KnownPlaces& known, const Matching& matching) {
    const Registration& registration = matching.registration;
    if (registration.estimated) {
      m_out.epoch.shift_east_m = registration.east_m;
      m_out.epoch.shift_north_m = registration.north_m;
      m_out.epoch.noise_m = registration.noise_m;
    }
    m_out.epoch.pairs = registration.pairs;
    EntryBody facts;
    facts.facts = m_out.epoch;
    m_out.entries.push_back({{}, "epoch", toText(facts), {}});
    std::vector<std::string> ids(m_leads.leads.size());
    for (const std::size_t lead : orderOfLeads())
      ids[lead] = matching.leads[lead].incident ? idOf(known, *matching.leads[lead].incident) : m_numbers.next();
    for (std::size_t lead = 0; lead < ids.size(); ++lead) addLead(known, matching.leads[lead], lead, ids[lead]);
    for (std::size_t place = 0; place < known.incidents.size(); ++place)
      addKnown(m_list.incidents[known.incidents[place]], matching.known[place], ids);
    return std::move(m_out);
  }

 private:
  const std::string& idOf(const KnownPlaces& known, std::size_t place) const {
    return m_list.incidents[known.incidents[place]].id;
  }

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

  void addLead(const KnownPlaces& known, const LeadFate& fate, std::size_t row, const std::string& id) {
    Incident& lead = m_leads.leads[row];
    lead.focus = focusOf(m_type, lead);
    EntryBody body;
    body.epoch = m_out.epoch.label;
    body.date = m_leads.image_dates[row].empty() ? m_out.epoch.date : m_leads.image_dates[row];
    body.change = fate.change;
    if (fate.parent) body.parent = idOf(known, *fate.parent);
    if (!fate.incident) {
      body.to = m_type.initial;
      body.deadline = deadlineFor(m_type, lead, body.to, m_out.epoch.date);
    }
    body.observation = lead;
    ++m_out.changes[fate.change];
    const bool drawn = m_leads.geographic.shape[row] != Shape::none;
    m_out.entries.push_back({id, "lead", toText(body), drawn ? std::optional(row) : std::nullopt});
    if (fate.incident) raiseRelapse(m_list.incidents[known.incidents[*fate.incident]], lead, body);
  }

  // A picture taken after the write-off shows it again.
  void raiseRelapse(const Incident& before, const Incident& lead, const EntryBody& seen) {
    const LedgerState* state = m_type.state(before.state);
    if (state == nullptr || state->progress != Progress::closed || seen.date <= before.since) return;
    EntryBody body;
    body.epoch = seen.epoch;
    body.date = seen.date;
    body.from = before.state;
    body.to = m_type.recurrence;
    body.deadline = deadlineFor(m_type, lead, body.to, seen.date);
    body.by = "EcoRedline";
    body.text = fmt::format("{} 影像线索 {} 落在已销号问题上 / a lead pictured then lies on what was written off",
                            seen.date, lead.lead_no.empty() ? "-" : lead.lead_no);
    m_out.entries.push_back({before.id, "advance", toText(body), {}});
    m_out.relapsed.push_back(before.id);
  }

  void addKnown(const Incident& incident, const KnownFate& fate, const std::vector<std::string>& ids) {
    EntryBody body;
    body.epoch = m_out.epoch.label;
    body.date = m_out.epoch.date;
    if (fate.merged_into) {
      body.parent = ids[*fate.merged_into];
      body.change = "merged";
      m_out.entries.push_back({incident.id, "merged", toText(body), {}});
      return;
    }
    if (!fate.gone || m_out.epoch.coverage != "all" || incident.change == "cleared") return;
    body.change = "cleared";
    ++m_out.changes["cleared"];
    m_out.entries.push_back({incident.id, "gone", toText(body), {}});
  }

  const LedgerType& m_type;
  const IncidentList& m_list;
  LeadSet& m_leads;
  Numbering m_numbers;
  EpochRecord m_out;
};

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
  return EpochRecorder(type, list, leads, epoch).run(places, *matching);
}

} // namespace ecoredline
