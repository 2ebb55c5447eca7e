#pragma once

#include "output/writer.hpp"

#include <memory>
#include <string>
#include <vector>

namespace ecoredline {

/// Bumped when a plugin built for the last one could misbehave.
inline constexpr int kPluginAbi = 2;

/// What plugins have registered, in the order of their names: built-in and foreign ones are the same code linked
/// differently.
class Registry {
 public:
  /// A second writer of the same name is refused (false).
  bool add(std::unique_ptr<Writer> writer);
  const Writer* writer(const std::string& name) const;
  std::vector<const Writer*> writers() const;

 private:
  std::vector<std::unique_ptr<Writer>> m_writers;
};

/// The one symbol a foreign plugin exports: `extern "C" bool ecoredline_register(ecoredline::Registry&, int abi)`.
using RegisterFunction = bool (*)(Registry&, int abi);
inline constexpr const char* kRegisterSymbol = "ecoredline_register";

} // namespace ecoredline
