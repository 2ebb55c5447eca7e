#include "app/catalogue_folder.hpp"

#include "base/files.hpp"

#include <fmt/format.h>

namespace ecoredline {

namespace fs = std::filesystem;

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

Result<ReportTemplates> loadTemplates(const fs::path& folder) {
  ReportTemplates out{{}, folder};
  if (folder.empty()) {
    auto data = dataFolder();
    if (!data) return fail(data.error());
    out.parts = *data / "templates";
  }
  auto book = ReportBook::load(out.parts / "report");
  if (!book) return fail(book.error());
  out.book = std::move(*book);
  return out;
}

} // namespace ecoredline
