#include "base/files.hpp"
#include "desktop/look.hpp"
#include "desktop/main_window.hpp"
#include "desktop/words.hpp"

#include <QApplication>
#include <QCommandLineParser>
#include <QSettings>

namespace {

/// Options are words of the command line's own, so that both programs read alike.
int runDesktop(QApplication& application) {
  using namespace ecoredline;
  QApplication::setApplicationName("ecoredline-desktop");
  QApplication::setOrganizationName("ecoredline");
  QApplication::setApplicationVersion(ECOREDLINE_VERSION);
  QCommandLineParser parser;
  parser.setApplicationDescription("EcoRedline: screening against protective zones, in a window");
  parser.addHelpOption();
  parser.addVersionOption();
  const QCommandLineOption lang("lang", "language of the window: zh or en (default: the system's)", "LANG");
  parser.addOption(lang);
  parser.addPositionalArgument("FILE", "a workspace to open, then files of project sites to screen", "[WS] [SITES]");
  parser.process(application);
  const QString word = parser.value(lang);
  if (parser.isSet(lang) && word != "zh" && word != "en") {
    qCritical("--lang: zh or en");
    return exitStatus(ErrorKind::usage);
  }
  const Language language = !parser.isSet(lang) ? systemLanguage() : word == "en" ? Language::en : Language::zh;
  MainWindow window(language);
  const QSettings settings;
  window.restoreGeometry(settings.value("window/geometry").toByteArray());
  window.restoreState(settings.value("window/state").toByteArray());
  const QStringList files = parser.positionalArguments();
  if (files.size() > 1)
    QObject::connect(
        &window, &MainWindow::workspaceShown, &window, [&window, sites = files[1]] { window.previewSites(sites); },
        Qt::SingleShotConnection);
  window.show();
  const auto sessions = SessionKeeper::userFolder();
  if (!sessions.empty()) window.keepSession(sessions);
  if (!files.isEmpty()) window.openFile(files[0]);
  return QApplication::exec();
}

} // namespace

int main(int argc, char** argv) {
  QApplication application(argc, argv);
  QApplication::setStyle(ecoredline::visibleStyle());
  return runDesktop(application);
}
