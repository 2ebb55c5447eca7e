#pragma once

#include "report/run_report.hpp"

#include <string>
#include <string_view>

namespace ecoredline {

// The words that people read for the codes of a report, in one place: pages, tables, the terminal and the proof tree
// use the same ones.

Text word(Relation relation);
Text word(Effect effect);
Text word(Certainty certainty);
Text word(Provisional reason);
Text word(ActionType type);
/// Of a Finding::reason or LayerResult::reason; a code that is not known stands for itself.
Text reasonWord(std::string_view reason);
/// Of RunReport::Parameters::area_method, with its source.
Text areaMethodWord(std::string_view method);
/// Of Finding::rung.
Text rungWord(std::string_view rung);
/// Of FactUsed::from.
Text answerSourceWord(std::string_view from);
Text decisionWord(std::string_view decision);
/// Verdict with its mark, "■ 不符合", and （初步） when preliminary.
Text markedWord(Verdict verdict, bool preliminary = false);

} // namespace ecoredline
