#include "app/candidate_map.hpp"

#include "cartography/frame.hpp"
#include "cartography/svg.hpp"
#include "geo/edge_model.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>

namespace ecoredline {

namespace {

constexpr double kFarthest = 6;     // degrees of longitude that one plane is drawn across
constexpr double kLeastSize = 0.08; // degrees: a single place is still seen as a box
constexpr double kStep = 5000;      // m, of densified edges on a map of a prefecture
constexpr double kMargin = 0.15;
constexpr std::size_t kDrawn = 6; // colours that stay apart
constexpr std::array<const char*, kDrawn> kColours = {"#B42318", "#175CD3", "#027A48", "#B54708", "#6941C6", "#475467"};

std::string nameOf(const CrsCandidate& candidate, Language language) {
  const std::string axis = candidate.axis == AxisOrder::yx ? " --axis yx" : "";
  const bool zh = language == Language::zh;
  const std::string county = candidate.county.empty() ? (zh ? "不在县界内" : "in no county") : candidate.county;
  return fmt::format("{}{} {} {}/{}", candidate.crs, axis, county, candidate.hits, candidate.places);
}

FlatLayer boxLayer(Box box) {
  const double wider = std::max(0.0, kLeastSize - (box.max_x - box.min_x)) / 2;
  const double higher = std::max(0.0, kLeastSize - (box.max_y - box.min_y)) / 2;
  box = box.grown(wider, higher);
  FlatBuilder builder(Crs::cgcs2000());
  builder.beginRow(Shape::polygon, 0);
  builder.addRing(std::vector<double>{box.min_x, box.max_x, box.max_x, box.min_x, box.min_x},
                  std::vector<double>{box.min_y, box.min_y, box.max_y, box.max_y, box.min_y}, 0);
  builder.endRow();
  return builder.take();
}

class CandidateMap {
 public:
  CandidateMap(const ReferenceBoundaries& reference, Language language) : m_reference(reference) {
    m_scene.language = language;
  }

  Result<std::string> draw(const std::string& file, const std::vector<CrsCandidate>& candidates) {
    const bool zh = m_scene.language == Language::zh;
    const double middle = middleOf(candidates);
    auto plane = Crs::gaussKruger3(middle);
    if (!plane) return fail(plane.error());
    m_scene.crs = *plane;
    m_scene.title = fmt::format(fmt::runtime(zh ? "候选坐标系：{}" : "Candidate systems: {}"), file);
    if (auto drawn = addReference(middle); !drawn) return fail(drawn.error());
    std::size_t shown = 0;
    for (const CrsCandidate& candidate : candidates) {
      if (shown == kDrawn || std::abs(middleOf(candidate) - middle) > kFarthest) continue;
      if (auto drawn = addCandidate(candidate, shown++); !drawn) return fail(drawn.error());
    }
    m_scene.description = fmt::format(fmt::runtime(zh ? "{} 个候选坐标系中画出 {} 个，底图为行政区划参考边界"
                                                      : "{1} of {0} candidate systems over the "
                                                        "reference boundaries"),
                                      candidates.size(), shown);
    m_scene.source = zh ? "方框为数据在各候选坐标系下的位置；坐标系须由人确认"
                        : "Boxes: where the data would lie under each system; a person decides";
    const double margin = kMargin * std::max(m_extent.max_x - m_extent.min_x, m_extent.max_y - m_extent.min_y);
    m_scene.window = framed(m_extent.grown(margin, margin));
    return toSvg(m_scene);
  }

 private:
  static double middleOf(const CrsCandidate& c) { return (c.degrees.min_x + c.degrees.max_x) / 2; }
  double middleOf(const std::vector<CrsCandidate>& candidates) const {
    if (!candidates.empty() && (candidates.front().hits > 0 || m_reference.empty()))
      return middleOf(candidates.front());
    if (m_reference.empty()) return 105;
    const Box extent = m_reference.areas.extent();
    return (extent.min_x + extent.max_x) / 2;
  }

  Result<void> addReference(double middle) {
    std::vector<std::size_t> near;
    for (std::size_t row = 0; row < m_reference.areas.rows(); ++row)
      if (std::abs((m_reference.areas.box[row].min_x + m_reference.areas.box[row].max_x) / 2 - middle) <= kFarthest)
        near.push_back(row);
    DrawLayer layer;
    layer.id = "reference";
    layer.title = m_scene.language == Language::zh ? "参考县界" : "Reference counties";
    layer.style.fill = "#F2F4F7";
    for (const std::size_t row : near) {
      layer.names.push_back(m_reference.names[row]);
      layer.labels.push_back(m_reference.names[row]);
    }
    return add(std::move(layer), selectRows(m_reference.areas, near));
  }

  Result<void> addCandidate(const CrsCandidate& candidate, std::size_t number) {
    DrawLayer layer;
    layer.id = fmt::format("candidate.{}", number + 1);
    layer.title = nameOf(candidate, m_scene.language);
    layer.names = {layer.title};
    layer.labels = {candidate.crs};
    layer.label_priority = 10;
    layer.label_outside = true;
    layer.label_colour = kColours[number];
    layer.style.stroke = kColours[number];
    layer.style.stroke_mm = 0.7;
    layer.style.fill = kColours[number];
    layer.style.fill_opacity = 0.15;
    layer.style.dash = candidate.axis == AxisOrder::yx ? Dash::dashed : Dash::solid;
    layer.legend_order = static_cast<int>(number) + 1;
    return add(std::move(layer), boxLayer(candidate.degrees));
  }

  Result<void> add(DrawLayer layer, const FlatLayer& shapes) {
    auto moved = moveLayer(shapes, m_scene.crs, {}, kStep);
    if (!moved) return fail(moved.error());
    layer.shapes = std::move(*moved);
    if (layer.shapes.rows() > 0) m_extent.add(layer.shapes.extent());
    m_scene.layers.push_back(std::move(layer));
    return {};
  }

  const ReferenceBoundaries& m_reference;
  MapScene m_scene;
  Box m_extent;
};

} // namespace

Result<std::string> candidateMap(const std::string& file, const std::vector<CrsCandidate>& candidates,
                                 const ReferenceBoundaries& reference, Language language) {
  return CandidateMap(reference, language).draw(file, candidates);
}

} // namespace ecoredline
