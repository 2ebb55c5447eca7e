#pragma once

#include "base/text.hpp"

#include <QString>

namespace ecoredline {

// The window speaks in the house's own Texts, both languages side by side in the source, so that a sentence of the core
// and a sentence of the window are changed by one and the same act: Action > Language.

/// A Text in Qt's string.
QString inQt(const Text& text, Language language);
inline QString inQt(const std::string& utf8) {
  return QString::fromStdString(utf8);
}

/// English where the system's language is English, else Chinese.
Language systemLanguage();

/// Loads Qt's own words (buttons of its dialogs) for a language; without the file they stay English.
void loadQtWords(Language language);

} // namespace ecoredline
