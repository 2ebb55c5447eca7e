// Base maps: files of this machine, and of servers where the network is allowed.
#include "base/files.hpp"
#include "desktop/main_window.hpp"
#include "desktop/network_dialog.hpp"
#include "desktop/words.hpp"
#include "source/network.hpp"

#include <QActionGroup>
#include <QMenu>
#include <QSettings>
#include <algorithm>
#include <string>

namespace ecoredline {

namespace {

constexpr const char* kAllowedKey = "network/allowed";
constexpr const char* kMapsKey = "network/maps";
constexpr const char* kOpacityKey = "base_maps/opacity";

/// A file that may name a server: read where a server keeps nobody waiting.
bool mayNameServer(const std::filesystem::path& file) {
  return file.extension() == ".vrt" || file.extension() == ".xml";
}

} // namespace

void MainWindow::buildBaseMapMenu(QMenu* menu) {
  m_need_workspace.push_back(addAction(menu, {"添加底图(&B)…", "Add a &base map…"}, {}, [this] {
    const QString path =
        m_choosers.file(this, say("底图文件", "Base map"), "*.gpkg *.mbtiles *.tif *.tiff *.vrt *.xml");
    if (!path.isEmpty()) addBaseMap(path);
  }));
  m_need_workspace.push_back(addAction(menu, {"添加联网底图(&S)…", "Add a base map of a &server…"}, {}, [this] {
    auto* dialog = new NetworkDialog(m_language, this);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    connect(dialog, &NetworkDialog::mapWanted, this, &MainWindow::addNetworkMap);
    dialog->open();
  }));
  buildOpacityMenu(menu);
  addAction(menu, {"去掉底图(&R)", "&Remove base maps"}, {}, [this] { removeBaseMaps(); });
  m_network_action = addAction(menu, {"允许联网底图(&N)", "Allow base maps of the &network"}, {}, [] {});
  m_network_action->setCheckable(true);
  connect(m_network_action, &QAction::toggled, this, &MainWindow::allowNetwork);
}

/// A paper that is too loud makes zones hard to read: all base maps at once, of files and of servers.
void MainWindow::buildOpacityMenu(QMenu* menu) {
  QMenu* steps = menu->addMenu(QString());
  m_menus.emplace_back(steps, Text{"底图不透明度(&O)", "&Opacity of base maps"});
  auto* group = new QActionGroup(this);
  const int kept = std::clamp(QSettings().value(kOpacityKey, 100).toInt(), 25, 100);
  for (const int percent : {100, 75, 50, 25}) {
    const std::string words = std::to_string(percent) + " %";
    QAction* step = addAction(steps, {words, words}, {}, [this, percent] { setBaseOpacity(percent); });
    step->setCheckable(true);
    step->setChecked(percent == kept);
    group->addAction(step);
  }
  m_canvas->setBaseOpacity(kept / 100.0);
}

void MainWindow::setBaseOpacity(int percent) {
  QSettings().setValue(kOpacityKey, percent);
  m_canvas->setBaseOpacity(percent / 100.0);
}

/// What the last session had; the network stays shut where nobody has opened it.
void MainWindow::connectNetwork() {
  connect(m_canvas, &MapCanvas::viewAsked, this, [this](const MapView& view) {
    if (m_workspace != nullptr) m_network.look(view, m_workspace->plane);
  });
  connect(&m_network, &NetworkMaps::arrived, m_canvas, &MapCanvas::setBackdrop);
  connect(&m_network, &NetworkMaps::failed, this, [this](const Error& error) {
    m_log->add(error);
    showFault(error, [this] { m_network.again(); });
  });
  const QSettings settings;
  m_network_maps = networkMapsFrom(settings.value(kMapsKey).toByteArray());
  m_network_action->setChecked(settings.value(kAllowedKey, false).toBool());
}

void MainWindow::allowNetwork(bool allowed) {
  ecoredline::allowNetwork(allowed);
  QSettings().setValue(kAllowedKey, allowed);
  m_network_action->setChecked(allowed);
  showNetworkMaps();
}

/// Kept while the network is shut, shown when it is not.
void MainWindow::showNetworkMaps() {
  std::vector<NetworkMap> maps;
  if (isNetworkAllowed()) maps = m_network_maps;
  QStringList words;
  for (const NetworkMap& map : maps)
    if (!map.attribution.empty()) words << inQt(map.attribution);
  words.removeDuplicates();
  m_canvas->setAttribution(words.join(QStringLiteral(" · ")));
  m_network.setMaps(std::move(maps));
}

void MainWindow::addNetworkMap(const NetworkMap& map) {
  std::erase_if(m_network_maps,
                [&](const NetworkMap& other) { return other.url == map.url && other.layer == map.layer; });
  m_network_maps.push_back(map);
  keepNetworkMaps();
  if (isNetworkAllowed()) {
    showNetworkMaps();
    return;
  }
  m_notice->tell(Verdict::conditional,
                 {"底图在服务器上，而联网没有允许。允许之后，本程序才会向它的地址请求瓦片；其余数据从不发出。",
                  "The base map lies on a server, and the network is not allowed. Once it is, tiles are asked for at "
                  "that address; no other data ever leaves."},
                 {{{"允许联网", "Allow it"}, [this] { allowNetwork(true); }}, {{"不允许", "Not now"}, {}}});
}

void MainWindow::keepNetworkMaps() const {
  std::vector<NetworkMap> kept;
  std::ranges::copy_if(m_network_maps, std::back_inserter(kept),
                       [](const NetworkMap& map) { return map.service != MapService::file; });
  QSettings().setValue(kMapsKey, toJson(kept));
}

void MainWindow::addBaseMap(const QString& path) {
  if (m_workspace == nullptr) return;
  const auto file = pathFromUtf8(path.toStdString());
  if (mayNameServer(file) && isNetworkAllowed()) {
    addNetworkMap({MapService::file, toUtf8(file.filename()), toUtf8(file), {}, {}, 18});
    return;
  }
  const BaseMapUse use{file, 1};
  std::erase_if(m_base_maps, [&](const BaseMapUse& other) { return other.file == use.file; });
  m_base_maps.push_back(use);
  m_canvas->setBaseMaps(m_base_maps);
}

void MainWindow::removeBaseMaps() {
  m_base_maps.clear();
  m_canvas->setBaseMaps({});
  m_network_maps.clear();
  keepNetworkMaps();
  showNetworkMaps();
}

} // namespace ecoredline
