#include "source/crs_candidates.hpp"

#include "source/centres.hpp"
#include "source/corner_source.hpp"
#include "source/dataset.hpp"
#include "source/gk_systems.hpp"
#include "source/place_finder.hpp"
#include "source/row_reader.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <tuple>
#include <utility>

namespace ecoredline {

namespace {

constexpr std::size_t kSample = 60; // rows whose place is tried in every system
constexpr std::size_t kMost = 24;
/// Where some system puts the data into a county, those without a hit are shown only if they are its neighbours.
constexpr double kNeighbours = 3.5; // degrees

bool fitsDigits(const GkSystem& system, const Centre& c) {
  const bool northing = c.y >= 2e6 && c.y <= 6e6;
  return northing && (system.prefix ? zonePrefix(c.x) == system.zone : c.x >= 1e5 && c.x < 1e6);
}

class CandidateSearch {
 public:
  explicit CandidateSearch(const ReferenceBoundaries& reference) : m_finder(reference) {}

  void add(const std::vector<Centre>& centres, AxisOrder axis) {
    const Centre middle = medianOf(centres);
    if (isInChina(middle.x, middle.y)) addPlaces("EPSG:4490", axis, centres);
    for (const GkSystem& system : gkSystems(Datum::cgcs2000)) {
      if (!fitsDigits(system, middle)) continue;
      const auto crs = Crs::fromEpsg(system.epsg);
      if (crs) addPlaces(fmt::format("EPSG:{}", system.epsg), axis, toDegrees(centres, *crs));
    }
  }

  std::vector<CrsCandidate> take() {
    std::ranges::stable_sort(m_found, std::greater<>(), &CrsCandidate::hits);
    if (!m_found.empty() && m_found.front().hits > 0) {
      const double best = middleOf(m_found.front());
      std::erase_if(
          m_found, [best](const CrsCandidate& c) { return c.hits == 0 && std::abs(middleOf(c) - best) > kNeighbours; });
    }
    if (m_found.size() > kMost) m_found.resize(kMost);
    return std::move(m_found);
  }

 private:
  static double middleOf(const CrsCandidate& c) { return (c.degrees.min_x + c.degrees.max_x) / 2; }

  void addPlaces(std::string crs, AxisOrder axis, const std::vector<Centre>& places) {
    CrsCandidate candidate{std::move(crs), axis, places.size(), 0, {}, {}};
    std::map<std::size_t, std::size_t> hits;
    for (const Centre& place : places) {
      if (!isInChina(place.x, place.y)) continue;
      candidate.degrees.add(place.x, place.y);
      if (const auto county = m_finder.countyAt(place.x, place.y)) ++hits[*county];
    }
    if (candidate.degrees.empty()) return;
    std::size_t most = 0;
    for (const auto& [county, count] : hits) {
      candidate.hits += count;
      if (count > most) candidate.county = m_finder.nameOf(county);
      most = std::max(most, count);
    }
    m_found.push_back(std::move(candidate));
  }

  PlaceFinder m_finder;
  std::vector<CrsCandidate> m_found;
};

} // namespace

std::vector<CrsCandidate> crsCandidates(const FlatLayer& as_stored, const ReferenceBoundaries& reference) {
  std::vector<Centre> centres = sampleOf(centresOf(as_stored), kSample);
  if (centres.empty()) return {};
  CandidateSearch search(reference);
  search.add(centres, AxisOrder::xy);
  for (Centre& c : centres) std::swap(c.x, c.y);
  search.add(centres, AxisOrder::yx);
  return search.take();
}

Result<FlatLayer> shapesAsStored(const std::filesystem::path& path, const ReadOptions& options, Feedback& feedback) {
  auto corners = openCorners(path, options, feedback);
  if (!corners) return fail(std::move(corners.error()));
  auto dataset = *corners ? Result<Dataset>(std::move((*corners)->dataset)) : openDataset(path);
  if (!dataset) return fail(std::move(dataset.error()));
  auto layer = chooseLayer(*dataset, *corners ? std::string() : options.layer);
  if (!layer) return fail(std::move(layer.error()));
  auto raw = readRows(*dataset, **layer, {}, feedback);
  if (!raw) return fail(std::move(raw.error()));
  return std::move(raw->table.geometry);
}

} // namespace ecoredline
