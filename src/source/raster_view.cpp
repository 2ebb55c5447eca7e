#include "source/raster_view.hpp"

#include "base/files.hpp"
#include "source/dataset.hpp"
#include "source/network.hpp"
#include "source/raster_warp.hpp"

#include <fmt/format.h>
#include <gdal_priv.h>
#include <gdal_utils.h>
#include <gdalwarper.h>

#include <algorithm>
#include <array>
#include <fstream>
#include <memory>

namespace ecoredline {

namespace {

struct Close {
  void operator()(GDALDataset* dataset) const { GDALClose(dataset); }
};
using Raster = std::unique_ptr<GDALDataset, Close>;

/// Arguments of a GDAL utility.
class Words {
 public:
  Words& add(const std::string& word) {
    m_words = CSLAddString(m_words, word.c_str());
    return *this;
  }
  Words() = default;
  ~Words() { CSLDestroy(m_words); }
  Words(const Words&) = delete;
  Words& operator=(const Words&) = delete;
  char** get() const { return m_words; }

 private:
  char** m_words = nullptr;
};

/// A file of GDAL's own that describes a service, or holds an address: only asked of one that could not be read.
bool describesService(const std::filesystem::path& file) {
  std::ifstream in(file, std::ios::binary);
  std::string head(65536, '\0');
  in.read(head.data(), static_cast<std::streamsize>(head.size()));
  return std::ranges::any_of(std::array{"<GDAL_WMS>", "<GDAL_WMTS>", "<WCS_GDAL>", "http://", "https://"},
                             [&](const char* element) { return head.find(element) != std::string::npos; });
}

Result<Raster> openRaster(const std::filesystem::path& file) {
  registerDrivers();
  const std::uint64_t refusals = networkRefusals();
  if (!std::filesystem::exists(file))
    return fail(ErrorKind::input, "input.missing_file", {"找不到文件", "No such file"}, toUtf8(file));
  Raster raster(GDALDataset::Open(toUtf8(file).c_str(), GDAL_OF_RASTER | GDAL_OF_READONLY));
  if (raster == nullptr && !isNetworkAllowed() && (networkRefusals() != refusals || describesService(file)))
    return fail(networkRefused(toUtf8(file)));
  if (raster == nullptr || raster->GetRasterCount() == 0)
    return fail(ErrorKind::input, "input.not_recognised", {"不是能读的栅格文件", "Not a raster that can be read"},
                toUtf8(file), {"底图可用 GeoPackage、MBTiles、GeoTIFF", "base maps: GeoPackage, MBTiles, GeoTIFF"});
  std::array<double, 6> place{};
  if (raster->GetProjectionRef()[0] == '\0' || raster->GetGeoTransform(place.data()) != CE_None)
    return fail(ErrorKind::input, "input.no_place", {"栅格没有坐标系或定位", "The raster says not where it lies"},
                toUtf8(file));
  return raster;
}

/// Colours of a palette as bands of their own.
Raster withColours(Raster raster) {
  if (raster->GetRasterBand(1)->GetColorTable() == nullptr) return raster;
  Words words;
  words.add("-of").add("VRT").add("-expand").add("rgba");
  GDALTranslateOptions* options = GDALTranslateOptionsNew(words.get(), nullptr);
  Raster expanded(static_cast<GDALDataset*>(GDALTranslate("", raster.get(), options, nullptr)));
  GDALTranslateOptionsFree(options);
  if (expanded != nullptr) raster.release()->Release(); // the VRT keeps it
  return expanded != nullptr ? std::move(expanded) : std::move(raster);
}

int cancelIfAsked(double, const char*, void* feedback) {
  return static_cast<Feedback*>(feedback)->cancelled() ? FALSE : TRUE;
}

/// Bands of the warped picture in the order of RasterView; a grey one stands for all three colours.
bool readBands(GDALDataset& warped, RasterView& view) {
  const int bands = warped.GetRasterCount();
  const bool is_grey = bands < 4;
  for (int channel = 0; channel < 4; ++channel) {
    const int band = channel == 3 ? bands : is_grey ? 1 : channel + 1;
    const auto done =
        warped.GetRasterBand(band)->RasterIO(GF_Read, 0, 0, view.width, view.height, view.rgba.data() + channel,
                                             view.width, view.height, GDT_Byte, 4, GSpacing{4} * view.width, nullptr);
    if (done != CE_None) return false;
  }
  return true;
}

} // namespace

Result<std::optional<RasterView>> warpedView(GDALDataset& raster, const RasterPlace& place, Feedback& feedback) {
  Words words;
  words.add("-of").add("MEM").add("-t_srs").add(place.plane.wkt()).add("-r").add("bilinear").add("-dstalpha");
  words.add("-te");
  for (const double edge : {place.window.min_x, place.window.min_y, place.window.max_x, place.window.max_y})
    words.add(fmt::format("{}", edge));
  words.add("-ts").add(std::to_string(place.width)).add(std::to_string(place.height)).add("-et").add("0.5");
  GDALWarpAppOptions* options = GDALWarpAppOptionsNew(words.get(), nullptr);
  GDALWarpAppOptionsSetProgress(options, cancelIfAsked, &feedback);
  GDALDatasetH source = &raster;
  const Raster warped(static_cast<GDALDataset*>(GDALWarp("", nullptr, 1, &source, options, nullptr)));
  GDALWarpAppOptionsFree(options);
  if (feedback.cancelled()) return cancelledError();
  RasterView view{place.width, place.height, {}};
  view.rgba.resize(std::size_t{4} * static_cast<std::size_t>(place.width) * static_cast<std::size_t>(place.height));
  if (warped == nullptr || !readBands(*warped, view)) return std::nullopt;
  return view;
}

Result<RasterView> readRaster(const std::filesystem::path& file, const RasterPlace& place, Feedback& feedback) {
  const GdalMessages quiet; // the caller gets an error that says it
  const std::uint64_t refusals = networkRefusals();
  auto opened = openRaster(file);
  if (!opened) return fail(opened.error());
  const Raster raster = withColours(std::move(*opened)); // a VRT opens its sources when they are asked for
  auto view = warpedView(*raster, place, feedback);
  if (!view) return fail(view.error());
  if (!isNetworkAllowed() && networkRefusals() != refusals) return fail(networkRefused(toUtf8(file)));
  if (!*view && !isNetworkAllowed() && describesService(file)) return fail(networkRefused(toUtf8(file)));
  if (!*view)
    return fail(ErrorKind::input, "input.no_place",
                {"栅格不能变换到地图平面", "The raster cannot be brought to the map"}, toUtf8(file));
  return std::move(**view);
}

Result<Box> rasterExtent(const std::filesystem::path& file, const Crs& plane) {
  const GdalMessages quiet; // the caller gets an error that says it
  auto raster = openRaster(file);
  if (!raster) return fail(raster.error());
  Words words;
  words.add("-of").add("VRT").add("-t_srs").add(plane.wkt());
  GDALWarpAppOptions* options = GDALWarpAppOptionsNew(words.get(), nullptr);
  GDALDatasetH source = raster->get();
  const Raster warped(static_cast<GDALDataset*>(GDALWarp("", nullptr, 1, &source, options, nullptr)));
  GDALWarpAppOptionsFree(options);
  std::array<double, 6> there{};
  if (warped == nullptr || warped->GetGeoTransform(there.data()) != CE_None) return Box{};
  return Box{there[0], there[3] + there[5] * warped->GetRasterYSize(), there[0] + there[1] * warped->GetRasterXSize(),
             there[3]};
}

} // namespace ecoredline
