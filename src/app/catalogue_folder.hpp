#pragma once

#include "app/own_folders.hpp"
#include "base/hash.hpp"
#include "catalogue/catalogue.hpp"
#include "catalogue/report_template.hpp"
#include "catalogue/sheet.hpp"
#include "catalogue/style.hpp"

#include <filesystem>

namespace ecoredline {

/// Where the product's own data lies: beside an installed program (../share/ecoredline), else the source tree that the
/// program was built in. Error `catalogue.not_found` names both places.
Result<std::filesystem::path> dataFolder();

/// The catalogue of `folder`, or the product's own when it is empty.
Result<Catalogue> loadCatalogue(const std::filesystem::path& folder);

/// The symbols that go with a catalogue: styles/ beside the folder, or the product's own when it is empty or has none
/// beside it.
Result<StyleBook> loadStyles(const std::filesystem::path& catalogue_folder = {});

/// The map sheets that go with a catalogue: styles/sheets/, found as the symbols are.
Result<SheetBook> loadSheets(const std::filesystem::path& catalogue_folder = {});

/// What documents say, templates/report/, and the folder that it is in, which has the parts of office documents too.
struct ReportTemplates {
  ReportBook book;
  std::filesystem::path parts;
};

/// The product's symbols, sheets and templates with a person's before them. Errors (input): catalogue.no_folder,
/// besides those of the books, which name the file and the line.
Result<StyleBook> loadStyles(const OwnFolders& own);
Result<SheetBook> loadSheets(const OwnFolders& own);
Result<ReportTemplates> loadTemplates(const OwnFolders& own);

/// Adds every file below a person's folders: for what is made anew when one of them changed.
Result<void> addOwnFiles(const OwnFolders& own, Sha256& hash);

} // namespace ecoredline
