#include "desktop/drafts.hpp"

#include "base/files.hpp"

#include <QDir>
#include <QFileInfo>
#include <QStandardPaths>

namespace ecoredline {

namespace fs = std::filesystem;

fs::path draftFolder(const fs::path& workspace) {
  fs::path beside = workspace;
  beside += ".drafts";
  const QString path = QString::fromStdString(toUtf8(beside));
  if (QDir().mkpath(path) && QFileInfo(path).isWritable()) return beside;
  const QString own = QStandardPaths::writableLocation(QStandardPaths::AppDataLocation) + "/drafts";
  QDir().mkpath(own);
  return pathFromUtf8(own.toStdString());
}

Result<fs::path> keepDraft(const fs::path& workspace, const std::string& stem, const std::string& ending,
                           const std::string& bytes) {
  const fs::path folder = draftFolder(workspace);
  fs::path file;
  std::error_code ignored;
  for (int number = 1; file.empty() || fs::exists(file, ignored); ++number)
    file = folder / pathFromUtf8(stem + "-" + std::to_string(number) + ending);
  if (auto written = writeFileAtomically(file, bytes); !written) return fail(written.error());
  return file;
}

} // namespace ecoredline
