#pragma once

#include "base/date.hpp"
#include "base/feedback.hpp"
#include "catalogue/access_list.hpp"
#include "catalogue/bind.hpp"
#include "catalogue/catalogue.hpp"
#include "geo/flat_reader.hpp"

#include <cstdint>
#include <filesystem>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace ecoredline {

/// The area in which absence of a zone means "none there".
struct Coverage {
  enum class Mode { none, all, admin, polygon, features };
  Mode mode = Mode::none;
  std::string text; ///< as given: "all", "admin:220281,220282", a file's name, "features", "none"
  FlatLayer area;   ///< EPSG:4490; empty for none and all

  bool stated() const { return mode != Mode::none; }
};
std::string_view name(Coverage::Mode mode);

/// One delivery of a kind.
struct Version {
  std::int64_t id = 0;
  std::string kind;
  std::string label;
  Date date;                   ///< in force from
  Date effective_to;           ///< last day; empty = open
  std::string content_hash;    ///< "sha256:…"
  std::string provenance_hash; ///< over file, order, fids, date, accuracy
  std::string crs;             ///< "EPSG:4490"
  std::uint64_t features = 0;  ///< rows delivered
  std::uint64_t zones = 0;
  std::uint64_t invalid = 0; ///< rows kept as delivered though not valid
  double accuracy_m = 0;
  bool accuracy_assumed = true;
  Coverage coverage; ///< area filled only by Workspace::coverage
  std::string source_path;
  std::string source_hash;
  std::string imported_at;
  std::string withdrawn_at; ///< empty = in use
  std::string withdrawn_reason;
  std::vector<std::string> notes;
};

/// A zone of a version, without geometry.
struct Zone {
  std::int64_t row_id = 0; ///< what FlatReader hands back
  std::string zone_key;
  std::string zone_id;
  std::string zone_name;
  std::string zone_class; ///< class id, "" = unknown
  std::string zone_class_raw;
  std::map<std::string, std::string> fields; ///< the kind's other canonical fields; empty ones left out
  bool derived = false;                      ///< 推定: some row of it is
  bool invalid = false;                      ///< a row of it is not valid: pairs whose boxes meet are undecided
};

/// What an import adds besides the bound rows.
struct NewVersion {
  std::string label;
  Date date;
  Date effective_to;
  double accuracy_m = 0;
  bool accuracy_assumed = true;
  Coverage coverage;
  std::string source_hash;
  std::vector<Text> notes{}; ///< kept with the version's own
};

/// A run to be kept. It only points at its texts, which may be hundreds of megabytes.
struct RunToKeep {
  std::string_view id;   ///< 12 hex
  std::string_view time; ///< UTC
  std::string_view title;
  std::string_view json; ///< run.json
  struct Row {
    std::string_view site; ///< site id
    std::string_view json; ///< one finding
  };
  std::vector<Row> findings; ///< every finding as a row, so that one site of a large run can be read alone
};

/// A run as it was kept. Its findings are read site by site.
struct StoredRun {
  std::string id;   ///< 12 hex
  std::string time; ///< UTC
  std::string title;
  std::string json; ///< run.json
};

/// A person's decision about a finding of a run, or about a site. Kept beside the run, never in it; a later one stands
/// beside an earlier one, which stays (semantics M16).
struct StoredReview {
  std::string run;
  std::string site;
  std::int64_t finding = 0; ///< number of the finding within its site, from 1; 0 = the site as a whole
  std::string decision;     ///< confirm | override | not-applicable
  std::string by;
  std::string reason;
  std::string document; ///< paper it rests on; may be empty
  std::string time;     ///< UTC; filled when it is kept
};

/// A workspace is one GeoPackage that QGIS opens too. Every change is one SQLite transaction: killed at any moment, the
/// file is as before. Nothing is ever erased: a wrong import is withdrawn, with a reason. Format: docs/workspace.md.
/// Errors of every call (kind input): workspace.missing, workspace.exists, workspace.not_a_workspace,
/// workspace.newer_format, workspace.read_only, workspace.full, workspace.busy (another program writes; waited 3 s),
/// workspace.damaged. Where a version or run is named: workspace.no_version, workspace.no_run.
class Workspace {
 public:
  static Result<Workspace> create(const std::filesystem::path& path, const Text& title, const Catalogue& catalogue);
  enum class Access { read, write };
  static Result<Workspace> open(const std::filesystem::path& path, Access access);
  Workspace(Workspace&&) noexcept;
  Workspace& operator=(Workspace&&) noexcept;
  ~Workspace();

  /// The catalogue the workspace works with (the newest copy kept in it).
  Result<Catalogue> catalogue() const;

  /// Adds a version; atomic. The same content under another label or date is a new version, with a note in `notes`.
  /// A label already used for the kind is an error (`workspace.label_exists`), also one of a withdrawn version; so is a
  /// stated coverage without an area (`workspace.no_coverage_area`). Cancelled: the file is byte for byte as before.
  Result<Version> addVersion(const BoundLayer& layer, const NewVersion& version, Feedback& feedback);
  /// Adds a version of an access list: a table without geometry. Coverage `all` says that it takes the place of every
  /// older list; else it does so level and scope by level and scope. Errors as addVersion.
  Result<Version> addList(const BoundList& list, const NewVersion& version, Feedback& feedback);
  /// The clauses of a version of an access list, in the order of its file.
  Result<std::vector<Clause>> clauses(std::int64_t version) const;
  /// Which column of its file each field of a version was taken from, and how that was found ("chosen" = a person's
  /// decision).
  Result<std::vector<FieldMapping>> mapping(std::int64_t version) const;
  /// All versions, by kind, date, id; withdrawn ones too.
  Result<std::vector<Version>> versions() const;
  /// Errors: workspace.no_reason (usage), workspace.already_withdrawn.
  Result<Version> withdraw(std::int64_t version, const std::string& reason);
  /// The coverage area of a version (EPSG:4490), empty for none and all. `features` = union of its own zones (without
  /// invalid ones). May be several rows, which may overlap where a union was undecided: the area is all of them.
  Result<FlatLayer> coverageArea(std::int64_t version) const;
  /// Zones by place, on a connection of its own. A row of what it reads is a zone: row_id = fid of its first row. Rows
  /// of one zone_key come united as decided at import; rows of different shapes (area, line, point) are zones of their
  /// own.
  Result<std::unique_ptr<FlatReader>> reader(std::int64_t version) const;
  /// Attributes of the zones named (all when `rows` is empty), by row_id.
  Result<std::map<std::int64_t, Zone>> zones(std::int64_t version, const std::vector<std::int64_t>& rows = {}) const;

  /// Kept once: the same id again is the same content and adds a line to the journal only.
  Result<void> saveRun(const RunToKeep& run);
  Result<std::vector<StoredRun>> runs() const; ///< without json
  Result<StoredRun> run(const std::string& id) const;
  /// The findings of one site of a run, in their order, as JSON.
  Result<std::vector<std::string>> findings(const std::string& run, const std::string& site) const;
  /// Appends a decision and a line of the journal. Errors: workspace.no_run.
  Result<StoredReview> addReview(const StoredReview& review);
  /// The decisions about a run, oldest first.
  Result<std::vector<StoredReview>> reviews(const std::string& run) const;

  const std::filesystem::path& path() const;

 private:
  struct State;
  explicit Workspace(std::unique_ptr<State> state);
  std::unique_ptr<State> m_state;
};

} // namespace ecoredline
