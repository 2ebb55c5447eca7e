#include "source/corner_source.hpp"

#include "base/files.hpp"
#include "base/text.hpp"
#include "source/corner_table.hpp"
#include "source/encoding.hpp"
#include "source/table_reader.hpp"

#include <cpl_conv.h>
#include <cpl_string.h>
#include <fmt/format.h>
#include <fmt/ranges.h>
#include <gdal_priv.h>
#include <ogr_spatialref.h>
#include <ogrsf_frmts.h>

#include <algorithm>
#include <iostream>
#include <iterator>
#include <mutex>
#include <set>

namespace ecoredline {

namespace fs = std::filesystem;

namespace {

constexpr std::uintmax_t kLargestText = std::uintmax_t{64} << 20U;
constexpr std::size_t kLargestInput = std::size_t{256} << 20U;

/// The rings of a plot as polygons: what lies in another ring is its hole.
std::unique_ptr<OGRGeometry> shapeOf(const CornerPlot& plot) {
  std::vector<OGRGeometry*> polygons; // organizePolygons takes them over
  for (const CornerRing& corners : plot.rings) {
    auto ring = std::make_unique<OGRLinearRing>();
    for (const auto& [east, north] : corners) ring->addPoint(east, north);
    ring->closeRings();
    auto polygon = std::make_unique<OGRPolygon>();
    polygon->addRingDirectly(ring.release());
    polygons.push_back(polygon.release());
  }
  return std::unique_ptr<OGRGeometry>(
      OGRGeometryFactory::organizePolygons(polygons.data(), static_cast<int>(polygons.size()), nullptr, nullptr));
}

void addPlot(OGRLayer& layer, const CornerPlot& plot) {
  OGRFeature feature(layer.GetLayerDefn());
  if (!plot.number.empty()) feature.SetField(0, plot.number.c_str());
  if (!plot.name.empty()) feature.SetField(1, plot.name.c_str());
  feature.SetField(2, static_cast<GIntBig>(plot.points()));
  feature.SetGeometryDirectly(shapeOf(plot).release());
  if (layer.CreateFeature(&feature) != OGRERR_NONE) CPLError(CE_Failure, CPLE_AppDefined, "a plot was not stored");
}

/// In memory, without a layer; its texts are UTF-8.
Dataset emptyDataset(const fs::path& path) {
  registerDrivers();
  Dataset made;
  GDALDriver* memory = GetGDALDriverManager()->GetDriverByName("Memory");
  made.handle.reset(memory->Create("", 0, 0, 0, GDT_Unknown, nullptr));
  made.driver = "Memory";
  made.text_is_raw = false;
  made.path = path;
  return made;
}

Dataset datasetOf(const CornerTable& table, const fs::path& path) {
  Dataset made = emptyDataset(path);
  OGRSpatialReference system;
  system.SetAxisMappingStrategy(OAMS_TRADITIONAL_GIS_ORDER);
  const bool known = !table.crs.empty() && system.SetFromUserInput(table.crs.c_str()) == OGRERR_NONE;
  const std::string name = table.sheet.empty() ? toUtf8(path.stem()) : table.sheet;
  OGRLayer& layer = *made.handle->CreateLayer(name.c_str(), known ? &system : nullptr, wkbUnknown, nullptr);
  OGRFieldDefn number("地块编号", OFTString);
  OGRFieldDefn title("地块名称", OFTString);
  OGRFieldDefn count("点数", OFTInteger64);
  for (OGRFieldDefn* field : {&number, &title, &count}) layer.CreateField(field);
  for (const CornerPlot& plot : table.plots) addPlot(layer, plot);
  return made;
}

CornerSource sourceOf(const CornerTable& table, const fs::path& path) {
  return {datasetOf(table, path), table.understood(), table.east_first && table.by_values};
}

/// The text of a file in UTF-8, with the encoding it had; nothing when that is not sure.
std::optional<std::pair<std::string, std::string>> textOf(const fs::path& path, const std::string& option) {
  std::error_code error;
  if (fs::file_size(path, error) > kLargestText || error) return std::nullopt;
  auto bytes = readFile(path);
  if (!bytes || bytes->find('\0') != std::string::npos) return std::nullopt;
  if (bytes->starts_with("\xEF\xBB\xBF")) bytes->erase(0, 3);
  const std::string encoding = option.empty() ? guessEncoding(std::vector<std::string_view>{*bytes}).encoding : option;
  if (encoding.empty()) return std::nullopt;
  auto text = decode(*bytes, encoding);
  if (!text) return std::nullopt;
  return std::pair{std::move(*text), encoding};
}

/// Has GDAL a driver that knows this file by its content?
bool isKnown(const fs::path& path) {
  registerDrivers();
  const GdalMessages quiet;
  return GDALIdentifyDriverEx(toUtf8(path).c_str(), GDAL_OF_VECTOR, nullptr, nullptr) != nullptr;
}

Result<std::optional<CornerSource>> fromText(const fs::path& path, const ReadOptions& options) {
  if (isKnown(path)) return std::nullopt;
  const auto text = textOf(path, options.encoding);
  if (!text) return std::nullopt;
  auto table = understandCorners(gridOfText(text->first), options.axis);
  if (!table) return fail(std::move(table.error()));
  if (!*table) return std::nullopt;
  CornerSource source = sourceOf(**table, path);
  source.dataset.decoded_from = text->second;
  source.dataset.members = {path};
  return source;
}

/// Does a header cell name a column of shapes? (A CSV's are read by GDAL itself.)
bool isShapeColumn(const std::string& header) {
  static const std::set<std::string> kNames = {"wkt",      "wkb",      "geom",         "geometry",
                                               "the_geom", "wkt_geom", "wkb_geometry", "shape"};
  return kNames.contains(lowered(trimmed(header)));
}

/// A shape from WKT or hexadecimal WKB; null when it is neither.
std::unique_ptr<OGRGeometry> shapeFromText(const std::string& text) {
  OGRGeometry* shape = nullptr;
  const GdalMessages quiet;
  if (text.find_first_not_of("0123456789abcdefABCDEF") != std::string::npos) {
    OGRGeometryFactory::createFromWkt(text.c_str(), nullptr, &shape);
  } else {
    int count = 0;
    GByte* bytes = CPLHexToBinary(text.c_str(), &count);
    OGRGeometryFactory::createFromWkb(bytes, nullptr, &shape, static_cast<std::size_t>(count));
    CPLFree(bytes);
  }
  return std::unique_ptr<OGRGeometry>(shape);
}

tl::unexpected<Error> badShape(const fs::path& path, const CellGrid& sheet, std::size_t row) {
  return fail(ErrorKind::input, "source.bad_shape",
              {fmt::format("图形列第 {} 行不是 WKT 或 WKB", sheet.row_id[row] + 1),
               fmt::format("The column of shapes holds no WKT or WKB in row {}", sheet.row_id[row] + 1)},
              fmt::format("{} {}", toUtf8(path), sheet.name),
              {"改正或删去这一行的图形", "mend or remove the shape of this row"});
}

/// A sheet with a column of shapes: its header is the first row, every other column an attribute.
Result<std::optional<CornerSource>> fromShapeColumn(const fs::path& path, const CellSheets& cells) {
  for (const CellGrid& sheet : cells.sheets) {
    const auto first = std::ranges::find_if(sheet.rows, [](const auto& row) { return !row.empty(); });
    if (first != sheet.rows.begin()) continue; // a header stands in the first row
    const std::vector<std::string>& header = sheet.rows.front();
    const auto column = std::ranges::find_if(header, isShapeColumn);
    if (column == header.end() || sheet.rows.size() < 2) continue;
    const auto shape_at = static_cast<std::size_t>(column - header.begin());
    CornerSource source{emptyDataset(path), {}, false};
    OGRLayer& layer = *source.dataset.handle->CreateLayer(sheet.name.c_str(), nullptr, wkbUnknown, nullptr);
    for (const std::string& name : header) {
      OGRFieldDefn field(name.c_str(), OFTString);
      layer.CreateField(&field);
    }
    for (std::size_t row = 1; row < sheet.rows.size(); ++row) {
      OGRFeature feature(layer.GetLayerDefn());
      for (std::size_t i = 0; i < sheet.rows[row].size(); ++i)
        if (i != shape_at && !sheet.rows[row][i].empty())
          feature.SetField(static_cast<int>(i), sheet.rows[row][i].c_str());
      if (const std::string text = trimmed(sheet.rows[row][shape_at]); !text.empty()) {
        auto shape = shapeFromText(text);
        if (shape == nullptr) return badShape(path, sheet, row);
        feature.SetGeometryDirectly(shape.release());
      }
      if (layer.CreateFeature(&feature) != OGRERR_NONE) return badShape(path, sheet, row);
    }
    layer.DeleteField(static_cast<int>(shape_at));
    source.dataset.decoded_from = cells.encoding;
    source.dataset.members = cells.members;
    return source;
  }
  return std::nullopt;
}

Result<std::optional<CornerSource>> fromSheets(const fs::path& path, const ReadOptions& options, Feedback& feedback) {
  auto cells = readCells(path, options, feedback);
  if (!cells) {
    if (cells.error().kind == ErrorKind::cancelled) return fail(std::move(cells.error()));
    return std::nullopt; // the reader of layers says what is wrong with the file
  }
  std::optional<CornerTable> found;
  std::vector<std::string> names;
  for (const CellGrid& sheet : cells->sheets) {
    auto table = understandCorners(sheet, options.axis);
    if (!table) {
      Error error = std::move(table.error());
      error.where = fmt::format("{} {} {}", toUtf8(path), sheet.name, error.where);
      return fail(std::move(error));
    }
    if (!*table) continue;
    names.push_back(sheet.name);
    found = std::move(*table);
  }
  if (!found && lowered(toUtf8(path.extension())) != ".csv") return fromShapeColumn(path, *cells);
  if (!found) return std::nullopt;
  if (names.size() > 1)
    return fail(ErrorKind::input, "input.which_layer",
                {fmt::format("有 {} 个工作表像界址点坐标表", names.size()),
                 fmt::format("{} sheets look like tables of corner points", names.size())},
                toUtf8(path),
                {fmt::format("用 --layer 指明其中一个：{}", fmt::join(names, "、")),
                 fmt::format("name one with --layer: {}", fmt::join(names, ", "))});
  CornerSource source = sourceOf(*found, path);
  source.dataset.decoded_from = cells->encoding;
  source.dataset.members = cells->members;
  return source;
}

} // namespace

Result<std::optional<CornerSource>> openCorners(const fs::path& path, const ReadOptions& options, Feedback& feedback) {
  std::error_code error;
  if (!fs::is_regular_file(path, error) || fs::file_size(path, error) == 0) return std::nullopt;
  if (isTableFile(path)) return fromSheets(path, options, feedback);
  const std::string ending = lowered(toUtf8(path.extension()));
  if (ending != ".txt" && ending != ".dat" && ending != ".xyz") return std::nullopt;
  auto source = fromText(path, options);
  if (!source && source.error().where.find(toUtf8(path)) == std::string::npos) {
    Error located = std::move(source.error());
    located.where = located.where.empty() ? toUtf8(path) : fmt::format("{} {}", toUtf8(path), located.where);
    return fail(std::move(located));
  }
  return source;
}

Result<fs::path> fileOf(const fs::path& path) {
  if (path != "-") return path;
  static std::mutex mutex;
  static std::optional<TemporaryFolder> folder;
  const std::lock_guard<std::mutex> lock(mutex);
  if (folder) return folder->path() / "stdin.txt";
  std::string bytes;
  for (std::istreambuf_iterator<char> at(std::cin), end; at != end && bytes.size() <= kLargestInput; ++at) bytes += *at;
  if (bytes.size() > kLargestInput)
    return fail(ErrorKind::input, "input.too_large", {"标准输入超过 256 MiB", "Standard input is larger than 256 MiB"},
                "-", {"请存成文件再读", "save it as a file and read that"});
  if (bytes.empty())
    return fail(ErrorKind::input, "input.empty", {"标准输入是空的", "Standard input is empty"}, "-",
                {"把坐标文字送入标准输入，或给出文件名", "pipe the text of the coordinates in, or name a file"});
  auto made = TemporaryFolder::create();
  if (!made) return fail(std::move(made.error()));
  if (auto written = writeFileAtomically(made->path() / "stdin.txt", bytes); !written)
    return fail(std::move(written.error()));
  folder.emplace(std::move(*made));
  return folder->path() / "stdin.txt";
}

} // namespace ecoredline
