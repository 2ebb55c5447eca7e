#include "engine/flat_partition.hpp"
#include "engine/layer_maker.hpp"
#include "engine/shapes.hpp"
#include "geo/edge_model.hpp"
#include "inspection/overlay_totals.hpp"

#include <gtest/gtest.h>

#include <map>

namespace ecoredline {
namespace {

using namespace test;

constexpr double kSame = 2e-3; // m²: edges are straight in the CRS that they are cut in, and that is not the same one

/// Leads over one or two kinds of zones, each kind one version.
class Totals {
 public:
  explicit Totals(FlatLayer leads) : m_leads(std::move(leads)), m_incidents(m_leads.rows()) {}

  void kind(const std::string& id, const FlatLayer& zones) {
    m_type.kinds.push_back(id);
    m_readers.push_back(std::make_unique<FlatMemoryReader>(zones));
    const auto at = static_cast<std::uint32_t>(m_readers.size() - 1);
    CompareOptions options;
    options.nearest = false;
    for (const Pair& pair : compared(m_leads, zones, options))
      if (pair.hit)
        m_hits.push_back({pair.site, at, 0, pair.zone, false, pair.relation, pair.overlap_m2, pair.exact_m2});
  }

  void run() {
    std::ranges::sort(m_hits, {}, [](const LeadHit& h) { return std::tuple(h.lead, h.kind, h.zone); });
    const OverlayRequest request{.type = &m_type, .day = "2024-01-01", .index_folder = {}};
    std::size_t shapes_asked = 0;
    const SourceOf source = [&](const LeadHit& hit) -> Result<HitSource> {
      ++shapes_asked;
      return HitSource{&m_leads, m_readers[hit.kind].get()};
    };
    const auto done = addTotals(request, m_hits, source, m_incidents, silentFeedback());
    ASSERT_TRUE(done);
    asked = shapes_asked;
  }

  /// The ground of a lead, cut in any case.
  double flat(std::uint32_t lead, std::optional<std::uint32_t> kind) {
    FlatBuilder builder(m_leads.crs);
    for (const LeadHit& hit : m_hits) {
      if (hit.lead != lead || (kind && hit.kind != *kind)) continue;
      const auto shape = overlapShapes(m_leads, *m_readers[hit.kind], {{lead, hit.zone}}, silentFeedback());
      builder.copyRow(*shape, 0);
    }
    const FlatLayer rows = builder.take();
    return unionArea(*flatPartition(LayerIndex(rows), 1, silentFeedback()));
  }

  const Incident& of(std::size_t lead) const { return m_incidents[lead]; }
  std::size_t asked = 0; ///< how often shapes or zones were asked for

 private:
  FlatLayer m_leads;
  std::vector<Incident> m_incidents;
  LedgerType m_type;
  std::vector<std::unique_ptr<FlatMemoryReader>> m_readers;
  std::vector<LeadHit> m_hits;
};

TEST(OverlayTotals, NeighboursAddUpAndOverlapsCountOnce) {
  // Zones 0 and 1 share a side; 2 lies over both further up.
  const FlatLayer zones = LayerMaker().box(0, 0, 500, 1000).box(500, 0, 1000, 1000).box(400, 600, 600, 1000).take();
  Totals totals(
      LayerMaker().box(450, 100, 550, 200).box(450, 700, 650, 800).box(10, 10, 20, 20).box(2000, 0, 2100, 10).take());
  totals.kind("ecological_redline", zones);
  totals.run();
  EXPECT_NEAR(totals.of(0).total()->exact_m2, totals.flat(0, 0), kSame);
  EXPECT_NEAR(totals.of(0).total("ecological_redline")->exact_m2, 10000, 20); // projection's scale
  EXPECT_NEAR(totals.of(1).total()->exact_m2, totals.flat(1, 0), kSame);
  EXPECT_NEAR(totals.of(1).total()->exact_m2, 20000, 40);
  EXPECT_NEAR(totals.of(2).total()->exact_m2, 100, 1);
  EXPECT_TRUE(totals.of(3).totals.empty());
}

// What the totals say without cutting is what cutting says, for zones that overlap here and there.
TEST(OverlayTotals, AreThoseOfTheFlatPartition) {
  std::mt19937_64 random(8);
  std::uniform_real_distribution<double> place(0, 2000);
  LayerMaker mosaic, scattered, leads;
  for (int i = 0; i < 10; ++i)
    for (int j = 0; j < 10; ++j) mosaic.box(200 * i, 200 * j, 200 * i + 200, 200 * j + 200);
  for (int i = 0; i < 3; ++i) mosaic.ring(star(random, place(random), place(random), 150, 11));
  for (int i = 0; i < 25; ++i) scattered.ring(star(random, place(random), place(random), 160, 13));
  for (int i = 0; i < 150; ++i) leads.ring(star(random, place(random), place(random), 60, 7));
  Totals totals(leads.take());
  totals.kind("ecological_redline", mosaic.take());
  totals.kind("nature_reserve", scattered.take());
  totals.run();
  for (std::uint32_t lead = 0; lead < 150; ++lead) {
    const Incident& incident = totals.of(lead);
    if (incident.totals.empty()) continue;
    EXPECT_NEAR(incident.total()->exact_m2, totals.flat(lead, {}), kSame) << lead;
    for (std::uint32_t kind = 0; kind < 2; ++kind) {
      const IncidentTotal* total = incident.total(kind == 0 ? "ecological_redline" : "nature_reserve");
      if (total == nullptr) continue;
      EXPECT_NEAR(total->exact_m2, totals.flat(lead, kind), kSame) << lead;
    }
    EXPECT_TRUE(incident.gaps.empty());
  }
}

// A border under a thousand leads is looked at once.
TEST(OverlayTotals, AskOnceForABorder) {
  LayerMaker leads;
  for (int i = 0; i < 1000; ++i) leads.box(490, i, 510, i + 0.9);
  Totals totals(leads.take());
  totals.kind("ecological_redline", LayerMaker().box(0, 0, 500, 2000).box(500, 0, 1000, 2000).take());
  totals.run();
  EXPECT_EQ(totals.asked, 1U);
}

} // namespace
} // namespace ecoredline
