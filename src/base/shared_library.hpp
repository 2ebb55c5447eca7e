#pragma once

#include "base/error.hpp"

#include <filesystem>
#include <string>

namespace ecoredline {

/// A shared library that stays loaded until the program ends: unloading code that others may still point to is how
/// plugin systems crash at exit.
class SharedLibrary {
 public:
  /// input error `plugin.not_loadable` when the library cannot be opened.
  static Result<SharedLibrary> open(const std::filesystem::path& path);
  /// The address of an exported symbol, or nullptr.
  void* symbol(const std::string& name) const;

 private:
  explicit SharedLibrary(void* handle) : m_handle(handle) {}
  void* m_handle;
};

} // namespace ecoredline
