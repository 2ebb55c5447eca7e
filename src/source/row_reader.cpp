#include "source/row_reader.hpp"

#include "base/files.hpp"
#include "geo/geometry.hpp"
#include "geo/layer_spool.hpp"
#include "source/row_diagnoses.hpp"
#include "source/shape_reader.hpp"

#include <fmt/format.h>
#include <ogrsf_frmts.h>

#include <algorithm>
#include <future>
#include <utility>

namespace ecoredline {

namespace {

constexpr std::int64_t kRowsPerPoll = 1000;

std::string typeOf(const OGRFieldDefn& field) {
  const char* type = OGRFieldDefn::GetFieldTypeName(field.GetType());
  if (field.GetWidth() == 0) return type;
  if (field.GetPrecision() == 0) return fmt::format("{}({})", type, field.GetWidth());
  return fmt::format("{}({}.{})", type, field.GetWidth(), field.GetPrecision());
}

std::string dateOf(const OGRFeature& feature, int field, OGRFieldType type) {
  int year = 0, month = 0, day = 0, hour = 0, minute = 0, zone = 0;
  float second = 0;
  feature.GetFieldAsDateTime(field, &year, &month, &day, &hour, &minute, &second, &zone);
  const std::string date = fmt::format("{:04}-{:02}-{:02}", year, month, day);
  const std::string time = fmt::format("{:02}:{:02}:{:06.3f}", hour, minute, second);
  if (type == OFTDate) return date;
  if (type == OFTTime) return time;
  // OGR counts zones in quarters of an hour from 100 = UTC; below 100 the zone is unknown or local.
  if (zone < 2) return fmt::format("{}T{}", date, time);
  const int minutes = (zone - 100) * 15;
  const int absolute = minutes < 0 ? -minutes : minutes;
  return fmt::format("{}T{}{}{:02}:{:02}", date, time, minutes < 0 ? '-' : '+', absolute / 60, absolute % 60);
}

Value valueOf(OGRFeature& feature, int field, OGRFieldType type) {
  if (!feature.IsFieldSetAndNotNull(field)) return std::monostate{};
  switch (type) {
  case OFTInteger:
  case OFTInteger64:
    return static_cast<std::int64_t>(feature.GetFieldAsInteger64(field));
  case OFTReal:
    return feature.GetFieldAsDouble(field);
  case OFTDate:
  case OFTTime:
  case OFTDateTime:
    return dateOf(feature, field, type);
  default:
    return std::string(feature.GetFieldAsString(field));
  }
}

tl::unexpected<Error> brokeOff(const Dataset& dataset, std::int64_t row, const std::string& reason) {
  return fail(ErrorKind::input, "input.truncated",
              {fmt::format("读到第 {} 行时中断，GDAL 报告：{}", row + 1, reason),
               fmt::format("Reading broke off at row {}; GDAL says: {}", row + 1, reason)},
              toUtf8(dataset.path),
              {"文件不完整或已损坏，请重新拷贝或索取完整文件",
               "the file is cut short or damaged: copy it again or ask for the complete one"});
}

class RowReader {
 public:
  RowReader(Dataset& dataset, OGRLayer& layer, const Crs& crs)
      : m_dataset(dataset), m_layer(layer), m_spool(crs), m_builder(crs),
        m_shapes(m_builder, crs.valid() && crs.isGeographic()), m_faults(m_raw.diagnoses), m_empties(m_raw.diagnoses) {
    addColumns();
  }

  Result<RawLayer> read(Feedback& feedback) {
    const std::int64_t expected = m_layer.TestCapability(OLCFastFeatureCount) ? m_layer.GetFeatureCount() : 0;
    GdalMessages messages;
    m_layer.ResetReading();
    std::int64_t row = 0;
    for (;; ++row) {
      if (row % kRowsPerPoll == 0) {
        if (feedback.cancelled()) return cancelledError();
        feedback.progress(static_cast<std::uint64_t>(row),
                          static_cast<std::uint64_t>(std::max<std::int64_t>(expected, 0)));
      }
      const OGRFeatureUniquePtr feature(m_layer.GetNextFeature());
      if (!messages.failure().empty()) return brokeOff(m_dataset, row, messages.failure());
      if (!feature) break;
      addRow(*feature, row);
      if (m_shapes.counts().vertices < m_handed_on + LayerSpool::kBatch) continue;
      if (auto handed = handOn(); !handed) return fail(std::move(handed.error()));
    }
    if (auto handed = handOn(); !handed) return fail(std::move(handed.error()));
    if (auto taken = takeBack(); !taken) return fail(std::move(taken.error()));
    auto layer = m_spool.take();
    if (!layer) return fail(std::move(layer.error()));
    m_raw.table.geometry = std::move(*layer);
    finish(row, expected, messages);
    return std::move(m_raw);
  }

 private:
  void addColumns() {
    OGRFeatureDefn& definition = *m_layer.GetLayerDefn();
    for (int i = 0; i < definition.GetFieldCount(); ++i) {
      const OGRFieldDefn& field = *definition.GetFieldDefn(i);
      m_raw.table.columns.push_back({field.GetNameRef(), typeOf(field), {}});
      m_types.push_back(field.GetType());
      m_raw.widths.push_back(field.GetType() == OFTString ? static_cast<std::size_t>(field.GetWidth()) : 0);
    }
    if (definition.GetGeomFieldCount() > 1)
      note("geometry.columns_left_out", Severity::warning,
           {fmt::format("图层有 {} 个图形列，只读第一个", definition.GetGeomFieldCount()),
            fmt::format("The layer has {} geometry columns; only the first is read", definition.GetGeomFieldCount())});
  }

  void addRow(OGRFeature& feature, std::int64_t row) {
    for (std::size_t i = 0; i < m_types.size(); ++i)
      m_raw.table.columns[i].values.push_back(valueOf(feature, static_cast<int>(i), m_types[i]));
    const OGRGeometry* shape = feature.GetGeometryRef();
    const ShapeFault fault = m_shapes.addRow(shape, row);
    const bool is_empty = shape == nullptr || shape->IsEmpty();
    m_raw.table.states.push_back(!fault.empty() ? RowState::invalid : is_empty ? RowState::empty : RowState::valid);
    if (is_empty) addEmpty(row);
    if (!fault.empty()) addFault(fault, row);
  }

  /// The rows read so far go to another thread; one batch is under way at a time.
  Result<void> handOn() {
    m_handed_on = m_shapes.counts().vertices;
    if (auto taken = takeBack(); !taken) return taken;
    m_batch = std::async(std::launch::async, [this, rows = m_builder.take()] { return looked(rows); });
    return {};
  }

  Result<std::vector<char>> looked(const FlatLayer& rows) {
    std::vector<char> suspects(rows.rows(), 0);
    for (std::size_t row = 0; row < rows.rows(); ++row)
      suspects[row] = rows.shape[row] != Shape::none && invalidityOf(rows, row) ? 1 : 0;
    if (auto added = m_spool.add(rows); !added) return fail(std::move(added.error()));
    return suspects;
  }

  Result<void> takeBack() {
    if (!m_batch.valid()) return {};
    const auto suspects = m_batch.get();
    if (!suspects) return fail(suspects.error());
    m_raw.suspects.insert(m_raw.suspects.end(), suspects->begin(), suspects->end());
    return {};
  }

  void addEmpty(std::int64_t row) {
    Diagnosis found = diagnosis("geometry.empty", Severity::warning, {"没有图形", "No geometry"});
    found.row = row;
    m_empties.add(std::move(found));
  }

  void addFault(const ShapeFault& fault, std::int64_t row) {
    Diagnosis found =
        diagnosis("geometry.invalid", Severity::error, {"图形无效：" + fault.zh, "Invalid geometry: " + fault.en});
    found.row = row;
    m_faults.add(std::move(found));
  }

  void note(std::string code, Severity severity, Text message) {
    m_raw.diagnoses.push_back(diagnosis(std::move(code), severity, std::move(message)));
  }

  void finish(std::int64_t rows, std::int64_t expected, const GdalMessages& messages) {
    m_faults.finish();
    m_empties.finish();
    m_raw.table.layer = m_layer.GetName();
    if (rows == 0) note("source.no_rows", Severity::info, {"图层没有任何记录", "The layer has no rows"});
    if (m_dataset.driver == "ESRI Shapefile" && expected > rows)
      note("source.deleted_rows", Severity::info,
           {fmt::format("{} 条记录在 .dbf 中已标记删除，未读入", expected - rows),
            fmt::format("{} records are marked deleted in the .dbf and were not read", expected - rows)});
    noteShapes(m_shapes.counts());
    std::vector<std::string> warnings = m_dataset.warnings;
    warnings.insert(warnings.end(), messages.warnings().begin(), messages.warnings().end());
    for (const std::string& warning : warnings)
      note("source.reader_warning", Severity::warning, {"GDAL 警告：" + warning, "GDAL warns: " + warning});
    if (messages.warningCount() > messages.warnings().size())
      note("source.reader_warning", Severity::warning,
           {fmt::format("GDAL 共警告 {} 次", messages.warningCount()),
            fmt::format("GDAL warned {} times in all", messages.warningCount())});
  }

  void noteShapes(const ShapeCounts& counts) {
    if (counts.with_z_or_m > 0)
      note("geometry.dropped_z", Severity::info,
           {fmt::format("{} 行带高程或测量值（Z/M），只用平面坐标", counts.with_z_or_m),
            fmt::format("{} rows have heights or measures (Z/M); only x and y are used", counts.with_z_or_m)});
    if (counts.with_curves > 0)
      note("geometry.linearised", Severity::warning,
           {fmt::format("{} 行含圆弧，已按 4° 一段化为折线", counts.with_curves),
            fmt::format("{} rows have arcs; they became chords of 4 degrees", counts.with_curves)});
    if (counts.parts_left_out > 0)
      note("geometry.parts_left_out", Severity::warning,
           {fmt::format("混合图形中 {} 个低维部分（点或线）未采用", counts.parts_left_out),
            fmt::format("{} parts of a lower dimension in mixed shapes are not used", counts.parts_left_out)});
    if (counts.rings_closed > 0)
      note("geometry.ring_closed", Severity::info,
           {fmt::format("{} 个环首尾相差不到 1 cm，已闭合", counts.rings_closed),
            fmt::format("{} rings with a gap below 1 cm were closed", counts.rings_closed)});
  }

  Dataset& m_dataset;
  OGRLayer& m_layer;
  RawLayer m_raw;
  LayerSpool m_spool;
  FlatBuilder m_builder;
  ShapeReader m_shapes;
  std::uint64_t m_handed_on = 0; ///< vertices
  RowDiagnoses m_faults;
  RowDiagnoses m_empties;
  std::vector<OGRFieldType> m_types;
  std::future<Result<std::vector<char>>> m_batch; ///< the last member: whoever is told of an error waits for it
};

} // namespace

Result<RawLayer> readRows(Dataset& dataset, OGRLayer& layer, const Crs& crs, Feedback& feedback) {
  return RowReader(dataset, layer, crs).read(feedback);
}

} // namespace ecoredline
