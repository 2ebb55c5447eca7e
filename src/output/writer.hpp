#pragma once

#include "base/feedback.hpp"
#include "cartography/draw_layers.hpp"
#include "catalogue/report_template.hpp"
#include "output/document.hpp"
#include "output/finding_table.hpp"
#include "report/run_report.hpp"

#include <filesystem>
#include <functional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace ecoredline {

/// What a writer is and does; read by the command line, the docs and the window.
struct WriterInfo {
  std::string name; ///< the word after --format
  Text title;
  std::string file_name;     ///< in the folder of --out, e.g. "findings.csv"
  bool to_stdout = false;    ///< may go to standard output
  bool needs_shapes = false; ///< wants WriteRequest::overlaps
  bool needs_maps = false;   ///< wants WriteRequest::map_of
  bool of_tables = false;    ///< writes WriteRequest::sheets, no run: `screen` does not offer it
  bool of_documents = false; ///< lays out a document: composed of the run, or WriteRequest::document
};

/// A table with the name of its sheet.
struct TableSheet {
  std::string title;
  TextTable table;
};

/// What a writer gets.
struct WriteRequest {
  const RunReport* report = nullptr;
  const Catalogue* catalogue = nullptr;
  const FlatLayer* overlaps = nullptr; ///< EPSG:4490; row_id = index into findingsOf order (site by site); may be null
  Language language = Language::zh;
  /// The map of a site (index in the report), made when it is asked for: a run of a thousand sites holds one at a time.
  /// A scene without a window: the site has no shape that can be drawn. Empty unless the writer needs maps.
  std::function<Result<MapScene>(std::size_t site)> map_of{};
  std::vector<RecordedDecision> decisions{};
  std::string_view run_json{};           ///< toJson(*report).json where it has been made already
  std::span<const TableSheet> sheets{};  ///< for writers of tables, which get no report
  const ReportBook* templates = nullptr; ///< for writers of documents: words and order
  std::filesystem::path parts{};         ///< templates/ of the product: folders of parts, as of an office document
  const Document* document = nullptr;    ///< for writers of documents: this one, whatever the report
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
