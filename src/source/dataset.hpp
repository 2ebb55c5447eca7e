#pragma once

#include "base/error.hpp"
#include "catalogue/diagnosis.hpp"

#include <atomic>
#include <filesystem>
#include <memory>
#include <string>
#include <vector>

class GDALDataset;
class OGRLayer;

namespace ecoredline {

/// What GDAL says while this object lives, in this thread, instead of on stderr.
class GdalMessages {
 public:
  GdalMessages();
  ~GdalMessages();
  GdalMessages(const GdalMessages&) = delete;
  GdalMessages& operator=(const GdalMessages&) = delete;

  const std::string& failure() const { return m_failure; }                ///< the first; empty = none
  const std::vector<std::string>& warnings() const { return m_warnings; } ///< each once, in order, at most 20
  std::size_t warningCount() const { return m_warning_count; }

  void take(bool is_failure, std::string message); ///< for the handler

 private:
  std::string m_failure;
  std::vector<std::string> m_warnings;
  std::size_t m_warning_count = 0;
};

struct DatasetEnd {
  void operator()(GDALDataset* dataset) const;
};
using DatasetPtr = std::unique_ptr<GDALDataset, DatasetEnd>;

/// A dataset opened read-only, with text left as bytes wherever the driver lets us.
struct Dataset {
  DatasetPtr handle;
  std::string driver;           ///< GDAL's short name, e.g. "ESRI Shapefile"
  bool text_is_raw = true;      ///< false: the format says that its text is UTF-8
  std::string decoded_from;     ///< the encoding that a driver of ours met
  bool text_was_latin1 = false; ///< the driver took the bytes for Latin-1: to be undone
  std::filesystem::path path;
  std::vector<std::filesystem::path> members; ///< files that belong to it, sorted
  std::vector<std::string> warnings;          ///< what GDAL said while opening
};

/// What a file is opened for.
enum class Contents { shapes, table };

/// Opens `path` with any vector driver; `encoding` is for drivers of ours that decode text themselves. Errors:
/// input.missing_file, input.empty, input.truncated, input.no_geometry (a .dbf alone), input.not_recognised.
Result<Dataset> openDataset(const std::filesystem::path& path, Contents contents = Contents::shapes,
                            const std::string& encoding = {});

/// GDAL's drivers and our own (lib/gdalplugins beside the program), registered once in this process and not before they
/// are needed. A driver that GDAL_DRIVER_PATH has already brought stays.
void registerDrivers();

/// Names of the layers that can hold geometry.
std::vector<std::string> geometryLayers(GDALDataset& dataset);

/// The layer `name`, or the only one with geometry. Errors: input.which_layer, input.no_geometry.
Result<OGRLayer*> chooseLayer(Dataset& dataset, const std::string& name);

/// "sha256:…": of the bytes of a single file as sha256sum gives it; of several, over each one's extension, a zero byte,
/// its size (8 bytes, little-endian) and its bytes, by extension.
/// Errors: input.missing_file; cancelled, once `stop` is set.
Result<std::string> hashOf(const std::vector<std::filesystem::path>& members, const std::atomic<bool>* stop = nullptr);

} // namespace ecoredline
