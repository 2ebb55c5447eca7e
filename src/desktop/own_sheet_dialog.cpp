#include "desktop/own_sheet_dialog.hpp"

#include "app/own_sheet.hpp"
#include "base/files.hpp"
#include "desktop/reading_form.hpp"
#include "desktop/words.hpp"

#include <QDialogButtonBox>
#include <QFileDialog>
#include <QFormLayout>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>

namespace ecoredline {

OwnSheetDialog::OwnSheetDialog(Language language, const QString& name, const QString& folder, QWidget* parent)
    : QDialog(parent), m_language(language), m_name(new QLineEdit(name)), m_folder(new QLineEdit(folder)),
      m_remark(new QLabel), m_buttons(new QDialogButtonBox(QDialogButtonBox::Save | QDialogButtonBox::Cancel)) {
  setWindowTitle(say("存为自己的图件", "Save as own sheet"));
  setMinimumWidth(520);
  auto* form = new QFormLayout(this);
  addRow(*form, say("名称(&N)", "&Name"), m_name);
  addRow(*form, say("样式目录(&D)", "Styles fol&der"), m_folder);
  auto* browse = new QPushButton(say("选择目录(&B)…", "&Browse…"));
  browse->setAutoDefault(false);
  form->addRow({}, browse);
  m_remark->setWordWrap(true);
  form->addRow(m_remark);
  m_buttons->button(QDialogButtonBox::Save)->setText(say("保存", "Save"));
  m_buttons->button(QDialogButtonBox::Cancel)->setText(say("取消", "Cancel"));
  form->addRow(m_buttons);
  connect(browse, &QPushButton::clicked, this, [this] {
    const QString chosen = QFileDialog::getExistingDirectory(this, say("样式目录", "Styles folder"), m_folder->text());
    if (!chosen.isEmpty()) m_folder->setText(chosen);
  });
  for (QLineEdit* line : {m_name, m_folder}) connect(line, &QLineEdit::textChanged, this, &OwnSheetDialog::check);
  connect(m_buttons, &QDialogButtonBox::accepted, this, &QDialog::accept);
  connect(m_buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
  check();
}

std::string OwnSheetDialog::name() const {
  return m_name->text().trimmed().toStdString();
}

std::filesystem::path OwnSheetDialog::styles() const {
  return pathFromUtf8(m_folder->text().trimmed().toStdString());
}

bool OwnSheetDialog::canSave() const {
  return isSheetName(name()) && styles().is_absolute();
}

void OwnSheetDialog::check() {
  std::error_code none;
  QString remark = say("命令行这样用：ecoredline map … --styles 目录 --sheet 名称",
                       "On the command line: ecoredline map … --styles FOLDER --sheet NAME");
  if (!isSheetName(name()))
    remark = say("名称用字母、汉字、数字、_ 和 -，不要空格", "A name has letters, digits, _ and -, no blanks");
  else if (!styles().is_absolute())
    remark = say("目录要写全路径", "The folder wants its whole path");
  else if (std::filesystem::exists(ownSheetFile(styles(), name()), none))
    remark = say("该目录中已有此名的图件，将被替换", "The folder has a sheet of this name; it will be replaced");
  m_remark->setText(remark);
  m_buttons->button(QDialogButtonBox::Save)->setEnabled(canSave());
}

} // namespace ecoredline
