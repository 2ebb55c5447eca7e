#include "app/screen.hpp"

#include "app/catalogue_folder.hpp"
#include "app/command_line.hpp"
#include "app/facts_file.hpp"
#include "app/history.hpp"
#include "app/reference.hpp"
#include "app/screen_batch.hpp"
#include "app/screen_scope.hpp"
#include "app/screen_steps.hpp"
#include "app/site_maps.hpp"
#include "app/stored_run.hpp"
#include "base/files.hpp"
#include "base/hash.hpp"
#include "builtin_plugins.hpp"
#include "engine/parallel.hpp"
#include "geo/versions.hpp"
#include "output/finding_table.hpp"
#include "report/run_json.hpp"
#include "screening/screen.hpp"
#include "source/examine.hpp"
#include "source/gdal_version.hpp"
#include "store/journal.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

namespace ecoredline {

namespace {

bool meetsFailOn(const RunReport& report, Effect fail_on) {
  for (const SiteResult& site : report.sites)
    for (const Finding& f : site.findings)
      if (f.effect >= fail_on && f.certainty != Certainty::unknown) return true;
  return false;
}

/// Exit 1 goes before 4 (M20); the report lists both.
int exitOf(RunReport& report, const std::optional<Effect>& fail_on) {
  if (fail_on && meetsFailOn(report, *fail_on)) report.exit_reasons.insert(report.exit_reasons.begin(), 1);
  return report.exit_reasons.empty() ? 0 : report.exit_reasons.front();
}

void fillRun(const ScreenOptions& options, RunReport& report) {
  report.run = {nowUtc(), hostName(), {toUtf8(options.workspace), toUtf8(options.sites)}};
  report.software = {ECOREDLINE_VERSION, geosVersion(), projVersion(), gdalVersion()};
}

/// What repeats the run; where its files went is no part of that.
RunCommand commandOf(const ScreenOptions& options, Language language, const std::string& sites_hash) {
  ScreenOptions kept = options;
  kept.out.clear();
  kept.batch.clear();
  kept.formats.clear();
  kept.questions.clear();
  kept.jobs = 0;
  RunCommand command{commandLineOf(kept, language), sites_hash, {}};
  const auto facts = options.facts.empty() ? Result<std::string>("") : readFile(options.facts);
  if (facts && !options.facts.empty()) command.facts_hash = "sha256:" + toHex(sha256(*facts));
  return command;
}

Result<void> writeAll(const ScreenOptions& options, const WriteRequest& request,
                      const std::vector<const Writer*>& writers, Outcome& outcome, Feedback& feedback) {
  if (options.out.empty()) {
    auto printed = writers.front()->print(request);
    if (!printed) return fail(printed.error());
    outcome.output = std::move(*printed);
    return {};
  }
  std::error_code failed;
  std::filesystem::create_directories(options.out, failed);
  if (failed)
    return fail(ErrorKind::input, "output.write_failed", {"不能建立输出目录", "The output folder cannot be made"},
                toUtf8(options.out), {"检查路径与权限", "check the path and permissions"});
  // Every file on a thread of its own, but for those with maps: these are made out of one connection to the workspace.
  std::vector<std::vector<const Writer*>> lanes(1);
  for (const Writer* writer : writers) {
    if (writer->info().needs_maps)
      lanes.front().push_back(writer);
    else
      lanes.push_back({writer});
  }
  const auto write = [&](std::size_t lane) -> Result<void> {
    for (const Writer* writer : lanes[lane])
      if (auto written = writer->write(request, options.out / writer->info().file_name, feedback); !written)
        return written;
    return {};
  };
  if (auto written = forEachIndex(lanes.size(), options.jobs, feedback, write); !written) return written;
  for (const Writer* writer : writers)
    outcome.notes.push_back({"已写出 " + toUtf8(options.out / writer->info().file_name),
                             "Wrote " + toUtf8(options.out / writer->info().file_name)});
  return {};
}

/// The form of what is open; `request` is what every writer gets.
Result<void> writeQuestions(const ScreenOptions& options, const Registry& registry, const WriteRequest& request,
                            Outcome& outcome, Feedback& feedback) {
  if (options.questions.empty()) return {};
  if (auto written = registry.writer("questions")->write(request, options.questions, feedback); !written)
    return written;
  std::size_t open = 0;
  for (const SiteResult& site : request.report->sites) open += site.questions.size();
  outcome.notes.push_back({fmt::format("已写出 {}：{} 个待回答问题", toUtf8(options.questions), open),
                           fmt::format("Wrote {}: {} open questions", toUtf8(options.questions), open)});
  return {};
}

/// Writes the files and the form of questions, with maps made out of the workspace for the writers that want them.
Result<void> writeRun(const ScreenOptions& options, WriteRequest write, const SiteMapInput& input,
                      const std::vector<const Writer*>& writers, Outcome& outcome, Feedback& feedback) {
  auto decisions = decisionsOf(*input.workspace, input.report->id);
  if (!decisions) return fail(decisions.error());
  write.decisions = std::move(*decisions);
  if (std::ranges::none_of(writers, [](const Writer* w) { return w->info().needs_maps; }))
    return writeAll(options, write, writers, outcome, feedback);
  auto styles = loadStyles(options.own);
  if (!styles) return fail(styles.error());
  Result<ReportTemplates> templates = ReportTemplates{};
  if (std::ranges::any_of(writers, [](const Writer* w) { return w->info().of_documents; })) {
    templates = loadTemplates(options.own);
    if (!templates) return fail(templates.error());
    write.templates = &templates->book;
    write.parts = templates->parts;
  }
  SiteMapInput with_styles = input;
  with_styles.styles = &*styles;
  auto maps = SiteMaps::of(with_styles);
  if (!maps) return fail(maps.error());
  write.map_of = [&maps, &feedback](std::size_t site) -> Result<MapScene> {
    if (feedback.cancelled()) return cancelledError();
    return maps->map(site);
  };
  return writeAll(options, write, writers, outcome, feedback);
}

} // namespace

Result<std::vector<const Writer*>> writersOf(const ScreenOptions& options, const Registry& registry) {
  std::vector<std::string> formats = options.formats;
  if (formats.empty()) formats.emplace_back("json");
  std::vector<const Writer*> writers;
  for (const std::string& format : formats) {
    const Writer* writer = registry.writer(format);
    if (writer == nullptr || writer->info().of_tables) {
      std::vector<std::string> known;
      for (const Writer* one : registry.writers())
        if (!one->info().of_tables) known.push_back(one->info().name);
      return fail(ErrorKind::usage, "screen.unknown_format",
                  {fmt::format("没有输出格式 {}", format), fmt::format("No format {}", format)}, {},
                  {fmt::format("可用：{}", fmt::join(known, " ")), fmt::format("one of: {}", fmt::join(known, " "))});
    }
    writers.push_back(writer);
  }
  if (!options.batch.empty()) return writers;
  const bool printable = writers.size() == 1 && writers.front()->info().to_stdout;
  if (options.out.empty() && !printable)
    return fail(
        ErrorKind::usage, "screen.one_format",
        {"不带 --out 时只能有一个可输出到终端的格式", "Without --out there can be one format, one that can be printed"},
        {}, {"加 --out 目录", "add --out DIR"});
  return writers;
}

Result<void> keepRun(const ScreenOptions& options, const ScreenedSites& screened, Language language, Outcome& outcome) {
  auto workspace = Workspace::open(options.workspace, Workspace::Access::write);
  if (!workspace && workspace.error().code == "workspace.read_only") {
    outcome.notes.push_back(
        {"工作空间只读，本次运行未存入", "The workspace is read-only: this run was not kept in it"});
    return {};
  }
  if (!workspace) return fail(workspace.error());
  const RunReport& report = screened.screening.report;
  const RunJson& json = screened.json;
  const std::string title = toUtf8(options.sites.filename());
  RunToKeep run{json.id, report.run.time, title, json.json, {}};
  run.findings.reserve(json.findings.size());
  for (const RunJson::Row& row : json.findings) run.findings.push_back({report.sites[row.site].id, row.json});
  if (auto saved = workspace->saveRun(run); !saved) return saved;
  const RunCommand command = commandOf(options, language, screened.sites_hash);
  auto noted = appendJournal(options.workspace, {{}, kCommandAction, json.id, toJson(command)});
  if (!noted) return fail(noted.error());
  return {};
}

Result<ScreenedSites> screenThem(const ScreenOptions& options, bool want_overlaps, const AskYesNo& ask,
                                 Feedback& feedback) {
  auto workspace = Workspace::open(options.workspace, Workspace::Access::read);
  if (!workspace) return fail(workspace.error());
  auto catalogue = workspace->catalogue();
  if (!catalogue) return fail(catalogue.error());
  auto scope = scopeOf(options, *catalogue);
  if (!scope) return fail(scope.error());
  auto facts = loadFacts(options.facts, *catalogue, feedback);
  if (!facts) return fail(facts.error());

  ScreenRequest request;
  request.as_of = options.as_of.empty() ? today() : options.as_of;
  auto reference = referenceBoundaries(&*workspace, request.as_of);
  if (!reference) return fail(reference.error());
  auto source = openWithConsent(options.sites, options.source, *reference, ask, feedback);
  if (!source) return fail(source.error());
  if (auto examined = examineBeforeUse(*source, *reference, options.source.read, feedback); !examined)
    return fail(examined.error());
  request.diagnoses = source->diagnoses;
  auto sites = bindSites(*catalogue, std::move(source->table), options.source.fields, request.diagnoses);
  if (!sites) return fail(sites.error());

  request.catalogue = &*catalogue;
  request.workspace = &*workspace;
  request.sites = std::move(*sites);
  request.facts = std::move(*facts);
  request.scope = scope->kinds;
  request.scope_named = scope->named;
  request.profile = scope->profile;
  request.site_accuracy_m = options.site_accuracy_m;
  request.buffer_m = options.buffer_m;
  request.method = options.method;
  request.threads = options.jobs;
  request.index_folder = options.index_folder;
  request.want_overlaps = want_overlaps;
  int exit_status = 0;
  RunJson json;
  const auto tell = [&](RunReport& concluded) {
    exit_status = exitOf(concluded, options.fail_on);
    fillRun(options, concluded);
    json = toJson(concluded);
    concluded.id = json.id;
  };
  auto screening = screen(request, feedback, tell);
  if (!screening) return fail(screening.error());
  return ScreenedSites{
      std::move(*workspace), std::move(*catalogue), std::move(*reference),         std::move(request.diagnoses),
      std::move(*screening), std::move(json),       std::move(source->bytes_hash), exit_status};
}

Result<Outcome> screenSites(const ScreenOptions& options, Language language, const AskYesNo& ask, Feedback& feedback,
                            ScreenedRun* run) {
  Registry registry;
  registerBuiltinPlugins(registry);
  auto writers = writersOf(options, registry);
  if (!writers) return fail(writers.error());
  if (!options.batch.empty()) return screenInBatch({options, registry, *writers, language}, ask, feedback);
  const bool want_overlaps = run != nullptr || std::ranges::any_of(*writers, [](const Writer* w) {
                               return w->info().needs_shapes || w->info().needs_maps;
                             });
  auto screened = screenThem(options, want_overlaps, ask, feedback);
  if (!screened) return fail(screened.error());
  const RunReport& report = screened->screening.report;
  Outcome outcome;
  outcome.exit_status = screened->exit_status;
  outcome.notes = notesFrom(screened->diagnoses);
  if (auto kept = keepRun(options, *screened, language, outcome); !kept) return fail(kept.error());
  SiteMapInput maps{
      &screened->workspace, &screened->catalogue, nullptr, &report, nullptr, &screened->reference, language};
  if (want_overlaps) maps.overlaps = &screened->screening.overlaps;
  const WriteRequest write{.report = &report,
                           .catalogue = &screened->catalogue,
                           .overlaps = maps.overlaps,
                           .language = language,
                           .run_json = screened->json.json};
  if (auto written = writeRun(options, write, maps, *writers, outcome, feedback); !written)
    return fail(written.error());
  const WriteRequest form{&report, &screened->catalogue, nullptr, language};
  if (auto written = writeQuestions(options, registry, form, outcome, feedback); !written) return fail(written.error());
  outcome.notes.push_back({"运行编号 " + report.id, "Run " + report.id});
  if (run != nullptr) *run = {std::move(screened->screening.report), std::move(screened->screening.overlaps)};
  return outcome;
}

} // namespace ecoredline
