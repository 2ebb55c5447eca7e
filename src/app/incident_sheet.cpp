#include "app/incident_sheet.hpp"

#include "app/incident_maps.hpp"
#include "app/incident_tables.hpp"
#include "app/open_ledger.hpp"
#include "base/decimal.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <sstream>

namespace ecoredline {

namespace {

class IncidentTopic : public SheetTopic {
 public:
  IncidentTopic(const MapOptions& options, Language language) : m_language(language), m_all(!options.atlas.empty()) {
    m_ledger_options.workspace = options.workspace;
    m_ledger_options.ledger = options.ledger;
    m_own = options.own;
    std::istringstream named(options.incident);
    for (std::string id; std::getline(named, id, ',');)
      if (!id.empty()) m_ledger_options.items.push_back(id);
  }

  Result<void> open(const Paper& paper) {
    auto ledger = OpenLedger::of(m_ledger_options, Workspace::Access::read);
    if (!ledger) return fail(ledger.error());
    m_ledger.emplace(std::move(*ledger));
    for (const std::string& id : m_ledger_options.items)
      if (auto found = m_ledger->incident(id); !found) return fail(found.error());
    const IncidentMapInput input{&m_ledger->workspace(),
                                 &m_ledger->journal(),
                                 &m_ledger->catalogue(),
                                 &m_ledger->type(),
                                 &m_ledger->list(),
                                 m_language,
                                 mapFrameOf(paper),
                                 true,
                                 true,
                                 m_own};
    auto maps = IncidentMaps::of(input);
    if (!maps) return fail(maps.error());
    m_maps = std::move(*maps);
    m_words.emplace(m_ledger->catalogue(), m_ledger->type(), m_language);
    return {};
  }

  Result<std::vector<SheetPlan>> plans() override {
    std::vector<SheetPlan> out;
    const auto& incidents = m_ledger->list().incidents;
    for (std::size_t i = 0; i < incidents.size(); ++i) {
      const Incident& incident = incidents[i];
      const auto& named = m_ledger_options.items;
      const bool wanted = named.empty() || std::ranges::count(named, incident.id) > 0;
      // One that is asked for alone is told why it cannot be drawn; of many, those with a shape are.
      if (wanted && (named.size() == 1 || incident.shape_entry > 0)) out.push_back({incident.id, {}, i, {}, ""});
    }
    if (out.empty())
      return fail(ErrorKind::input, "map.nothing",
                  {"台账中没有带图形的问题", "The ledger has no incident with a shape"}, {},
                  {"先用 inspect 导入线索", "import leads with `inspect` first"});
    if (out.size() > 1 && !m_all)
      return fail(ErrorKind::usage, "map.no_incident", {"须说明画哪个问题", "Which incident is to be drawn?"}, {},
                  {"加 --incident 编号，或 --atlas incidents", "add --incident ID, or --atlas incidents"});
    return out;
  }

  Result<MapScene> scene(const SheetPlan& plan) override {
    auto map = m_maps->map(*plan.item);
    if (!map || !map->window.empty()) return map;
    return fail(
        ErrorKind::input, "map.nothing",
        {fmt::format("问题 {} 没有可画的图形", plan.name), fmt::format("Incident {} has no shape to draw", plan.name)});
  }

  Result<void> addLayers(SheetPage& /*page*/) override { return {}; }

  Result<void> addFigures(const SheetPlan& plan, SheetPage& page) override {
    const Incident& incident = m_ledger->list().incidents[*plan.item];
    const LedgerWords& words = *m_words;
    page.rows_title = fmt::format("{}{}", say("问题状态：", "State: "), words.state(incident.state));
    for (const IncidentZone& zone : incident.zones) page.rows.push_back(zoneRow(zone));
    if (incident.zones.empty())
      page.rows.push_back({say("所用资料中未发现与所列分区重叠", "No overlap found in the data used"), "", "", ""});
    for (const IncidentGap& gap : incident.gaps) {
      IncidentZone named;
      named.kind = gap.kind;
      page.rows.push_back({gap.kind.empty() ? words.gap(gap.reason) : words.zone(named),
                           gap.kind.empty() ? "" : words.gap(gap.reason), say("未能核", "Not examined"), kGrey});
    }
    const auto note = [&](const char* zh, const char* en, const std::string& value) {
      if (!value.empty()) page.notes.emplace_back(say(zh, en), value);
    };
    note("问题编号", "Incident", incident.id);
    note("线索编号", "Lead", incident.lead_no);
    note("活动类型", "Activity", words.activity(incident.activity));
    note("首次发现", "First seen", epochText(incident.first_epoch));
    note("最近期次", "Last epoch", epochText(incident.epoch) + " " + words.change(incident.change));
    note("图斑面积", "Area", words.area(incident) + (std::isfinite(incident.area_m2) ? " m²" : ""));
    note("办理期限", "Deadline", incident.deadline);
    return {};
  }

 private:
  static constexpr const char* kGrey = "#475467";
  static constexpr const char* kRed = "#B42318";

  SheetRow zoneRow(const IncidentZone& zone) const {
    SheetRow row;
    row.what = m_words->zone(zone) + (zone.zone_name.empty() ? "" : " " + zone.zone_name);
    row.figure = std::isfinite(zone.area_m2) ? fmt::format("{} {} m²", say("占用", "takes"), toGrouped(zone.area_m2, 2))
                                             : m_words->relation(zone.relation);
    row.figure += fmt::format("；{} ({})", zone.version, zone.version_date);
    if (!zone.designated.empty()) row.figure += fmt::format("；{}{}", say("划定 ", "designated "), zone.designated);
    row.verdict = m_words->before(zone);
    row.colour = zone.before == "new" ? kRed : kGrey;
    return row;
  }

  std::string epochText(const std::string& label) const {
    const auto& epochs = m_ledger->list().epochs;
    const auto found = std::ranges::find(epochs, label, &IncidentEpoch::label);
    if (found == epochs.end() || found->date.empty() || found->date == label) return label;
    return fmt::format("{} ({})", label, found->date);
  }

  const char* say(const char* zh, const char* en) const { return m_language == Language::zh ? zh : en; }

  IncidentOptions m_ledger_options;
  OwnFolders m_own;
  Language m_language;
  bool m_all;
  std::optional<OpenLedger> m_ledger;
  std::unique_ptr<IncidentMaps> m_maps;
  std::optional<LedgerWords> m_words;
};

} // namespace

Result<std::unique_ptr<SheetTopic>> incidentTopic(const MapOptions& options, Language language, const Paper& paper) {
  auto topic = std::make_unique<IncidentTopic>(options, language);
  if (auto opened = topic->open(paper); !opened) return fail(opened.error());
  return topic;
}

} // namespace ecoredline
