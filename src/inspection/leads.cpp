#include "inspection/leads.hpp"

#include "base/hash.hpp"
#include "catalogue/columns_met.hpp"
#include "engine/parallel.hpp"
#include "geo/edge_model.hpp"
#include "inspection/loose_date.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <numeric>
#include <unordered_set>
#include <utility>

namespace ecoredline {

namespace {

std::string_view shapeName(Shape shape) {
  switch (shape) {
  case Shape::polygon:
    return "polygon";
  case Shape::line:
    return "line";
  case Shape::point:
    return "point";
  case Shape::none:
    break;
  }
  return "none";
}

// The middle of a polygon's area, or of all vertices of anything else; degrees.
void setPosition(const FlatLayer& layer, std::size_t row, Incident& lead) {
  if (layer.shape[row] == Shape::none) return;
  const auto first = layer.ring_vertex[layer.row_ring[row]];
  const auto last = layer.ring_vertex[layer.row_ring[row + 1]];
  const double x0 = layer.x[first];
  const double y0 = layer.y[first];
  double area = 0;
  double mx = 0;
  double my = 0;
  for (auto ring = layer.row_ring[row]; layer.shape[row] == Shape::polygon && ring < layer.row_ring[row + 1]; ++ring) {
    double ring_area = 0;
    double rx = 0;
    double ry = 0;
    for (auto i = layer.ring_vertex[ring]; i + 1 < layer.ring_vertex[ring + 1]; ++i) {
      const double ax = layer.x[i] - x0;
      const double ay = layer.y[i] - y0;
      const double bx = layer.x[i + 1] - x0;
      const double by = layer.y[i + 1] - y0;
      const double cross = ax * by - bx * ay;
      ring_area += cross / 2;
      rx += (ax + bx) * cross / 6;
      ry += (ay + by) * cross / 6;
    }
    const bool shell = ring == layer.row_ring[row] || layer.ring_part[ring] != layer.ring_part[ring - 1];
    const double sign = (ring_area < 0) == shell ? -1 : 1; // orientation is as delivered
    area += sign * ring_area;
    mx += sign * rx;
    my += sign * ry;
  }
  if (area > 0) {
    lead.longitude = x0 + mx / area;
    lead.latitude = y0 + my / area;
    return;
  }
  double sx = 0;
  double sy = 0;
  for (auto i = first; i < last; ++i) {
    sx += layer.x[i];
    sy += layer.y[i];
  }
  lead.longitude = sx / static_cast<double>(last - first);
  lead.latitude = sy / static_cast<double>(last - first);
}

class LeadBinder {
 public:
  LeadBinder(const LedgerType& type, std::vector<LedgerCode> activities, Diagnoses& diagnoses)
      : m_type(type), m_activities(std::move(activities)), m_diagnoses(diagnoses) {}

  Incident bind(std::size_t row, const std::map<std::string, std::string>& cells) {
    Incident lead;
    lead.fields.reserve(cells.size());
    for (const Field& field : m_type.fields)
      if (const auto cell = cells.find(field.id); cell != cells.end()) lead.fields.emplace_back(field.id, cell->second);
    lead.lead_no = lead.field("lead_no");
    if (!lead.lead_no.empty() && !m_numbers.insert(lead.lead_no).second) m_repeated.add(row, lead.lead_no);
    for (const char* field : {"activity_code", "activity"})
      if (lead.activity.empty()) lead.activity = codeOf(lead.field(field));
    if (lead.activity.empty() && !lead.field("activity").empty()) m_unknown.add(row, lead.field("activity"));
    return lead;
  }

  void report() {
    m_unknown.report(
        m_diagnoses, "lead.activity", Severity::warning,
        {fmt::format("活动类型不在代码表中：{}；按原文保留", m_unknown.shown()),
         fmt::format("activity classes that no code is called by: {}; kept as written", m_unknown.shown())});
    m_repeated.report(m_diagnoses, "lead.number", Severity::warning,
                      {fmt::format("点位编号重复：{}", m_repeated.shown()),
                       fmt::format("lead numbers that occur more than once: {}", m_repeated.shown())});
  }

 private:
  std::string codeOf(const std::string& met) const {
    if (met.empty()) return {};
    for (const LedgerCode& code : m_activities)
      if (code.isCalled(met)) return code.id;
    return {};
  }

  const LedgerType& m_type;
  std::vector<LedgerCode> m_activities;
  Diagnoses& m_diagnoses;
  std::unordered_set<std::string> m_numbers;
  Tally m_unknown;
  Tally m_repeated;
};

void measure(const Table& table, std::size_t row, AreaMethod method, Incident& lead) {
  const Shape shape = table.geometry.shape[row];
  const bool usable = shape != Shape::none && table.states[row] != RowState::invalid;
  lead.shape = shapeName(shape);
  if (shape == Shape::none)
    lead.area_reason = "no_geometry";
  else if (!usable)
    lead.area_reason = "invalid_geometry";
  else if (shape != Shape::polygon)
    lead.area_reason = "to_be_measured";
  if (!lead.area_reason.empty()) return;
  lead.area_m2 = areaOf(table.geometry, row, method);
  lead.exact_m2 = areaOf(table.geometry, row, AreaMethod::exact);
}

Digest digestOf(const LeadSet& set, std::size_t row) {
  Sha256 hash;
  hash.add(canonicalGeometry(set.geographic, row));
  for (const auto& [name, value] : set.leads[row].fields) hash.add("\n").add(name).add("=").add(value);
  return hash.finish();
}

// Leads that are another one again, but for their numbers: the same outline, the same words. Each is told which. Only
// those that share a place are looked at closely.
std::map<std::size_t, std::size_t> repeatedLeads(const LeadSet& set) {
  std::map<std::size_t, std::size_t> repeated;
  std::vector<std::size_t> order(set.leads.size());
  std::iota(order.begin(), order.end(), 0);
  const auto place = [&](std::size_t row) { return std::pair(set.leads[row].longitude, set.leads[row].latitude); };
  const auto content = [&](std::size_t row) {
    auto fields = set.leads[row].fields;
    std::erase_if(fields, [](const auto& field) { return field.first == "lead_no"; });
    return std::pair(canonicalGeometry(set.geographic, row), std::move(fields));
  };
  std::erase_if(order, [&](std::size_t row) { return std::isnan(set.leads[row].longitude); });
  std::ranges::stable_sort(order, {}, place);
  for (std::size_t begin = 0, end = 0; begin < order.size(); begin = end) {
    for (end = begin + 1; end < order.size() && place(order[end]) == place(order[begin]);) ++end;
    if (end == begin + 1) continue;
    std::map<decltype(content(0)), std::size_t> first;
    for (std::size_t i = begin; i < end; ++i) {
      const auto [at, is_new] = first.try_emplace(content(order[i]), order[i]);
      if (!is_new) repeated[order[i]] = at->second;
    }
  }
  return repeated;
}

void setField(Incident& lead, const std::string& name, const std::string& value) {
  const auto at = std::ranges::find(lead.fields, name, [](const auto& field) { return field.first; });
  if (at != lead.fields.end()) at->second = value;
}

// One problem that a list names twice is one lead, under both numbers.
void joinRepeated(LeadSet& set, Diagnoses& diagnoses) {
  const auto repeated = repeatedLeads(set);
  if (repeated.empty()) return;
  Tally tally;
  for (const auto& [row, first] : repeated) {
    const std::string number = set.leads[row].lead_no;
    tally.add(row, number);
    Incident& kept = set.leads[first];
    if (number.empty() || kept.lead_no == number) continue;
    kept.lead_no += kept.lead_no.empty() ? number : "、" + number;
    setField(kept, "lead_no", kept.lead_no);
  }
  LeadSet joined;
  std::vector<std::size_t> rows;
  for (std::size_t row = 0; row < set.leads.size(); ++row) {
    if (repeated.contains(row)) continue;
    rows.push_back(row);
    joined.leads.push_back(std::move(set.leads[row]));
    joined.image_dates.push_back(std::move(set.image_dates[row]));
  }
  joined.geometry = selectRows(set.geometry, rows);
  joined.geographic = selectRows(set.geographic, rows);
  joined.content_hash = std::move(set.content_hash); // of the file
  set = std::move(joined);
  tally.report(diagnoses, "lead.repeated", Severity::warning,
               {fmt::format("图形和内容与另一条线索完全相同，合为一条：{}", tally.shown()),
                fmt::format("leads that are another one again, taken as one with it: {}", tally.shown())});
}

std::string hashOf(std::vector<Digest> rows) {
  std::ranges::sort(rows);
  Sha256 all;
  for (const Digest& row : rows) all.add(toHex(row));
  return prefixedHex(all.finish());
}

// What is asked of each lead by itself, on all threads: its figures, its place, its part of the content hash.
Result<void> measureLeads(const Table& table, AreaMethod method, LeadSet& set, Feedback& feedback) {
  constexpr std::size_t kHandful = 256;
  const std::size_t rows = set.leads.size();
  std::vector<Digest> digests(rows);
  const auto measured = [&](std::size_t handful) -> Result<void> {
    for (std::size_t row = handful * kHandful; row < std::min(rows, (handful + 1) * kHandful); ++row) {
      measure(table, row, method, set.leads[row]);
      setPosition(set.geographic, row, set.leads[row]);
      digests[row] = digestOf(set, row);
    }
    return {};
  };
  if (auto done = forEachIndex((rows + kHandful - 1) / kHandful, 0, feedback, measured); !done) return done;
  set.content_hash = hashOf(std::move(digests));
  return {};
}

} // namespace

Result<LeadSet> bindLeads(const Catalogue& catalogue, const LedgerType& type, const Table& table,
                          const LeadReading& reading, Diagnoses& diagnoses, Feedback& feedback) {
  auto codes = codeList(catalogue, type.activities);
  if (!codes) return fail(codes.error());
  auto cells = bindFields(type.fields, table, reading.fields, diagnoses);
  if (!cells) return fail(cells.error());
  LeadSet set;
  LeadBinder binder(type, std::move(*codes), diagnoses);
  std::vector<bool> usable;
  set.leads.reserve(table.rows());
  for (std::size_t row = 0; row < table.rows(); ++row) {
    set.leads.push_back(binder.bind(row, std::exchange((*cells)[row], {})));
    usable.push_back(table.geometry.shape[row] != Shape::none && table.states[row] != RowState::invalid);
    const std::string after = looseDate(set.leads.back().field("image_after"));
    set.image_dates.push_back(after.size() == 10 ? after : std::string());
  }
  binder.report();
  set.geometry = keepRows(table.geometry, usable);
  auto moved = moveLayer(set.geometry, Crs::cgcs2000());
  if (!moved) return fail(moved.error());
  set.geographic = std::move(*moved);
  if (auto done = measureLeads(table, reading.method, set, feedback); !done) return fail(done.error());
  joinRepeated(set, diagnoses);
  return set;
}

std::string focusOf(const LedgerType& type, const Incident& lead) {
  const auto meets = [&](const std::string& zone) {
    return std::ranges::any_of(lead.zones, [&](const IncidentZone& met) {
      return zone == met.kind || zone == met.kind + "." + met.zone_class;
    });
  };
  for (const FocusProblem& problem : type.focus) {
    if (std::ranges::count(problem.activities, lead.activity) == 0) continue;
    if (problem.zones.empty() || std::ranges::any_of(problem.zones, meets)) return problem.id;
  }
  return {};
}

} // namespace ecoredline
