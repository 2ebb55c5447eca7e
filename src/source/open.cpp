#include "source/open.hpp"

#include "base/files.hpp"
#include "geo/datum_move.hpp"
#include "geo/edge_model.hpp"
#include "geo/layer_spool.hpp"
#include "source/archive.hpp"
#include "source/cad.hpp"
#include "source/corner_source.hpp"
#include "source/crs_check.hpp"
#include "source/dataset.hpp"
#include "source/file_check.hpp"
#include "source/repair.hpp"
#include "source/row_diagnoses.hpp"
#include "source/row_reader.hpp"
#include "source/text_decoder.hpp"

#include <cpl_conv.h>
#include <fmt/format.h>
#include <ogr_spatialref.h>
#include <ogrsf_frmts.h>

#include <atomic>
#include <future>
#include <numeric>
#include <utility>

namespace ecoredline {

namespace {

/// Boundary points set out by a survey; metres (design: --site-accuracy).
constexpr double kSurveyAccuracy = 0.05;

/// GeoPackage and others have words for "no system"; an engineering system says no place on earth either.
bool saysNothing(const OGRSpatialReference& system) {
  const char* name = system.GetName();
  return system.IsLocal() || (name != nullptr && std::string_view(name).starts_with("Undefined"));
}

/// The file's own CRS; not valid() when it has none.
Result<Crs> ownCrs(const OGRSpatialReference* system) {
  if (system == nullptr || system->IsEmpty() || saysNothing(*system)) return Crs();
  GdalMessages messages;
  char* wkt = nullptr;
  const char* const options[] = {"FORMAT=WKT2_2019", nullptr};
  const OGRErr written = system->exportToWkt(&wkt, options);
  const std::string text = wkt == nullptr ? std::string() : wkt;
  CPLFree(wkt);
  if (written != OGRERR_NONE || text.empty()) return Crs();
  return Crs::fromText(text);
}

void swapAxes(FlatLayer& layer) {
  std::swap(layer.x, layer.y);
  for (Box& box : layer.box) {
    std::swap(box.min_x, box.min_y);
    std::swap(box.max_x, box.max_y);
  }
}

class SourceReader {
 public:
  SourceReader(const std::filesystem::path& path, const ReadOptions& options, const ReferenceBoundaries& reference,
               Feedback& feedback)
      : m_path(path), m_options(options), m_reference(reference), m_feedback(feedback), m_layer(options.layer) {}
  ~SourceReader() { m_stop = true; } // whoever is told of an error need not wait for the hash
  SourceReader(const SourceReader&) = delete;
  SourceReader& operator=(const SourceReader&) = delete;

  Result<Source> read() {
    if (auto done = readFileRows(); !done) return fail(std::move(done.error()));
    if (auto done = checkPlaceAndShape(); !done) return fail(std::move(done.error()));
    if (auto done = moveToStorable(); !done) return fail(std::move(done.error()));
    auto hash = m_hash.get();
    if (!hash) return fail(std::move(hash.error()));
    m_source.bytes_hash = std::move(*hash);
    return std::move(m_source);
  }

 private:
  Result<void> readFileRows() {
    m_feedback.stage({"读取文件", "Reading the file"});
    auto dataset = openAny();
    if (!dataset) return fail(std::move(dataset.error()));
    m_members = dataset->members;
    m_hash = std::async(std::launch::async, [this, members = m_members] { return hashOf(members, &m_stop); });
    auto layer = chooseLayer(*dataset, m_layer);
    if (!layer) return fail(std::move(layer.error()));
    auto crs = m_options.crs.empty() ? ownCrs((*layer)->GetSpatialRef()) : Crs::fromText(m_options.crs);
    if (!crs) return fail(std::move(crs.error()));
    auto raw = readRows(*dataset, **layer, *crs, m_feedback);
    if (!raw) return fail(std::move(raw.error()));
    if (auto decoded = decodeTexts(*raw, *dataset, m_options.encoding); !decoded)
      return fail(std::move(decoded.error()));
    noteMissingTable(*dataset, raw->diagnoses);
    m_source.table = std::move(raw->table);
    m_suspects = std::move(raw->suspects);
    m_source.diagnoses = std::move(raw->diagnoses);
    m_source.diagnoses.insert(m_source.diagnoses.end(), m_drawing.begin(), m_drawing.end());
    if (!m_understood.empty())
      note("corners.understood", m_against_habit ? Severity::warning : Severity::info, m_understood);
    m_source.table.source = toUtf8(m_path);
    if (!dataset->decoded_from.empty()) m_source.table.encoding = dataset->decoded_from;
    if (dataset->driver == "SurveyTXT") m_source.table.assumed_accuracy_m = kSurveyAccuracy;
    m_source.table.delivered_crs = crs->valid() ? crs->code() : std::string();
    return {};
  }

  /// A table of corner points, else whatever GDAL reads; an archive is unpacked first.
  Result<Dataset> openAny() {
    auto file = fileOf(m_path);
    if (!file) return fail(std::move(file.error()));
    auto archive = openArchive(*file, m_layer);
    if (!archive) return fail(std::move(archive.error()));
    if (*archive) {
      m_archive = std::move(*archive);
      if (m_archive->chosen) m_layer.clear();
    }
    auto dataset = openFile(m_archive ? m_archive->file : *file);
    if (dataset && m_archive) dataset->members = {*file}; // what was delivered
    return dataset;
  }

  Result<Dataset> openFile(const std::filesystem::path& file) {
    auto corners = openCorners(file, m_options, m_feedback);
    if (!corners) return fail(std::move(corners.error()));
    if (*corners) {
      m_understood = (*corners)->understood;
      m_against_habit = (*corners)->against_habit;
      m_layer.clear();
      return std::move((*corners)->dataset);
    }
    if (auto readable = checkDwg(file); !readable) return fail(std::move(readable.error()));
    auto dataset = openDataset(file, Contents::shapes, m_options.encoding);
    if (!dataset || !isDrawing(*dataset)) return dataset;
    auto notes = areasOfDrawing(*dataset, m_layer);
    if (!notes) return fail(std::move(notes.error()));
    m_drawing = std::move(*notes);
    if (dataset->handle->GetLayerByName(m_layer.c_str()) == nullptr) m_layer.clear();
    return dataset;
  }

  void noteMissingTable(const Dataset& dataset, Diagnoses& diagnoses) const {
    if (dataset.driver != "ESRI Shapefile" || !isShapefilePart(dataset.path) || sibling(dataset.path, "dbf")) return;
    diagnoses.push_back(diagnosis(
        "source.no_attributes", Severity::warning,
        {"缺少同名的 .dbf 文件，只读到图形，没有属性", "The .dbf beside it is missing: shapes without attributes"}));
  }

  /// GDAL's vector drivers hand coordinates on in GIS order (OAMS_TRADITIONAL_GIS_ORDER), so that `xy` and the file's
  /// own order are the same.
  void orderAxes() {
    // A table of corner points has had its columns put in order already.
    if (m_options.axis != AxisOrder::yx || !m_understood.empty()) return;
    swapAxes(m_source.table.geometry);
    note("crs.axis_swapped", Severity::warning,
         {"按 --axis yx 交换了全部坐标的两列", "Both columns of every coordinate were swapped, as --axis yx says"});
  }

  Result<void> checkPlaceAndShape() {
    orderAxes();
    FlatLayer& layer = m_source.table.geometry;
    if (!layer.crs.valid()) return fail(withPreview(unknownCrs(layer, m_reference, toUtf8(m_path))));
    auto fits = checkCoordinates(layer, m_reference, m_source.diagnoses);
    if (!fits) return fail(located(std::move(fits.error())));
    if (auto dropped = dropImpossible(); !dropped) return dropped;
    return checkValidity(m_source.table, m_suspects, {m_options.repair == RepairConsent::yes, m_options.repair_anyway},
                         m_source.diagnoses, m_feedback);
  }

  /// Whoever is asked for an option must see what was understood so far.
  Error withPreview(Error error) const {
    if (m_understood.empty()) return error;
    error.what = {m_understood.zh + "。" + error.what.zh, m_understood.en + ". " + error.what.en};
    return error;
  }

  /// Rows that lie nowhere on earth could neither be moved nor measured: they lose their geometry, with a diagnosis.
  Result<void> dropImpossible() {
    Table& table = m_source.table;
    const FlatLayer& layer = table.geometry;
    const Box possible = layer.crs.isGeographic() ? Box{-360, -90, 360, 90} : Box{-1e8, -2e7, 1e8, 2e7};
    const auto isPossible = [&](std::size_t row) {
      return layer.box[row].empty() || possible.contains(layer.box[row]);
    };
    RowDiagnoses dropped(m_source.diagnoses);
    for (std::size_t row = 0; row < table.rows(); ++row) {
      if (isPossible(row)) continue;
      table.states[row] = RowState::invalid;
      dropped.add(impossible(layer.row_id[row], layer.box[row]));
    }
    dropped.finish();
    if (dropped.count() == 0) return {};
    auto kept = madeInBatches(layer, layer.crs, [&](std::size_t first, std::size_t last) -> Result<FlatLayer> {
      FlatBuilder builder(layer.crs);
      for (std::size_t row = first; row < last; ++row) {
        if (isPossible(row)) {
          builder.copyRow(layer, row);
          continue;
        }
        builder.beginRow(Shape::none, layer.row_id[row]);
        builder.endRow();
      }
      return builder.take();
    });
    if (!kept) return fail(std::move(kept.error()));
    table.geometry = std::move(*kept);
    return {};
  }

  static Diagnosis impossible(std::int64_t row, const Box& box) {
    Diagnosis found =
        diagnosis("geometry.impossible", Severity::error,
                  {"坐标不可能存在于地球上，该行没有可用图形，按无效处理",
                   "Its coordinates lie nowhere on earth; the row has no usable geometry and is invalid"});
    found.row = row;
    found.x = box.max_x;
    found.y = box.max_y;
    return found;
  }

  Error located(Error error) const {
    error.where = error.where.empty() ? toUtf8(m_path) : fmt::format("{}: {}", toUtf8(m_path), error.where);
    return error;
  }

  /// Seven parameters for coordinates that are CGCS2000 by name: they were drawn on a shifted base. For another datum
  /// they belong to the move to CGCS2000.
  Result<void> moveByParameters() {
    FlatLayer& layer = m_source.table.geometry;
    const Datum datum = layer.crs.datum();
    const auto& shift = m_options.datum_shift;
    if (!shift || (datum != Datum::cgcs2000 && datum != Datum::wgs84)) return {};
    if (shift->parameters == DatumShift{}.parameters) return {};
    auto moved = movedByParameters(std::move(layer), *shift);
    if (!moved) return fail(located(std::move(moved.error())));
    layer = std::move(*moved);
    note("crs.moved", Severity::warning,
         {"全部坐标按 --datum-shift 的参数在本坐标系内移动",
          "Every coordinate was moved by the parameters of --datum-shift, within its CRS"});
    checkAfterMove(m_source.table, m_source.diagnoses);
    return {};
  }

  Result<void> moveToStorable() {
    if (auto moved = moveByParameters(); !moved) return moved;
    Table& table = m_source.table;
    const Crs crs = table.geometry.crs;
    if (crs.datum() == Datum::wgs84)
      note("crs.wgs84_as_cgcs2000", Severity::info,
           {fmt::format("{} 按 CGCS2000 使用（相差分米级以内）", crs.name()),
            fmt::format("{} is taken as CGCS2000 (equal within decimetres)", crs.name())});
    if (crs.isStorable()) return {};
    m_feedback.stage({"转换到 CGCS2000", "Moving to CGCS2000"});
    const std::size_t before = table.geometry.vertices();
    const FlatLayer& layer = table.geometry;
    const auto transform = Transform::between(layer.crs, Crs::cgcs2000(), m_options.datum_shift);
    if (!transform) return fail(located(transform.error()));
    auto moved = madeInBatches(layer, Crs::cgcs2000(), [&](std::size_t first, std::size_t last) {
      std::vector<std::size_t> rows(last - first);
      std::iota(rows.begin(), rows.end(), first);
      return moveLayer(selectRows(layer, rows), Crs::cgcs2000(), *transform);
    });
    if (!moved) return fail(located(std::move(moved.error())));
    table.geometry = std::move(*moved);
    noteMove(before);
    checkAfterMove(table, m_source.diagnoses);
    return {};
  }

  void noteMove(std::size_t before) {
    const std::size_t after = m_source.table.geometry.vertices();
    const bool by_parameters = m_options.datum_shift.has_value();
    const std::string& from = m_source.table.delivered_crs;
    if (before == after && !by_parameters)
      return note("crs.moved", Severity::info,
                  {fmt::format("已由 {} 转到 EPSG:4490，{} 个顶点", from, after),
                   fmt::format("Moved from {} to EPSG:4490, {} vertices", from, after)});
    note("crs.moved", Severity::info,
         {fmt::format("已由 {} 转到 EPSG:4490{}：边先加密到 20 米，顶点由 {} 增至 {}", from,
                      by_parameters ? "（按给定七参数）" : "", before, after),
          fmt::format("Moved from {} to EPSG:4490{}: edges densified to 20 m first, {} vertices became {}", from,
                      by_parameters ? " (by the seven parameters given)" : "", before, after)});
  }

  void note(std::string code, Severity severity, Text message) {
    m_source.diagnoses.push_back(diagnosis(std::move(code), severity, std::move(message)));
  }

  const std::filesystem::path& m_path;
  const ReadOptions& m_options;
  const ReferenceBoundaries& m_reference;
  Feedback& m_feedback;
  std::string m_layer;               ///< still to be chosen in the data set
  std::optional<Unpacked> m_archive; ///< as long as its files are read
  Source m_source;
  std::vector<char> m_suspects; ///< rows that are not valid as stored
  Diagnoses m_drawing;
  Text m_understood; ///< of a table of corner points
  bool m_against_habit = false;
  std::vector<std::filesystem::path> m_members;
  std::atomic<bool> m_stop{false};
  std::future<Result<std::string>> m_hash; ///< over the bytes, while rows are read and looked at
};

} // namespace

Result<Source> openSource(const std::filesystem::path& path, const ReadOptions& options,
                          const ReferenceBoundaries& reference, Feedback& feedback) {
  return SourceReader(path, options, reference, feedback).read();
}

Result<std::vector<std::string>> layersOf(const std::filesystem::path& path) {
  auto file = fileOf(path);
  if (!file) return fail(std::move(file.error()));
  auto archive = openArchive(*file, {});
  if (!archive) return fail(std::move(archive.error()));
  auto dataset = openDataset(*archive ? (*archive)->file : *file);
  if (!dataset) return fail(std::move(dataset.error()));
  return geometryLayers(*dataset->handle);
}

} // namespace ecoredline
