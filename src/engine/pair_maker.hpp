#pragma once

#include "engine/compare.hpp"
#include "engine/edge_overlay.hpp"
#include "engine/local.hpp"
#include "geo/exact_area.hpp"
#include "geo/official_area.hpp"

#include <array>
#include <optional>
#include <vector>

namespace ecoredline {

/// Makes the pairs of one site. `edges` is this thread's, and holds nothing from site to site.
class PairMaker {
 public:
  PairMaker(const SiteView& site, const LayerIndex& sites, EdgeOverlay& edges, const CompareOptions& options,
            double reach_m);

  Pair of(const ZoneSet& zones, std::uint32_t row);

 private:
  /// Areas of an overlap and the length of its outline, by its boundary pieces.
  struct Measured {
    double exact_m2 = 0;
    double by_method_m2 = 0;
    double outline_m = 0;
  };

  Pair blank(std::int64_t zone, Shape kind) const;
  static Pair undecided(Pair pair);
  static void setNumericTouch(Pair& pair, double length);

  void setRelation(Pair& pair, const ZoneSet& zones, std::uint32_t row);
  void setByNesting(Pair& pair, const ZoneSet& zones, std::uint32_t row);
  void askRelation(Pair& pair, const ZoneSet& zones, std::uint32_t row) const;
  void setWhole(Pair& pair, const FlatLayer& layer, std::size_t row) const;
  void setLength(Pair& pair, double length) const;
  void setAreas(Pair& pair, const FlatLayer& layer, std::size_t row) const;
  const std::vector<Piece>& sitePieces() const;
  void setShare(Pair& pair) const;

  bool setByEdges(Pair& pair, const ZoneSet& zones, std::uint32_t row);
  bool setOverlap(Pair& pair, const FlatLayer& zones, std::uint32_t row);
  Measured measurePieces();
  template<class... Form>
  std::array<double, sizeof...(Form)> sumsOver(const Form&... form) const;
  const ExactArea& exactForm();
  double officialSum();
  bool isPlausible(const Measured& measured, const FlatLayer& zones, std::uint32_t row) const;
  void setByShape(Pair& pair, const ZoneSet& zones, std::uint32_t row) const;
  bool crossesClearly(const Pair& pair, const Geometry& overlap, const Box& zone) const;
  void setLineal(Pair& pair, const ZoneSet& zones, std::uint32_t row) const;
  void setDistance(Pair& pair, const ZoneSet& zones, std::uint32_t row) const;
  bool wantsDistance(const ZoneSet& zones, std::uint32_t row) const;

  const SiteView& m_site;
  const LayerIndex& m_sites;
  EdgeOverlay& m_edges;
  const CompareOptions& m_options;
  double m_reach_m;
  bool m_edges_ready = false; ///< they know the site
  std::optional<ExactArea> m_exact;
  std::optional<OfficialArea> m_official;
  mutable std::optional<std::vector<Piece>> m_site_pieces;
};

} // namespace ecoredline
