#include "store/import.hpp"

#include "base/date.hpp"
#include "base/decimal.hpp"
#include "base/files.hpp"
#include "base/hash.hpp"
#include "geo/edge_model.hpp"
#include "store/columns.hpp"
#include "store/geometry_blob.hpp"
#include "store/geopackage.hpp"
#include "store/rtree_table.hpp"
#include "store/schema.hpp"
#include "store/unite.hpp"
#include "store/version_record.hpp"
#include "store/zone_rows.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <set>
#include <utility>

namespace ecoredline {

namespace {

/// Rows between two looks at the user's wish to stop.
constexpr std::size_t kRowsPerPoll = 1000;

std::string_view stateName(RowState state) {
  switch (state) {
  case RowState::valid:
    return "valid";
  case RowState::empty:
    return "empty";
  case RowState::invalid:
    return "invalid";
  case RowState::repaired:
    return "repaired";
  }
  return "valid";
}

std::string_view typeName(const FlatLayer& layer) {
  std::set<Shape> shapes(layer.shape.begin(), layer.shape.end());
  shapes.erase(Shape::none);
  if (shapes.size() != 1) return "GEOMETRY";
  if (shapes.contains(Shape::polygon)) return "MULTIPOLYGON";
  return shapes.contains(Shape::line) ? "MULTILINESTRING" : "MULTIPOINT";
}

std::string provenanceHash(const BoundLayer& layer, const NewVersion& version) {
  Sha256 hash;
  const auto add = [&hash](std::string_view text) { hash.add(std::to_string(text.size())).add(":").add(text); };
  add("ecoredline.provenance/1");
  for (const std::string_view text :
       {std::string_view(version.source_hash), std::string_view(version.date), std::string_view(version.effective_to),
        name(version.coverage.mode), std::string_view(version.coverage.text)})
    add(text);
  add(toShortest(version.accuracy_m));
  add(version.accuracy_assumed ? "assumed" : "stated");
  for (std::size_t row = 0; row < layer.rows.size(); ++row) {
    add(std::to_string(layer.table.geometry.row_id[row]));
    add(layer.feature_hashes[row]);
  }
  return prefixedHex(hash.finish());
}

class Import {
 public:
  Import(Database& database, const BoundLayer& layer, const NewVersion& version, Feedback& feedback)
      : m_database(database), m_layer(layer), m_geometry(layer.table.geometry), m_version(version),
        m_feedback(feedback), m_columns(planColumns(layer)), m_notes(version.notes) {}

  std::int64_t run() {
    checkLabel(m_database, *m_layer.kind, m_version.label);
    prepare();
    Transaction transaction(m_database);
    const Interruptible interruptible(m_database, m_feedback);
    checkLabel(m_database, *m_layer.kind, m_version.label); // another program may have been faster
    begin();
    writeTable();
    writeRows();
    writeJoined();
    writeVersion();
    writeColumns();
    writeCoverage();
    journalImport(m_database, m_id, {m_layer.kind->id, m_version.label, m_layer.content_hash, m_layer.table.source});
    pollCancel();
    transaction.commit();
    for (const Text& note : m_notes) m_feedback.note(note);
    return m_id;
  }

 private:
  void pollCancel() const {
    if (m_feedback.cancelled()) throw StoreFailure(cancelledError().value());
  }

  /// All that GEOS has to do, before anything is locked.
  void prepare() {
    m_zones = groupZones(m_layer);
    m_feedback.stage({"合并同一分区的多个图斑", "Joining the rows of one zone"});
    m_joined = expect(joinZones(m_layer, m_zones, m_feedback));
    m_feedback.stage({"计算覆盖范围", "Working out the coverage"});
    m_coverage = coverageArea();
    noteJoined();
  }

  FlatLayer coverageArea() {
    switch (m_version.coverage.mode) {
    case Coverage::Mode::none:
    case Coverage::Mode::all:
      return {};
    case Coverage::Mode::admin:
    case Coverage::Mode::polygon:
      return statedArea();
    case Coverage::Mode::features:
      break;
    }
    return ownArea();
  }

  FlatLayer statedArea() const {
    const FlatLayer& area = m_version.coverage.area;
    std::vector<std::size_t> polygons;
    for (std::size_t row = 0; row < area.rows(); ++row) {
      if (area.shape[row] == Shape::polygon) polygons.push_back(row);
    }
    if (polygons.empty())
      throw StoreFailure(
          {ErrorKind::input,
           "workspace.no_coverage_area",
           {fmt::format("覆盖范围“{}”中没有面要素", m_version.coverage.text),
            fmt::format("The coverage \"{}\" has no polygon", m_version.coverage.text)},
           toUtf8(m_database.path()),
           {"检查 --coverage 所指的文件或行政区划代码", "check the file or the codes given to --coverage"}});
    return inDegrees(selectRows(area, polygons));
  }

  FlatLayer ownArea() {
    std::vector<std::size_t> rows;
    std::size_t left_out = 0;
    for (std::size_t row = 0; row < m_geometry.rows(); ++row) {
      const bool area = m_geometry.shape[row] == Shape::polygon;
      if (area && m_layer.table.states[row] != RowState::invalid)
        rows.push_back(row);
      else if (area)
        ++left_out;
    }
    if (left_out > 0)
      note(fmt::format("{} 个几何无效的图斑未计入覆盖范围", left_out),
           fmt::format("{} rows that are not valid are left out of the coverage", left_out));
    return inDegrees(expect(unite(m_geometry, rows, m_feedback)).shapes);
  }

  static FlatLayer inDegrees(const FlatLayer& area) {
    if (area.rows() == 0 || area.crs == Crs::cgcs2000()) return area;
    return expect(moveLayer(area, Crs::cgcs2000()));
  }

  void note(std::string zh, std::string en) { m_notes.push_back({std::move(zh), std::move(en)}); }

  void noteJoined() {
    const auto undecided =
        std::ranges::count_if(m_joined, [](const JoinedZone& zone) { return zone.rung == Rung::undecided; });
    if (undecided > 0)
      note(fmt::format("{} 个多图斑分区不能可靠合并，按无效几何处理", undecided),
           fmt::format("{} zones of several rows cannot be united reliably and count as not valid", undecided));
    for (const auto& [field, zones] : disagreements(m_layer, m_zones))
      note(fmt::format("{} 个分区的图斑之间“{}”不一致，取特征哈希最小的图斑的值", zones, field),
           fmt::format("in {} zones the rows disagree about {}: the row with the smallest hash stands", zones, field));
  }

  void begin() {
    m_now = nowUtc();
    m_id = nextVersionId(m_database);
    m_table = versionTable(m_layer.kind->id, m_id);
    m_srs = ensureSrs(m_database, m_geometry.crs);
    for (const Text& same : sameContentNotes(m_database, m_layer.kind->id, m_layer.content_hash))
      m_notes.push_back(same);
  }

  void writeTable() {
    std::string ddl = fmt::format("CREATE TABLE {} (fid INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL", sqlName(m_table));
    for (const PlannedColumn& column : m_columns) ddl += fmt::format(", {} {}", sqlName(column.column), column.type);
    // The geometry comes last, so that attributes are read without walking over its overflow pages.
    m_database.run(ddl + fmt::format(", geom {})", typeName(m_geometry)));
    addContents(m_database, {m_table, "features", shownName(m_database, *m_layer.kind, m_version, m_id), description(),
                             m_now, m_geometry.extent(), m_srs});
    addGeometryColumn(m_database, m_table, std::string(typeName(m_geometry)), m_srs);
    createRTree(m_database, m_table);
  }

  std::string description() const {
    return fmt::format("{} {} · {} · {} · {}", m_layer.kind->id, m_version.label, m_geometry.crs.code(),
                       m_layer.content_hash, m_layer.table.source);
  }

  void writeRows() {
    m_feedback.stage({"写入图斑", "Writing rows"});
    std::string marks = "?1";
    for (std::size_t i = 0; i <= m_columns.size(); ++i) marks += fmt::format(", ?{}", i + 2);
    Statement insert(m_database, fmt::format("INSERT INTO {} VALUES ({})", sqlName(m_table), marks));
    std::vector<RTreeEntry> boxes;
    boxes.reserve(m_geometry.rows());
    for (std::size_t row = 0; row < m_geometry.rows(); ++row) {
      if (row % kRowsPerPoll == 0) {
        m_feedback.progress(row, m_geometry.rows());
        pollCancel();
      }
      writeRow(insert, row);
      const Box& box = m_geometry.box[row];
      if (!box.empty()) boxes.push_back(entryOf(static_cast<std::int64_t>(row) + 1, box));
    }
    m_feedback.stage({"建立索引", "Building the index"});
    pollCancel();
    fillRTree(m_database, rtreeName(m_table), std::move(boxes), m_feedback);
    m_database.run(
        fmt::format("CREATE INDEX {} ON {} (zone_row)", sqlName("er_" + m_table + "_zone"), sqlName(m_table)));
    addRTreeTriggers(m_database, m_table);
    keepRows(m_database, m_table, Rows::closed);
    pollCancel();
  }

  void writeRow(Statement& insert, std::size_t row) {
    const BoundRow& bound = m_layer.rows[row];
    const std::string blob = toBlob(m_geometry, row, m_srs);
    insert.bind(static_cast<std::int64_t>(row) + 1, m_zones.zone_row[row], m_layer.zone_keys[row]);
    int at = 3;
    for (const std::string* text : {&bound.zone_id, &bound.zone_name, &bound.zone_class, &bound.zone_class_raw})
      bindText(insert, ++at, *text);
    insert.bindAt(++at, std::int64_t{bound.derived});
    insert.bindAt(++at, stateName(m_layer.table.states[row]));
    insert.bindAt(++at, m_geometry.row_id[row]);
    insert.bindAt(++at, m_layer.feature_hashes[row]);
    for (auto column = m_columns.begin() + (at - 1); column != m_columns.end(); ++column)
      bindCell(insert, ++at, *column, row);
    if (blob.empty())
      insert.bindAt(++at, nullptr);
    else
      insert.bindAt(++at, Bytes(reinterpret_cast<const unsigned char*>(blob.data()), blob.size()));
    insert.run();
  }

  void bindCell(Statement& insert, int at, const PlannedColumn& column, std::size_t row) const {
    if (column.role == ColumnRole::field) {
      const auto& fields = m_layer.rows[row].fields;
      const auto value = fields.find(column.name);
      return bindText(insert, at, value == fields.end() ? std::string_view() : std::string_view(value->second));
    }
    const Value& value = m_layer.table.columns[column.source].values[row];
    if (const auto* integer = std::get_if<std::int64_t>(&value))
      insert.bindAt(at, *integer);
    else if (const auto* real = std::get_if<double>(&value))
      insert.bindAt(at, *real);
    else if (const auto* text = std::get_if<std::string>(&value))
      insert.bindAt(at, std::string_view(*text));
    else
      insert.bindAt(at, nullptr);
  }

  void writeJoined() {
    Statement insert(m_database, "INSERT INTO er_zone_shapes (version_id, zone_row, rung, min_x, min_y, max_x, max_y, "
                                 "shape) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)");
    for (const JoinedZone& zone : m_joined) {
      pollCancel();
      const std::string blob = toBlob(zone.shape, 0, m_srs);
      insert.bind(m_id, zone.zone_row, name(zone.rung));
      const Box& box = zone.shape.box[0];
      int at = 3;
      for (const double bound : {box.min_x, box.min_y, box.max_x, box.max_y}) {
        ++at;
        if (box.empty())
          insert.bindAt(at, nullptr);
        else
          insert.bindAt(at, bound);
      }
      if (blob.empty())
        insert.bindAt(8, nullptr);
      else
        insert.bindAt(8, Bytes(reinterpret_cast<const unsigned char*>(blob.data()), blob.size()));
      insert.run();
    }
  }

  void writeVersion() {
    const auto& table = m_layer.table;
    const std::string provenance = provenanceHash(m_layer, m_version);
    const std::string notes = storedNotes(m_notes);
    const std::string crs = m_geometry.crs.code();
    const std::string wkt = m_geometry.crs.wkt();
    const auto invalid = std::ranges::count(table.states, RowState::invalid);
    const std::string catalogue = newestCatalogue(m_database);
    Statement insert(m_database,
                     "INSERT INTO er_versions (id, kind, label, date, effective_to, table_name, content_hash,"
                     " provenance_hash, crs, crs_wkt, features, zones, invalid, vertices, accuracy_m, accuracy_assumed,"
                     " coverage_mode, coverage_text, imported_at, source_path, source_layer, source_encoding,"
                     " source_crs, source_hash, catalogue_hash, notes) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10,"
                     " ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18, ?19, ?20, ?21, ?22, ?23, ?24, ?25, ?26)");
    insert.bind(m_id, m_layer.kind->id, m_version.label, m_version.date, nullptr, m_table, m_layer.content_hash,
                provenance, crs, wkt, std::int64_t(m_geometry.rows()), std::int64_t(m_zones.zones),
                std::int64_t{invalid}, std::int64_t(m_geometry.vertices()), m_version.accuracy_m,
                std::int64_t{m_version.accuracy_assumed}, name(m_version.coverage.mode), m_version.coverage.text,
                m_now);
    bindText(insert, 5, m_version.effective_to);
    int at = 19;
    for (const std::string* text : {&table.source, &table.layer, &table.encoding, &table.delivered_crs,
                                    &m_version.source_hash, &catalogue, &notes})
      bindText(insert, ++at, *text);
    insert.run();
  }

  void writeColumns() {
    Statement insert(m_database, "INSERT INTO er_columns (version_id, ordinal, column_name, role, name, type, "
                                 "mapped_from, mapped_how) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)");
    std::int64_t ordinal = 0;
    for (const PlannedColumn& column : m_columns) {
      insert.bind(m_id, ordinal++, column.column, name(column.role), column.name,
                  column.role == ColumnRole::source ? column.met_type : column.type);
      bindText(insert, 7, column.mapped_from);
      bindText(insert, 8, column.mapped_how);
      insert.run();
    }
  }

  void writeCoverage() {
    Statement insert(m_database, "INSERT INTO er_coverage (version_id, kind, label, mode, coverage_text, geom) "
                                 "VALUES (?1, ?2, ?3, ?4, ?5, ?6)");
    for (std::size_t row = 0; row < m_coverage.rows(); ++row) {
      const std::string blob = toBlob(m_coverage, row, Crs::cgcs2000().epsg());
      if (blob.empty()) continue;
      insert
          .bind(m_id, m_layer.kind->id, m_version.label, name(m_version.coverage.mode), m_version.coverage.text,
                Bytes(reinterpret_cast<const unsigned char*>(blob.data()), blob.size()))
          .run();
    }
    growExtent(m_database, "er_coverage", m_coverage.extent(), m_now);
  }

  Database& m_database;
  const BoundLayer& m_layer;
  const FlatLayer& m_geometry;
  const NewVersion& m_version;
  Feedback& m_feedback;
  std::vector<PlannedColumn> m_columns;
  ZoneRows m_zones;
  std::vector<JoinedZone> m_joined;
  FlatLayer m_coverage;
  std::vector<Text> m_notes;
  std::int64_t m_id = 0;
  std::int32_t m_srs = 0;
  std::string m_table;
  std::string m_now;
};

/// What the caller owes us; a breach is a fault of ours, not of the user's data.
bool isComplete(const BoundLayer& layer, const NewVersion& version) {
  const auto rows = layer.table.rows();
  const auto sameLength = [rows](const auto& column) { return column.values.size() == rows; };
  return layer.kind != nullptr && layer.table.geometry.crs.valid() && layer.rows.size() == rows &&
         layer.feature_hashes.size() == rows && layer.zone_keys.size() == rows && layer.table.states.size() == rows &&
         std::ranges::all_of(layer.table.columns, sameLength) && !version.label.empty() && isDate(version.date);
}

} // namespace

std::int64_t importVersion(Database& database, const BoundLayer& layer, const NewVersion& version, Feedback& feedback) {
  if (!isComplete(layer, version))
    throw StoreFailure({ErrorKind::internal,
                        "workspace.internal",
                        {"待导入的图层不完整", "The layer to import is incomplete"},
                        toUtf8(database.path()),
                        {}});
  return Import(database, layer, version, feedback).run();
}

} // namespace ecoredline
