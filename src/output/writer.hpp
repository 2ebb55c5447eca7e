#pragma once

#include "base/feedback.hpp"
#include "report/run_report.hpp"

#include <filesystem>
#include <string>
#include <vector>

namespace ecoredline {

/// What a writer is and does; read by the command line, the docs and the window.
struct WriterInfo {
  std::string name; ///< the word after --format
  Text title;
  std::string file_name;     ///< in the folder of --out, e.g. "findings.csv"
  bool to_stdout = false;    ///< may go to standard output
  bool needs_shapes = false; ///< wants WriteRequest::overlaps
};

/// What a writer gets.
struct WriteRequest {
  const RunReport* report = nullptr;
  const Catalogue* catalogue = nullptr;
  const FlatLayer* overlaps = nullptr; ///< EPSG:4490; row_id = index into findingsOf order (site by site); may be null
  Language language = Language::zh;
};

/// Turns a run into a file. Deterministic: same report, same bytes (GeoPackage: same content). A writer computes no
/// figure: every number it shows is a value of the report.
class Writer {
 public:
  virtual ~Writer() = default;
  virtual const WriterInfo& info() const = 0;
  /// Writes to `file`, whole or not at all.
  virtual Result<void> write(const WriteRequest& request, const std::filesystem::path& file,
                             Feedback& feedback) const = 0;
  /// The bytes for standard output; only if info().to_stdout.
  virtual Result<std::string> print(const WriteRequest& request) const;
};

} // namespace ecoredline
