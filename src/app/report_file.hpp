#pragma once

#include "app/own_folders.hpp"
#include "base/feedback.hpp"
#include "output/compose.hpp"

#include <filesystem>
#include <string>

namespace ecoredline {

/// A document that is none of a run: what `data` gives, by the template of this name, as "docx" or "pdf".
struct ReportFile {
  std::string form;   ///< id of the template
  std::string format; ///< name of a writer of documents
  std::string date;   ///< of what it reports
  std::filesystem::path file;
  OwnFolders own{};
};

/// Writes it, whole or not at all. Errors (input): template.missing, besides those of compose and the writer.
Result<void> writeReport(const ReportFile& what, const ReportData& data, Language language, Feedback& feedback);

} // namespace ecoredline
