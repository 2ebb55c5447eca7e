#pragma once

#include "output/finding_table.hpp"

#include <string>
#include <vector>

namespace ecoredline {

// The tables of a compliance analysis (项目与生态环境分区管控符合性分析), with the field's own headings: pages, office
// documents and workbooks show the same ones. Every cell is the text of a report value; hectares and mu are the same
// square metres in other units.

/// T1, the corner points, ring by ring as delivered, with the decimals of run.json.
TextTable cornerTable(const SiteResult& site, Language language);

/// What T2 shows: findings, the strictest first, without access-list clauses (T4 has them). `meets`: those that a zone,
/// a gap in the data or a rule stands behind; else those that only say what lies nearest.
std::vector<const Finding*> overlayFindings(const SiteResult& site, bool meets);
/// T2, the overlay: 序号|图层|要素名称|编码|类别/级别|占用面积|公顷|亩|占项目比例|最近距离|法律后果|依据.
TextTable overlayTable(const SiteResult& site, const std::vector<const Finding*>& findings, const Catalogue& catalogue,
                       Language language);

/// T3, the control units that are met, each once.
TextTable unitTable(const SiteResult& site, const Catalogue& catalogue, Language language);
/// T4, the clauses of the access list, as written, with what the project answers.
TextTable clauseTable(const SiteResult& site, const Catalogue& catalogue, Language language);
/// T4 of units whose clauses are not in the data: a row a dimension, left for the reviewer and said to be.
TextTable openClauseTable(const SiteResult& site, const Catalogue& catalogue, Language language);
/// The documents that findings rest on, with their articles.
TextTable basisTable(const SiteResult& site, const Catalogue& catalogue, Language language);
/// T5, what is still to be supplied: open questions with what each answer would do.
TextTable questionTable(const SiteResult& site, const Catalogue& catalogue, Language language);

/// What each layer concludes, the strictest first.
TextTable conclusionTable(const SiteResult& site, const Catalogue& catalogue, Language language);
/// Totals per kind and class, where overlapping zones count once.
TextTable totalTable(const std::vector<Total>& totals, const Catalogue& catalogue, Language language);
/// The answers that were used.
TextTable factTable(const SiteResult& site, const Catalogue& catalogue, Language language);
/// The editions that were used.
TextTable editionTable(const RunReport& report, const Catalogue& catalogue, Language language);
/// Projects of several sites, with those.
TextTable projectTable(const RunReport& report, Language language);
/// What the front door met.
TextTable diagnosisTable(const Diagnoses& diagnoses, Language language);

/// Kinds by their titles, "A、B" or "A, B".
std::string kindList(const std::vector<std::string>& kinds, const Catalogue& catalogue, Language language);

} // namespace ecoredline
