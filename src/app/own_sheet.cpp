#include "app/own_sheet.hpp"

#include "app/resumed_folder.hpp"
#include "base/files.hpp"
#include "catalogue/sheet_text.hpp"

namespace ecoredline {

std::filesystem::path ownSheetFile(const std::filesystem::path& styles, const std::string& id) {
  return styles / "sheets" / pathFromUtf8(id + ".toml");
}

bool isSheetName(const std::string& id) {
  return !id.empty() && fileSafe(id) == id && trimmed(id) == id && id.front() != '.' && id.front() != '-';
}

Result<std::filesystem::path> saveOwnSheet(const std::filesystem::path& styles, const SheetSpec& sheet) {
  if (!isSheetName(sheet.id))
    return fail(ErrorKind::usage, "sheet.bad_name", {"图幅名不能做文件名", "The sheet's name cannot be a file's"},
                sheet.id, {"用字母、汉字、数字、_ 和 -，不要空格", "use letters, digits, _ and -, no blanks"});
  const std::filesystem::path file = ownSheetFile(styles, sheet.id);
  if (auto made = makeFolder(file.parent_path()); !made) return fail(made.error());
  if (auto written = writeFileAtomically(file, toToml(sheet)); !written) return fail(written.error());
  return file;
}

} // namespace ecoredline
