#include "desktop/swipe_control.hpp"

#include "desktop/words.hpp"
#include "output/titles.hpp"

#include <QEvent>
#include <QMenu>
#include <QToolButton>
#include <algorithm>
#include <utility>

namespace ecoredline {

namespace {

constexpr int kTop = 8; // px
constexpr int kBeside = 8;

QToolButton* labelOver(QWidget& canvas) {
  auto* button = new QToolButton(&canvas);
  button->setPopupMode(QToolButton::InstantPopup);
  button->setMenu(new QMenu(button));
  button->setStyleSheet(
      "QToolButton { background: rgba(255, 255, 255, 230); color: #101828; border: 1px solid #D0D5DD; "
      "border-radius: 4px; padding: 4px 18px 4px 8px; } QToolButton:focus { border-color: #175CD3; }");
  button->hide();
  return button;
}

QString nameOf(const Version& version) {
  return inQt(version.label) + QStringLiteral(" · ") + inQt(version.date);
}

} // namespace

SwipeControl::SwipeControl(MapCanvas& canvas, LayerPanel& layers, QObject* parent)
    : QObject(parent), m_canvas(canvas), m_layers(layers), m_left_button(labelOver(canvas)),
      m_right_button(labelOver(canvas)) {
  m_canvas.installEventFilter(this);
  connect(&m_canvas, &MapCanvas::dividerMoved, this, &SwipeControl::place);
  connect(&m_layers, &LayerPanel::sideWanted, this, &SwipeControl::setSide);
}

void SwipeControl::setLanguage(Language language) {
  m_language = language;
  m_left_button->setAccessibleName(say("卷帘左侧版本", "Left of the swipe"));
  m_right_button->setAccessibleName(say("卷帘右侧版本", "Right of the swipe"));
  if (active()) show(m_kind, m_left, m_right);
}

void SwipeControl::setWorkspace(std::shared_ptr<const OpenedWorkspace> workspace) {
  m_workspace = std::move(workspace);
  if (active() && (version(m_left) == nullptr || version(m_right) == nullptr)) end();
}

const Version* SwipeControl::version(std::int64_t id) const {
  if (m_workspace == nullptr) return nullptr;
  const auto found = std::ranges::find(m_workspace->versions, id, &Version::id);
  return found == m_workspace->versions.end() ? nullptr : &*found;
}

/// By date.
std::vector<const Version*> SwipeControl::versionsOf(const std::string& kind) const {
  std::vector<const Version*> versions;
  if (m_workspace != nullptr)
    for (const Version& one : m_workspace->versions)
      if (one.kind == kind) versions.push_back(&one);
  return versions;
}

bool SwipeControl::begin() {
  std::vector<std::string> kinds = m_layers.selectedKinds();
  const auto all = m_layers.kinds();
  kinds.insert(kinds.end(), all.begin(), all.end());
  for (const std::string& kind : kinds) {
    const auto versions = versionsOf(kind);
    if (versions.size() < 2) continue;
    show(kind, versions[versions.size() - 2]->id, versions.back()->id);
    return true;
  }
  return false;
}

void SwipeControl::end() {
  m_left = m_right = 0;
  m_left_button->hide();
  m_right_button->hide();
  m_canvas.setSwipe({});
  m_canvas.setVersions(m_layers.visibleVersions(), m_layers.opacities());
  Q_EMIT changed(false);
}

void SwipeControl::setSide(std::int64_t id, bool is_left) {
  const Version* wanted = version(id);
  if (wanted == nullptr) return;
  std::int64_t other = wanted->kind == m_kind && active() ? (is_left ? m_right : m_left) : 0;
  if (other == 0) { // the newest other one of its kind; the version itself where it stands alone
    other = id;
    for (const Version* one : versionsOf(wanted->kind))
      if (one->id != id) other = one->id;
  }
  show(wanted->kind, is_left ? id : other, is_left ? other : id);
}

void SwipeControl::show(const std::string& kind, std::int64_t left, std::int64_t right) {
  m_kind = kind;
  m_left = left;
  m_right = right;
  const QString title = inQt(kindTitle(m_workspace->catalogue, kind, m_language));
  for (const bool is_left : {true, false}) {
    QToolButton& button = is_left ? *m_left_button : *m_right_button;
    const Version* one = version(is_left ? left : right);
    button.setText(title + " " + nameOf(*one));
    button.setAccessibleName(
        (is_left ? say("卷帘左侧版本：", "Left of the swipe: ") : say("卷帘右侧版本：", "Right of the swipe: ")) +
        button.text());
    button.setToolTip(button.accessibleName());
    fillMenu(button, is_left);
    button.show();
    button.raise();
  }
  apply();
  place();
  Q_EMIT changed(true);
}

void SwipeControl::fillMenu(QToolButton& button, bool is_left) {
  QMenu* menu = button.menu();
  menu->clear();
  for (const std::string& kind : m_layers.kinds()) {
    const auto versions = versionsOf(kind);
    if (versions.size() < 2) continue;
    menu->addSection(inQt(kindTitle(m_workspace->catalogue, kind, m_language)));
    for (const Version* one : versions) {
      QAction* action = menu->addAction(nameOf(*one), this, [this, id = one->id, is_left] {
        // later: the menu that this action stands in is filled anew
        QMetaObject::invokeMethod(
            this, [this, id, is_left] { setSide(id, is_left); }, Qt::QueuedConnection);
      });
      action->setCheckable(true);
      action->setChecked(one->id == (is_left ? m_left : m_right));
    }
  }
}

void SwipeControl::apply() {
  if (!active()) return;
  m_canvas.setVersions(m_layers.visibleWith(m_kind, m_right), m_layers.opacities());
  m_canvas.setSwipe(m_layers.visibleWith(m_kind, m_left));
}

/// Each on its side of the divider, within the canvas.
void SwipeControl::place() {
  if (!active()) return;
  const int at = static_cast<int>(m_canvas.divider() * m_canvas.width());
  m_left_button->adjustSize();
  m_right_button->adjustSize();
  m_left_button->move(std::max(kBeside, at - kBeside - m_left_button->width()), kTop);
  m_right_button->move(std::min(m_canvas.width() - kBeside - m_right_button->width(), at + kBeside), kTop);
  const bool overlap = m_left_button->geometry().intersects(m_right_button->geometry());
  if (overlap) m_right_button->move(m_right_button->x(), kTop + m_left_button->height() + 4);
}

bool SwipeControl::eventFilter(QObject* watched, QEvent* event) {
  if (event->type() == QEvent::Resize) place();
  return QObject::eventFilter(watched, event);
}

} // namespace ecoredline
