#pragma once

#include "app/outcome.hpp"
#include "app/own_folders.hpp"
#include "base/date.hpp"
#include "report/levelling.hpp"

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace ecoredline {

struct TrackOptions {
  std::filesystem::path workspace;
  std::string kind;
  std::string from; ///< label or id of a version, or a day: the version in force then
  std::string to;
  std::string by;            ///< kind of administrative units; empty = the whole area
  std::filesystem::path out; ///< empty: one format to standard output
  std::vector<std::string>
      formats; ///< json, table, csv, html, xlsx, gpkg, docx, pdf; empty: json, with `out` all of them
  std::optional<double> tolerance_m;
  double distance_m = 100;
  AreaUnit unit = AreaUnit::hectare; ///< for levelling
  int decimals = 2;
  std::filesystem::path control; ///< table of control areas (app/control_file.hpp); empty = none
  std::string control_field;     ///< field of the units (`by`) or of the zones that has them; empty = none
  std::string control_unit;      ///< of the field's figures; empty = ha
  double control_limit = 1000;   ///< millionths that what was measured may be from a control area
  int jobs = 0;
  bool keep = false; ///< the changes become a layer of the workspace (app/kept_changes.hpp)
  OwnFolders own{};  ///< words of documents
};

/// A person's cause for one change of a ledger.
struct OverrideOptions {
  int number = 0;    ///< as `track` prints it for the same two versions
  std::string cause; ///< name of a Cause
  std::string by;
  std::string reason;
  Date date; ///< empty = today
  std::string document;
};

/// Compares two versions and prints or writes the area ledger. Exit 4 when something was undecided, or a control area
/// was refused. Errors: those of readControlAreas and levelRows, track.unknown_kind, track.no_version,
/// track.same_version, track.unknown_format, track.one_format (usage).
Result<Outcome> trackArea(const TrackOptions& options, Language language, Feedback& feedback);

/// Records a cause in the workspace's journal and prints the ledger with it, the tool's cause beside it.
/// Errors besides those above: track.no_change, track.bad_cause, track.incomplete (usage).
Result<Outcome> overrideCause(const TrackOptions& options, const OverrideOptions& decision, Language language,
                              Feedback& feedback);

/// The area of every version of a kind by class and unit, what each step won and lost by cause, and human activity and
/// restoration inside (tracking/inside.hpp): json, table, csv, svg, html; with `out` also png, docx, pdf.
/// Errors besides those of trackArea: track.one_version (input).
Result<Outcome> trackSeries(const TrackOptions& options, Language language, Feedback& feedback);

} // namespace ecoredline
