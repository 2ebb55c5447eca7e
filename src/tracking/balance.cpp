#include "tracking/balance.hpp"

#include <algorithm>
#include <cmath>
#include <map>
#include <span>

namespace ecoredline {

namespace {

/// Adds up rows by class and place; a place is a unit, or 0 for the whole area.
class RowBook {
 public:
  explicit RowBook(const Books& books) : m_books(books) {}

  /// Of a zone of either version, by its own area.
  void zone(const TrackedZone& zone, bool opening, const Share& share) {
    LedgerRow& row = at(zone.class_rank, share.unit);
    (opening ? row.opening_m2 : row.closing_m2) += share.m2;
    if (m_books.methods == nullptr) return;
    const AreaTriple& whole = (*m_books.methods)[zone.row];
    if (!(whole.exact_m2 > 0)) return;
    const double part = share.m2 / whole.exact_m2;
    AreaTriple& sum = opening ? *row.opening : *row.closing;
    sum.exact_m2 += whole.exact_m2 * part;
    sum.official_m2 += whole.official_m2 * part;
    sum.planar_m2 += whole.planar_m2 * part;
  }

  /// Of ground that several zones of one version share: it counts once, for the strictest.
  void shared(std::span<const std::uint32_t> over, const std::vector<TrackedZone>& zones, bool opening,
              const Share& share) {
    for (std::size_t i = 1; i < over.size(); ++i) {
      LedgerRow& row = at(zones[over[i]].class_rank, share.unit);
      (opening ? row.opening_m2 : row.closing_m2) -= share.m2;
    }
  }

  void piece(const ChangedPiece& piece, Cause cause, const Share& share) {
    if (!piece.from.empty()) {
      LedgerRow& row = at(m_books.frame->from[piece.from.front()].class_rank, share.unit);
      row.accounts[static_cast<std::size_t>(accountOf(cause, false))] -= share.m2;
      row.removed_m2 += share.m2;
    }
    if (!piece.to.empty()) {
      LedgerRow& row = at(m_books.frame->to[piece.to.front()].class_rank, share.unit);
      row.accounts[static_cast<std::size_t>(accountOf(cause, true))] += share.m2;
      row.added_m2 += share.m2;
    }
  }

  /// By place, then by class.
  template<class Name>
  void write(AreaLedger& ledger, Name&& name) {
    for (auto& [key, row] : m_rows) {
      row.zone_class = m_books.classes->idOf(key.second);
      row.class_title = m_books.classes->titleOf(key.second);
      name(row, key.first);
      ledger.rows.push_back(std::move(row));
    }
  }

 private:
  LedgerRow& at(std::uint32_t rank, std::uint32_t place) {
    LedgerRow& row = m_rows[{place, rank}];
    if (m_books.methods != nullptr && !row.opening) {
      row.opening.emplace();
      row.closing.emplace();
    }
    return row;
  }

  const Books& m_books;
  std::map<std::pair<std::uint32_t, std::uint32_t>, LedgerRow> m_rows;
};

Cause causeOf(const Books& books, std::size_t p) {
  const std::uint32_t line = books.list->of_piece[p];
  return line == kNoZone ? books.pieces->pieces[p].cause : books.list->changes[line].cause;
}

void addSums(const Books& books, AreaLedger& ledger) {
  double between = 0, removed = 0, added = 0, kept = books.ground->untouched_m2;
  for (const GroundCell& cell : books.ground->cells)
    if (!cell.from.empty() && !cell.to.empty()) kept += cell.m2;
  for (const ChangedPiece& piece : books.pieces->pieces)
    (piece.turnover() == Turnover::removed ? removed
     : piece.turnover() == Turnover::added ? added
                                           : between) += piece.m2;
  ledger.kept_m2 = kept;
  ledger.removed_m2 = removed;
  ledger.added_m2 = added;
  ledger.between_m2 = between;
}

/// Calls `f(zone, opening)` for every zone of both versions that was decided.
template<class F>
void forEachZone(const Books& books, F&& f) {
  for (const bool opening : {true, false})
    for (const TrackedZone& zone : opening ? books.frame->from : books.frame->to)
      if (!std::isnan(books.ground->row_m2[zone.row])) f(zone, opening);
}

} // namespace

void balanceWhole(const Books& books, AreaLedger& ledger) {
  RowBook rows(books);
  forEachZone(books, [&](const TrackedZone& zone, bool opening) {
    rows.zone(zone, opening, {0, books.ground->row_m2[zone.row]});
  });
  for (const GroundCell& cell : books.ground->cells) {
    const Share share{0, cell.m2};
    rows.shared(cell.from, books.frame->from, true, share);
    rows.shared(cell.to, books.frame->to, false, share);
  }
  for (std::size_t p = 0; p < books.pieces->pieces.size(); ++p)
    rows.piece(books.pieces->pieces[p], causeOf(books, p), {0, books.pieces->pieces[p].m2});
  rows.write(ledger, [](LedgerRow&, std::uint32_t) {});
  addSums(books, ledger);
}

Result<void> balanceByUnit(const Books& books, const Units& units, AreaLedger& ledger, Feedback& feedback) {
  RowBook rows(books);
  std::vector<double> totals = books.ground->row_m2;
  std::ranges::replace_if(
      totals, [](double m2) { return std::isnan(m2); }, 0.0);
  const auto of_rows = sharesOf(*books.index, totals, units, books.threads, feedback);
  if (!of_rows) return tl::unexpected<Error>(of_rows.error());
  forEachZone(books, [&](const TrackedZone& zone, bool opening) {
    for (const Share& share : (*of_rows)[zone.row]) rows.zone(zone, opening, share);
  });

  std::vector<std::size_t> shared;
  for (std::size_t i = 0; i < books.ground->cells.size(); ++i)
    if (isShared(books.ground->cells[i])) shared.push_back(i);
  std::vector<std::size_t> cell_rows;
  std::vector<double> cell_m2;
  for (const std::size_t i : shared) {
    cell_rows.push_back(books.ground->cells[i].cell);
    cell_m2.push_back(books.ground->cells[i].m2);
  }
  const FlatLayer cells = selectRows(books.ground->shapes, cell_rows);
  const auto of_cells = sharesOf(LayerIndex(cells), cell_m2, units, books.threads, feedback);
  if (!of_cells) return tl::unexpected<Error>(of_cells.error());
  for (std::size_t i = 0; i < shared.size(); ++i)
    for (const Share& share : (*of_cells)[i]) {
      rows.shared(books.ground->cells[shared[i]].from, books.frame->from, true, share);
      rows.shared(books.ground->cells[shared[i]].to, books.frame->to, false, share);
    }

  std::vector<double> piece_m2;
  for (const ChangedPiece& piece : books.pieces->pieces) piece_m2.push_back(piece.m2);
  const auto of_pieces = sharesOf(LayerIndex(books.pieces->layer), piece_m2, units, books.threads, feedback);
  if (!of_pieces) return tl::unexpected<Error>(of_pieces.error());
  std::map<std::uint32_t, std::map<std::uint32_t, double>> lies_in; // change -> unit -> m²
  for (std::size_t p = 0; p < piece_m2.size(); ++p)
    for (const Share& share : (*of_pieces)[p]) {
      rows.piece(books.pieces->pieces[p], causeOf(books, p), share);
      if (books.list->of_piece[p] != kNoZone) lies_in[books.list->of_piece[p]][share.unit] += share.m2;
    }
  const auto code = [&](std::uint32_t unit) { return unit < units.outside() ? units.codes[unit] : "outside"; };
  for (const auto& [change, by_unit] : lies_in) {
    std::vector<std::pair<double, std::uint32_t>> order;
    for (const auto& [unit, m2] : by_unit) order.emplace_back(-m2, unit);
    std::ranges::sort(order);
    for (const auto& [m2, unit] : order) books.list->changes[change].admins.push_back(code(unit));
  }
  rows.write(ledger, [&](LedgerRow& row, std::uint32_t unit) {
    row.admin = code(unit);
    row.admin_name = unit < units.outside() ? units.names[unit] : "";
  });
  addSums(books, ledger);
  return {};
}

} // namespace ecoredline
