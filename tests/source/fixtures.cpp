#include "fixtures.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <bit>
#include <cstdlib>
#include <fstream>

namespace ecoredline::test {

namespace fs = std::filesystem;

namespace {

std::string little(std::uint64_t value, int bytes) {
  std::string out;
  for (int i = 0; i < bytes; ++i, value >>= 8) out += static_cast<char>(value & 0xFF);
  return out;
}
std::string big(std::uint32_t value) {
  std::string out = little(value, 4);
  std::reverse(out.begin(), out.end());
  return out;
}
std::string real(double value) {
  return little(std::bit_cast<std::uint64_t>(value), 8);
}

std::string boxBytes(const std::vector<Ring>& rings) {
  Box box;
  for (const Ring& ring : rings)
    for (const auto& [x, y] : ring) box.add(x, y);
  return real(box.min_x) + real(box.min_y) + real(box.max_x) + real(box.max_y);
}

std::string header(std::size_t bytes, const std::vector<Ring>& rings) {
  return big(9994) + std::string(20, '\0') + big(static_cast<std::uint32_t>(bytes / 2)) + little(1000, 4) +
         little(5, 4) + boxBytes(rings) + std::string(32, '\0');
}

std::string record(const Ring& ring) {
  if (ring.empty()) return little(0, 4);
  std::string out = little(5, 4) + boxBytes({ring}) + little(1, 4) + little(ring.size(), 4) + little(0, 4);
  for (const auto& [x, y] : ring) out += real(x) + real(y);
  return out;
}

std::string dbf(const ShapefileSpec& spec) {
  std::size_t width = 1;
  std::string fields;
  for (const auto& [name, size] : spec.fields) {
    std::string padded = name.substr(0, 11);
    padded.resize(11, '\0');
    fields += padded + "C" + std::string(4, '\0') + static_cast<char>(size) + std::string(15, '\0');
    width += static_cast<std::size_t>(size);
  }
  std::string out = std::string("\x03\x7E\x0B\x16", 4) + little(spec.rows.size(), 4) + little(33 + fields.size(), 2) +
                    little(width, 2) + std::string(17, '\0') + static_cast<char>(spec.ldid) + std::string(2, '\0') +
                    fields + "\r";
  for (const auto& row : spec.rows) {
    out += ' ';
    for (std::size_t i = 0; i < spec.fields.size(); ++i) {
      std::string cell = row[i];
      cell.resize(static_cast<std::size_t>(spec.fields[i].second), ' ');
      out += cell;
    }
  }
  return out + "\x1A";
}

} // namespace

Folder::Folder() : m_folder(TemporaryFolder::create().value()) {}

fs::path Folder::write(const std::string& name, const std::string& bytes) const {
  std::ofstream(path(name), std::ios::binary) << bytes;
  return path(name);
}

fs::path Folder::writeShapefile(const std::string& name, const ShapefileSpec& spec) const {
  std::string shp;
  std::string shx;
  for (std::size_t i = 0; i < spec.shapes.size(); ++i) {
    const std::string body = record(spec.shapes[i]);
    const auto words = static_cast<std::uint32_t>(body.size() / 2);
    shx += big(static_cast<std::uint32_t>((100 + shp.size()) / 2)) + big(words);
    shp += big(static_cast<std::uint32_t>(i + 1)) + big(words) + body;
  }
  write(name + ".shp", header(100 + shp.size(), spec.shapes) + shp);
  write(name + ".shx", header(100 + shx.size(), spec.shapes) + shx);
  write(name + ".dbf", dbf(spec));
  if (spec.cpg) write(name + ".cpg", *spec.cpg);
  if (!spec.prj.empty()) write(name + ".prj", spec.prj);
  return path(name + ".shp");
}

fs::path Folder::writeGeoJson(const std::string& name, const std::vector<std::string>& shapes, int epsg) const {
  std::string text = R"({"type":"FeatureCollection",)";
  if (epsg != 0)
    text += fmt::format(R"("crs":{{"type":"name","properties":{{"name":"urn:ogc:def:crs:EPSG::{}"}}}},)", epsg);
  text += R"("features":[)";
  for (std::size_t i = 0; i < shapes.size(); ++i)
    text += fmt::format(R"({}{{"type":"Feature","properties":{{"name":"地块{}","n":{}}},"geometry":{}}})",
                        i == 0 ? "" : ",\n", i + 1, i + 1, shapes[i]);
  return write(name, text + "]}");
}

Ring square(double x, double y, double size) {
  return {{x, y}, {x, y + size}, {x + size, y + size}, {x + size, y}, {x, y}};
}

std::string polygonJson(const Ring& ring) {
  std::string text = R"({"type":"Polygon","coordinates":[[)";
  for (std::size_t i = 0; i < ring.size(); ++i)
    text += fmt::format("{}[{},{}]", i == 0 ? "" : ",", ring[i].first, ring[i].second);
  return text + "]]}";
}

ShapefileSpec oneSquare(const std::string& name, const std::string& text) {
  ShapefileSpec spec;
  spec.shapes = {square(42530000, 4862000, 100)};
  spec.fields = {{name, 40}};
  spec.rows = {{text}};
  spec.prj = R"(PROJCS["CGCS2000_3_Degree_GK_Zone_42",GEOGCS["GCS_China_Geodetic_Coordinate_System_2000",)"
             R"(DATUM["D_China_2000",SPHEROID["CGCS2000",6378137.0,298.257222101]],PRIMEM["Greenwich",0.0],)"
             R"(UNIT["Degree",0.0174532925199433]],PROJECTION["Gauss_Kruger"],PARAMETER["False_Easting",42500000.0],)"
             R"(PARAMETER["False_Northing",0.0],PARAMETER["Central_Meridian",126.0],PARAMETER["Scale_Factor",1.0],)"
             R"(PARAMETER["Latitude_Of_Origin",0.0],UNIT["Meter",1.0]])";
  return spec;
}

ReferenceBoundaries twoCounties() {
  FlatBuilder builder(Crs::cgcs2000());
  const auto add = [&builder](double west, double east, std::int64_t id) {
    const std::vector<double> x = {west, east, east, west, west};
    const std::vector<double> y = {43.4, 43.4, 44.2, 44.2, 43.4};
    builder.beginRow(Shape::polygon, id);
    builder.addRing(x, y, 0);
    builder.endRow();
  };
  add(126.0, 126.8, 0);
  add(126.8, 127.6, 1);
  return {builder.take(), {"220901", "220902"}, {"甲县", "乙县"}, 100};
}

Result<Source> openFile(const fs::path& file, const ReadOptions& options, const ReferenceBoundaries& reference) {
  return openSource(file, options, reference, silentFeedback());
}

std::string refusal(const Result<Source>& source) {
  return source ? std::string() : source.error().code;
}

std::size_t countOf(const Source& source, const std::string& code) {
  return static_cast<std::size_t>(std::count_if(source.diagnoses.begin(), source.diagnoses.end(),
                                                [&](const Diagnosis& d) { return d.code == code; }));
}

const Diagnosis* find(const Source& source, const std::string& code) {
  for (const Diagnosis& diagnosis : source.diagnoses)
    if (diagnosis.code == code) return &diagnosis;
  return nullptr;
}

std::string textAt(const Source& source, std::size_t column, std::size_t row) {
  return toText(source.table.columns.at(column).values.at(row));
}

fs::path metFiles() {
  const char* folder = std::getenv("ECOREDLINE_DATA");
  return folder == nullptr ? fs::path() : pathFromUtf8(folder) / "formats";
}

} // namespace ecoredline::test
