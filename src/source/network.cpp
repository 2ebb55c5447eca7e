#include "source/network.hpp"

#include "source/dataset.hpp"

#include <cpl_conv.h>
#include <cpl_http.h>
#include <cpl_string.h>
#include <cpl_vsi_virtual.h>
#include <gdal_priv.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <map>
#include <mutex>
#include <string_view>
#include <vector>

namespace ecoredline {

namespace {

/// Services and databases; netCDF, for libnetcdf fetches DAP addresses with a client of its own.
constexpr std::array kDrivers{
    "HTTP",  "WMS",        "WMTS",          "WCS",   "WFS",  "OAPIF",        "OGCAPI",     "CSW",    "EEDA",
    "EEDAI", "PLMOSAIC",   "PLSCENES",      "DAAS",  "NGW",  "Carto",        "AmigoCloud", "STACTA", "STACIT",
    "GMLAS", "PostgreSQL", "PostGISRaster", "MySQL", "ODBC", "MSSQLSpatial", "MongoDBv3",  "netCDF", "Elasticsearch"};

/// File systems that stay on this machine. All others are refused, known today or not.
constexpr std::array kOwnSystems{"/vsimem/",   "/vsizip/",     "/vsigzip/",
                                 "/vsitar/",   "/vsisubfile/", "/vsistdin/",
                                 "/vsistdin?", "/vsistdout/",  "/vsistdout_redirect/",
                                 "/vsicrypt/", "/vsisparse/",  "/vsicached?",
                                 "/vsi7z/",    "/vsirar/"};

std::mutex g_mutex;
std::atomic<bool> g_allowed = false;
std::atomic<std::uint64_t> g_refusals = 0;

/// A file system that opens nothing.
class Refusing final : public VSIFilesystemHandler {
 public:
  using VSIFilesystemHandler::Open;
  VSIVirtualHandle* Open(const char* name, const char*, bool, CSLConstList) override {
    ++g_refusals;
    CPLError(CE_Failure, CPLE_OpenFailed, "%s: the network is not allowed", name);
    return nullptr;
  }
  int Stat(const char*, VSIStatBufL*, int) override {
    ++g_refusals;
    return -1;
  }
};

// NOLINTNEXTLINE(readability-function-size): the parameters are those of GDAL's callback
CPLHTTPResult* refuse(const char* url, CSLConstList, GDALProgressFunc, void*, CPLHTTPFetchWriteFunc, void*, void*) {
  ++g_refusals;
  CPLError(CE_Failure, CPLE_OpenFailed, "%s: the network is not allowed", url);
  auto* result = static_cast<CPLHTTPResult*>(CPLCalloc(1, sizeof(CPLHTTPResult)));
  result->nStatus = 1;
  result->pszErrBuf = CPLStrdup("the network is not allowed");
  return result;
}

/// What is put aside while the network is shut.
struct Aside {
  std::map<std::string, VSIFilesystemHandler*> systems;
  std::vector<GDALDriver*> drivers;
  std::string skipped; ///< GDAL_SKIP as the user has it
  bool is_shut = false;
};

Aside& aside() {
  static Aside& put = *new Aside; // as long as the process: what is put aside would be lost with it
  return put;
}

/// Other parts of the process call GDALAllRegister too, which brings back what GDAL_SKIP does not name; of a driver
/// that this GDAL has not it would complain.
void skipDrivers(Aside& put) {
  put.skipped = CPLGetConfigOption("GDAL_SKIP", "");
  std::string all = put.skipped;
  const char separator = all.find(',') == std::string::npos ? ' ' : ',';
  for (const char* name : kDrivers) {
    auto* driver = GDALDriver::FromHandle(GDALGetDriverByName(name));
    if (driver == nullptr) continue;
    GDALDeregisterDriver(driver); // not destroyed: something of it may be open
    put.drivers.push_back(driver);
    all += (all.empty() ? "" : std::string(1, separator)) + name;
  }
  CPLSetConfigOption("GDAL_SKIP", all.c_str());
}

void shut() {
  Aside& put = aside();
  if (put.is_shut) return;
  put.is_shut = true;
  skipDrivers(put);
  static auto* const refusing = new Refusing; // GDAL destroys its handlers when it ends
  const CPLStringList prefixes(VSIGetFileSystemsPrefixes());
  for (int i = 0; i < prefixes.size(); ++i) {
    const std::string_view prefix = prefixes[i];
    if (prefix.empty() || std::ranges::count(kOwnSystems, prefix) > 0) continue;
    // "/vsicurl/" has a second form, "/vsicurl?url=…", that GDAL does not list.
    for (const std::string& form : {std::string(prefix), std::string(prefix.substr(0, prefix.size() - 1)) + "?"}) {
      if (put.systems.contains(form)) continue;
      put.systems[form] = VSIFileManager::GetHandler(form.c_str());
      VSIFileManager::InstallHandler(form, refusing);
    }
  }
  CPLHTTPSetFetchCallback(refuse, nullptr);
}

void open() {
  Aside& put = aside();
  if (!put.is_shut) return;
  put.is_shut = false;
  CPLHTTPSetFetchCallback(nullptr, nullptr);
  for (const auto& [prefix, handler] : put.systems) VSIFileManager::InstallHandler(prefix, handler);
  put.systems.clear();
  CPLSetConfigOption("GDAL_SKIP", put.skipped.empty() ? nullptr : put.skipped.c_str());
  for (GDALDriver* driver : put.drivers) GDALRegisterDriver(driver);
  put.drivers.clear();
}

} // namespace

void allowNetwork(bool allowed) {
  registerDrivers();
  const std::scoped_lock lock(g_mutex);
  g_allowed = allowed;
  if (allowed)
    open();
  else
    shut();
}

bool isNetworkAllowed() {
  return g_allowed;
}

void shutNetworkAtFirst() {
  const std::scoped_lock lock(g_mutex);
  if (!g_allowed) shut();
}

std::uint64_t networkRefusals() {
  return g_refusals;
}

Error networkRefused(const std::string& where) {
  return {ErrorKind::input,
          "network.not_allowed",
          {"它要从网络读取，而网络没有允许", "It wants to read from the network, which is not allowed"},
          where,
          {"在窗口的“数据”菜单里允许联网，或改用本机文件",
           "allow the network in the window's menu Data, or use a file of this machine"}};
}

} // namespace ecoredline
