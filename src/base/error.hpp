#pragma once

#include "base/text.hpp"

#include <tl/expected.hpp>

#include <string>

namespace ecoredline {

/// What kind of failure, and so which exit status (design: the command line is a contract).
enum class ErrorKind {
  usage,      ///< wrong options: exit 2
  input,      ///< a file, the catalogue or the workspace cannot be used: exit 3
  incomplete, ///< something could not be computed: exit 4
  internal,   ///< a fault of ours: exit 5
  cancelled,  ///< the user stopped it: exit 130
};

/// A failure that ends a command: what happened, where, and what to try.
/// Defects *in data* are not errors but diagnoses (catalogue/diagnosis.hpp).
struct Error {
  ErrorKind kind = ErrorKind::internal;
  std::string code; ///< stable, e.g. "input.missing_file"; part of the contract with scripts
  Text what;
  std::string where; ///< path, layer, row or TOML position; may be empty
  Text advice;       ///< what to try; may be empty
};

/// A value or an Error. Nothing below app/ throws for a broken environment that it can name.
template<class T>
using Result = tl::expected<T, Error>;

/// The failure side of a Result.
inline tl::unexpected<Error> fail(Error error) {
  return tl::unexpected<Error>(std::move(error));
}
tl::unexpected<Error> fail(ErrorKind kind, std::string code, Text what, std::string where = {}, Text advice = {});
inline tl::unexpected<Error> cancelledError() {
  return fail(ErrorKind::cancelled, "cancelled", {"已取消", "Cancelled"});
}

/// The exit status that goes with a kind of failure.
int exitStatus(ErrorKind kind);

/// "what (where)\nadvice" for a terminal.
std::string describe(const Error& error, Language language);

} // namespace ecoredline
