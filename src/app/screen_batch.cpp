#include "app/screen_batch.hpp"

#include "app/catalogue_folder.hpp"
#include "app/reference.hpp"
#include "app/resumed_folder.hpp"
#include "app/run_overlaps.hpp"
#include "app/site_maps.hpp"
#include "app/stored_run.hpp"
#include "app/workers.hpp"
#include "base/files.hpp"
#include "base/hash.hpp"
#include "report/figures.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <memory>
#include <numeric>
#include <sstream>
#include <system_error>

namespace ecoredline {

namespace {

namespace fs = std::filesystem;

constexpr const char* kState = ".batch"; // what a run that goes on needs
constexpr const char* kMadeFrom = "made_from";
constexpr const char* kFindings = "findings.txt"; // a line each: number of the site, tab, JSON

// The file of sites with all that goes along with it (a shapefile's members).
Result<void> addFile(const fs::path& file, Sha256& hash) {
  std::vector<fs::path> members;
  std::error_code failed;
  for (const auto& entry : fs::directory_iterator(fs::absolute(file).parent_path(), failed))
    if (entry.is_regular_file() && entry.path().stem() == file.stem()) members.push_back(entry.path());
  std::ranges::sort(members);
  for (const fs::path& member : members) {
    auto bytes = readFile(member);
    if (!bytes) return fail(bytes.error());
    hash.add(toUtf8(member.filename())).add("\n").add(*bytes);
  }
  return {};
}

// Everything the answer depends on: sites, facts, options, versions in use, the catalogue and the program.
Result<std::string> keyOf(const BatchRequest& request) {
  const ScreenOptions& o = request.options;
  Sha256 hash;
  if (auto added = addFile(o.sites, hash); !added) return fail(added.error());
  if (!o.facts.empty())
    if (auto added = addFile(o.facts, hash); !added) return fail(added.error());
  auto workspace = Workspace::open(o.workspace, Workspace::Access::read);
  if (!workspace) return fail(workspace.error());
  auto catalogue = workspace->catalogue();
  if (!catalogue) return fail(catalogue.error());
  auto versions = workspace->versions();
  if (!versions) return fail(versions.error());
  std::string text = fmt::format("{} {} {}\n", ECOREDLINE_VERSION, catalogue->contentHash(),
                                 request.language == Language::zh ? "zh" : "en");
  for (const Version& v : *versions)
    text +=
        fmt::format("{} {} {} {} {} {}\n", v.id, v.kind, v.label, v.content_hash, v.provenance_hash, v.withdrawn_at);
  std::vector<std::string> formats;
  for (const Writer* writer : request.writers) formats.push_back(writer->info().name);
  text += fmt::format("{}|{}|{}|{}|{}|{}|{}\n", fmt::join(formats, ","), fmt::join(o.kinds, ","), o.profile,
                      o.site_accuracy_m.value_or(-1), o.buffer_m, o.as_of.empty() ? today() : o.as_of,
                      static_cast<int>(o.method));
  const ReadOptions& read = o.source.read;
  text += fmt::format("{}|{}|{}|{}|{}|{}\n", read.crs, read.encoding, read.layer, static_cast<int>(read.axis),
                      static_cast<int>(read.repair), fmt::join(read.repair_anyway, ","));
  if (read.datum_shift) text += fmt::format("{}\n", fmt::join(read.datum_shift->parameters, ","));
  for (const auto& [canonical, source] : o.source.fields) text += fmt::format("{}={}\n", canonical, source);
  text += fmt::format("{}\n", o.fail_on ? static_cast<int>(*o.fail_on) : -1);
  hash.add(text);
  if (auto added = addOwnFiles(o.own, hash); !added) return fail(added.error());
  return toHex(hash.finish());
}

// Sites with the worst verdict first, then by the worst case, then by the ground that decides.
std::vector<std::size_t> ranked(const RunReport& report) {
  std::vector<std::size_t> order(report.sites.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  const auto ground = [](const SiteResult& site) {
    const Finding* decides = decidingFinding(site);
    return decides != nullptr && decides->overlap_m2 > 0 ? decides->overlap_m2 : 0.0;
  };
  const auto key = [&](std::size_t i) {
    const SiteResult& site = report.sites[i];
    return std::tuple(-static_cast<int>(site.verdict), -static_cast<int>(site.worst_case), -ground(site));
  };
  std::ranges::stable_sort(order, {}, key);
  return order;
}

class Batch {
 public:
  Batch(const BatchRequest& request, Feedback& feedback)
      : m_request(request), m_feedback(feedback), m_folder(request.options.batch) {}

  Result<Outcome> run(const AskYesNo& ask) {
    if (auto opened = openFolder(); !opened) return fail(opened.error());
    if (!fs::exists(m_folder / "run.json"))
      if (auto screened = screenAll(ask); !screened) return fail(screened.error());
    if (auto loaded = load(); !loaded) return fail(loaded.error());
    if (auto written = writeTriage(); !written) return fail(written.error());
    if (auto written = writeReports(); !written) return fail(written.error());
    m_outcome.notes.push_back(
        {fmt::format("已写出 {}：排序表 triage.csv、triage.xlsx，单个报告 {} 份", toUtf8(m_folder), m_order.size()),
         fmt::format("Wrote {}: the ranked table triage.csv and triage.xlsx, {} reports", toUtf8(m_folder),
                     m_order.size())});
    if (m_kept > 0)
      m_outcome.notes.push_back({fmt::format("其中 {} 份沿用上次中断前写好的", m_kept),
                                 fmt::format("{} of them were written before a run that was broken off", m_kept)});
    m_outcome.notes.push_back({"运行编号 " + m_report.id, "Run " + m_report.id});
    m_outcome.exit_status = m_report.exit_reasons.empty() ? 0 : m_report.exit_reasons.front();
    return std::move(m_outcome);
  }

 private:
  // Goes on where the same was begun here; anything else of ours is begun anew, what is not ours is left alone.
  Result<void> openFolder() {
    auto key = keyOf(m_request);
    if (!key) return fail(key.error());
    const ResumedFolder resumed{m_folder, m_folder / kState / kMadeFrom, *key};
    const auto on = goesOn(
        resumed, {ErrorKind::input,
                  "batch.foreign_folder",
                  {"目录中已有其他文件，不是一批未完成的核查", "The folder holds other files, not a batch under way"},
                  toUtf8(m_folder),
                  {"换一个目录", "name another folder"}});
    if (!on) return fail(on.error());
    if (*on) return {};
    std::error_code failed;
    for (const char* old : {"run.json", "triage.csv", "triage.xlsx", "sites", kState})
      fs::remove_all(m_folder / old, failed);
    return beginFolder(resumed);
  }

  // run.json last: where it is, the findings are too.
  Result<void> screenAll(const AskYesNo& ask) {
    auto screened = screenThem(m_request.options, false, ask, m_feedback);
    if (!screened) return fail(screened.error());
    if (auto kept = keepRun(m_request.options, *screened, m_request.language, m_outcome); !kept) return kept;
    std::string rows;
    for (const RunJson::Row& row : screened->json.findings) rows += fmt::format("{}\t{}\n", row.site, row.json);
    if (auto written = writeFileAtomically(m_folder / kState / kFindings, rows); !written) return written;
    return writeFileAtomically(m_folder / "run.json", screened->json.json);
  }

  // Always out of the files, so that a run that goes on sees the same values as one that was not broken off.
  Result<void> load() {
    auto json = readFile(m_folder / "run.json");
    if (!json) return fail(json.error());
    auto report = fromJson(*json);
    if (!report) return fail(report.error());
    m_report = std::move(*report);
    const auto empty = [](const SiteResult& site) { return site.findings.empty(); };
    if (std::ranges::all_of(m_report.sites, empty)) {
      auto rows = readFile(m_folder / kState / kFindings);
      if (!rows) return fail(rows.error());
      std::istringstream lines(*rows);
      for (std::string line; std::getline(lines, line);) {
        const auto tab = line.find('\t');
        auto finding = findingFromJson(std::string_view(line).substr(tab + 1));
        if (!finding) return fail(finding.error());
        m_report.sites[std::stoul(line.substr(0, tab))].findings.push_back(std::move(*finding));
      }
    }
    m_order = ranked(m_report);
    auto workspace = Workspace::open(m_request.options.workspace, Workspace::Access::read);
    if (!workspace) return fail(workspace.error());
    auto catalogue = workspace->catalogue();
    if (!catalogue) return fail(catalogue.error());
    m_catalogue = std::move(*catalogue);
    return {};
  }

  std::string folderOf(std::size_t rank) const {
    return fmt::format("{:05}_{}", rank + 1, fileSafe(m_report.sites[m_order[rank]].id));
  }

  TextTable triage() const {
    TextTable all = verdictTable(m_report, m_catalogue, m_request.language);
    TextTable out;
    out.heads.push_back({"rank", {"序号", "Rank"}, true});
    out.heads.insert(out.heads.end(), all.heads.begin(), all.heads.end());
    out.heads.push_back({"report", {"报告", "Report"}, false});
    for (std::size_t rank = 0; rank < m_order.size(); ++rank) {
      std::vector<std::string> row{std::to_string(rank + 1)};
      const auto& cells = all.rows[m_order[rank]];
      row.insert(row.end(), cells.begin(), cells.end());
      row.push_back("sites/" + folderOf(rank));
      out.rows.push_back(std::move(row));
    }
    return out;
  }

  Result<void> writeTriage() {
    if (fs::exists(m_folder / "triage.csv") && fs::exists(m_folder / "triage.xlsx")) return {};
    m_feedback.stage({"写排序表", "Write the ranked table"});
    const TextTable table = triage();
    if (auto written = writeFileAtomically(m_folder / "triage.csv", toCsv(table, m_request.language)); !written)
      return written;
    const std::vector<TableSheet> sheets{{m_request.language == Language::zh ? "排序表" : "Triage", table}};
    WriteRequest write;
    write.language = m_request.language;
    write.sheets = sheets;
    return m_request.registry.writer("workbook")->write(write, m_folder / "triage.xlsx", m_feedback);
  }

  Result<void> writeReports() {
    m_feedback.stage({"写单个报告", "Write the reports"});
    std::error_code failed;
    for (const auto& entry : fs::directory_iterator(m_folder / "sites", failed)) // begun and not finished
      if (toUtf8(entry.path().filename()).starts_with(".part_")) fs::remove_all(entry.path(), failed);
    if (auto made = makeFolder(m_folder / "sites"); !made) return made;
    std::vector<std::size_t> missing;
    for (std::size_t rank = 0; rank < m_order.size(); ++rank)
      if (!fs::exists(m_folder / "sites" / pathFromUtf8(folderOf(rank)))) missing.push_back(rank);
    m_kept = m_order.size() - missing.size();
    const MakeWorker make = [&]() -> Result<DoPiece> {
      auto worker = newWorker();
      if (!worker) return fail(worker.error());
      return DoPiece(
          [this, worker = *worker, &missing](std::size_t piece) { return writeReport(*worker, missing[piece]); });
    };
    return doPieces(missing.size(), m_request.options.jobs, make, m_feedback);
  }

  // What a thread has of its own.
  struct Worker {
    std::optional<Workspace> workspace;
    std::unique_ptr<VersionReaders> readers; // opened once for all reports of the thread
    ReferenceBoundaries counties;
    StyleBook styles;
    ReportTemplates templates; // of documents
  };

  Result<std::shared_ptr<Worker>> newWorker() const {
    auto worker = std::make_shared<Worker>();
    auto workspace = Workspace::open(m_request.options.workspace, Workspace::Access::read);
    if (!workspace) return fail(workspace.error());
    worker->workspace.emplace(std::move(*workspace));
    worker->readers = std::make_unique<VersionReaders>(*worker->workspace);
    auto counties = referenceBoundaries(&*worker->workspace, m_report.parameters.as_of);
    if (!counties) return fail(counties.error());
    worker->counties = std::move(*counties);
    auto styles = loadStyles(m_request.options.own);
    if (!styles) return fail(styles.error());
    worker->styles = std::move(*styles);
    auto templates = loadTemplates(m_request.options.own);
    if (!templates) return fail(templates.error());
    worker->templates = std::move(*templates);
    return worker;
  }

  // The run as if it had this site only.
  RunReport alone(std::size_t site) const {
    RunReport out;
    out.id = m_report.id;
    out.run.time = m_report.parameters.as_of + "T00:00:00Z";
    out.software = m_report.software;
    out.parameters = m_report.parameters;
    out.catalogue = m_report.catalogue;
    out.diagnoses = m_report.diagnoses;
    out.layers = m_report.layers;
    out.sites = {m_report.sites[site]};
    for (const ProjectResult& project : m_report.projects)
      if (project.id == out.sites.front().project_id) out.projects.push_back(project);
    return out;
  }

  Result<void> writeReport(const Worker& worker, std::size_t rank) const {
    RunReport report = alone(m_order[rank]);
    const RunJson json = toJson(report);
    const bool maps_wanted =
        std::ranges::any_of(m_request.writers, [](const Writer* w) { return w->info().needs_maps; });
    const bool shapes_wanted =
        maps_wanted || std::ranges::any_of(m_request.writers, [](const Writer* w) { return w->info().needs_shapes; });
    FlatLayer overlaps;
    if (shapes_wanted) {
      auto made = runOverlaps(*worker.workspace, *worker.readers, report, {report.sites.front().id}, silentFeedback());
      if (!made) return fail(made.error());
      overlaps = std::move(*made);
    }
    auto decisions = decisionsOf(*worker.workspace, report.id);
    if (!decisions) return fail(decisions.error());
    WriteRequest write{.report = &report,
                       .catalogue = &m_catalogue,
                       .overlaps = &overlaps,
                       .language = m_request.language,
                       .decisions = std::move(*decisions),
                       .run_json = json.json};
    write.templates = &worker.templates.book;
    write.parts = worker.templates.parts;
    SiteMapInput input{&*worker.workspace, &m_catalogue,     &worker.styles,    &report,
                       &overlaps,          &worker.counties, m_request.language};
    input.readers = worker.readers.get();
    auto maps = SiteMaps::of(input);
    if (!maps) return fail(maps.error());
    if (maps_wanted) write.map_of = [&maps](std::size_t site) { return maps->map(site); };
    const fs::path part = m_folder / "sites" / pathFromUtf8(".part_" + folderOf(rank));
    if (auto made = makeFolder(part); !made) return made;
    for (const Writer* writer : m_request.writers)
      if (auto written = writer->write(write, part / writer->info().file_name, silentFeedback()); !written)
        return written;
    std::error_code failed;
    fs::rename(part, m_folder / "sites" / pathFromUtf8(folderOf(rank)), failed);
    if (!failed) return {};
    return fail(ErrorKind::input, "output.write_failed", {"报告没有写成", "The report was not written"}, toUtf8(part),
                {"检查路径与权限", "check the path and permissions"});
  }

  const BatchRequest& m_request;
  Feedback& m_feedback;
  fs::path m_folder;
  RunReport m_report;
  Catalogue m_catalogue;
  std::vector<std::size_t> m_order; ///< sites by rank
  std::size_t m_kept = 0;
  Outcome m_outcome;
};

} // namespace

Result<Outcome> screenInBatch(const BatchRequest& request, const AskYesNo& ask, Feedback& feedback) {
  return Batch(request, feedback).run(ask);
}

} // namespace ecoredline
