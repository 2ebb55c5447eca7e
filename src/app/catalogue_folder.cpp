#include "app/catalogue_folder.hpp"

#include "base/files.hpp"
#include "catalogue/catalogue_files.hpp"

#include <fmt/format.h>

#include <set>
#include <system_error>

namespace ecoredline {

namespace fs = std::filesystem;

namespace {

using Files = std::map<std::string, std::string>; // bytes by name

Result<void> isThere(const fs::path& folder) {
  std::error_code failed;
  if (folder.empty() || fs::is_directory(folder, failed)) return {};
  return fail(ErrorKind::input, "catalogue.no_folder", {"找不到文件夹", "There is no such folder"}, toUtf8(folder),
              {"检查 --styles、--templates 的路径", "check the paths of --styles and --templates"});
}

// The .toml files of the product's folder `below`, with those of a person's folder in their places.
Result<Files> filesOf(const fs::path& own, const fs::path& product, const char* below) {
  const UnreadableFolder unreadable{"catalogue.no_folder", {"文件夹不能读取", "The folder cannot be read"}};
  if (auto there = isThere(own); !there) return fail(there.error());
  auto files = tomlFilesIn(product / below, unreadable);
  std::error_code failed;
  if (!files || own.empty() || !fs::is_directory(own / below, failed)) return files;
  auto before = tomlFilesIn(own / below, unreadable);
  if (!before) return before;
  before->merge(*files);
  return before;
}

} // namespace

Result<fs::path> dataFolder() {
  const fs::path program = programFolder();
  const fs::path installed = program.parent_path() / "share" / "ecoredline";
  const fs::path built = program.parent_path().parent_path().parent_path(); // build/<preset>/bin
  for (const fs::path& folder : {installed, built})
    if (fs::exists(folder / "layers" / "catalogue.toml")) return folder;
  return fail(ErrorKind::input, "catalogue.not_found", {"找不到自带的图层目录", "The product's catalogue is not found"},
              fmt::format("{} | {}", toUtf8(installed), toUtf8(built)),
              {"重新安装，或用 --catalogue 指定目录", "reinstall, or name a folder with --catalogue"});
}

Result<Catalogue> loadCatalogue(const fs::path& folder) {
  if (!folder.empty()) return Catalogue::load(folder);
  auto data = dataFolder();
  if (!data) return fail(data.error());
  return Catalogue::load(*data / "layers");
}

Result<StyleBook> loadStyles(const fs::path& catalogue_folder) {
  const fs::path beside = fs::absolute(catalogue_folder / "..").lexically_normal() / "styles";
  if (!catalogue_folder.empty() && fs::is_directory(beside)) return StyleBook::load(beside);
  auto data = dataFolder();
  if (!data) return fail(data.error());
  return StyleBook::load(*data / "styles");
}

Result<SheetBook> loadSheets(const fs::path& catalogue_folder) {
  const fs::path beside = fs::absolute(catalogue_folder / "..").lexically_normal() / "styles" / "sheets";
  if (!catalogue_folder.empty() && fs::is_directory(beside)) return SheetBook::load(beside);
  auto data = dataFolder();
  if (!data) return fail(data.error());
  return SheetBook::load(*data / "styles" / "sheets");
}

Result<StyleBook> loadStyles(const OwnFolders& own) {
  auto data = dataFolder();
  if (!data) return fail(data.error());
  auto files = filesOf(own.styles, *data / "styles", ".");
  if (!files) return fail(files.error());
  return StyleBook::fromFiles(*files);
}

Result<SheetBook> loadSheets(const OwnFolders& own) {
  auto data = dataFolder();
  if (!data) return fail(data.error());
  auto files = filesOf(own.styles, *data / "styles", "sheets");
  if (!files) return fail(files.error());
  return SheetBook::fromFiles(*files);
}

Result<ReportTemplates> loadTemplates(const OwnFolders& own) {
  auto data = dataFolder();
  if (!data) return fail(data.error());
  auto files = filesOf(own.templates, *data / "templates", "report");
  if (!files) return fail(files.error());
  auto book = ReportBook::fromFiles(*files);
  if (!book) return fail(book.error());
  std::error_code failed;
  const bool own_parts = !own.templates.empty() && fs::is_directory(own.templates / "docx", failed);
  return ReportTemplates{std::move(*book), own_parts ? own.templates : *data / "templates"};
}

Result<void> addOwnFiles(const OwnFolders& own, Sha256& hash) {
  for (const fs::path& folder : {own.styles, own.templates}) {
    if (folder.empty()) continue;
    if (auto there = isThere(folder); !there) return there;
    std::set<fs::path> files;
    std::error_code failed;
    for (const auto& entry : fs::recursive_directory_iterator(folder, failed))
      if (entry.is_regular_file()) files.insert(entry.path());
    for (const fs::path& file : files) {
      auto bytes = readFile(file);
      if (!bytes) return fail(bytes.error());
      hash.add(toUtf8(fs::relative(file, folder, failed))).add("\n").add(*bytes);
    }
  }
  return {};
}

} // namespace ecoredline
