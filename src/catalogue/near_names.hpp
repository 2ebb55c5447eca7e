#pragma once

#include "catalogue/bind.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace ecoredline {

/// From this likeness on a column is offered for a field. Offered, never taken: somebody has to agree.
inline constexpr double kNearName = 0.7;

/// How alike two names are, 0 to 1, after folding: Chinese by the character pairs they share (Dice), Latin letters by
/// what is left when the edits between them (Levenshtein) are taken off the longer. A name cut off at the 10 bytes of a
/// DBF, or with a number behind it ("MC_1"), is as good as the whole name less a tenth.
double likeness(std::string_view a, std::string_view b);

/// A column that nearly has the name of a field that no column answers to.
struct NearColumn {
  std::string canonical;
  std::string column;
  std::string name; ///< the name or alias that it is like
  double likeness = 0;
};

/// For every field of `fields` without a column in `mapping`, the unused column most like it, if it reaches kNearName.
/// No column is offered twice; the likest field has it.
std::vector<NearColumn> nearColumns(const std::vector<Field>& fields, const Table& table,
                                    const std::vector<FieldMapping>& mapping);

/// One bind.near_field for each.
void reportNearColumns(const std::vector<NearColumn>& near, Diagnoses& diagnoses);

} // namespace ecoredline
