#include "tracking/causes.hpp"

#include "base/decimal.hpp"
#include "engine/compare.hpp"
#include "engine/local.hpp"
#include "engine/parallel.hpp"

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
  Reason reason;
};

std::uint32_t groupOf(const ChangedPiece& piece, const Matches& matches) {
  if (!piece.from.empty()) return matches.from_group[piece.from.front()];
  return piece.to.empty() ? kNoZone : matches.to_group[piece.to.front()];
}

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
      return {Cause::coverage_change, Sureness::certain, Reason::out_of_sight};
    if (const ZoneGroup* group = groupFor(piece)) {
      if (group->move) return {Cause::shift, Sureness::certain, Reason::moved_shape};
    }
    if (isNumeric(piece)) {
      if (auto noise = redrawn(piece)) return *noise; // the smallest of the pieces along such a boundary
      return {Cause::method_change, Sureness::certain, Reason::arithmetic};
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

  std::uint32_t groupOf(const ChangedPiece& piece) const { return ecoredline::groupOf(piece, *m_in.matches); }
  const ZoneGroup* groupFor(const ChangedPiece& piece) const {
    const std::uint32_t g = groupOf(piece);
    return g == kNoZone ? nullptr : &m_in.matches->groups[g];
  }

  /// Noise of a boundary drawn anew, if it is.
  std::optional<Verdict> redrawn(const ChangedPiece& piece) const {
    const std::uint32_t g = groupOf(piece);
    if (g == kNoZone || !m_in.matches->groups[g].redrawn() || m_turnover[g].pieces < kFewPieces) return std::nullopt;
    if (m_in.shift && piece.width_m <= std::hypot(m_in.shift->east_m, m_in.shift->north_m) + m_in.tolerance_m)
      return Verdict{Cause::shift, Sureness::likely, Reason::redrawn_by_shift};
    if (isThin(piece))
      return Verdict{Cause::resurvey, m_turnover[g].alternates() ? Sureness::certain : Sureness::likely,
                     Reason::redrawn_within};
    if (m_turnover[g].alternates()) return Verdict{Cause::resurvey, Sureness::possible, Reason::redrawn_alternating};
    return std::nullopt;
  }

  Verdict betweenClasses(const ChangedPiece& piece) const {
    const std::uint32_t from = classOf(m_in.frame->from, piece.from), to = classOf(m_in.frame->to, piece.to);
    const auto has = [](const std::vector<TrackedZone>& zones, std::span<const std::uint32_t> over,
                        std::uint32_t rank) {
      return std::ranges::any_of(over, [&](std::uint32_t z) { return zones[z].class_rank == rank; });
    };
    if (has(m_in.frame->from, piece.from, to) || has(m_in.frame->to, piece.to, from))
      return {Cause::overlap_removed, Sureness::certain, Reason::several_classes};
    if (isThin(piece))
      if (auto noise = redrawn(piece)) return *noise;
    const Cause cause = m_in.classes->causeOf(from, to);
    if (cause == Cause::reclassified) return {cause, Sureness::certain, Reason::another_name};
    return {cause, isThin(piece) ? Sureness::likely : Sureness::certain, Reason::other_class};
  }
  static std::uint32_t classOf(const std::vector<TrackedZone>& zones, std::span<const std::uint32_t> over) {
    return zones[over.front()].class_rank;
  }

  Verdict removed(const ChangedPiece& piece) const {
    const std::uint32_t zone = piece.from.front();
    if (m_in.matches->from_group[zone] == kNoZone) {
      if (isSliverZone(zone, *m_in.from_m2, m_in.frame->from)) return sliver();
      return {Cause::degazetted, Sureness::certain, Reason::zone_gone};
    }
    if (auto noise = redrawn(piece)) return *noise;
    return local(piece, Cause::downsized);
  }

  Verdict added(const ChangedPiece& piece) const {
    const std::uint32_t zone = piece.to.front();
    if (m_in.matches->to_group[zone] == kNoZone) {
      if (isSliverZone(zone, *m_in.to_m2, m_in.frame->to)) return sliver();
      return {Cause::gazetted, Sureness::certain, Reason::zone_new};
    }
    if (auto noise = redrawn(piece)) return *noise;
    return local(piece, Cause::expanded);
  }

  /// Where the rest of the boundary is untouched.
  Verdict local(const ChangedPiece& piece, Cause change) const {
    if (!isThin(piece)) return {change, Sureness::certain, Reason::wide_edit};
    const Sides sides = sidesOf(*m_in.layer, piece.row, *m_in.zones, *m_in.frame);
    if (sides.both >= kAround && change == Cause::downsized) return {change, Sureness::likely, Reason::strip_cut};
    if (sides.both >= kAround) return {Cause::edge_repair, Sureness::likely, Reason::gap_closed};
    return {Cause::resurvey, Sureness::likely, Reason::thin_edge};
  }

  bool isSliverZone(std::uint32_t zone, const std::vector<double>& m2, const std::vector<TrackedZone>& zones) const {
    const double outline = perimeterOf(piecesOf(m_in.frame->layer, zones[zone].row));
    return outline > 0 && 2 * m2[zone] / outline <= m_in.tolerance_m;
  }
  static Verdict sliver() { return {Cause::sliver, Sureness::likely, Reason::thin_zone}; }

  const CauseInput& m_in;
  std::vector<GroupTurnover> m_turnover;
};

constexpr std::size_t kPiecesPerJob = 1024;

Text wordOfMove(const Move& move) {
  const std::string east = toFixed(move.east_m, 2), north = toFixed(move.north_m, 2);
  return {fmt::format("同一图形整体移动：向东 {} m，向北 {} m", east, north),
          fmt::format("the same shape moved: {} m east, {} m north", east, north)};
}

/// Those that hold a piece's width against the tolerance.
Text wordOfWidth(Reason reason, const std::string& wide, const std::string& limit) {
  switch (reason) {
  case Reason::redrawn_within:
    return {fmt::format("整条边界重绘，平均宽 {} m，不超过精度 {} m", wide, limit),
            fmt::format("the boundary was drawn anew; {} m wide on average, within {} m", wide, limit)};
  case Reason::redrawn_alternating:
    return {fmt::format("整条边界重绘，进退相抵，但宽 {} m 超过精度 {} m", wide, limit),
            fmt::format("the boundary was drawn anew and gains meet losses, but {} m is more than {} m", wide, limit)};
  case Reason::wide_edit:
    return {fmt::format("其余边界未动，此处平均宽 {} m，超过精度 {} m", wide, limit),
            fmt::format("the rest of the boundary is untouched; {} m wide on average, more than {} m", wide, limit)};
  case Reason::thin_edge:
    return {fmt::format("沿边界的窄条，平均宽 {} m，不超过精度 {} m", wide, limit),
            fmt::format("a strip along the boundary, {} m wide on average, within {} m", wide, limit)};
  default: // thin_zone
    return {fmt::format("整个图斑平均宽不超过 {} m", limit),
            fmt::format("the whole zone is at most {} m wide on average", limit)};
  }
}

} // namespace

Result<void> inferCauses(const CauseInput& input, std::vector<ChangedPiece>& pieces, Feedback& feedback) {
  const Judge judge(input, pieces);
  const auto job = [&](std::size_t j) -> Result<void> {
    const std::size_t end = std::min(pieces.size(), (j + 1) * kPiecesPerJob);
    for (std::size_t p = j * kPiecesPerJob; p < end; ++p) {
      const Verdict verdict = judge.judge(pieces[p]);
      pieces[p].cause = verdict.cause;
      pieces[p].sureness = verdict.sureness;
      pieces[p].reason = verdict.reason;
    }
    return {};
  };
  return forEachIndex((pieces.size() + kPiecesPerJob - 1) / kPiecesPerJob, input.threads, feedback, job);
}

Text wordOf(const ChangedPiece& piece, const CauseInput& input) {
  switch (piece.reason) {
  case Reason::arithmetic:
    return {"面积不足 0.01 m² 或宽不足 1 mm，属计算误差", "below 0.01 m² or 1 mm wide: arithmetic"};
  case Reason::out_of_sight:
    return {"另一版本的覆盖范围不含此处", "outside the coverage of the other version"};
  case Reason::moved_shape:
    return wordOfMove(*input.matches->groups[groupOf(piece, *input.matches)].move);
  case Reason::redrawn_by_shift: {
    const std::string support = toFixed(input.shift->support * 100, 0);
    return {fmt::format("整条边界重绘，且与平移量一致（支持度 {}%）", support),
            fmt::format("the boundary was drawn anew and fits the shift found ({}% support)", support)};
  }
  case Reason::several_classes:
    return {"此处在一个版本中同属两类，另一版本中只属一类",
            "one version had this ground in both classes, the other in one"};
  case Reason::another_name:
    return {"同等严格程度的另一名称", "another name of the same strictness"};
  case Reason::other_class:
    return {"同一地块的分区类别改变", "the class of this ground changed"};
  case Reason::zone_gone:
    return {"该分区在后一版本中没有对应分区", "the later version has nothing of this zone"};
  case Reason::zone_new:
    return {"该分区在前一版本中没有对应分区", "the earlier version has nothing of this zone"};
  case Reason::strip_cut:
    return {"其余边界未动，从分区内部切出的窄条",
            "the rest of the boundary is untouched: a strip cut through the zone"};
  case Reason::gap_closed:
    return {"填补了相邻分区之间的窄缝", "a narrow gap between zones was closed"};
  default:
    return wordOfWidth(piece.reason, toFixed(piece.width_m, 2), toFixed(input.tolerance_m, 2));
  }
}

} // namespace ecoredline
