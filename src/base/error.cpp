#include "base/error.hpp"

#include <utility>

namespace ecoredline {

tl::unexpected<Error> fail(ErrorKind kind, std::string code, Text what, std::string where, Text advice) {
  return tl::unexpected<Error>(Error{kind, std::move(code), std::move(what), std::move(where), std::move(advice)});
}

int exitStatus(ErrorKind kind) {
  switch (kind) {
  case ErrorKind::usage:
    return 2;
  case ErrorKind::input:
    return 3;
  case ErrorKind::incomplete:
    return 4;
  case ErrorKind::internal:
    return 5;
  case ErrorKind::cancelled:
    return 130;
  }
  return 5;
}

std::string describe(const Error& error, Language language) {
  const bool zh = language == Language::zh;
  std::string out = error.what.in(language);
  if (!error.where.empty()) out += (zh ? "\n  位置：" : "\n  where: ") + error.where;
  if (!error.advice.empty()) out += (zh ? "\n  建议：" : "\n  try:   ") + error.advice.in(language);
  out += "\n  [" + error.code + "]";
  return out;
}

} // namespace ecoredline
