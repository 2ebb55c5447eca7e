#include "app/inspect.hpp"

#include "app/lead_source.hpp"
#include "app/reference.hpp"
#include "base/decimal.hpp"
#include "base/files.hpp"
#include "inspection/facilities.hpp"
#include "inspection/ledger_fold.hpp"
#include "inspection/overlay.hpp"
#include "inspection/record_epoch.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cmath>

namespace ecoredline {

namespace {

struct DatedEpoch {
  Date date;
  Text note; ///< where the day came from; empty when it was said
};

// A ledger's epochs are in the order of their pictures, so each has a day.
Result<DatedEpoch> dateOf(const InspectOptions& options, const LeadSet& leads) {
  if (!options.date.empty()) {
    if (isDate(options.date)) return DatedEpoch{options.date, {}};
    return fail(ErrorKind::usage, "options.date", {"日期须为 YYYY-MM-DD", "A date is YYYY-MM-DD"}, options.date);
  }
  const auto latest = std::ranges::max_element(leads.image_dates);
  if (latest != leads.image_dates.end() && !latest->empty())
    return DatedEpoch{*latest,
                      {fmt::format("期次日期取最晚的后时相：{}", *latest),
                       fmt::format("The epoch's day is that of the latest picture: {}", *latest)}};
  const std::string year_end = options.epoch.substr(0, 4) + "-12-31";
  if (options.epoch.size() == 4 && isDate(year_end)) {
    const Date day = std::min(year_end, today());
    return DatedEpoch{day,
                      {fmt::format("线索没有影像日期，期次日期取 {}", day),
                       fmt::format("The leads name no picture's day; the epoch's is taken as {}", day)}};
  }
  return fail(ErrorKind::usage, "inspect.no_date",
              {"线索没有影像日期，期次也不是年份", "The leads name no picture's day, and the epoch is no year"}, {},
              {"加 --date 影像日期，或用 --field image_after=列名 指明后时相列",
               "add --date, or name the column with --field image_after=COLUMN"});
}

// The layers of another day than that of the pictures: what a lead would have met then.
Result<Date> layersDay(const InspectOptions& options, const Date& pictures) {
  if (options.as_of.empty()) return pictures;
  if (isDate(options.as_of)) return options.as_of;
  return fail(ErrorKind::usage, "options.date", {"日期须为 YYYY-MM-DD", "A date is YYYY-MM-DD"}, options.as_of);
}

// True when the epoch is there already with the same content.
Result<bool> isKnownEpoch(const IncidentList& list, const std::string& label, const LeadSet& leads) {
  const auto known = std::ranges::find(list.epochs, label, &IncidentEpoch::label);
  if (known == list.epochs.end()) return false;
  if (known->content_hash == leads.content_hash) return true;
  return fail(ErrorKind::input, "incident.epoch_exists",
              {fmt::format("台账已有期次 {}，内容不同（来自 {}）", label, known->source),
               fmt::format("The ledger has an epoch {} with other content (from {})", label, known->source)},
              {},
              {"另取期次名；入账的内容不修改，更正用 incident WS note",
               "choose another label; what is in the ledger stays, and corrections are entries"});
}

FlatLayer emptyLayer() {
  FlatLayer layer;
  layer.crs = Crs::cgcs2000();
  return layer;
}

Result<FlatLayer> knownShapes(const IncidentJournal& journal, const IncidentList& list) {
  std::vector<std::int64_t> entries;
  for (const Incident& incident : list.incidents)
    if (incident.shape_entry > 0) entries.push_back(incident.shape_entry);
  std::ranges::sort(entries);
  if (entries.empty()) return emptyLayer();
  return journal.shapes(list.ledger, entries);
}

std::string word(const std::string& change, Language language) {
  static const std::map<std::string, Text> kWords{{"new", {"新增", "new"}},
                                                  {"grown", {"扩大", "grown"}},
                                                  {"shrunk", {"缩小", "shrunk"}},
                                                  {"split", {"分裂", "split"}},
                                                  {"merged", {"合并", "merged"}},
                                                  {"cleared", {"影像上消失", "cleared"}},
                                                  {"unchanged", {"未变化", "unchanged"}}};
  const auto found = kWords.find(change);
  return found == kWords.end() ? change : found->second.in(language);
}

std::string summary(const EpochRecord& record, const LeadSet& leads, Language language) {
  const bool zh = language == Language::zh;
  double met = 0;
  std::size_t inside = 0;
  std::size_t unmeasured = 0;
  for (const Incident& lead : leads.leads) {
    if (!lead.zones.empty()) ++inside;
    if (std::isnan(lead.area_m2)) ++unmeasured;
    const IncidentTotal* total = lead.total();
    if (total != nullptr && std::isfinite(total->exact_m2)) met += total->exact_m2;
  }
  std::vector<std::string> changes;
  for (const auto& [change, count] : record.changes)
    changes.push_back(fmt::format("{} {}", word(change, language), count));
  std::string out = fmt::format(
      fmt::runtime(
          zh ? "期次 {}（{}）：线索 {} 条，涉及保护分区 {} 条，去重占用 {} m²（精确），面积待测 {} 条\n变化：{}\n"
             : "Epoch {} ({}): {} leads, {} in protected zones, {} m² of ground in zones (exact), {} without "
               "area\nChange: {}\n"),
      record.epoch.label, record.epoch.date, leads.leads.size(), inside, toFixed(met, 2), unmeasured,
      fmt::join(changes, zh ? "，" : ", "));
  if (std::isfinite(record.epoch.noise_m))
    out += fmt::format(fmt::runtime(zh ? "配准：整体偏移 东 {} m、北 {} m，噪声 {} m（{} 对）\n"
                                       : "Registration: shift {} m east, {} m north, noise {} m ({} pairs)\n"),
                       toFixed(record.epoch.shift_east_m, 2), toFixed(record.epoch.shift_north_m, 2),
                       toFixed(record.epoch.noise_m, 2), record.epoch.pairs);
  if (!record.relapsed.empty())
    out += fmt::format(
        fmt::runtime(zh ? "反弹：已销号后再现 {} 个：{}\n" : "Relapsed: {} found again after write-off: {}\n"),
        record.relapsed.size(), fmt::join(record.relapsed, " "));
  return out;
}

// Kinds that could not be looked at for any lead are worth a word: nothing met does not mean nothing there.
void noteGaps(const LeadSet& leads, const Catalogue& catalogue, Outcome& outcome) {
  std::map<std::string, std::size_t> missing;
  for (const Incident& lead : leads.leads)
    for (const IncidentGap& gap : lead.gaps)
      if (gap.reason != "undecided") ++missing[gap.kind];
  for (const auto& [id, count] : missing) {
    const LayerKind* kind = catalogue.kind(id);
    if (kind == nullptr) continue;
    outcome.notes.push_back({fmt::format("{}：{} 条线索未能核（无有效版本或超出覆盖范围）", kind->title.zh, count),
                             fmt::format("{}: {} leads not examined (no version in force, or beyond its coverage)",
                                         kind->title.en, count)});
  }
}

} // namespace

Result<Outcome> inspectLeads(const InspectOptions& options, Language language, const AskYesNo& ask,
                             Feedback& feedback) {
  auto workspace = Workspace::open(options.workspace, Workspace::Access::read);
  if (!workspace) return fail(workspace.error());
  auto catalogue = workspace->catalogue();
  if (!catalogue) return fail(catalogue.error());
  auto type = ledgerType(*catalogue, options.ledger);
  if (!type) return fail(type.error());
  auto reference = referenceBoundaries(&*workspace, !options.as_of.empty() ? options.as_of
                                                    : options.date.empty() ? today()
                                                                           : options.date);
  if (!reference) return fail(reference.error());
  auto source = openLeads(options.leads, options.source, *type, *reference, ask, feedback);
  if (!source) return fail(source.error());
  auto leads =
      bindLeads(*catalogue, *type, source->table, {options.source.fields, options.method}, source->diagnoses, feedback);
  if (!leads) return fail(leads.error());
  source->table = {}; // what it said is in the leads
  auto dated = dateOf(options, *leads);
  if (!dated) return fail(dated.error());
  const auto day = layersDay(options, dated->date);
  if (!day) return fail(day.error());

  auto journal = IncidentJournal::open(options.workspace, Workspace::Access::write);
  if (!journal) return fail(journal.error());
  auto list = foldLedger(*journal, *type);
  if (!list) return fail(list.error());
  Outcome outcome;
  outcome.notes = notesFrom(source->diagnoses);
  if (!dated->note.empty()) outcome.notes.push_back(dated->note);
  auto known = isKnownEpoch(*list, options.epoch, *leads);
  if (!known) return fail(known.error());
  if (*known) {
    outcome.notes.push_back(
        {fmt::format("期次 {} 已在台账中，内容相同，未作改动", options.epoch),
         fmt::format("Epoch {} is in the ledger with the same content: nothing was changed", options.epoch)});
    return outcome;
  }
  if (*day != dated->date)
    outcome.notes.push_back(
        {fmt::format("按 {} 有效的图层核（影像日期 {}）；所用版本记在各条线索下", *day, dated->date),
         fmt::format("The layers in force on {} count (pictures of {}); the versions met stand "
                     "with each lead",
                     *day, dated->date)});
  const OverlayRequest overlay{&*workspace, &*type, *day, options.method, options.index_folder, options.jobs};
  if (auto done = overlayLeads(overlay, leads->geometry, leads->leads, feedback); !done) return fail(done.error());
  auto facilities = findFacilities(overlay, leads->geometry, leads->leads, feedback);
  if (!facilities) return fail(facilities.error());
  auto shapes = knownShapes(*journal, *list);
  if (!shapes) return fail(shapes.error());
  IncidentEpoch epoch;
  epoch.label = options.epoch;
  epoch.date = dated->date;
  epoch.source = toUtf8(options.leads.filename());
  epoch.content_hash = leads->content_hash;
  epoch.coverage = options.coverage;
  epoch.area_method = name(options.method);
  epoch.leads = leads->leads.size();
  epoch.facilities = std::move(*facilities);
  if (!epoch.facilities.empty()) epoch.facility_reach_m = type->facilities.within_m;
  auto record = recordEpoch(*type, *list, *shapes, *leads, epoch, feedback);
  if (!record) return fail(record.error());
  feedback.stage({"写入台账", "Write the ledger"});
  auto head = journal->appendMade(type->id, list->head, record->entries, leads->geographic, feedback);
  if (!head) return fail(head.error());
  noteGaps(*leads, *catalogue, outcome);
  if (record->changes.contains("cleared"))
    outcome.notes.push_back({"“影像上消失”按整片覆盖判定，不是销号；若文件只含部分区域，请用 --coverage none",
                             "\"Cleared\" takes the file to cover everything, and is no write-off; for a file of some "
                             "places only, use --coverage none"});
  outcome.output = summary(*record, *leads, language);
  return outcome;
}

} // namespace ecoredline
