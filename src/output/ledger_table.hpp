#pragma once

#include "output/finding_table.hpp"
#include "report/area_ledger.hpp"

namespace ecoredline {

/// The balance: a row per class and unit; accounts that hold nothing are left out. m², two decimals, signed.
TextTable accountTable(const AreaLedger& ledger, Language language);
/// The changes, a row each. At most `most` rows, with long lists cut short; 0 = all, whole.
TextTable changeTable(const AreaLedger& ledger, Language language, std::size_t most = 0);
inline constexpr std::size_t kChangesOnPage = 500; ///< of a report; the table and the layer have all
/// Whether a column of a ledger's table says anything: more than blanks and noughts. A residual always does.
bool holdsSomething(const TextTable& table, std::size_t column);
/// Computed, adjusted and difference of every column that holds something; empty without AreaLedger::levelled.
TextTable levelledTable(const AreaLedger& ledger, Language language);
/// Control areas beside what was measured, by each method, and why they differ; empty where none was given.
TextTable controlTable(const AreaLedger& ledger, Language language);
/// Exact, official and planar side by side, and why they differ; empty where they were not measured.
TextTable methodTable(const AreaLedger& ledger, Language language);
/// Why the three methods differ.
Text methodReason();

/// One sentence: what was lost and won, and whether the balance closes.
Text ledgerSentence(const AreaLedger& ledger);

/// "12.3400" out of a count of 10^-decimals.
std::string fromUnits(std::int64_t units, int decimals);

} // namespace ecoredline
