#include "desktop/map_maker.hpp"

#include "app/catalogue_folder.hpp"
#include "base/files.hpp"
#include "desktop/reading_form.hpp"
#include "desktop/words.hpp"

#include <QComboBox>
#include <QDialogButtonBox>
#include <QFormLayout>
#include <QHBoxLayout>
#include <QLabel>
#include <QLineEdit>
#include <QListWidget>
#include <QPixmap>
#include <QPointer>
#include <QPushButton>
#include <QScrollArea>
#include <QVBoxLayout>

namespace ecoredline {

namespace {

constexpr double kPreviewDots = 72; // to the inch: an A3 page is 1191 pixels wide

/// The page as drawMap makes it, as the bytes of a picture.
Result<std::string> pictureOf(MapOptions options, Language language, Feedback& feedback) {
  auto folder = TemporaryFolder::create();
  if (!folder) return fail(folder.error());
  options.out = folder->path() / "page.png";
  options.atlas.clear(); // its first page stands for the book
  options.dpi = kPreviewDots;
  auto drawn = drawMap(options, language, feedback);
  if (!drawn) return fail(drawn.error());
  return readFile(options.out);
}

} // namespace

MapMaker::MapMaker(RunDesk& desk, std::shared_ptr<const OpenedWorkspace> workspace,
                   std::shared_ptr<const FinishedRun> run, Language language, QWidget* parent)
    : QDialog(parent), m_desk(desk), m_workspace(std::move(workspace)), m_run(std::move(run)), m_language(language),
      m_gallery(new QListWidget), m_site(new QComboBox), m_atlas(new QComboBox), m_size(new QComboBox),
      m_title(new QLineEdit), m_unit(new QLineEdit), m_state(new QLabel), m_page(new QLabel),
      m_export(new QPushButton) {
  build();
  fill();
  connect(&m_desk, &RunDesk::failed, this, [this](const Error& error) {
    if (error.kind != ErrorKind::cancelled) m_state->setText(inQt(describe(error, m_language)));
  });
  connect(m_gallery, &QListWidget::currentRowChanged, this, [this] { preview(); });
  for (QComboBox* box : {m_site, m_size}) connect(box, &QComboBox::activated, this, [this] { preview(); });
  for (QLineEdit* line : {m_title, m_unit})
    connect(line, &QLineEdit::editingFinished, this, [this] {
      if (m_has_preview) preview();
    });
  connect(m_export, &QPushButton::clicked, this, [this] { exportTo({}); });
}

void MapMaker::build() {
  setWindowTitle(say("制图", "Map sheets"));
  resize(1180, 780);
  m_gallery->setAccessibleName(say("图件", "Sheets"));
  m_gallery->setMinimumWidth(260);
  m_page->setAlignment(Qt::AlignCenter);
  m_page->setAccessibleName(say("页面预览", "Preview of the page"));
  m_state->setWordWrap(true);
  auto* form = new QFormLayout;
  addRow(*form, say("地块(&S)", "&Site"), m_site);
  addRow(*form, say("图册(&A)", "&Atlas"), m_atlas);
  addRow(*form, say("纸张(&P)", "&Paper"), m_size);
  addRow(*form, say("图名(&T)", "&Title"), m_title);
  addRow(*form, say("制图单位(&U)", "&Unit"), m_unit);
  auto* left = new QVBoxLayout;
  left->addWidget(m_gallery, 1);
  left->addLayout(form);
  left->addWidget(m_state);
  m_export->setText(say("导出(&E)…", "&Export…"));
  m_export->setDefault(true);
  auto* buttons = new QDialogButtonBox(QDialogButtonBox::Close);
  buttons->button(QDialogButtonBox::Close)->setAutoDefault(false);
  buttons->button(QDialogButtonBox::Close)->setText(say("关闭", "Close"));
  buttons->addButton(m_export, QDialogButtonBox::ActionRole);
  connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
  left->addWidget(buttons);
  auto* scroll = new QScrollArea;
  scroll->setWidget(m_page);
  scroll->setWidgetResizable(true);
  scroll->setBackgroundRole(QPalette::Mid);
  auto* all = new QHBoxLayout(this);
  all->addLayout(left);
  all->addWidget(scroll, 1);
}

void MapMaker::fill() {
  auto sheets = loadSheets();
  if (!sheets) {
    m_state->setText(inQt(describe(sheets.error(), m_language)));
    return;
  }
  m_sheets = std::move(*sheets);
  for (const SheetSpec& sheet : m_sheets.sheets()) {
    auto* item = new QListWidgetItem(inQt(sheet.title, m_language), m_gallery);
    item->setData(Qt::UserRole, inQt(sheet.id));
    item->setToolTip(inQt(sheet.id));
    const bool about_site = sheet.subject == SheetSubject::site;
    if (sheet.subject == SheetSubject::workspace || (about_site && m_run)) continue;
    item->setFlags(item->flags() & ~Qt::ItemIsEnabled);
    item->setText(item->text() + (about_site ? say("（须先核查）", " (after a run)")
                                             : say("（用命令行 map）", " (by the command map)")));
  }
  if (m_run)
    for (const SiteResult& site : m_run->run.report.sites)
      m_site->addItem(inQt(site.id + " " + site.name), inQt(site.id));
  m_site->setEnabled(m_site->count() > 0);
  m_atlas->addItem(say("单幅", "one sheet"), "");
  m_atlas->addItem(say("按行政区", "by administrative unit"), "admin_division");
  m_atlas->addItem(say("按国家图幅", "by national sheet"), "sheet_index");
  if (m_run) m_atlas->addItem(say("按地块", "by site"), "sites");
  m_size->addItem(say("按图件", "the sheet's"), "");
  for (const char* size : {"A4", "A3", "A2", "A1", "A0"}) m_size->addItem(size, size);
}

void MapMaker::choose(const std::string& sheet) {
  for (int row = 0; row < m_gallery->count(); ++row)
    if (m_gallery->item(row)->data(Qt::UserRole).toString().toStdString() == sheet) m_gallery->setCurrentRow(row);
}

void MapMaker::setAtlas(const std::string& atlas) {
  m_atlas->setCurrentIndex(m_atlas->findData(inQt(atlas)));
}

MapOptions MapMaker::options() const {
  MapOptions options;
  options.workspace = m_workspace->path;
  if (const QListWidgetItem* item = m_gallery->currentItem())
    options.sheet = item->data(Qt::UserRole).toString().toStdString();
  const SheetSpec* sheet = m_sheets.sheet(options.sheet);
  options.atlas = m_atlas->currentData().toString().toStdString();
  if (m_run && sheet != nullptr && (sheet->subject == SheetSubject::site || options.atlas == "sites")) {
    options.run = m_run->run.report.id;
    if (options.atlas != "sites") options.site = m_site->currentData().toString().toStdString();
    options.as_of = m_run->options.as_of;
  }
  options.size = m_size->currentData().toString().toStdString();
  options.title = m_title->text().trimmed().toStdString();
  options.unit = m_unit->text().trimmed().toStdString();
  return options;
}

void MapMaker::preview() {
  MapOptions wanted = options();
  if (wanted.sheet.empty()) return;
  if (wanted.atlas == "sites") wanted.site = m_site->currentData().toString().toStdString();
  m_has_preview = false;
  m_state->setText(say("正在画预览……", "Drawing the preview…"));
  m_desk.cancel();
  m_desk.perform<std::string>(
      [wanted, language = m_language](Feedback& feedback) { return pictureOf(wanted, language, feedback); },
      [self = QPointer<MapMaker>(this), number = ++m_number](const std::string& png) {
        if (self && self->m_number == number) self->showPage(png);
      });
}

void MapMaker::showPage(const std::string& png) {
  QPixmap page;
  m_has_preview = page.loadFromData(QByteArray::fromStdString(png), "PNG");
  m_page->setPixmap(page.scaled(860, 740, Qt::KeepAspectRatio, Qt::SmoothTransformation));
  m_state->clear();
  Q_EMIT previewed();
}

void MapMaker::exportTo(const QString& file) {
  MapOptions wanted = options();
  if (wanted.sheet.empty()) {
    m_state->setText(say("先选一种图件", "Choose a sheet first"));
    return;
  }
  const QString name = inQt(wanted.sheet) + (wanted.atlas.empty() ? ".pdf" : "-atlas.pdf");
  const QString out = !file.isEmpty() ? file
                      : m_chooser     ? m_chooser(this, say("图件存到哪里", "Where the sheet goes"), name)
                                      : QString();
  if (out.isEmpty()) return;
  wanted.out = pathFromUtf8(out.toStdString());
  m_state->setText(say("正在导出……", "Exporting…"));
  m_desk.perform<Outcome>(
      [wanted, language = m_language](Feedback& feedback) { return drawMap(wanted, language, feedback); },
      [self = QPointer<MapMaker>(this), out](const Outcome& outcome) {
        if (!self) return;
        QStringList notes;
        for (const Text& note : outcome.notes) notes << inQt(note, self->m_language);
        self->m_state->setText(notes.join("\n"));
        Q_EMIT self->exported(out);
      });
}

} // namespace ecoredline
