#pragma once

#include "catalogue/bind.hpp"

#include <set>
#include <string>
#include <vector>

namespace ecoredline {

/// The table kind that holds access lists.
inline constexpr const char* kAccessListKind = "access_list";

/// One clause of an access list (生态环境准入清单), in the catalogue's words.
struct Clause {
  std::string level;                   ///< a value of the kind's field `level`: province | basin | city | unit
  std::string scope;                   ///< "*", "basin:NAME", 2, 4 or 6 digits of a division code, or a unit code
  std::string no;                      ///< as written; in the wide form without numbers the dimension
  std::string dimension;               ///< layout | emission | risk | resource; "" = not said
  std::string text;                    ///< as written
  std::vector<std::string> industries; ///< beginnings of GB/T 4754 codes; empty = every industry
  std::string source;
  std::string doc_no;
  Date effective_from;  ///< empty = that of the version
  Date effective_to;    ///< last day; empty = that of the version
  bool none = false;    ///< not a clause: the level states that it requires nothing here
  std::int64_t row = 0; ///< 0-based row of the file

  /// The fact that answers it: clause.<level>.<scope>.<no>.
  std::string fact() const { return "clause." + level + "." + scope + "." + no; }
  bool inForce(const Date& day) const;
};

/// A delivery of an access list: what a version is made of.
struct BoundList {
  const LayerKind* kind = nullptr;
  Table table;
  std::vector<Clause> clauses; ///< in the order of the file
  std::vector<FieldMapping> mapping;
  std::vector<std::string> clause_hashes; ///< 64 hex per clause
  std::string content_hash;               ///< "sha256:…", over kind and sorted clause hashes
};

/// Binds the rows of a table without geometry. Long form: one clause a row, columns scope, clause number, text,
/// dimension. Wide form: one column a dimension. A level that no column gives follows from the scope, with a diagnosis.
/// Blank rows are left out. Errors (input): those of bindZones; `clause.missing_columns` (names what was found),
/// `clause.bad_rows` (rows without level, scope, number or text, with an unknown level or dimension, or with a date
/// that is none: each is named), `clause.repeated` (one number twice at one scope with different texts),
/// `clause.no_rows`.
Result<BoundList> bindList(const LayerKind& kind, Table table, const FieldChoices& choices, Diagnoses& diagnoses);

/// Clauses of units that are not among `units`, and units without a clause at the level `unit` (semantics M10): what a
/// person has to look at, as warnings. Nothing to say without units.
Diagnoses lintList(const std::vector<Clause>& clauses, const std::set<std::string>& units);

/// Every name a column of the kind (or a sheet's header row) may have.
std::vector<std::string> headerNames(const std::vector<Field>& fields);

/// A day as people write it in tables: 2024-01-05, 2024/1/5, 2024.1.5, 2024年1月5日, 20240105, or the number that
/// spreadsheets count days with. Empty text for what is none of them; `serial` tells that it was such a number.
Date dayFromCell(const std::string& text, bool& serial);

} // namespace ecoredline
