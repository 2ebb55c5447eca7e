#pragma once

#include "base/text.hpp"

#include <QDialog>
#include <filesystem>
#include <string>

class QDialogButtonBox;
class QLabel;
class QLineEdit;

namespace ecoredline {

/// Asks for a name and a folder of a person's own sheet, and says at once what is wrong with them.
class OwnSheetDialog : public QDialog {
  Q_OBJECT

 public:
  OwnSheetDialog(Language language, const QString& name, const QString& folder, QWidget* parent = nullptr);

  std::string name() const;
  /// The folder that `ecoredline map --styles` is given.
  std::filesystem::path styles() const;
  QLineEdit* nameLine() const { return m_name; }
  QLineEdit* folderLine() const { return m_folder; }
  QLabel* remark() const { return m_remark; }
  bool canSave() const;

 private:
  void check();
  QString say(const char* zh, const char* en) const { return m_language == Language::zh ? zh : en; }

  Language m_language;
  QLineEdit* m_name;
  QLineEdit* m_folder;
  QLabel* m_remark;
  QDialogButtonBox* m_buttons;
};

} // namespace ecoredline
