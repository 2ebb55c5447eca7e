#include "app/layer_symbols.hpp"

#include "app/catalogue_folder.hpp"
#include "cartography/qml.hpp"
#include "cartography/sld.hpp"
#include "store/layer_styles.hpp"

namespace ecoredline {

Result<void> keepSymbols(const std::filesystem::path& geopackage, const std::string& table, const LayerKind& kind,
                         Shape shape) {
  auto styles = loadStyles();
  if (!styles) return fail(styles.error());
  const std::string qml = toQml(kind, *styles, shape, Language::zh); // names of classes as the data have them
  const std::string sld = toSld(kind, *styles, shape, Language::zh);
  return saveLayerStyle(geopackage, {table, "EcoRedline", qml, sld, nowUtc()});
}

Result<Shape> shapeOf(const Workspace& workspace, std::int64_t version) {
  auto reader = workspace.reader(version);
  if (!reader) return fail(reader.error());
  const Box all = (*reader)->extent();
  if (all.empty()) return Shape::polygon;
  Shape found = Shape::polygon;
  bool first = true;
  const auto look = [&](const FlatLayer& rows) -> Result<void> {
    if (first && rows.rows() > 0) {
      found = rows.shape.front();
      first = false;
    }
    return {};
  };
  if (auto read = (*reader)->readAll(look, silentFeedback()); !read) return fail(read.error());
  return found;
}

} // namespace ecoredline
