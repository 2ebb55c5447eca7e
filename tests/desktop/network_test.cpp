// Base maps of servers; and that nothing reaches one where nobody has allowed it.
#include "base/files.hpp"
#include "desktop/network_dialog.hpp"
#include "source/dataset.hpp"
#include "source/network.hpp"
#include "source/open.hpp"
#include "tile_server.hpp"
#include "window_fixture.hpp"

#include <QAction>
#include <QApplication>
#include <QBuffer>
#include <QComboBox>
#include <QImage>
#include <QLineEdit>
#include <QPushButton>
#include <QSettings>
#include <algorithm>
#include <array>

namespace ecoredline {
namespace {

namespace fs = std::filesystem;

std::string tile() {
  QImage image(256, 256, QImage::Format_ARGB32);
  image.fill(QColor(40, 160, 90));
  QByteArray bytes;
  QBuffer out(&bytes);
  image.save(&out, "PNG");
  return bytes.toStdString();
}

/// A service of one layer in the square of web maps, levels 0 to 12, its tiles at `address`.
std::string capabilities(const std::string& address) {
  std::string levels;
  for (int level = 0; level <= 12; ++level) {
    const std::string side = std::to_string(1 << level);
    levels += "<TileMatrix><ows:Identifier>" + std::to_string(level) + "</ows:Identifier><ScaleDenominator>" +
              std::to_string(559082264.0287178 / (1 << level)) +
              "</ScaleDenominator><TopLeftCorner>-20037508.342789 20037508.342789</TopLeftCorner>"
              "<TileWidth>256</TileWidth><TileHeight>256</TileHeight><MatrixWidth>" +
              side + "</MatrixWidth><MatrixHeight>" + side + "</MatrixHeight></TileMatrix>";
  }
  return "<?xml version=\"1.0\"?><Capabilities xmlns=\"http://www.opengis.net/wmts/1.0\" "
         "xmlns:ows=\"http://www.opengis.net/ows/1.1\" xmlns:xlink=\"http://www.w3.org/1999/xlink\" "
         "version=\"1.0.0\"><Contents><Layer><ows:Title>Roads</ows:Title><ows:Identifier>roads</ows:Identifier>"
         "<Style isDefault=\"true\"><ows:Identifier>default</ows:Identifier></Style><Format>image/png</Format>"
         "<TileMatrixSetLink><TileMatrixSet>web</TileMatrixSet></TileMatrixSetLink><ResourceURL format=\"image/png\" "
         "resourceType=\"tile\" template=\"" +
         address +
         "/tiles/{TileMatrix}/{TileRow}/{TileCol}.png\"/></Layer><TileMatrixSet><ows:Identifier>web</ows:Identifier>"
         "<ows:SupportedCRS>urn:ogc:def:crs:EPSG::3857</ows:SupportedCRS>" +
         levels + "</TileMatrixSet></Contents></Capabilities>";
}

std::string wmts_address; ///< of the server that capabilities() names

TileServer::Answer answer(const std::string& path) {
  static const std::string png = tile();
  if (path.starts_with("/wmts")) return {200, capabilities(wmts_address), "text/xml"};
  if (path.starts_with("/slow")) return {200, {}, {}, true};
  if (path.starts_with("/missing")) return {404, "no such tile", "text/plain"};
  if (path.starts_with("/odd")) return {200, "<html>sign in</html>", "text/html"};
  return {200, png};
}

class NetworkInWindow : public WindowTest {
 protected:
  void SetUp() override {
    WindowTest::SetUp();
    for (const char* proxy : {"http_proxy", "HTTP_PROXY", "all_proxy", "ALL_PROXY"}) qunsetenv(proxy);
    openSample();
    window().layers()->setAllVisible(false);
    ASSERT_TRUE(settled());
  }
  void TearDown() override {
    window().removeBaseMaps();
    window().allowNetwork(false);
    WindowTest::TearDown();
  }
  std::string write(const std::string& name, const std::string& text) {
    const fs::path file = fs::path(folder()) / name;
    EXPECT_TRUE(writeFileAtomically(file, text));
    return file.string();
  }
  bool quiet() {
    return wait([this] { return !window().network().isBusy() && window().canvas()->isSettled(); }, 90);
  }
  QColor middle() {
    const QImage image = window().canvas()->grab().toImage();
    return image.pixelColor(image.width() / 2, image.height() / 2);
  }
  TileServer server{answer};
};

std::string serviceXml(const std::string& address) {
  return "<GDAL_WMS><Service name=\"TMS\"><ServerUrl>" + address +
         "/${z}/${x}/${y}.png</ServerUrl></Service><DataWindow><UpperLeftX>-20037508.34</UpperLeftX><UpperLeftY>"
         "20037508.34</UpperLeftY><LowerRightX>20037508.34</LowerRightX><LowerRightY>-20037508.34</LowerRightY>"
         "<TileLevel>12</TileLevel><TileCountX>1</TileCountX><TileCountY>1</TileCountY><YOrigin>top</YOrigin>"
         "</DataWindow><Projection>EPSG:3857</Projection><BandsCount>3</BandsCount></GDAL_WMS>";
}

std::string vrtOf(const std::string& source) {
  return "<VRTDataset rasterXSize=\"256\" rasterYSize=\"256\"><SRS>EPSG:4490</SRS><GeoTransform>126,0.01,0,44,0,-0.01"
         "</GeoTransform><VRTRasterBand dataType=\"Byte\" band=\"1\"><SimpleSource><SourceFilename>" +
         source + "</SourceFilename><SourceBand>1</SourceBand></SimpleSource></VRTRasterBand></VRTDataset>";
}

TEST_F(NetworkInWindow, NothingReachesAServerThatNobodyAllowed) {
  EXPECT_FALSE(isNetworkAllowed());
  const std::string at = server.address();
  const std::vector<std::string> rasters{
      write("service.xml", serviceXml(at)),
      write("wmts.xml", "<GDAL_WMTS><GetCapabilitiesUrl>" + at + "/wmts</GetCapabilitiesUrl></GDAL_WMTS>"),
      write("curl.vrt", vrtOf("/vsicurl/" + at + "/a.tif")),
      write("curl_options.vrt", vrtOf("/vsicurl?url=" + at + "/a.tif")),
      write("stream.vrt", vrtOf("/vsicurl_streaming/" + at + "/a.png")),
      write("zip.vrt", vrtOf("/vsizip//vsicurl/" + at + "/a.zip/a.tif")),
      write("http.vrt", vrtOf(at + "/a.png")),
      write("dap.vrt", vrtOf("NETCDF:&quot;" + at + "/a.nc&quot;:v")),
      write("nested.vrt", vrtOf("WMTS:" + at + "/wmts")),
  };
  for (const std::string& file : rasters) {
    const RasterPlace place{window().workspace()->plane, window().workspace()->extent, 64, 64};
    const auto read = readRaster(file, place, silentFeedback());
    ASSERT_FALSE(read) << file;
    EXPECT_EQ(read.error().code, "network.not_allowed") << file << describe(read.error(), Language::en);
    EXPECT_EQ(server.requests(), 0) << file;
  }
  const auto vector = [&](const std::string& source) {
    return "<OGRVRTDataSource><OGRVRTLayer name=\"a\"><SrcDataSource>" + source +
           "</SrcDataSource><SrcLayer>a</SrcLayer></OGRVRTLayer></OGRVRTDataSource>";
  };
  for (const std::string& source : {at + "/a.geojson", "WFS:" + at + "/wfs", "OAPIF:" + at, "/vsicurl/" + at + "/a.shp",
                                    "CSW:" + at, std::string("PG:host=127.0.0.1 port=") + at.substr(at.rfind(':') + 1)})
    EXPECT_FALSE(openSource(write("vector.vrt", vector(source)), {}, {}, silentFeedback())) << source;
  window().addBaseMap(QString::fromStdString(rasters.front()));
  ASSERT_TRUE(wait([this] { return window().notice()->isShown(); }));
  EXPECT_NE(window().notice()->text().zh.find("没有允许"), std::string::npos) << window().notice()->text().zh;
  window().addNetworkMap({MapService::xyz, "t", at + "/{z}/{x}/{y}.png", {}, {}, 12});
  ASSERT_TRUE(quiet());
  EXPECT_EQ(server.requests(), 0) << "not one connection";
}

TEST_F(NetworkInWindow, TilesAreFetchedShownKeptAndAttributed) {
  window().allowNetwork(true);
  NetworkMap map{MapService::xyz, "测试底图", server.address() + "/{z}/{x}/{y}.png", {}, "© 测试瓦片", 12};
  window().addNetworkMap(map);
  ASSERT_TRUE(quiet());
  ASSERT_GT(server.requests(), 0);
  EXPECT_EQ(middle(), QColor(40, 160, 90)) << qPrintable(middle().name());
  EXPECT_EQ(window().canvas()->attribution(), QString("© 测试瓦片"));
  window().layers()->setKindVisible("admin_division", true);
  ASSERT_TRUE(quiet());
  keepPicture("desktop_network.png");
  const int asked = server.requests();
  window().canvas()->zoomBy(0.5);
  ASSERT_TRUE(quiet());
  window().canvas()->zoomBy(2);
  ASSERT_TRUE(quiet());
  const int before = server.requests();
  EXPECT_GE(before, asked);
  window().removeBaseMaps();
  ASSERT_TRUE(quiet());
  EXPECT_TRUE(window().canvas()->attribution().isEmpty());
  window().addNetworkMap(map);
  ASSERT_TRUE(quiet());
  EXPECT_EQ(server.requests(), before) << "they are in the cache";
  EXPECT_TRUE(fs::exists(cacheFolder() / "tiles"));
  window().allowNetwork(false);
  ASSERT_TRUE(quiet());
  EXPECT_NE(middle(), QColor(40, 160, 90)) << "shut again, nothing of it is shown";
  EXPECT_EQ(networkMapsFrom(QSettings().value("network/maps").toByteArray()), std::vector<NetworkMap>{map});
}

TEST_F(NetworkInWindow, AFaultOfAServerIsSaidPlainlyAndTheMapStaysUsable) {
  window().allowNetwork(true);
  for (const auto& [path, code, words] :
       {std::array{"/missing", "network.status", "HTTP 404"}, std::array{"/odd", "network.bad_answer", "no picture"},
        std::array{"/slow", "network.timeout", "within 8 s"}}) {
    window().removeBaseMaps();
    window().notice()->clear();
    window().addNetworkMap(
        {MapService::xyz, "Test", server.address() + path + "/{z}/{x}/{y}.png?key=secret", {}, {}, 9});
    ASSERT_TRUE(wait([this] { return window().notice()->isShown(); }, 90)) << path;
    const std::string& said = window().notice()->text().en;
    EXPECT_NE(said.find(code), std::string::npos) << said;
    EXPECT_NE(said.find(words), std::string::npos) << said;
    EXPECT_NE(said.find("127.0.0.1"), std::string::npos) << "where: " << said;
    for (const char* jargon : {"GDAL", "block", "IReadBlock", "cache", "secret"})
      EXPECT_EQ(said.find(jargon), std::string::npos) << said;
    window().canvas()->zoomBy(0.9);
    ASSERT_TRUE(settled()) << "the map does not wait for a server";
  }
  window().setLanguage(Language::en);
  keepPicture("desktop_network_fault_en.png");
  window().removeBaseMaps();
  window().notice()->clear();
  int port = 0;
  {
    const TileServer gone(answer);
    port = std::stoi(gone.address().substr(gone.address().rfind(':') + 1));
  }
  window().addNetworkMap({MapService::wms, "", "http://127.0.0.1:" + std::to_string(port) + "/wms", "a", {}, 18});
  ASSERT_TRUE(wait([this] { return window().notice()->isShown(); }, 90));
  EXPECT_NE(window().notice()->text().en.find("network.unreachable"), std::string::npos)
      << window().notice()->text().en;
}

TEST_F(NetworkInWindow, AFaultIsSaidOnceNotAtEveryRedraw) {
  int said = 0;
  QObject::connect(&window().network(), &NetworkMaps::failed, &window(), [&said] { ++said; });
  const auto pan = [this] {
    for (const double factor : {0.8, 1.3, 0.9}) {
      window().canvas()->zoomBy(factor);
      ASSERT_TRUE(quiet());
    }
  };
  const std::string refused = write("refused.xml", serviceXml(server.address()));
  window().addBaseMap(QString::fromStdString(refused));
  ASSERT_TRUE(wait([this] { return window().notice()->isShown(); }));
  const int lines = window().log()->lines();
  window().notice()->clear();
  pan();
  EXPECT_FALSE(window().notice()->isShown());
  EXPECT_EQ(window().log()->lines(), lines);
  window().removeBaseMaps();
  ASSERT_TRUE(quiet());
  window().addBaseMap(QString::fromStdString(refused));
  EXPECT_TRUE(wait([this] { return window().notice()->isShown(); })) << "added anew, it is said anew";
  window().removeBaseMaps();
  window().allowNetwork(true);
  window().addNetworkMap({MapService::xyz, "Test", server.address() + "/missing/{z}/{x}/{y}.png", {}, {}, 9});
  ASSERT_TRUE(wait([&] { return said == 1; }, 90));
  ASSERT_TRUE(quiet());
  pan();
  EXPECT_EQ(said, 1);
  window().notice()->choose(0); // try again
  EXPECT_TRUE(wait([&] { return said == 2; }, 90)) << "who asks is told";
}

TEST_F(NetworkInWindow, AWmtsIsReadByItsCapabilities) {
  wmts_address = server.address();
  window().allowNetwork(true);
  window().addNetworkMap(
      {MapService::wmts, "道路", server.address() + "/wmts?REQUEST=GetCapabilities", "roads", {}, 18});
  ASSERT_TRUE(quiet());
  EXPECT_FALSE(window().notice()->isShown()) << window().notice()->text().en;
  EXPECT_GT(server.requests(), 1) << "the capabilities, and tiles";
  EXPECT_EQ(middle(), QColor(40, 160, 90)) << qPrintable(middle().name());
  window().removeBaseMaps();
  window().addNetworkMap({MapService::wmts, "", server.address() + "/wmts?REQUEST=GetCapabilities", "rivers", {}, 18});
  ASSERT_TRUE(wait([this] { return window().notice()->isShown(); }, 90)) << "no such layer";
  EXPECT_NE(window().notice()->text().en.find("network.bad_answer"), std::string::npos) << window().notice()->text().en;
}

TEST_F(NetworkInWindow, ItsOpacityIsChosenAndFoundAgain) {
  window().allowNetwork(true);
  window().addNetworkMap({MapService::xyz, "t", server.address() + "/o/{z}/{x}/{y}.png", {}, {}, 12});
  ASSERT_TRUE(quiet());
  const auto choose = [this](const QString& text) {
    for (QAction* action : window().findChildren<QAction*>())
      if (action->text() == text) return action->trigger();
    FAIL() << qPrintable(text);
  };
  choose("50 %");
  ASSERT_TRUE(quiet());
  EXPECT_NEAR(middle().red(), (40 + 255) / 2, 2) << "half of it, on white paper";
  EXPECT_NEAR(middle().blue(), (90 + 255) / 2, 2);
  EXPECT_DOUBLE_EQ(MainWindow(Language::en).canvas()->baseOpacity(), 0.5) << "the next window has it";
  choose("100 %");
  ASSERT_TRUE(quiet());
  EXPECT_EQ(middle(), QColor(40, 160, 90));
}

TEST_F(NetworkInWindow, AChoiceThatWasMadeIsGoneAtOnce) {
  window().notice()->tell(Verdict::fail, {"甲", "a"}, {{{"一", "one"}, {}}, {{"二", "two"}, {}}});
  window().notice()->tell(Verdict::fail, {"乙", "b"}, {{{"三", "three"}, {}}});
  int seen = 0;
  for (const QPushButton* button : window().notice()->findChildren<QPushButton*>())
    if (!button->isHidden()) ++seen;
  EXPECT_EQ(seen, 1) << "before the event loop turns";
}

TEST_F(NetworkInWindow, ARasterThatCannotBeReadIsNoWordOnTheTerminal) {
  const std::string file = write("odd.tif", "this is no raster");
  ::testing::internal::CaptureStderr();
  const RasterPlace place{window().workspace()->plane, window().workspace()->extent, 64, 64};
  const auto read = readRaster(file, place, silentFeedback());
  const auto extent = rasterExtent(file, window().workspace()->plane);
  EXPECT_EQ(::testing::internal::GetCapturedStderr(), "");
  ASSERT_FALSE(read);
  EXPECT_EQ(read.error().code, "input.not_recognised");
  EXPECT_FALSE(extent);
}

TEST_F(NetworkInWindow, TheDialogAsksForAnAddressAndTheNoticeForLeave) {
  NetworkDialog dialog(Language::zh);
  EXPECT_FALSE(dialog.layer()->isEnabled());
  dialog.service()->setCurrentIndex(dialog.service()->findText("WMS"));
  EXPECT_TRUE(dialog.layer()->isEnabled());
  dialog.url()->setText(QString::fromStdString(server.address() + "/wms"));
  dialog.layer()->setText("roads");
  dialog.attribution()->setText("甲");
  dialog.show();
  keepPicture("desktop_network_dialog.png", dialog);
  const NetworkMap map = dialog.map();
  EXPECT_EQ(map.service, MapService::wms);
  EXPECT_EQ(map.layer, "roads");
  EXPECT_EQ(networkMapsFrom(toJson({map})), std::vector<NetworkMap>{map});
  window().addNetworkMap(map);
  ASSERT_TRUE(window().notice()->isShown());
  ASSERT_TRUE(quiet());
  EXPECT_EQ(server.requests(), 0);
  window().notice()->choose(0); // allow it
  EXPECT_TRUE(isNetworkAllowed());
  ASSERT_TRUE(quiet());
  EXPECT_GT(server.requests(), 0);
  EXPECT_EQ(middle(), QColor(40, 160, 90));
  window().addNetworkMap({MapService::xyz, "", "ftp://x/{z}", {}, {}, 3});
  ASSERT_TRUE(wait([this] { return window().notice()->isShown(); }));
  EXPECT_NE(window().notice()->text().en.find("network.bad_address"), std::string::npos);
}

} // namespace
} // namespace ecoredline
