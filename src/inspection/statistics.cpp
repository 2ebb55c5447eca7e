#include "inspection/statistics.hpp"

#include "inspection/ledger_fold.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <map>

namespace ecoredline {

namespace {

std::int64_t hundredths(double square_metres) {
  return std::isfinite(square_metres) ? std::llround(square_metres * 100) : 0;
}

// A state counts as all it has been through; one that ended as no problem was looked at and is none.
LedgerCount countOf(const std::string& state_id, const LedgerType& type) {
  const LedgerState* state = type.state(state_id);
  const Progress progress = state == nullptr ? Progress::issued : state->progress;
  LedgerCount one;
  one.total = 1;
  one.verified = progress >= Progress::verified ? 1 : 0;
  one.confirmed = progress >= Progress::confirmed ? 1 : 0;
  one.rectified = progress >= Progress::rectified ? 1 : 0;
  one.closed = progress >= Progress::closed ? 1 : 0;
  return one;
}

LedgerCount countOf(const Incident& incident, const LedgerType& type) {
  LedgerCount one = countOf(incident.state, type);
  one.relapsed = incident.relapsed ? 1 : 0;
  if (const IncidentTotal* total = incident.total()) {
    one.area_cm2 = hundredths(total->area_m2);
    one.exact_cm2 = hundredths(total->exact_m2);
  }
  return one;
}

void add(LedgerCount& to, const LedgerCount& one) {
  to.total += one.total;
  to.verified += one.verified;
  to.confirmed += one.confirmed;
  to.rectified += one.rectified;
  to.closed += one.closed;
  to.relapsed += one.relapsed;
  to.area_cm2 += one.area_cm2;
  to.exact_cm2 += one.exact_cm2;
}

bool addsUp(const std::vector<LedgerCount>& groups, const LedgerCount& all) {
  LedgerCount sum;
  for (const LedgerCount& group : groups) add(sum, group);
  return sum.total == all.total && sum.verified == all.verified && sum.confirmed == all.confirmed &&
         sum.rectified == all.rectified && sum.closed == all.closed && sum.relapsed == all.relapsed &&
         sum.area_cm2 == all.area_cm2 && sum.exact_cm2 == all.exact_cm2;
}

using Groups = std::map<std::string, LedgerCount>;

std::vector<LedgerCount> listOf(const Groups& groups) {
  std::vector<LedgerCount> list;
  for (const auto& [key, count] : groups) {
    list.push_back(count);
    list.back().key = key;
  }
  return list;
}

constexpr std::size_t kMonth = 7; ///< "2024-03"

std::string monthAfter(const std::string& month) {
  const int year = std::stoi(month.substr(0, 4));
  const int number = std::stoi(month.substr(5, 2));
  return fmt::format("{:04}-{:02}", number == 12 ? year + 1 : year, number == 12 ? 1 : number + 1);
}

// The states that a problem was in at the ends of months, where one differs from that of the month before.
std::map<std::string, std::string> statesByMonth(const Incident& incident, const IncidentList& list,
                                                 const LedgerType& type) {
  std::map<std::string, std::string> states;
  const auto first = std::ranges::find(list.epochs, incident.first_epoch, &IncidentEpoch::label);
  if (first != list.epochs.end()) states[first->date.substr(0, kMonth)] = type.initial;
  for (const IncidentEvent& event : incident.history)
    if (!event.to.empty() && event.action == "advance") states[event.date.substr(0, kMonth)] = event.to;
  return states;
}

std::string yearOf(const Incident& incident) {
  const auto dash = incident.id.find('-');
  return dash == std::string::npos ? std::string() : incident.id.substr(dash + 1, 4);
}

} // namespace

double LedgerCount::closedShare() const {
  return confirmed == 0 ? kNoNumber : static_cast<double>(closed) / static_cast<double>(confirmed);
}

bool isExamined(const Incident& incident) {
  return incident.shape != "none" && incident.area_reason != "invalid_geometry";
}

const IncidentZone* mainZone(const Incident& incident, const LedgerType& type) {
  for (const std::string& kind : type.kinds) {
    const IncidentZone* largest = nullptr;
    for (const IncidentZone& zone : incident.zones)
      if (zone.kind == kind && (largest == nullptr || zone.exact_m2 > largest->exact_m2)) largest = &zone;
    if (largest != nullptr) return largest;
  }
  return nullptr;
}

std::vector<LedgerCount> monthlyProgress(const IncidentList& list, const LedgerType& type) {
  std::vector<std::map<std::string, std::string>> histories;
  std::string first;
  std::string last;
  for (const Incident& incident : list.incidents) {
    if (isMergedAway(incident)) continue;
    auto states = statesByMonth(incident, list, type);
    if (states.empty()) continue;
    if (first.empty() || states.begin()->first < first) first = states.begin()->first;
    last = std::max(last, states.rbegin()->first);
    histories.push_back(std::move(states));
  }
  std::vector<LedgerCount> months;
  if (first.empty()) return months;
  for (std::string month = first; month <= last; month = monthAfter(month)) {
    LedgerCount& sum = months.emplace_back();
    sum.key = month;
    for (const auto& states : histories) {
      const auto after = states.upper_bound(month);
      if (after != states.begin()) add(sum, countOf(std::prev(after)->second, type));
    }
  }
  return months;
}

Result<LedgerStatistics> statisticsOf(const IncidentList& list, const LedgerType& type) {
  LedgerStatistics out;
  Groups reserves;
  Groups zones;
  Groups activities;
  Groups years;
  Groups states;
  for (const Incident& incident : list.incidents) {
    if (isMergedAway(incident)) {
      ++out.merged;
      continue;
    }
    if (std::isnan(incident.area_m2)) ++out.unmeasured;
    const LedgerCount one = countOf(incident, type);
    const IncidentZone* zone = mainZone(incident, type);
    add(out.all, one);
    const std::string none(isExamined(incident) ? std::string_view() : kNotExamined);
    add(reserves[zone == nullptr ? none : zone->zone_name], one);
    add(zones[zone == nullptr ? none : zone->kind + "." + zone->zone_class], one);
    add(activities[incident.activity], one);
    add(years[yearOf(incident)], one);
    add(states[incident.state], one);
  }
  out.by_reserve = listOf(reserves);
  out.by_zone = listOf(zones);
  out.by_activity = listOf(activities);
  out.by_year = listOf(years);
  out.by_state = listOf(states);
  for (const auto* groups : {&out.by_reserve, &out.by_zone, &out.by_activity, &out.by_year, &out.by_state})
    if (!addsUp(*groups, out.all))
      return fail(ErrorKind::internal, "incident.sums", {"分组之和与总数不等", "The groups do not add up to all"});
  if (out.all.total + out.merged != list.incidents.size())
    return fail(ErrorKind::internal, "incident.sums", {"总数与台账行数不等", "The count is not that of the rows"});
  return out;
}

} // namespace ecoredline
