#pragma once

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
/// Those of `folder`, or the product's own when it is empty.
Result<ReportTemplates> loadTemplates(const std::filesystem::path& folder = {});

} // namespace ecoredline
