#include "ledger/photo_picture.hpp"

#include "base/files.hpp"
#include "source/dataset.hpp"

#include <fmt/format.h>
#include <gdal_priv.h>

#include <algorithm>
#include <atomic>
#include <cstdint>
#include <memory>

namespace ecoredline {

namespace {

constexpr const char* kQuality = "88";

struct Raster {
  int width = 0;
  int height = 0;
  std::vector<std::uint8_t> rgb; ///< three bytes a pixel, rows from the top
};

// EXIF 2.3: 1 = upright, 3 = upside down, 6 and 8 = lying on a side; mirrored ones are met nowhere.
Raster upright(const Raster& from, int orientation) {
  if (orientation != 3 && orientation != 6 && orientation != 8) return from;
  Raster to{from.width, from.height, std::vector<std::uint8_t>(from.rgb.size())};
  if (orientation != 3) std::swap(to.width, to.height);
  for (int y = 0; y < from.height; ++y)
    for (int x = 0; x < from.width; ++x) {
      const int tx = orientation == 3 ? from.width - 1 - x : orientation == 6 ? from.height - 1 - y : y;
      const int ty = orientation == 3 ? from.height - 1 - y : orientation == 6 ? x : from.width - 1 - x;
      const auto source = (static_cast<std::size_t>(y) * from.width + x) * 3;
      std::copy_n(from.rgb.begin() + static_cast<std::ptrdiff_t>(source), 3,
                  to.rgb.begin() + static_cast<std::ptrdiff_t>((static_cast<std::size_t>(ty) * to.width + tx) * 3));
    }
  return to;
}

// The picture at most so large; every pixel of it counts.
Raster reduced(GDALDataset& picture, int most_px) {
  const int wide = picture.GetRasterXSize();
  const int high = picture.GetRasterYSize();
  const double shrink = std::min(1.0, static_cast<double>(most_px) / std::max(wide, high));
  Raster out{std::max(1, static_cast<int>(wide * shrink)), std::max(1, static_cast<int>(high * shrink)), {}};
  out.rgb.resize(static_cast<std::size_t>(out.width) * out.height * 3);
  GDALRasterIOExtraArg how;
  INIT_RASTERIO_EXTRA_ARG(how);
  how.eResampleAlg = GRIORA_Average;
  const bool grey = picture.GetRasterCount() < 3;
  for (int band = 0; band < 3; ++band)
    if (picture.GetRasterBand(grey ? 1 : band + 1)
            ->RasterIO(GF_Read, 0, 0, wide, high, out.rgb.data() + band, out.width, out.height, GDT_Byte, 3,
                       static_cast<GSpacing>(out.width) * 3, &how) != CE_None)
      return {};
  return out;
}

std::string jpegOf(const Raster& raster) {
  static std::atomic<int> number = 0;
  GDALDriver* memory = GetGDALDriverManager()->GetDriverByName("MEM");
  GDALDriver* jpeg = GetGDALDriverManager()->GetDriverByName("JPEG");
  if (memory == nullptr || jpeg == nullptr) return {};
  const DatasetPtr picture(memory->Create("", raster.width, raster.height, 3, GDT_Byte, nullptr));
  if (picture == nullptr) return {};
  auto* bytes = const_cast<std::uint8_t*>(raster.rgb.data()); // GDAL writes what it reads from here: nothing
  if (picture->RasterIO(GF_Write, 0, 0, raster.width, raster.height, bytes, raster.width, raster.height, GDT_Byte, 3,
                        nullptr, 3, static_cast<GSpacing>(raster.width) * 3, 1, nullptr) != CE_None)
    return {};
  const std::string name = fmt::format("/vsimem/photo_picture_{}.jpg", number++);
  const std::string quality = std::string("QUALITY=") + kQuality;
  const char* options[] = {quality.c_str(), nullptr};
  DatasetPtr(jpeg->CreateCopy(name.c_str(), picture.get(), 0, const_cast<char**>(options), nullptr, nullptr)).reset();
  vsi_l_offset size = 0;
  GByte* data = VSIGetMemFileBuffer(name.c_str(), &size, 1);
  std::string out;
  if (data != nullptr) out.assign(reinterpret_cast<const char*>(data), size);
  CPLFree(data);
  VSIUnlink((name + ".aux.xml").c_str());
  return out;
}

} // namespace

DocumentPhoto photoPicture(const std::filesystem::path& file, int most_px) {
  GDALAllRegister();
  const GdalMessages quiet;
  const char* drivers[] = {"JPEG", "PNG", "GTiff", "WEBP", nullptr};
  const DatasetPtr picture(GDALDataset::Open(toUtf8(file).c_str(), GDAL_OF_RASTER | GDAL_OF_READONLY, drivers));
  DocumentPhoto out;
  if (picture != nullptr && picture->GetRasterCount() > 0) {
    const char* orientation = picture->GetMetadataItem("EXIF_Orientation");
    const Raster raster =
        upright(reduced(*picture, most_px), orientation == nullptr ? 1 : static_cast<int>(*orientation - '0'));
    if (!raster.rgb.empty()) out = {jpegOf(raster), raster.width, raster.height};
    if (out.jpeg.empty()) out = {};
  }
  return out;
}

} // namespace ecoredline
