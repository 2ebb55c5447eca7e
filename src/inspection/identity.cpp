#include "inspection/identity.hpp"

#include "engine/compare.hpp"
#include "engine/local.hpp"
#include "geo/area.hpp"

#include <algorithm>
#include <cmath>
#include <map>

namespace ecoredline {

namespace {

constexpr double kSearch = 150;        // m, how far apart a pair is looked for while the shift is not known
constexpr double kSameArea = 0.15;     // share, up to which an area has hardly changed
constexpr double kOwnHalf = 0.5;       // of its own area, from which a place belongs to another
constexpr double kDeviations = 3;      // of the noise
constexpr double kNoisyOutline = 0.25; // of noise × outline: what scatter of the vertices makes of an area

// A lead and a known place that may be one.
struct Link {
  std::uint32_t lead = 0;
  std::uint32_t known = 0;
  double shared_m2 = 0;
  double distance_m = 0;
  double centres_m = 0; ///< between their middles
  double weight = 0;    ///< the larger the likelier
};

class PlaceMatcher {
 public:
  PlaceMatcher(const Places& known, const Places& leads, const IdentityLimits& limits, int threads, Feedback& feedback)
      : m_known(known), m_leads(leads), m_limits(limits), m_threads(threads), m_feedback(feedback) {}

  Result<Matching> run() {
    m_out.leads.resize(m_leads.layer->rows());
    m_out.known.resize(m_known.layer->rows());
    for (LeadFate& fate : m_out.leads) fate.change = "new";
    if (m_known.layer->rows() == 0) return std::move(m_out);
    m_moved.assign(m_leads.layer->rows(), {});
    auto first = linksAt(*m_leads.layer, kSearch);
    if (!first) return fail(first.error());
    m_out.registration = registrationOf(displacements(*first));
    const Registration& shift = m_out.registration;
    m_moved.assign(m_leads.layer->rows(), {-shift.east_m, -shift.north_m});
    auto links = linksAt(movedByMetres(*m_leads.layer, m_moved), reach());
    if (!links) return fail(links.error());
    std::erase_if(*links, [this](const Link& link) { return !isOne(link); });
    weigh(*links);
    assign(*links);
    return std::move(m_out);
  }

 private:
  double reach() const { return m_limits.distance_m + kDeviations * m_out.registration.noise_m; }

  Result<std::vector<Link>> linksAt(const FlatLayer& leads, double reach_m) {
    CompareOptions options;
    options.method = AreaMethod::exact;
    options.reach_m.assign(leads.rows(), reach_m);
    options.nearest = false;
    options.threads = m_threads;
    FlatBuilder builder(m_known.layer->crs);
    for (std::size_t row = 0; row < m_known.layer->rows(); ++row)
      builder.copyRow(*m_known.layer, row, static_cast<std::int64_t>(row));
    FlatMemoryReader reader(builder.take());
    const PlacedSites sites(leads);
    std::vector<Link> links;
    CompareStats stats;
    const PairSink take = [&](std::span<const Pair> pairs) -> Result<void> {
      for (const Pair& pair : pairs) {
        const auto known = static_cast<std::uint32_t>(pair.zone);
        const double shared = pair.rung == Rung::undecided || std::isnan(pair.exact_m2) ? 0 : pair.exact_m2;
        const double metres = pair.hit ? 0 : pair.distance_m;
        links.push_back({pair.site, known, shared, metres, between(pair.site, known), 0});
      }
      return {};
    };
    auto done = streamPairs(sites, reader, options, take, stats, m_feedback);
    if (!done) return fail(done.error());
    return links;
  }

  // From the known middle to the lead's, as it is moved now.
  Displacement apart(std::uint32_t lead, std::uint32_t known) const {
    const PlaneScale scale = scaleAt(m_known.layer->crs, m_known.latitude[known]);
    return {(m_leads.longitude[lead] - m_known.longitude[known]) * scale.x + m_moved[lead].east_m,
            (m_leads.latitude[lead] - m_known.latitude[known]) * scale.y + m_moved[lead].north_m};
  }
  double between(std::uint32_t lead, std::uint32_t known) const {
    const Displacement d = apart(lead, known);
    return std::hypot(d.east_m, d.north_m);
  }

  bool sameSize(const Link& link, double within) const {
    const double before = m_known.area_m2[link.known];
    const double after = m_leads.area_m2[link.lead];
    return std::abs(after - before) <= within * std::max(after, before); // NaN: false
  }

  // Pairs that are each other's nearest and hardly differ: only these tell how the pictures moved.
  std::vector<Displacement> displacements(const std::vector<Link>& links) const {
    std::map<std::uint32_t, const Link*> of_lead;
    std::map<std::uint32_t, const Link*> of_known;
    for (const Link& link : links) {
      if (!sameSize(link, kSameArea)) continue;
      const Link*& a = of_lead[link.lead];
      const Link*& b = of_known[link.known];
      if (a == nullptr || link.centres_m < a->centres_m) a = &link;
      if (b == nullptr || link.centres_m < b->centres_m) b = &link;
    }
    std::vector<Displacement> pairs;
    for (const auto& [lead, link] : of_lead)
      if (of_known.at(link->known) == link) pairs.push_back(apart(link->lead, link->known));
    return pairs;
  }

  bool isOne(const Link& link) const {
    const double before = m_known.area_m2[link.known];
    const double after = m_leads.area_m2[link.lead];
    if (std::isnan(before) || std::isnan(after)) return link.distance_m <= reach();
    if (link.shared_m2 >= m_limits.share * std::min(before, after)) return true;
    // So small that the noise may have parted them: near, and of a size.
    constexpr double kOfASize = 0.5;
    return link.centres_m <= kDeviations * m_out.registration.noise_m && sameSize(link, kOfASize);
  }

  // What is shared of both counts: a small place inside a large one is less likely it than one of its own size.
  void weigh(std::vector<Link>& links) const {
    for (Link& link : links) {
      const double before = m_known.area_m2[link.known];
      const double after = m_leads.area_m2[link.lead];
      const double whole = before + after - link.shared_m2;
      const double near = 1e-3 / (1 + link.centres_m);
      link.weight =
          std::isnan(whole) || whole <= 0 ? near + (link.distance_m == 0 ? 1e-2 : 0) : link.shared_m2 / whole + near;
    }
  }

  // Greedy by weight: the likeliest pair of all first, each lead and each known place once.
  void assign(std::vector<Link>& links) {
    std::ranges::sort(links, [](const Link& a, const Link& b) {
      if (a.weight != b.weight) return a.weight > b.weight;
      return a.known != b.known ? a.known < b.known : a.lead < b.lead;
    });
    std::vector<std::optional<std::size_t>> goes_on(m_known.layer->rows());
    for (const Link& link : links) {
      LeadFate& fate = m_out.leads[link.lead];
      if (fate.incident || goes_on[link.known]) continue;
      fate.incident = link.known;
      fate.change = changeOf(link);
      goes_on[link.known] = link.lead;
    }
    for (const Link& link : links) addSplitOrMerge(link, goes_on);
    for (std::size_t known = 0; known < goes_on.size(); ++known)
      m_out.known[known].gone = !goes_on[known] && !m_out.known[known].merged_into;
  }

  void addSplitOrMerge(const Link& link, const std::vector<std::optional<std::size_t>>& goes_on) {
    LeadFate& fate = m_out.leads[link.lead];
    if (!fate.incident && !fate.parent && goes_on[link.known] &&
        link.shared_m2 >= kOwnHalf * m_leads.area_m2[link.lead]) {
      fate.parent = link.known;
      fate.change = "split";
      std::string& other = m_out.leads[*goes_on[link.known]].change;
      if (other != "merged") other = "split";
    }
    KnownFate& known = m_out.known[link.known];
    if (!goes_on[link.known] && !known.merged_into && fate.incident &&
        link.shared_m2 >= kOwnHalf * m_known.area_m2[link.known]) {
      known.merged_into = link.lead;
      fate.change = "merged";
    }
  }

  std::string changeOf(const Link& link) const {
    const double before = m_known.area_m2[link.known];
    const double after = m_leads.area_m2[link.lead];
    if (std::isnan(before) || std::isnan(after)) return "unchanged"; // nobody knows
    const double outline = lengthOf(*m_known.layer, link.known);
    const double limit =
        std::max({m_limits.growth * before, m_limits.growth_m2, kNoisyOutline * m_out.registration.noise_m * outline});
    if (after - before > limit) return "grown";
    return before - after > limit ? "shrunk" : "unchanged";
  }

  const Places& m_known;
  const Places& m_leads;
  const IdentityLimits& m_limits;
  int m_threads;
  Feedback& m_feedback;
  std::vector<Displacement> m_moved; ///< of the leads, now
  Matching m_out;
};

} // namespace

Result<Matching> matchPlaces(const Places& known, const Places& leads, const IdentityLimits& limits, int threads,
                             Feedback& feedback) {
  return PlaceMatcher(known, leads, limits, threads, feedback).run();
}

} // namespace ecoredline
