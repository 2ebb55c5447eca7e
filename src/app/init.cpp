#include "app/init.hpp"

#include "app/catalogue_folder.hpp"
#include "base/files.hpp"
#include "store/workspace.hpp"

#include <fmt/format.h>

namespace ecoredline {

Result<Outcome> initWorkspace(const InitOptions& options) {
  auto catalogue = loadCatalogue(options.catalogue);
  if (!catalogue) return fail(catalogue.error());
  const std::string title = options.title.empty() ? toUtf8(options.workspace.stem()) : options.title;
  auto workspace = Workspace::create(options.workspace, {title, title}, *catalogue);
  if (!workspace) return fail(workspace.error());
  Outcome outcome;
  outcome.notes.push_back({fmt::format("已建立工作空间 {}（目录 {}，{} 个图层类型）", toUtf8(options.workspace),
                                       catalogue->id(), catalogue->kinds().size()),
                           fmt::format("Workspace {} made (catalogue {}, {} layer kinds)", toUtf8(options.workspace),
                                       catalogue->id(), catalogue->kinds().size())});
  return outcome;
}

} // namespace ecoredline
