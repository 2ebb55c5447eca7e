#pragma once

#include "catalogue/evaluate.hpp"
#include "screening/clauses.hpp"
#include "screening/editions.hpp"

#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>

namespace ecoredline {

class CoverMask;

/// What a series of screenings of one site that moves about need not read, open and evaluate anew: the versions, the
/// editions of the kinds with their zones, the access lists, and what rules made of the same answers. It never changes
/// a result. Good for one workspace as it stood, one catalogue, one day; used by one thread at a time.
class WarmStart {
 public:
  explicit WarmStart(const Catalogue& catalogue) : m_evaluator(catalogue) {}

  Evaluator& evaluator() { return m_evaluator; }
  /// As Workspace::versions.
  Result<std::vector<Version>> versions(const Workspace& workspace);
  /// As `open` the first time, the same ones afterwards.
  Result<std::shared_ptr<const ClauseIndex>> lists(const std::function<Result<std::unique_ptr<ClauseIndex>>()>& open);
  /// As editionsOf the first time, a copy that shares its readers afterwards. Readers have all of a version at hand:
  /// in an index file, or in memory up to kHeld vertices. Of what has neither they keep what lies within kAround of the
  /// last place looked at.
  Result<Editions> editions(const std::string& kind, const std::function<Result<Editions>()>& open);
  /// As the function loadZones; each zone is read once.
  Result<void> loadZones(const Workspace& workspace, Edition& edition, const std::vector<Pair>& pairs);
  /// Row ids of the zones of a version whose shapes are invalid.
  Result<std::shared_ptr<const std::set<std::int64_t>>> invalidZones(const Workspace& workspace,
                                                                     const Version& version);

  /// What tells one area from another. Those of the editions are hashed once.
  std::string contentOf(const FlatLayer& area);
  /// An area united, once for each content.
  std::shared_ptr<const CoverMask> mask(const FlatLayer& area);

  static constexpr double kAround = 3000;         ///< m
  static constexpr std::size_t kHeld = 1'000'000; ///< vertices
  static constexpr std::uint64_t kInMemory = 50;  ///< zones: more are looked for in an index file

 private:
  Evaluator m_evaluator;
  std::optional<std::vector<Version>> m_versions;
  std::optional<std::shared_ptr<const ClauseIndex>> m_lists;
  std::map<std::string, Editions> m_editions;
  std::map<const double*, std::string> m_contents; ///< of the editions' coverages, by where their vertices lie
  std::map<std::string, std::shared_ptr<const CoverMask>> m_masks;
  std::map<std::int64_t, std::map<std::int64_t, Zone>> m_zones; ///< by version, by row id
  std::map<std::int64_t, std::shared_ptr<const std::set<std::int64_t>>> m_invalid;
};

} // namespace ecoredline
