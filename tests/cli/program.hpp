#pragma once

#include "base/files.hpp"

#include <string>
#include <vector>

namespace ecoredline {

/// What a run of the real program gave back.
struct Ran {
  int status = -1; ///< exit status, or -signal
  std::string out;
  std::string err;
};

/// Runs the built `ecoredline` with these arguments, standard input closed. `as_user` other than 0 drops root first.
Ran ecoredline(const std::vector<std::string>& arguments, unsigned as_user = 0);

/// Runs it, lets it go on for `milliseconds`, then sends `signal`.
Ran ecoredlineKilled(const std::vector<std::string>& arguments, int milliseconds, int signal);

/// A folder with a small workspace made by the program from the sample data.
class SampleFolder {
 public:
  SampleFolder();
  std::string path(const std::string& name) const { return toUtf8(m_folder.path() / pathFromUtf8(name)); }
  std::string workspace() const { return path("ws.gpkg"); }
  /// Imports a sample file; fails the test when that fails.
  void import(const std::string& file, const std::string& kind, const std::vector<std::string>& options);
  /// Red line, reserves, water sources and counties of the sample.
  void importSample();

 private:
  TemporaryFolder m_folder;
};

/// A file of sample_data/.
std::string sample(const std::string& name);

} // namespace ecoredline
