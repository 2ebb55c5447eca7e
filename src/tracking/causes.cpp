#include "tracking/causes.hpp"

#include "base/decimal.hpp"
#include "engine/compare.hpp"
#include "engine/local.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace ecoredline {

namespace {

constexpr double kAround = 0.75;      // of a thin piece's outline: it lies within ground that stays
constexpr double kAlternating = 0.35; // |net| of gross, below which gains and losses along a boundary cancel
constexpr std::size_t kManyPieces = 6;
constexpr std::size_t kFewPieces = 4; // fewer are edits of one place, however much of a coarse outline they touch

/// What a group's pieces come to together.
struct GroupTurnover {
  double removed = 0;
  double added = 0;
  std::size_t pieces = 0;
  double thin = 0; ///< ground of pieces within the tolerance

  double gross() const { return removed + added; }
  bool alternates() const { return pieces >= kManyPieces && std::abs(added - removed) <= kAlternating * gross(); }
};

struct Verdict {
  Cause cause;
  Sureness sureness;
  Text how;
};

class Judge {
 public:
  explicit Judge(const CauseInput& input, const std::vector<ChangedPiece>& pieces)
      : m_in(input), m_turnover(input.matches->groups.size()) {
    for (const ChangedPiece& piece : pieces) {
      const std::uint32_t g = groupOf(piece);
      if (g == kNoZone || isNumeric(piece)) continue;
      GroupTurnover& t = m_turnover[g];
      (piece.turnover() == Turnover::added ? t.added : t.removed) += piece.m2;
      ++t.pieces;
      if (isThin(piece)) t.thin += piece.m2;
    }
  }

  Verdict judge(const ChangedPiece& piece) const {
    if (piece.out_of_sight && !isNumeric(piece))
      return {Cause::coverage_change,
              Sureness::certain,
              {"另一版本的覆盖范围不含此处", "outside the coverage of the other version"}};
    if (const ZoneGroup* group = groupFor(piece)) {
      if (group->move) return moved(*group);
    }
    if (isNumeric(piece)) {
      if (auto noise = redrawn(piece)) return *noise; // the smallest of the pieces along such a boundary
      return {Cause::method_change,
              Sureness::certain,
              {"面积不足 0.01 m² 或宽不足 1 mm，属计算误差", "below 0.01 m² or 1 mm wide: arithmetic"}};
    }
    switch (piece.turnover()) {
    case Turnover::between_classes:
      return betweenClasses(piece);
    case Turnover::removed:
      return removed(piece);
    case Turnover::added:
      break;
    }
    return added(piece);
  }

 private:
  static bool isNumeric(const ChangedPiece& piece) { return piece.m2 < kHitArea || piece.width_m < kHitWidth; }
  bool isThin(const ChangedPiece& piece) const { return piece.width_m <= m_in.tolerance_m; }

  std::uint32_t groupOf(const ChangedPiece& piece) const {
    if (!piece.from.empty()) return m_in.matches->from_group[piece.from.front()];
    return piece.to.empty() ? kNoZone : m_in.matches->to_group[piece.to.front()];
  }
  const ZoneGroup* groupFor(const ChangedPiece& piece) const {
    const std::uint32_t g = groupOf(piece);
    return g == kNoZone ? nullptr : &m_in.matches->groups[g];
  }

  static Verdict moved(const ZoneGroup& group) {
    const std::string east = toFixed(group.move->east_m, 2), north = toFixed(group.move->north_m, 2);
    return {Cause::shift,
            Sureness::certain,
            {fmt::format("同一图形整体移动：向东 {} m，向北 {} m", east, north),
             fmt::format("the same shape moved: {} m east, {} m north", east, north)}};
  }

  /// Noise of a boundary drawn anew, if it is.
  std::optional<Verdict> redrawn(const ChangedPiece& piece) const {
    const std::uint32_t g = groupOf(piece);
    if (g == kNoZone || !m_in.matches->groups[g].redrawn() || m_turnover[g].pieces < kFewPieces) return std::nullopt;
    if (m_in.shift && piece.width_m <= std::hypot(m_in.shift->east_m, m_in.shift->north_m) + m_in.tolerance_m) {
      return Verdict{Cause::shift,
                     Sureness::likely,
                     {fmt::format("整条边界重绘，且与平移量一致（支持度 {}%）", toFixed(m_in.shift->support * 100, 0)),
                      fmt::format("the boundary was drawn anew and fits the shift found ({}% support)",
                                  toFixed(m_in.shift->support * 100, 0))}};
    }
    const std::string wide = toFixed(piece.width_m, 2), limit = toFixed(m_in.tolerance_m, 2);
    if (isThin(piece))
      return Verdict{Cause::resurvey,
                     m_turnover[g].alternates() ? Sureness::certain : Sureness::likely,
                     {fmt::format("整条边界重绘，平均宽 {} m，不超过精度 {} m", wide, limit),
                      fmt::format("the boundary was drawn anew; {} m wide on average, within {} m", wide, limit)}};
    if (m_turnover[g].alternates())
      return Verdict{
          Cause::resurvey,
          Sureness::possible,
          {fmt::format("整条边界重绘，进退相抵，但宽 {} m 超过精度 {} m", wide, limit),
           fmt::format("the boundary was drawn anew and gains meet losses, but {} m is more than {} m", wide, limit)}};
    return std::nullopt;
  }

  Verdict betweenClasses(const ChangedPiece& piece) const {
    const std::uint32_t from = classOf(m_in.frame->from, piece.from), to = classOf(m_in.frame->to, piece.to);
    const auto has = [](const std::vector<TrackedZone>& zones, const std::vector<std::uint32_t>& over,
                        std::uint32_t rank) {
      return std::ranges::any_of(over, [&](std::uint32_t z) { return zones[z].class_rank == rank; });
    };
    if (has(m_in.frame->from, piece.from, to) || has(m_in.frame->to, piece.to, from))
      return {Cause::overlap_removed,
              Sureness::certain,
              {"此处在一个版本中同属两类，另一版本中只属一类",
               "one version had this ground in both classes, the other in one"}};
    if (isThin(piece))
      if (auto noise = redrawn(piece)) return *noise;
    const Cause cause = m_in.classes->causeOf(from, to);
    if (cause == Cause::reclassified)
      return {cause, Sureness::certain, {"同等严格程度的另一名称", "another name of the same strictness"}};
    return {cause,
            isThin(piece) ? Sureness::likely : Sureness::certain,
            {"同一地块的分区类别改变", "the class of this ground changed"}};
  }
  static std::uint32_t classOf(const std::vector<TrackedZone>& zones, const std::vector<std::uint32_t>& over) {
    return zones[over.front()].class_rank;
  }

  Verdict removed(const ChangedPiece& piece) const {
    const std::uint32_t zone = piece.from.front();
    if (m_in.matches->from_group[zone] == kNoZone) {
      if (isSliverZone(zone, *m_in.from_m2, m_in.frame->from)) return sliver();
      return {Cause::degazetted,
              Sureness::certain,
              {"该分区在后一版本中没有对应分区", "the later version has nothing of this zone"}};
    }
    if (auto noise = redrawn(piece)) return *noise;
    return local(piece, Cause::downsized);
  }

  Verdict added(const ChangedPiece& piece) const {
    const std::uint32_t zone = piece.to.front();
    if (m_in.matches->to_group[zone] == kNoZone) {
      if (isSliverZone(zone, *m_in.to_m2, m_in.frame->to)) return sliver();
      return {Cause::gazetted,
              Sureness::certain,
              {"该分区在前一版本中没有对应分区", "the earlier version has nothing of this zone"}};
    }
    if (auto noise = redrawn(piece)) return *noise;
    return local(piece, Cause::expanded);
  }

  /// Where the rest of the boundary is untouched.
  Verdict local(const ChangedPiece& piece, Cause change) const {
    const std::string wide = toFixed(piece.width_m, 2), limit = toFixed(m_in.tolerance_m, 2);
    if (!isThin(piece))
      return {
          change,
          Sureness::certain,
          {fmt::format("其余边界未动，此处平均宽 {} m，超过精度 {} m", wide, limit),
           fmt::format("the rest of the boundary is untouched; {} m wide on average, more than {} m", wide, limit)}};
    const Sides sides = sidesOf(*m_in.layer, piece.row, *m_in.zones, *m_in.frame);
    if (sides.both >= kAround && change == Cause::downsized)
      return {change,
              Sureness::likely,
              {"其余边界未动，从分区内部切出的窄条",
               "the rest of the boundary is untouched: a strip cut through the zone"}};
    if (sides.both >= kAround)
      return {
          Cause::edge_repair, Sureness::likely, {"填补了相邻分区之间的窄缝", "a narrow gap between zones was closed"}};
    return {Cause::resurvey,
            Sureness::likely,
            {fmt::format("沿边界的窄条，平均宽 {} m，不超过精度 {} m", wide, limit),
             fmt::format("a strip along the boundary, {} m wide on average, within {} m", wide, limit)}};
  }

  bool isSliverZone(std::uint32_t zone, const std::vector<double>& m2, const std::vector<TrackedZone>& zones) const {
    const double outline = perimeterOf(piecesOf(m_in.frame->layer, zones[zone].row));
    return outline > 0 && 2 * m2[zone] / outline <= m_in.tolerance_m;
  }
  Verdict sliver() const {
    const std::string limit = toFixed(m_in.tolerance_m, 2);
    return {Cause::sliver,
            Sureness::likely,
            {fmt::format("整个图斑平均宽不超过 {} m", limit),
             fmt::format("the whole zone is at most {} m wide on average", limit)}};
  }

  const CauseInput& m_in;
  std::vector<GroupTurnover> m_turnover;
};

} // namespace

void inferCauses(const CauseInput& input, std::vector<ChangedPiece>& pieces) {
  const Judge judge(input, pieces);
  for (ChangedPiece& piece : pieces) {
    Verdict verdict = judge.judge(piece);
    piece.cause = verdict.cause;
    piece.sureness = verdict.sureness;
    piece.how = std::move(verdict.how);
  }
}

} // namespace ecoredline
