#pragma once

#include "app/crs_choice.hpp"
#include "app/source_options.hpp"
#include "base/date.hpp"
#include "source/encoding_preview.hpp"
#include "source/reference_boundaries.hpp"

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace ecoredline {

struct PreviewOptions {
  std::filesystem::path workspace;
  std::filesystem::path sites;
  Date as_of; ///< empty = today
  SourceOptions source;
};

/// A site as it would be screened.
struct PreviewedSite {
  std::string id;
  std::string name;
  std::string project_id;
  Shape shape = Shape::none;
  double area_m2 = 0; ///< official; NaN where it cannot be measured
  RowState state = RowState::valid;
};

/// What the front door says of a file before anything is done with it: what would be read, or what keeps it from being
/// read and the ways to answer.
struct FileSeen {
  std::optional<Error> refused; ///< its advice names the option that answers
  Diagnoses diagnoses;
  FlatLayer places; ///< row by row; empty when refused before they were read
  std::string layer;
  std::string encoding;                   ///< how the text was read
  std::string crs;                        ///< of the file, as delivered
  std::vector<std::string> layers;        ///< with geometry, to choose from
  std::vector<CrsChoice> candidates;      ///< where the CRS is what keeps it out
  std::vector<EncodingReadout> encodings; ///< its first texts under each encoding worth a look; empty: no question
  std::vector<std::string> columns;       ///< of its table
  std::vector<Field> fields;              ///< that a column may answer to
  std::vector<FieldMapping> mapping;      ///< those that one does
};

/// A site file, as it would be screened.
struct SitePreview : FileSeen {
  std::vector<PreviewedSite> sites; ///< one a row of `places`
};

/// Opens and examines a file as a run does, into `seen`; nothing where it is refused. Errors: cancelled.
Result<std::optional<Source>> seeFile(const std::filesystem::path& file, const SourceOptions& options,
                                      const ReferenceBoundaries& reference, FileSeen& seen, Feedback& feedback);

/// The same reading as screenSites, without the screening. What a file lacks is in the preview. Errors: those of the
/// workspace, cancelled.
Result<SitePreview> previewSites(const PreviewOptions& options, Feedback& feedback);

} // namespace ecoredline
