#include "app/lead_source.hpp"

#include "base/text.hpp"
#include "catalogue/columns_met.hpp"
#include "source/table_reader.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>

namespace ecoredline {

namespace {

constexpr std::array<std::string_view, 2> kPlace{"longitude", "latitude"};

// 127.43, or 127°25′48″ with whatever marks between the figures. No mark: none of it is read.
std::optional<double> degreesIn(const std::string& cell) {
  std::array<double, 3> figures{};
  std::size_t count = 0;
  for (std::size_t at = 0; at < cell.size();) {
    const auto is_figure = [](char c) { return (c >= '0' && c <= '9') || c == '.'; };
    if (!is_figure(cell[at])) {
      const bool letter = (cell[at] >= 'a' && cell[at] <= 'z') || (cell[at] >= 'A' && cell[at] <= 'Z');
      if (letter || cell[at] == '-' || count == 0) return {};
      ++at;
      continue;
    }
    if (count == figures.size()) return {};
    const char* const first = cell.data() + at;
    const auto [last, failed] = std::from_chars(first, cell.data() + cell.size(), figures[count++]);
    if (failed != std::errc{}) return {};
    at += static_cast<std::size_t>(last - first);
  }
  if (count == 0 || figures[1] >= 60 || figures[2] >= 60) return {};
  return figures[0] + figures[1] / 60 + figures[2] / 3600;
}

Result<Crs> crsOf(const std::string& said) {
  if (said.empty()) return Crs::cgcs2000();
  auto crs = Crs::fromText(said);
  if (!crs || crs->isGeographic()) return crs;
  return fail(ErrorKind::usage, "options.crs",
              {"表中是经纬度，坐标系须以度为单位", "The table has degrees: the CRS must have them too"}, said,
              {"例如 --crs EPSG:4490", "such as --crs EPSG:4490"});
}

std::vector<std::string> headersOf(const std::vector<Field>& fields) {
  std::vector<std::string> names;
  for (const Field& field : fields) {
    names.push_back(field.id);
    names.insert(names.end(), field.aliases.begin(), field.aliases.end());
  }
  return names;
}

std::vector<Field> placeFields(const LedgerType& type) {
  std::vector<Field> fields;
  for (const Field& field : type.fields)
    if (std::ranges::find(kPlace, field.id) != kPlace.end()) fields.push_back(field);
  return fields;
}

// Points at the places that the cells name.
Result<void> setPoints(Source& source, const Crs& crs, const LedgerType& type, const SourceOptions& options) {
  FieldChoices choices;
  for (const auto& choice : options.fields)
    if (std::ranges::find(kPlace, choice.first) != kPlace.end()) choices.insert(choice);
  Diagnoses met;
  auto cells = bindFields(placeFields(type), source.table, choices, met);
  if (!cells) return fail(cells.error());
  FlatBuilder points(crs);
  Tally unread;
  for (std::size_t row = 0; row < source.table.rows(); ++row) {
    const auto& at = (*cells)[row];
    const auto degrees = [&](std::string_view field) {
      const auto cell = at.find(std::string(field));
      return cell == at.end() ? std::nullopt : degreesIn(cell->second);
    };
    const auto x = degrees(kPlace[0]);
    const auto y = degrees(kPlace[1]);
    const bool placed = x && y && *x <= 180 && *y <= 90;
    points.beginRow(placed ? Shape::point : Shape::none, source.table.geometry.row_id[row]);
    if (placed) points.addRing(std::span(&*x, 1), std::span(&*y, 1), 0);
    points.endRow();
    source.table.states[row] = placed ? RowState::valid : RowState::empty;
    if (!placed) unread.add(row, at.empty() ? std::string("—") : at.begin()->second);
  }
  source.table.geometry = points.take();
  source.table.delivered_crs = crs.code();
  unread.report(source.diagnoses, "lead.position", Severity::warning,
                {fmt::format("经纬度缺失或读不懂，点位无图形：{}", unread.shown()),
                 fmt::format("no longitude and latitude that can be read, so no place: {}", unread.shown())});
  return {};
}

// A CSV whose degrees have minutes has rows, but GDAL reads no place out of them.
bool hasShapes(const Source& source) {
  return std::ranges::any_of(source.table.states, [](RowState state) { return state != RowState::empty; });
}

bool hasPlaces(const Source& source, const LedgerType& type, const SourceOptions& options) {
  return std::ranges::all_of(placeFields(type), [&](const Field& field) {
    if (options.fields.contains(field.id)) return true;
    const auto names = headersOf({field});
    return std::ranges::any_of(names, [&](const std::string& name) { return source.table.column(name) != nullptr; });
  });
}

} // namespace

Result<Source> openLeads(const std::filesystem::path& file, const SourceOptions& options, const LedgerType& type,
                         const ReferenceBoundaries& reference, const AskYesNo& ask, Feedback& feedback) {
  auto shapes = openWithConsent(file, options, reference, ask, feedback);
  if (!isTableFile(file) || (shapes ? hasShapes(*shapes) : shapes.error().code != "input.no_geometry")) return shapes;
  auto table = openTable(file, options.read, headersOf(type.fields), feedback);
  if (!table) return table;
  if (!hasPlaces(*table, type, options)) {
    if (shapes) return shapes;
    Error error = std::move(shapes.error());
    error.advice = {
        "线索表须有经度、纬度两列（度或度分秒）；列名不同的，用 --field longitude=列名 --field latitude=列名 指明",
        "a table of leads needs a longitude and a latitude (degrees, or degrees, minutes and seconds); name "
        "the columns with --field longitude=COLUMN --field latitude=COLUMN"};
    return fail(std::move(error));
  }
  auto crs = crsOf(options.read.crs);
  if (!crs) return fail(crs.error());
  if (options.read.crs.empty())
    feedback.note({"表格未注明坐标系，经纬度按 CGCS2000（EPSG:4490）读；不是的，请用 --crs 指明",
                   "the table names no CRS: its degrees are read as CGCS2000 (EPSG:4490); say --crs if they are not"});
  if (auto done = setPoints(*table, *crs, type, options); !done) return fail(done.error());
  return table;
}

} // namespace ecoredline
