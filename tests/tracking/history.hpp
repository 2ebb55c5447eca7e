#pragma once

#include "tracking/ledger.hpp"

#include <cstdint>
#include <map>
#include <string>
#include <vector>

namespace ecoredline::test {

using Corners = std::vector<std::pair<double, double>>;

/// A zone of one version.
struct HistoryZone {
  std::string id;
  Corners ring; ///< open: the last corner does not repeat the first
};

/// What was done, and what it comes to.
struct HistoryEdit {
  Cause cause = Cause::resurvey;
  std::vector<std::string> from; ///< ids
  std::vector<std::string> to;
  double m2 = 0; ///< exact area of the ground; 0 = none, or not known in advance (re-survey)
};

/// Two versions of one layer in EPSG:4530 and everything that happened between them.
struct History {
  std::vector<HistoryZone> before;
  std::vector<HistoryZone> after;
  std::vector<HistoryEdit> edits;
};

/// Irregular zones on a grid, each with one fate: left alone, cut, added, taken out, split, merged, swapped (as much
/// won as lost), moved by 20 m, drawn anew within 5 m. The same seed gives the same history.
History makeHistory(std::size_t zones, std::uint64_t seed);

enum class Saved { as_is, reordered, rounded_to_degrees, in_degrees };
FlatLayer layerOf(const std::vector<HistoryZone>& zones, Saved saved = Saved::as_is);

/// A workspace with versions of a history, on disk while the object lives.
class HistoryWorkspace {
 public:
  HistoryWorkspace();
  Version add(const std::vector<HistoryZone>& zones, const std::string& label, Saved saved = Saved::as_is);
  /// Three counties, side by side, over everything that makeHistory(zones) draws, and a little less.
  Version addCounties(std::size_t zones);
  const Workspace& workspace() const { return *m_workspace; }
  TrackRequest request(const Version& from, const Version& to) const;

 private:
  struct Folder;
  std::shared_ptr<Folder> m_folder;
  std::optional<Workspace> m_workspace;
  int m_day = 1;
};

} // namespace ecoredline::test
