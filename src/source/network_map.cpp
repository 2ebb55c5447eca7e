#include "source/network_map.hpp"

#include "base/files.hpp"
#include "base/text.hpp"
#include "source/dataset.hpp"
#include "source/network.hpp"
#include "source/raster_warp.hpp"

#include <cpl_conv.h>
#include <cpl_error.h>
#include <fmt/format.h>
#include <gdal_priv.h>

#include <array>
#include <cstdlib>
#include <utility>

namespace ecoredline {

namespace {

constexpr double kWorld = 20037508.342789244; // m: half the side of the square that web maps show

std::string escaped(const std::string& text) {
  char* made = CPLEscapeString(text.c_str(), -1, CPLES_XML);
  std::string result = made;
  CPLFree(made);
  return result;
}

std::string replaced(std::string text, const std::string& what, const std::string& by) {
  for (auto at = text.find(what); at != std::string::npos; at = text.find(what, at + by.size()))
    text.replace(at, what.size(), by);
  return text;
}

/// Elements that all services have: where tiles are kept, how long is waited, and that a fault is a fault: without
/// this GDAL paints a tile that was not found as an empty one.
std::string common(const std::filesystem::path& cache, const std::string& blank_codes) {
  return fmt::format("<Cache><Path>{}</Path></Cache><Timeout>{}</Timeout><MaxConnections>8</MaxConnections>"
                     "<ZeroBlockHttpCodes>204{}</ZeroBlockHttpCodes>"
                     "<ZeroBlockOnServerException>false</ZeroBlockOnServerException>",
                     escaped(toUtf8(cache)), kMapTimeout, blank_codes);
}

std::string webWindow(const std::string& rest) {
  return fmt::format(
      "<DataWindow><UpperLeftX>{0}</UpperLeftX><UpperLeftY>{1}</UpperLeftY><LowerRightX>{1}</LowerRightX>"
      "<LowerRightY>{0}</LowerRightY>{2}</DataWindow><Projection>EPSG:3857</Projection>"
      "<BlockSizeX>256</BlockSizeX><BlockSizeY>256</BlockSizeY><BandsCount>4</BandsCount>",
      -kWorld, kWorld, rest);
}

std::string xmlOf(const NetworkMap& map, const std::string& common) {
  switch (map.service) {
  case MapService::xyz: {
    const bool from_below = map.url.find("{-y}") != std::string::npos;
    std::string url = replaced(replaced(map.url, "{-y}", "${y}"), "{s}", "a");
    for (const char* part : {"x", "y", "z"})
      if (url.find(fmt::format("${{{}}}", part)) == std::string::npos)
        url = replaced(url, fmt::format("{{{}}}", part), fmt::format("${{{}}}", part));
    return fmt::format(
        "<GDAL_WMS><Service name=\"TMS\"><ServerUrl>{}</ServerUrl></Service>{}{}</GDAL_WMS>", escaped(url),
        webWindow(fmt::format("<TileLevel>{}</TileLevel><TileCountX>1</TileCountX><TileCountY>1</TileCountY>"
                              "<YOrigin>{}</YOrigin>",
                              map.deepest, from_below ? "bottom" : "top")),
        common);
  }
  case MapService::wms: {
    const std::string url = map.url + (map.url.find('?') == std::string::npos ? "?" : "");
    return fmt::format(
        "<GDAL_WMS><Service name=\"WMS\"><Version>1.1.1</Version><ServerUrl>{}</ServerUrl>"
        "<Layers>{}</Layers><Styles></Styles><SRS>EPSG:3857</SRS><ImageFormat>image/png</ImageFormat>"
        "<Transparent>TRUE</Transparent></Service>{}{}</GDAL_WMS>",
        escaped(url), escaped(map.layer),
        webWindow(fmt::format("<SizeX>{0}</SizeX><SizeY>{0}</SizeY><OverviewCount>17</OverviewCount>", 256LL << 18)),
        common);
  }
  case MapService::wmts:
    return fmt::format("<GDAL_WMTS><GetCapabilitiesUrl>{}</GetCapabilitiesUrl>{}{}</GDAL_WMTS>", escaped(map.url),
                       map.layer.empty() ? "" : "<Layer>" + escaped(map.layer) + "</Layer>", common);
  case MapService::file:
    break;
  }
  return map.url;
}

/// Without what is behind '?': keys stand there.
std::string shownAddress(const NetworkMap& map) {
  return map.title.empty() ? map.url.substr(0, map.url.find('?'))
                           : map.title + " (" + map.url.substr(0, map.url.find('?')) + ")";
}

Error badAddress(const NetworkMap& map) {
  return {ErrorKind::usage,
          "network.bad_address",
          {"这不是地图服务的地址", "This is no address of a map service"},
          shownAddress(map),
          {"地址以 http:// 或 https:// 开头；XYZ 须含 {z}、{x}、{y}，WMS 须填图层名",
           "it begins with http:// or https://; XYZ holds {z}, {x} and {y}, WMS needs a layer's name"}};
}

bool isAddress(const NetworkMap& map) {
  if (map.service == MapService::file) return !map.url.empty();
  if (!map.url.starts_with("http://") && !map.url.starts_with("https://")) return false;
  const auto has = [&](const char* part) { return map.url.find(part) != std::string::npos; };
  if (map.service == MapService::xyz) return has("{z}") && has("{x}") && (has("{y}") || has("{-y}"));
  return map.service != MapService::wms || !map.layer.empty();
}

/// The code of an HTTP answer in what GDAL said; 0 for none.
int statusIn(const std::string& message) {
  for (const char* lead : {"HTTP status code: ", "HTTP error code : "}) {
    const auto at = message.find(lead);
    if (at != std::string::npos) return std::atoi(message.c_str() + at + std::string_view(lead).size());
  }
  return 0;
}

Error statusError(const NetworkMap& map, int status) {
  Text advice{"稍后再试，或问服务的管理者", "try again later, or ask who runs the service"};
  if (status == 401 || status == 403)
    advice = {"检查地址里的密钥（key、tk）与服务的使用许可", "check the key in the address, and that you may use it"};
  if (status == 404)
    advice = {"检查地址与图层名；也可能是此处、此级别没有瓦片",
              "check the address and the layer; there may be no tiles "
              "here, or none at this scale"};
  return {ErrorKind::input,
          "network.status",
          {fmt::format("地图服务没有给出底图（HTTP {}）", status),
           fmt::format("The map service gave no picture (HTTP {})", status)},
          shownAddress(map),
          advice};
}

/// What a person can do with what GDAL said.
Error faultOf(const NetworkMap& map, const std::string& message) {
  const std::string said = lowered(message);
  const auto says = [&](const char* words) { return said.find(words) != std::string::npos; };
  if (const int status = statusIn(message); status >= 400) return statusError(map, status);
  if (says("timed out") || says("timeout"))
    return {ErrorKind::input,
            "network.timeout",
            {fmt::format("地图服务在 {} 秒内没有回答", kMapTimeout),
             fmt::format("The map service did not answer within {} s", kMapTimeout)},
            shownAddress(map),
            {"检查网络后再试；其余图层照常可用", "check the network and try again; all other layers work as before"}};
  if (says("connect") || says("resolve") || says("refused") || says("unreachable"))
    return {ErrorKind::input,
            "network.unreachable",
            {"连不上地图服务", "The map service cannot be reached"},
            shownAddress(map),
            {"检查地址与网络（代理、内网）；其余图层照常可用",
             "check the address and the network (proxy, intranet); all other layers work as before"}};
  return {ErrorKind::input,
          "network.bad_answer",
          {"地图服务的回答不是底图", "What the map service answered is no picture"},
          shownAddress(map),
          {"检查服务类型、地址与图层名", "check the kind of service, the address and the layer"}};
}

struct Attempt {
  std::optional<RasterView> view;
  std::string message; ///< of GDAL, where there is no view
};

/// Everything that GDAL says in this thread: what tells of the server is seldom the first.
class Messages {
 public:
  Messages() { CPLPushErrorHandlerEx(take, this); }
  ~Messages() { CPLPopErrorHandler(); }
  Messages(const Messages&) = delete;
  Messages& operator=(const Messages&) = delete;
  const std::string& failures() const { return m_failures; }

 private:
  static void take(CPLErr kind, CPLErrorNum, const char* message) {
    auto& own = *static_cast<Messages*>(CPLGetErrorHandlerUserData());
    if (kind >= CE_Failure && own.m_failures.size() < kMostKept) own.m_failures += std::string(message) + "\n";
  }
  static constexpr std::size_t kMostKept = 16384;
  std::string m_failures;
};

/// The whole world as one pixel: one tile. A server that is silent is found out once, not tile by tile.
void probe(GDALDataset& raster) {
  std::array<std::uint8_t, 4> pixel{};
  const CPLErr done = raster.RasterIO(GF_Read, 0, 0, raster.GetRasterXSize(), raster.GetRasterYSize(), pixel.data(), 1,
                                      1, GDT_Byte, 1, nullptr, 0, 0, 0, nullptr);
  static_cast<void>(done); // what went wrong is among the messages
}

bool isSilence(const std::string& message) {
  return statusIn(message) < 100 && !message.empty();
}

Result<Attempt> attempt(const std::string& source, const RasterPlace& place, Feedback& feedback) {
  const Messages messages;
  const DatasetPtr raster(GDALDataset::Open(source.c_str(), GDAL_OF_RASTER | GDAL_OF_READONLY | GDAL_OF_VERBOSE_ERROR));
  // GDAL repeats what it was asked to open, where <Timeout> and the address stand: no words of the server.
  if (raster == nullptr) return Attempt{std::nullopt, replaced(messages.failures(), source, {})};
  probe(*raster);
  if (isSilence(messages.failures())) return Attempt{std::nullopt, messages.failures()};
  const std::size_t before = messages.failures().size(); // that the whole world has no tile does not matter
  auto view = warpedView(*raster, place, feedback);
  if (!view) return fail(view.error());
  if (messages.failures().size() > before) view->reset(); // tiles that did not come are no white ground
  return Attempt{std::move(*view), messages.failures()};
}

} // namespace

Result<NetworkView> readNetworkMap(const NetworkMap& map, const RasterPlace& place, const std::filesystem::path& cache,
                                   Feedback& feedback) {
  registerDrivers();
  if (!isAddress(map)) return fail(badAddress(map));
  if (!isNetworkAllowed()) return fail(networkRefused(shownAddress(map)));
  const std::string timeout = std::to_string(kMapTimeout);
  const CPLConfigOptionSetter limit("GDAL_HTTP_TIMEOUT", timeout.c_str(), false);
  const CPLConfigOptionSetter connecting("GDAL_HTTP_CONNECTTIMEOUT", timeout.c_str(), false);
  auto tried = attempt(xmlOf(map, common(cache, "")), place, feedback);
  if (!tried) return fail(tried.error());
  if (tried->view) return NetworkView{std::move(*tried->view), std::nullopt};
  const Error fault = faultOf(map, tried->message);
  if (fault.code != "network.status" || map.service == MapService::file) return fail(fault);
  const auto blank = fmt::format(",{}", statusIn(tried->message)); // what came is shown, what did not is told
  auto rest = attempt(xmlOf(map, common(cache, blank)), place, feedback);
  if (!rest) return fail(rest.error());
  if (!rest->view) return fail(fault);
  return NetworkView{std::move(*rest->view), fault};
}

} // namespace ecoredline
