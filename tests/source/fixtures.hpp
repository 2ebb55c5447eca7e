#pragma once

#include "base/files.hpp"
#include "source/open.hpp"

#include <filesystem>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace ecoredline::test {

using Ring = std::vector<std::pair<double, double>>;

/// What a shapefile is written from, byte by byte (ESRI Shapefile Technical Description, dBASE III).
struct ShapefileSpec {
  std::vector<Ring> shapes;                        ///< one polygon of one ring a row
  std::vector<std::pair<std::string, int>> fields; ///< name (bytes) and width of a text field
  std::vector<std::vector<std::string>> rows;      ///< bytes
  int ldid = 0;
  std::optional<std::string> cpg;
  std::string prj; ///< empty = no file
};

/// A folder of its own with helpers to put files into it.
class Folder {
 public:
  Folder();
  std::filesystem::path path(const std::string& name) const { return m_folder.path() / pathFromUtf8(name); }
  std::filesystem::path write(const std::string& name, const std::string& bytes) const;
  /// name.shp and its siblings.
  std::filesystem::path writeShapefile(const std::string& name, const ShapefileSpec& spec) const;
  /// Feature collection of geometries given as GeoJSON text; `epsg` 0 = no crs member.
  std::filesystem::path writeGeoJson(const std::string& name, const std::vector<std::string>& shapes,
                                     int epsg = 0) const;

 private:
  TemporaryFolder m_folder;
};

/// A square of `size` with its lower left corner at (x, y), clockwise as shapefiles have it.
Ring square(double x, double y, double size);
std::string polygonJson(const Ring& ring);
/// A specification with one square of 100 m in zone 42 and one text field.
ShapefileSpec oneSquare(const std::string& name, const std::string& text);

/// Two invented counties: 甲县 126.0-126.8 E, 乙县 126.8-127.6 E, both 43.4-44.2 N.
ReferenceBoundaries twoCounties();

Result<Source> openFile(const std::filesystem::path& file, const ReadOptions& options = {},
                        const ReferenceBoundaries& reference = {});
/// The code of the error, or "" when the file opened.
std::string refusal(const Result<Source>& source);
std::size_t countOf(const Source& source, const std::string& code);
const Diagnosis* find(const Source& source, const std::string& code);
std::string textAt(const Source& source, std::size_t column, std::size_t row);

/// The folder of ECOREDLINE_DATA/formats; empty when the variable is not set.
std::filesystem::path metFiles();

} // namespace ecoredline::test
