#include "store/picture_file.hpp"

#include "base/decimal.hpp"
#include "base/files.hpp"
#include "store/quiet_gdal.hpp"

#include <cpl_conv.h>
#include <fmt/format.h>
#include <gdal_frmts.h>
#include <gdal_priv.h>
#include <ogr_spatialref.h>

#include <memory>
#include <system_error>

namespace ecoredline {

namespace {

namespace fs = std::filesystem;

tl::unexpected<Error> refused(const fs::path& file) {
  const std::string why = CPLGetLastErrorMsg();
  return fail(ErrorKind::input, "output.write_failed",
              {fmt::format("图件写出失败：{}", why), fmt::format("The picture could not be written: {}", why)},
              toUtf8(file), {"检查磁盘空间与写入权限", "check the space on the disk and the permission to write"});
}

bool setPlace(GDALDataset& dataset, const PicturePlace& place) {
  OGRSpatialReference crs;
  if (crs.SetFromUserInput(place.crs.wkt().c_str()) != OGRERR_NONE) return false;
  crs.SetAxisMappingStrategy(OAMS_TRADITIONAL_GIS_ORDER);
  std::array<double, 6> six{place.left, place.metres_x, 0, place.top, 0, -place.metres_y};
  return dataset.SetSpatialRef(&crs) == CE_None && dataset.SetGeoTransform(six.data()) == CE_None;
}

// What is left goes to the disk at the end, and GDAL 3.6 tells of a failure by its last error only.
bool closed(std::unique_ptr<GDALDataset> dataset) {
  CPLErrorReset();
  dataset.reset();
  return CPLGetLastErrorType() < CE_Failure;
}

} // namespace

std::string worldFile(const PicturePlace& place) {
  return fmt::format("{}\n0\n0\n{}\n{}\n{}\n", toShortest(place.metres_x), toShortest(-place.metres_y),
                     toShortest(place.left + place.metres_x / 2), toShortest(place.top - place.metres_y / 2));
}

Result<void> writeGeoTiff(const fs::path& file, const PictureBytes& picture, const PicturePlace& place) {
  const QuietGdal quiet;
  GDALRegister_GTiff();
  GDALDriver* driver = GetGDALDriverManager()->GetDriverByName("GTiff");
  if (driver == nullptr) return refused(file);
  const fs::path part = fs::path(file) += ".part";
  char** options = nullptr;
  for (const char* option : {"COMPRESS=DEFLATE", "PREDICTOR=2", "TILED=YES", "PHOTOMETRIC=RGB"})
    options = CSLAddString(options, option);
  std::unique_ptr<GDALDataset> dataset(
      driver->Create(toUtf8(part).c_str(), picture.width, picture.height, 3, GDT_Byte, options));
  CSLDestroy(options);
  // GDAL writes from memory that it does not call const
  auto* bytes = const_cast<std::uint8_t*>(picture.rgb.data()); // NOLINT(cppcoreguidelines-pro-type-const-cast)
  const bool written =
      dataset && setPlace(*dataset, place) &&
      dataset->RasterIO(GF_Write, 0, 0, picture.width, picture.height, bytes, picture.width, picture.height, GDT_Byte,
                        3, nullptr, 3, static_cast<GSpacing>(picture.width) * 3, 1, nullptr) == CE_None &&
      closed(std::move(dataset));
  std::error_code failed;
  if (written) fs::rename(part, file, failed);
  if (written && !failed) return {};
  auto error = refused(file);
  fs::remove(part, failed);
  return error;
}

std::string esriWkt(const Crs& crs) {
  const QuietGdal quiet;
  OGRSpatialReference system;
  if (system.SetFromUserInput(crs.wkt().c_str()) != OGRERR_NONE) return {};
  const std::array<const char*, 2> options{"FORMAT=WKT1_ESRI", nullptr};
  char* words = nullptr;
  const bool good = system.exportToWkt(&words, options.data()) == OGRERR_NONE && words != nullptr;
  std::string out = good ? words : "";
  CPLFree(words);
  return out;
}

} // namespace ecoredline
