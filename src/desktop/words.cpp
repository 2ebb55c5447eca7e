#include "desktop/words.hpp"

#include <QCoreApplication>
#include <QLibraryInfo>
#include <QLocale>
#include <QTranslator>
#include <memory>

namespace ecoredline {

QString inQt(const Text& text, Language language) {
  return QString::fromStdString(text.in(language));
}

Language systemLanguage() {
  return QLocale::system().language() == QLocale::English ? Language::en : Language::zh;
}

void loadQtWords(Language language) {
  static QTranslator* installed = nullptr;
  if (installed != nullptr) {
    QCoreApplication::removeTranslator(installed);
    delete installed;
    installed = nullptr;
  }
  if (language == Language::en) return;
  auto words = std::make_unique<QTranslator>();
  if (!words->load("qtbase_zh_CN", QLibraryInfo::path(QLibraryInfo::TranslationsPath))) return;
  words->setParent(QCoreApplication::instance());
  installed = words.release();
  QCoreApplication::installTranslator(installed);
}

} // namespace ecoredline
