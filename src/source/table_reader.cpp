#include "source/table_reader.hpp"

#include "base/files.hpp"
#include "source/dataset.hpp"
#include "source/row_diagnoses.hpp"
#include "source/row_reader.hpp"
#include "source/text_decoder.hpp"

#include <cpl_conv.h>
#include <fmt/format.h>
#include <fmt/ranges.h>
#include <ogrsf_frmts.h>

#include <algorithm>
#include <array>
#include <optional>
#include <set>
#include <utility>

namespace ecoredline {

namespace {

constexpr std::size_t kHeaderRows = 30; ///< titles and remarks above a header are shorter than this
constexpr std::size_t kSheetsRead = 50;

/// GDAL would decide itself which row is the header and which column holds numbers; every cell is wanted as text.
class PlainCells {
 public:
  PlainCells() = default;

 private:
  CPLConfigOptionSetter m_xlsx_headers{"OGR_XLSX_HEADERS", "DISABLE", false};
  CPLConfigOptionSetter m_xlsx_types{"OGR_XLSX_FIELD_TYPES", "STRING", false};
  CPLConfigOptionSetter m_xls_headers{"OGR_XLS_HEADERS", "DISABLE", false};
  CPLConfigOptionSetter m_xls_types{"OGR_XLS_FIELD_TYPES", "STRING", false};
  CPLConfigOptionSetter m_ods_headers{"OGR_ODS_HEADERS", "DISABLE", false};
  CPLConfigOptionSetter m_ods_types{"OGR_ODS_FIELD_TYPES", "STRING", false};
};

bool isSheetDriver(const std::string& driver) {
  return driver == "XLSX" || driver == "XLS" || driver == "ODS" || driver == "CSV";
}

std::string folded(const std::string& text) {
  return lowered(toNfc(trimmed(text)));
}

/// A layer read as a grid of texts, with the row that looks most like a header.
struct Sheet {
  RawLayer raw;
  std::size_t header = 0; ///< position among the rows
  std::size_t fit = 0;    ///< cells of it that are names asked for
  bool any_text = false;
};

class TableReader {
 public:
  TableReader(const std::filesystem::path& path, const ReadOptions& options, const std::vector<std::string>& headers,
              Feedback& feedback)
      : m_path(path), m_options(options), m_feedback(feedback) {
    for (const std::string& header : headers) m_headers.insert(folded(header));
  }

  Result<Source> read() {
    m_feedback.stage({"读取表格", "Reading the table"});
    const PlainCells plain;
    auto dataset = openDataset(m_path, Contents::table);
    if (!dataset) return fail(std::move(dataset.error()));
    auto sheet = chooseSheet(*dataset);
    if (!sheet) return fail(std::move(sheet.error()));
    Source source;
    source.table = std::move(sheet->raw.table);
    source.diagnoses = std::move(sheet->raw.diagnoses);
    source.table.source = toUtf8(m_path);
    if (isSheetDriver(dataset->driver))
      promoteHeader(source.table, sheet->header);
    else
      dropBlankRows(source.table, 0);
    auto hash = hashOf(dataset->members);
    if (!hash) return fail(std::move(hash.error()));
    source.bytes_hash = std::move(*hash);
    return source;
  }

 private:
  Result<Sheet> chooseSheet(Dataset& dataset) {
    if (!m_options.layer.empty()) {
      OGRLayer* layer = dataset.handle->GetLayerByName(m_options.layer.c_str());
      if (layer == nullptr)
        return whichSheet(
            dataset, {"没有名为“" + m_options.layer + "”的工作表", "There is no sheet \"" + m_options.layer + "\""});
      auto sheet = readSheet(dataset, *layer);
      if (sheet && !sheet->any_text) return noHeader();
      return sheet;
    }
    std::optional<Sheet> best;
    bool tie = false;
    const int layers = std::min<int>(dataset.handle->GetLayerCount(), kSheetsRead);
    for (int i = 0; i < layers; ++i) {
      auto sheet = readSheet(dataset, *dataset.handle->GetLayer(i));
      if (!sheet) return sheet;
      if (!sheet->any_text) continue;
      const bool better = !best || sheet->fit > best->fit;
      tie = !better && (tie || sheet->fit == best->fit);
      if (better) best = std::move(*sheet);
    }
    if (!best) return noHeader();
    if (tie) return whichSheet(dataset, {"有几个工作表同样像所要的表", "Several sheets fit equally well"});
    return std::move(*best);
  }

  Result<Sheet> readSheet(Dataset& dataset, OGRLayer& layer) {
    auto raw = readRows(dataset, layer, {}, m_feedback);
    if (!raw) return fail(std::move(raw.error()));
    if (auto decoded = decodeTexts(*raw, dataset, m_options.encoding); !decoded)
      return fail(std::move(decoded.error()));
    std::erase_if(raw->diagnoses, [](const Diagnosis& d) { return d.code.starts_with("geometry."); });
    Sheet sheet{std::move(*raw), 0, 0, false};
    // A delivery's map layer read for its attributes: shapes are not wanted.
    FlatBuilder none{Crs()};
    for (std::size_t row = 0; row < sheet.raw.table.rows(); ++row) {
      none.beginRow(Shape::none, sheet.raw.table.geometry.row_id[row]);
      none.endRow();
    }
    sheet.raw.table.geometry = none.take();
    isSheetDriver(dataset.driver) ? findHeader(sheet) : fitNames(sheet);
    return sheet;
  }

  void fitNames(Sheet& sheet) const {
    sheet.any_text = !sheet.raw.table.columns.empty();
    for (const Column& column : sheet.raw.table.columns) sheet.fit += m_headers.count(folded(column.name));
  }

  void findHeader(Sheet& sheet) const {
    const Table& table = sheet.raw.table;
    for (std::size_t row = 0; row < std::min(table.rows(), kHeaderRows); ++row) {
      std::size_t fit = 0;
      bool text = false;
      for (const Column& column : table.columns) {
        const std::string cell = folded(toText(column.values[row]));
        text = text || !cell.empty();
        fit += m_headers.count(cell);
      }
      if (fit > sheet.fit || (text && !sheet.any_text)) {
        sheet.header = row;
        sheet.fit = fit;
      }
      sheet.any_text = sheet.any_text || text;
    }
  }

  /// The header row gives the columns their names; what stands above it is a title.
  static void promoteHeader(Table& table, std::size_t header) {
    std::vector<Column> named;
    for (Column& column : table.columns) {
      const std::string name = trimmed(toText(column.values[header]));
      const bool empty = std::all_of(column.values.begin() + static_cast<std::ptrdiff_t>(header), column.values.end(),
                                     [](const Value& value) { return trimmed(toText(value)).empty(); });
      if (empty) continue;
      named.push_back({name.empty() ? column.name : name, column.type, std::move(column.values)});
    }
    table.columns = std::move(named);
    dropBlankRows(table, header + 1);
  }

  static void dropBlankRows(Table& table, std::size_t from) {
    FlatBuilder rows{Crs()};
    std::vector<Column> columns;
    for (const Column& column : table.columns) columns.push_back({column.name, column.type, {}});
    std::vector<RowState> states;
    for (std::size_t row = from; row < table.rows(); ++row) {
      const bool blank = std::ranges::all_of(
          table.columns, [row](const Column& column) { return trimmed(toText(column.values[row])).empty(); });
      if (blank) continue;
      for (std::size_t c = 0; c < columns.size(); ++c)
        columns[c].values.push_back(std::move(table.columns[c].values[row]));
      rows.beginRow(Shape::none, table.geometry.row_id[row]);
      rows.endRow();
      states.push_back(RowState::empty);
    }
    table.columns = std::move(columns);
    table.geometry = rows.take();
    table.states = std::move(states);
  }

  tl::unexpected<Error> noHeader() const {
    return fail(ErrorKind::input, "input.no_header",
                {"表格是空的，没有表头", "The table is empty: there is no header row"}, toUtf8(m_path),
                {"检查工作表（--layer）", "check the sheet (--layer)"});
  }

  tl::unexpected<Error> whichSheet(Dataset& dataset, Text what) const {
    std::vector<std::string> names;
    for (int i = 0; i < dataset.handle->GetLayerCount(); ++i)
      names.emplace_back(dataset.handle->GetLayer(i)->GetName());
    return fail(ErrorKind::input, "input.which_layer", std::move(what), toUtf8(m_path),
                {fmt::format("用 --layer 指明其中一个：{}", fmt::join(names, "、")),
                 fmt::format("name one with --layer: {}", fmt::join(names, ", "))});
  }

  const std::filesystem::path& m_path;
  const ReadOptions& m_options;
  Feedback& m_feedback;
  std::set<std::string> m_headers;
};

constexpr std::uintmax_t kLargestCsv = std::uintmax_t{64} << 20U;

/// For each record of a CSV, whether its line is blank. Line ends inside quotes belong to the record; no encoding that
/// a CSV is met in has a quote or a line end inside another character.
std::vector<bool> blankRecords(std::string_view bytes) {
  std::vector<bool> blank;
  bool quoted = false;
  bool empty = true;
  for (const char c : bytes) {
    if (c == '"') quoted = !quoted;
    if (c == '\n' && !quoted) {
      blank.push_back(empty);
      empty = true;
    } else if (c != '\r') {
      empty = false;
    }
  }
  if (!empty) blank.push_back(false);
  return blank;
}

/// GDAL leaves blank lines of a CSV out, which part one plot from the next in a table of corner points. The rows also
/// get back the numbers of their records. Does nothing where the count of records shows that GDAL parted them in
/// another way.
void putBlankLinesBack(CellGrid& grid, const std::filesystem::path& path) {
  std::error_code error;
  if (std::filesystem::file_size(path, error) > kLargestCsv || error) return;
  const auto bytes = readFile(path);
  if (!bytes) return;
  const std::vector<bool> blank = blankRecords(*bytes);
  if (static_cast<std::size_t>(std::ranges::count(blank, false)) != grid.rows.size()) return;
  CellGrid whole{grid.name, {}, {}, grid.free_text};
  std::size_t next = 0;
  for (std::size_t record = 0; record < blank.size(); ++record) {
    whole.rows.push_back(blank[record] ? std::vector<std::string>{} : std::move(grid.rows[next++]));
    whole.row_id.push_back(static_cast<std::int64_t>(record));
  }
  grid = std::move(whole);
}

} // namespace

Result<Source> openTable(const std::filesystem::path& path, const ReadOptions& options,
                         const std::vector<std::string>& headers, Feedback& feedback) {
  return TableReader(path, options, headers, feedback).read();
}

Result<CellSheets> readCells(const std::filesystem::path& path, const ReadOptions& options, Feedback& feedback) {
  const PlainCells plain;
  auto dataset = openDataset(path, Contents::table);
  if (!dataset) return fail(std::move(dataset.error()));
  const GdalMessages quiet; // sheets are loaded when they are asked for; readRows hears what it needs
  CellSheets all;
  all.members = dataset->members;
  if (!isSheetDriver(dataset->driver)) return all;
  const int layers = std::min<int>(dataset->handle->GetLayerCount(), kSheetsRead);
  for (int i = 0; i < layers; ++i) {
    OGRLayer& layer = *dataset->handle->GetLayer(i);
    if (!options.layer.empty() && options.layer != layer.GetName()) continue;
    auto raw = readRows(*dataset, layer, {}, feedback);
    if (!raw) return fail(std::move(raw.error()));
    if (auto decoded = decodeTexts(*raw, *dataset, options.encoding); !decoded) return fail(std::move(decoded.error()));
    all.encoding = raw->table.encoding;
    CellGrid grid{layer.GetName(), {}, {raw->table.geometry.row_id.begin(), raw->table.geometry.row_id.end()}, false};
    grid.rows.resize(raw->table.rows());
    for (const Column& column : raw->table.columns)
      for (std::size_t row = 0; row < grid.rows.size(); ++row) grid.rows[row].push_back(toText(column.values[row]));
    if (dataset->driver == "CSV") putBlankLinesBack(grid, path);
    if (!grid.rows.empty()) all.sheets.push_back(std::move(grid));
  }
  return all;
}

bool isTableFile(const std::filesystem::path& path) {
  static constexpr std::array<std::string_view, 5> kEndings{".xlsx", ".xlsm", ".xls", ".ods", ".csv"};
  return std::ranges::count(kEndings, lowered(toUtf8(path.extension()))) > 0;
}

} // namespace ecoredline
