#pragma once

#include "survey_document.hpp"

#include <memory>
#include <string>

class GDALDataset;
class OGRLayer;
class OGRSpatialReference;

namespace survey_txt {

/// One layer of plots: Polygon, or MultiPolygon when a plot has several parts; other shapes only where a plot says 线
/// or 点. Rings that cross are an error with both lines; null then.
std::unique_ptr<OGRLayer> makeReadLayer(const Document& document, const std::string& name);

struct NewLayer {
  const char* name;
  OGRSpatialReference* system;
  int type; ///< OGRwkbGeometryType
  char** options;
};

class WriteLayer {
 public:
  WriteLayer() = default;
  virtual ~WriteLayer() = default;
  WriteLayer(const WriteLayer&) = delete;
  WriteLayer& operator=(const WriteLayer&) = delete;

  virtual OGRLayer& asLayer() = 0;
  /// The whole file, in the encoding asked for; keys come from the metadata of the layer and of `dataset`.
  virtual std::string text(GDALDataset& dataset) = 0;
};

/// Null, with CPLError, for a system that this format has no words for.
std::unique_ptr<WriteLayer> makeWriteLayer(const NewLayer& wanted);

/// Names of the fields in the order of the header, then of those that are found out.
namespace field {
inline constexpr const char* kCount = "点数";
inline constexpr const char* kArea = "面积";
inline constexpr const char* kNumber = "地块编号";
inline constexpr const char* kName = "地块名称";
inline constexpr const char* kShape = "图形属性";
inline constexpr const char* kSheet = "图幅号";
inline constexpr const char* kUse = "用途";
inline constexpr const char* kLandClass = "地类编码";
inline constexpr const char* kAreaUnit = "面积单位";
inline constexpr const char* kSquareMetres = "申报面积";
inline constexpr const char* kExtra = "附加"; ///< and a number from 1
} // namespace field

} // namespace survey_txt
