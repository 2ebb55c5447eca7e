#include "desktop/photo_strip.hpp"

#include "app/incident_files.hpp"
#include "base/decimal.hpp"
#include "base/files.hpp"
#include "desktop/look.hpp"
#include "desktop/words.hpp"

#include <QDialog>
#include <QImageReader>
#include <QLabel>
#include <QPointer>
#include <QVBoxLayout>
#include <cmath>

namespace ecoredline {

namespace {

constexpr QSize kSmall(96, 72);    // px
constexpr QSize kLarge(1000, 700); // px

/// As the camera was held, no larger than `most`; null for what is no picture.
QImage pictureIn(const std::filesystem::path& path, QSize most) {
  QImageReader reader(inQt(toUtf8(path)));
  reader.setDecideFormatFromContent(true); // its name is a hash
  reader.setAutoTransform(true);
  const QSize size = reader.size();
  if (size.isValid() && (size.width() > most.width() || size.height() > most.height()))
    reader.setScaledSize(size.scaled(most, Qt::KeepAspectRatio));
  return reader.read();
}

Result<std::vector<KeptPicture>> readSmall(std::vector<KeptPicture> pictures, Feedback& feedback) {
  for (KeptPicture& one : pictures) {
    if (feedback.cancelled()) return cancelledError();
    std::error_code ignored;
    one.is_there = std::filesystem::exists(one.path, ignored);
    if (one.is_there) one.picture = pictureIn(one.path, kSmall * 2); // sharp where a pixel is four
  }
  return pictures;
}

} // namespace

PhotoStrip::PhotoStrip(RunDesk& desk, QWidget* parent) : QListWidget(parent), m_desk(desk) {
  setViewMode(QListView::ListMode);
  setIconSize(kSmall);
  setWordWrap(true);
  setMinimumWidth(kSmall.width() + 130);
  connect(this, &QListWidget::itemActivated, this, [this](QListWidgetItem* item) { open(row(item)); });
  hide();
}

void PhotoStrip::setLanguage(Language language) {
  m_language = language;
  setAccessibleName(say("照片与文件", "Photographs and papers"));
  fill();
}

void PhotoStrip::show(const std::filesystem::path& workspace, const Incident* incident) {
  m_pictures.clear();
  m_incident = incident == nullptr ? std::string() : incident->id;
  if (incident != nullptr)
    for (const IncidentEvent& event : incident->history)
      if (event.file)
        m_pictures.push_back({*event.file, event.date, attachmentPath(workspace, event.file->hash), false, {}});
  fill();
  if (m_pictures.empty()) return;
  m_desk.perform<std::vector<KeptPicture>>(
      [pictures = m_pictures](Feedback& feedback) { return readSmall(pictures, feedback); },
      [self = QPointer<PhotoStrip>(this), id = m_incident](const std::vector<KeptPicture>& pictures) {
        if (!self || self->m_incident != id) return; // another one is looked at by now
        self->m_pictures = pictures;
        self->fill();
        Q_EMIT self->loaded();
      });
}

QString PhotoStrip::comparison(const KeptPicture& one) const {
  QStringList lines;
  lines << inQt(one.file.name);
  if (!one.file.taken.empty()) lines << say("拍摄 ", "taken ") + inQt(one.file.taken);
  lines << say("提交 ", "handed in ") + inQt(one.handed_in);
  if (std::isfinite(one.file.distance_m))
    lines << say("距问题 ", "from the problem ") + inQt(toGrouped(one.file.distance_m, 0)) + " m";
  else if (!one.picture.isNull())
    lines << say("照片不含位置", "no position in it");
  if (!one.file.mismatch.empty()) lines << "■ " + inQt(mismatchText(one.file), m_language);
  return lines.join('\n');
}

void PhotoStrip::fill() {
  clear();
  setVisible(!m_pictures.empty());
  const bool dark = isDark(palette());
  for (const KeptPicture& one : m_pictures) {
    QPixmap small = QPixmap::fromImage(one.picture);
    if (small.isNull()) {
      small = QPixmap(kSmall);
      small.fill(palette().color(QPalette::AlternateBase));
    }
    const QString all = comparison(one);
    QString under = inQt(one.file.name);
    if (!one.file.taken.empty()) under += "\n" + inQt(one.file.taken.substr(0, 10));
    if (!one.file.mismatch.empty()) under += "\n■ " + say("与问题不符", "does not fit");
    auto* item = new QListWidgetItem(QIcon(small), under, this);
    item->setToolTip(all);
    item->setData(Qt::AccessibleTextRole, all);
    if (!one.file.mismatch.empty()) item->setForeground(verdictColour(Verdict::fail, dark));
  }
}

QWidget* PhotoStrip::open(int row) {
  if (row < 0 || static_cast<std::size_t>(row) >= m_pictures.size()) return nullptr;
  const KeptPicture& one = m_pictures[static_cast<std::size_t>(row)];
  auto* window = new QDialog(this->window());
  window->setAttribute(Qt::WA_DeleteOnClose);
  window->setWindowTitle(inQt(m_incident + "  " + one.file.name));
  auto* picture = new QLabel(say("正在读……", "Reading…"));
  picture->setAlignment(Qt::AlignCenter);
  picture->setMinimumSize(480, 320);
  auto* words = new QLabel(comparison(one));
  words->setTextInteractionFlags(Qt::TextSelectableByMouse | Qt::TextSelectableByKeyboard);
  auto* column = new QVBoxLayout(window);
  column->addWidget(picture, 1);
  column->addWidget(words);
  const QString none = !one.is_there ? say("文件不在工作空间旁边了：", "The file is no longer beside the workspace: ") +
                                           inQt(toUtf8(one.path))
                                     : say("这不是图片", "This is no picture");
  m_desk.perform<QImage>([path = one.path](Feedback&) -> Result<QImage> { return pictureIn(path, kLarge); },
                         [label = QPointer<QLabel>(picture), none](const QImage& image) {
                           if (!label) return;
                           if (image.isNull())
                             label->setText(none);
                           else
                             label->setPixmap(QPixmap::fromImage(image));
                         });
  window->show();
  return window;
}

} // namespace ecoredline
