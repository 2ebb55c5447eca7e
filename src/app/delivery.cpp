#include "app/delivery.hpp"

#include "app/manifest.hpp"
#include "base/files.hpp"
#include "output/finding_table.hpp"
#include "source/sketch.hpp"
#include "store/workspace.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace ecoredline {

namespace fs = std::filesystem;

namespace {

/// What came of one file.
struct Taken {
  std::string state; ///< "imported", "skipped", or the code of the error
  Text said;
};

/// The version that these bytes already are.
Result<bool> isThere(const ImportOptions& options) {
  auto hash = deliveredHash(options.file);
  if (!hash) return false; // the import says what is wrong with the file
  auto workspace = Workspace::open(options.workspace, Workspace::Access::read);
  if (!workspace) return fail(workspace.error());
  auto versions = workspace->versions();
  if (!versions) return fail(versions.error());
  const std::string& label = options.label.empty() ? options.date : options.label;
  return std::ranges::any_of(*versions, [&](const Version& v) {
    return v.kind == options.kind && v.label == label && v.date == options.date && v.source_hash == *hash &&
           v.withdrawn_at.empty();
  });
}

/// Fails only when the whole delivery cannot go on.
Result<Taken> takeIn(const ImportOptions& options, const AskYesNo& ask, Outcome& all, Feedback& feedback) {
  auto there = isThere(options);
  if (!there) return fail(there.error());
  if (*there) return Taken{"skipped", {"已在工作空间中", "already in the workspace"}};
  auto outcome = importFile(options, ask, feedback);
  if (!outcome) {
    if (outcome.error().kind == ErrorKind::cancelled) return fail(outcome.error());
    const Error& error = outcome.error();
    return Taken{error.code, {describe(error, Language::zh), describe(error, Language::en)}};
  }
  const std::string name = toUtf8(options.file.filename());
  for (const Text& note : outcome->notes) all.notes.push_back({name + "：" + note.zh, name + ": " + note.en});
  return Taken{"imported", {}};
}

Text stateWord(const std::string& state) {
  if (state == "imported") return {"已导入", "imported"};
  if (state == "skipped") return {"已有，跳过", "there already, skipped"};
  return {"未导入", "not imported"};
}

TextTable tableOf(const std::vector<ImportOptions>& files, const std::vector<Taken>& taken, Language language) {
  TextTable table;
  table.heads = {{"file", {"文件", "file"}, false},       {"kind", {"图层类型", "kind"}, false},
                 {"version", {"版本", "version"}, false}, {"date", {"生效", "in force"}, false},
                 {"state", {"结果", "outcome"}, false},   {"code", {"代码", "code"}, false}};
  for (std::size_t i = 0; i < taken.size(); ++i) {
    const bool refused = taken[i].state != "imported" && taken[i].state != "skipped";
    table.rows.push_back({toUtf8(files[i].file.filename()), files[i].kind,
                          files[i].label.empty() ? files[i].date : files[i].label, files[i].date,
                          stateWord(taken[i].state).in(language), refused ? taken[i].state : ""});
  }
  return table;
}

Result<Outcome> draft(const ImportOptions& options) {
  auto workspace = Workspace::open(options.workspace, Workspace::Access::read);
  if (!workspace) return fail(workspace.error());
  auto catalogue = workspace->catalogue();
  if (!catalogue) return fail(catalogue.error());
  auto text = draftManifest(options.file, *catalogue);
  if (!text) return fail(text.error());
  Outcome outcome;
  outcome.output = std::move(*text);
  outcome.exit_status = 3;
  outcome.notes.push_back({"文件夹没有 manifest.toml：已输出一份草稿，核对后存入文件夹再导入",
                           "The folder has no manifest.toml: this is a draft; check it, save it there, import again"});
  return outcome;
}

/// What a manifest says file by file cannot be said for all of them.
Result<void> checkOptions(const ImportOptions& o) {
  if (o.kind.empty() && o.label.empty() && o.date.empty() && o.effective_to.empty() && o.coverage.empty() &&
      !o.accuracy_m)
    return {};
  return fail(ErrorKind::usage, "manifest.option",
              {"类型、版本、日期、精度和覆盖范围由交付清单逐个文件说明",
               "Kind, version, dates, accuracy and coverage stand in the manifest, file by file"},
              {}, {"去掉这些选项", "leave these options out"});
}

} // namespace

bool isDelivery(const fs::path& path) {
  std::error_code error;
  if (path.extension() == ".toml") return true;
  return fs::is_directory(path, error) && lowered(toUtf8(path.extension())) != ".gdb";
}

Result<Outcome> importDelivery(const ImportOptions& options, Language language, const AskYesNo& ask,
                               Feedback& feedback) {
  if (auto checked = checkOptions(options); !checked) return fail(checked.error());
  const fs::path manifest = manifestOf(options.file);
  if (manifest.empty()) return draft(options);
  auto files = readManifest(manifest, options);
  if (!files) return fail(files.error());
  Outcome outcome;
  std::vector<Taken> taken;
  for (const ImportOptions& file : *files) {
    feedback.note({fmt::format("{}/{} {}", taken.size() + 1, files->size(), toUtf8(file.file.filename())),
                   fmt::format("{}/{} {}", taken.size() + 1, files->size(), toUtf8(file.file.filename()))});
    auto one = takeIn(file, ask, outcome, feedback);
    if (!one) return fail(one.error());
    if (one->state != "imported" && one->state != "skipped") {
      outcome.exit_status = 3;
      outcome.notes.push_back(one->said);
    }
    taken.push_back(std::move(*one));
  }
  outcome.output = toTerminal(tableOf(*files, taken, language), language);
  return outcome;
}

} // namespace ecoredline
