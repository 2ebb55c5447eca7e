// The GDAL driver: GDAL finds it by its file name (ogr_SurveyTXT.so) and calls RegisterOGRSurveyTXT.
#include "survey_document.hpp"
#include "survey_layers.hpp"

#include <cpl_conv.h>
#include <cpl_string.h>
#include <cpl_vsi.h>
#include <gdal_priv.h>
#include <ogrsf_frmts.h>

#include <memory>
#include <string>

namespace survey_txt {
namespace {

constexpr int kHeadBytes = 16384; // a leading [项目信息] section may be long
constexpr GIntBig kLargestFile = GIntBig{1} << 30;

int identify(GDALOpenInfo* info) {
  if (info->bIsDirectory || info->fpL == nullptr || info->pabyHeader == nullptr) return FALSE;
  const auto head = [&] {
    return std::string_view(reinterpret_cast<const char*>(info->pabyHeader),
                            static_cast<std::size_t>(info->nHeaderBytes));
  };
  // A picture or an archive is not worth reading on.
  if (head().find('\0') != std::string_view::npos && !fromUtf16(head())) return FALSE;
  if (looksLikeSurveyText(head())) return TRUE;
  if (!EQUAL(CPLGetExtension(info->pszFilename), "txt") || !info->TryToIngest(kHeadBytes)) return FALSE;
  return looksLikeSurveyText(head()) ? TRUE : FALSE;
}

class SurveyDataset final : public GDALDataset {
 public:
  explicit SurveyDataset(std::unique_ptr<OGRLayer> layer) : m_layer(std::move(layer)) {}

  int GetLayerCount() override { return 1; }
  OGRLayer* GetLayer(int index) override { return index == 0 ? m_layer.get() : nullptr; }
  int TestCapability(const char*) override { return FALSE; }

 private:
  std::unique_ptr<OGRLayer> m_layer;
};

GDALDataset* open(GDALOpenInfo* info) {
  if (identify(info) == FALSE) return nullptr;
  if (info->eAccess == GA_Update) {
    CPLError(CE_Failure, CPLE_NotSupported, "SurveyTXT: a file cannot be changed in place; write a new one");
    return nullptr;
  }
  GByte* bytes = nullptr;
  vsi_l_offset size = 0;
  if (VSIIngestFile(nullptr, info->pszFilename, &bytes, &size, kLargestFile) == FALSE) return nullptr;
  const std::string raw(reinterpret_cast<const char*>(bytes), static_cast<std::size_t>(size));
  VSIFree(bytes);
  auto document = readDocument(raw, CSLFetchNameValueDef(info->papszOpenOptions, "ENCODING", ""));
  if (!document) return nullptr;
  auto layer = makeReadLayer(*document, CPLGetBasename(info->pszFilename));
  if (layer == nullptr) return nullptr;
  auto dataset = std::make_unique<SurveyDataset>(std::move(layer));
  dataset->SetDescription(info->pszFilename);
  for (const Key& key : document->file.keys)
    dataset->SetMetadataItem(key.name.c_str(), key.value.c_str(), domainOf(key.section).c_str());
  dataset->SetMetadataItem("ENCODING", document->encoding.c_str(), kDriverDomain);
  return dataset.release();
}

/// A file being written: one layer, put on disk when the dataset is closed.
class NewSurveyDataset final : public GDALDataset {
 public:
  explicit NewSurveyDataset(const char* path) : m_path(path) {
    SetDescription(path);
    eAccess = GA_Update;
  }
  ~NewSurveyDataset() override { NewSurveyDataset::FlushCache(true); }
  NewSurveyDataset(const NewSurveyDataset&) = delete;
  NewSurveyDataset& operator=(const NewSurveyDataset&) = delete;

  int GetLayerCount() override { return m_layer == nullptr ? 0 : 1; }
  OGRLayer* GetLayer(int index) override { return index == 0 ? layer() : nullptr; }
  int TestCapability(const char* capability) override {
    return EQUAL(capability, ODsCCreateLayer) && m_layer == nullptr ? TRUE : FALSE;
  }

  void FlushCache(bool closing) override {
    GDALDataset::FlushCache(closing);
    if (closing && m_layer != nullptr && !m_written) writeFile();
  }

 protected:
  OGRLayer* ICreateLayer(const char* name, OGRSpatialReference* system, OGRwkbGeometryType type,
                         char** options) override {
    if (m_layer != nullptr) {
      CPLError(CE_Failure, CPLE_NotSupported, "SurveyTXT: a file has one layer of plots");
      return nullptr;
    }
    m_layer = makeWriteLayer({name, system, static_cast<int>(type), options});
    return layer();
  }

 private:
  OGRLayer* layer() { return m_layer == nullptr ? nullptr : &m_layer->asLayer(); }

  void writeFile() {
    m_written = true;
    const std::string text = m_layer->text(*this);
    VSILFILE* file = VSIFOpenL(m_path.c_str(), "wb");
    bool written = file != nullptr && VSIFWriteL(text.data(), 1, text.size(), file) == text.size();
    if (file != nullptr) written = VSIFCloseL(file) == 0 && written;
    if (!written) CPLError(CE_Failure, CPLE_FileIO, "SurveyTXT: %s cannot be written", m_path.c_str());
  }

  std::string m_path;
  std::unique_ptr<WriteLayer> m_layer;
  bool m_written = false;
};

GDALDataset* create(const char* path, int, int, int bands, GDALDataType, char**) {
  if (bands != 0) {
    CPLError(CE_Failure, CPLE_NotSupported, "SurveyTXT holds plots, no raster");
    return nullptr;
  }
  VSIStatBufL stat;
  if (VSIStatL(path, &stat) == 0) {
    CPLError(CE_Failure, CPLE_AppDefined, "SurveyTXT: %s exists already", path);
    return nullptr;
  }
  return new NewSurveyDataset(path);
}

void describe(GDALDriver& driver) {
  driver.SetDescription("SurveyTXT");
  driver.SetMetadataItem(GDAL_DMD_LONGNAME, "Survey corner points (界址点坐标文件)");
  driver.SetMetadataItem(GDAL_DMD_EXTENSION, "txt");
  driver.SetMetadataItem(GDAL_DMD_EXTENSIONS, "txt");
  driver.SetMetadataItem(GDAL_DCAP_VECTOR, "YES");
  driver.SetMetadataItem(GDAL_DCAP_VIRTUALIO, "YES");
  driver.SetMetadataItem(GDAL_DCAP_CREATE_LAYER, "YES");
  driver.SetMetadataItem(GDAL_DCAP_CREATE_FIELD, "YES");
  driver.SetMetadataItem(GDAL_DMD_CREATIONFIELDDATATYPES, "Integer Integer64 Real String Date DateTime");
  driver.SetMetadataItem(
      GDAL_DMD_OPENOPTIONLIST,
      "<OpenOptionList><Option name='ENCODING' type='string' description='of the text; decided on the bytes when it is "
      "not given'/></OpenOptionList>");
  driver.SetMetadataItem(
      GDAL_DS_LAYER_CREATIONOPTIONLIST,
      "<LayerCreationOptionList><Option name='ENCODING' type='string-select' default='UTF-8'><Value>UTF-8</Value>"
      "<Value>GBK</Value></Option><Option name='COORDINATE_PRECISION' type='int' description='decimals to round "
      "coordinates to; all digits when it is not given'/><Option name='LINEFORMAT' type='string-select' "
      "default='CRLF'><Value>CRLF</Value><Value>LF</Value></Option></LayerCreationOptionList>");
  driver.pfnIdentify = identify;
  driver.pfnOpen = open;
  driver.pfnCreate = create;
}

} // namespace
} // namespace survey_txt

// NOLINTNEXTLINE(readability-identifier-naming): GDAL makes the name from that of the file
extern "C" CPL_DLL void RegisterOGRSurveyTXT() {
  if (!GDAL_CHECK_VERSION("SurveyTXT")) return;
  if (GDALGetDriverByName("SurveyTXT") != nullptr) return;
  auto driver = std::make_unique<GDALDriver>();
  survey_txt::describe(*driver);
  GetGDALDriverManager()->RegisterDriver(driver.release());
}
