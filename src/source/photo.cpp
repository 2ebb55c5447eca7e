#include "source/photo.hpp"

#include "base/files.hpp"

#include <cpl_conv.h>
#include <gdal_priv.h>

#include <cstdlib>

namespace ecoredline {

namespace {

// GDAL writes degrees, minutes and seconds as "(43) (50) (12.3)".
double degrees(const char* text) {
  double value = 0;
  double unit = 1;
  int parts = 0;
  for (const char* at = text; *at != '\0' && parts < 3;) {
    if (*at < '0' || *at > '9') {
      ++at;
      continue;
    }
    char* end = nullptr;
    const double part = CPLStrtod(at, &end);
    value += part * unit;
    unit /= 60;
    ++parts;
    at = end;
  }
  return parts == 0 ? std::numeric_limits<double>::quiet_NaN() : value;
}

const char* itemOf(GDALDataset& picture, const char* name) {
  const char* item = picture.GetMetadataItem(name);
  return item == nullptr ? picture.GetMetadataItem(name, "EXIF") : item;
}

double coordinate(GDALDataset& picture, const std::string& axis, char negative) {
  const char* text = itemOf(picture, ("EXIF_GPS" + axis).c_str());
  if (text == nullptr) return std::numeric_limits<double>::quiet_NaN();
  const char* side = itemOf(picture, ("EXIF_GPS" + axis + "Ref").c_str());
  const double value = degrees(text);
  return side != nullptr && *side == negative ? -value : value;
}

} // namespace

PhotoFacts readPhotoFacts(const std::filesystem::path& path) {
  PhotoFacts facts;
  GDALAllRegister();
  CPLPushErrorHandler(CPLQuietErrorHandler);
  const char* const only[] = {"JPEG", nullptr};
  if (const GDALDatasetUniquePtr picture(
          GDALDataset::Open(toUtf8(path).c_str(), GDAL_OF_RASTER | GDAL_OF_READONLY, only));
      picture != nullptr) {
    facts.latitude = coordinate(*picture, "Latitude", 'S');
    facts.longitude = coordinate(*picture, "Longitude", 'W');
    if (!(std::abs(facts.latitude) <= 90) || !(std::abs(facts.longitude) <= 180))
      facts.latitude = facts.longitude = std::numeric_limits<double>::quiet_NaN();
    const char* taken = itemOf(*picture, "EXIF_DateTimeOriginal");
    if (taken == nullptr) taken = itemOf(*picture, "EXIF_DateTime");
    facts.taken = taken == nullptr ? "" : taken;
    if (facts.taken.size() >= 10) facts.taken[4] = facts.taken[7] = '-'; // EXIF writes 2024:06:01
  }
  CPLErrorReset();
  CPLPopErrorHandler();
  return facts;
}

} // namespace ecoredline
