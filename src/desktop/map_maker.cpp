#include "desktop/map_maker.hpp"

#include "app/catalogue_folder.hpp"
#include "app/open_ledger.hpp"
#include "app/own_sheet.hpp"
#include "base/files.hpp"
#include "catalogue/sheet.hpp"
#include "desktop/own_sheet_dialog.hpp"
#include "desktop/page_editor.hpp"
#include "desktop/page_view.hpp"
#include "desktop/reading_form.hpp"
#include "desktop/words.hpp"
#include "output/titles.hpp"

#include <QCheckBox>
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
#include <QSettings>
#include <QSignalBlocker>
#include <QStandardPaths>
#include <QToolButton>
#include <QVBoxLayout>
#include <algorithm>
#include <map>
#include <utility>

namespace ecoredline {

namespace {

constexpr double kPreviewDots = 72; // to the inch: an A3 page is 1191 pixels wide
constexpr QSize kPreviewSize(860, 740);
constexpr const char* kStylesKey = "map/own_styles";

/// Problems that have a place, for sheets about one; a workspace without a ledger has none.
Result<std::vector<std::string>> problemsOf(const std::filesystem::path& workspace) {
  IncidentOptions options;
  options.workspace = workspace;
  auto ledger = OpenLedger::of(options, Workspace::Access::read);
  if (!ledger) return fail(ledger.error());
  std::vector<std::string> ids;
  for (const Incident& incident : ledger->list().incidents)
    if (incident.shape_entry != 0) ids.push_back(incident.id);
  return ids;
}

} // namespace

MapMaker::MapMaker(RunDesk& desk, std::shared_ptr<const OpenedWorkspace> workspace,
                   std::shared_ptr<const FinishedRun> run, Language language, QWidget* parent)
    : QDialog(parent), m_desk(desk), m_workspace(std::move(workspace)), m_run(std::move(run)), m_language(language),
      m_gallery(new QListWidget), m_site(new QComboBox), m_incident(new QComboBox), m_kind(new QComboBox),
      m_from(new QComboBox), m_to(new QComboBox), m_format(new QComboBox), m_each(new QCheckBox),
      m_back(new QToolButton), m_on(new QToolButton), m_pages(new QLabel), m_atlas(new QComboBox),
      m_size(new QComboBox), m_title(new QLineEdit), m_unit(new QLineEdit), m_state(new QLabel),
      m_editor(new PageEditor(language)), m_export(new QPushButton) {
  build();
  fill();
  connectControls();
  readIncidents();
}

void MapMaker::connectControls() {
  connect(&m_desk, &RunDesk::failed, this, [this](const Error& error) {
    if (error.kind != ErrorKind::cancelled) m_state->setText(inQt(describe(error, m_language)));
  });
  const auto begin = [this] {
    m_wanted_page = 0;
    preview();
  };
  connect(m_gallery, &QListWidget::currentRowChanged, this, [this, begin] {
    showRows();
    begin();
  });
  connect(m_kind, &QComboBox::currentIndexChanged, this, &MapMaker::fillVersions);
  for (QComboBox* box : {m_site, m_size, m_incident, m_kind, m_from, m_to})
    connect(box, &QComboBox::activated, this, begin);
  connect(m_atlas, &QComboBox::currentIndexChanged, this, [this, begin] {
    showRows();
    begin();
  });
  for (QLineEdit* line : {m_title, m_unit})
    connect(line, &QLineEdit::editingFinished, this, [this] {
      if (m_has_preview) preview();
    });
  connect(m_format, &QComboBox::currentIndexChanged, this, &MapMaker::showRows);
  connect(m_back, &QToolButton::clicked, this, [this] { turnTo(m_wanted_page == 0 ? 0 : m_wanted_page - 1); });
  connect(m_on, &QToolButton::clicked, this, [this] { turnTo(m_wanted_page + 1); });
  connect(m_export, &QPushButton::clicked, this, [this] { exportTo({}); });
  connect(m_editor, &PageEditor::changed, this, &MapMaker::preview);
  connect(m_editor, &PageEditor::saveAsked, this, &MapMaker::askOwnName);
}

void MapMaker::build() {
  setWindowTitle(say("制图", "Map sheets"));
  resize(1180, 780);
  m_gallery->setAccessibleName(say("图件", "Sheets"));
  m_gallery->setMinimumWidth(280);
  m_state->setWordWrap(true);
  m_form = new QFormLayout;
  buildForm(*m_form);
  auto* left = new QVBoxLayout;
  left->addWidget(m_gallery, 1);
  left->addLayout(m_form);
  left->addWidget(m_state);
  m_export->setText(say("导出(&E)…", "&Export…"));
  m_export->setDefault(true);
  auto* buttons = new QDialogButtonBox(QDialogButtonBox::Close);
  buttons->button(QDialogButtonBox::Close)->setAutoDefault(false);
  buttons->button(QDialogButtonBox::Close)->setText(say("关闭", "Close"));
  buttons->addButton(m_export, QDialogButtonBox::ActionRole);
  connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
  left->addWidget(buttons);
  auto* right = new QVBoxLayout;
  right->addWidget(m_editor, 1);
  auto* pager = new QHBoxLayout;
  pager->addStretch(1);
  for (QWidget* part : std::initializer_list<QWidget*>{m_back, m_pages, m_on}) pager->addWidget(part);
  pager->addStretch(1);
  right->addLayout(pager);
  buildPager();
  auto* all = new QHBoxLayout(this);
  all->addLayout(left);
  all->addLayout(right, 1);
}

void MapMaker::buildForm(QFormLayout& form) {
  addRow(form, say("地块(&S)", "&Site"), m_site);
  addRow(form, say("问题(&Q)", "Problem (&Q)"), m_incident);
  addRow(form, say("图层类型(&K)", "&Kind"), m_kind);
  addRow(form, say("从版本(&F)", "&From version"), m_from);
  addRow(form, say("到版本(&V)", "To &version"), m_to);
  addRow(form, say("图册(&A)", "&Atlas"), m_atlas);
  addRow(form, say("纸张(&P)", "&Paper"), m_size);
  addRow(form, say("图名(&T)", "&Title"), m_title);
  addRow(form, say("制图单位(&U)", "&Unit"), m_unit);
  addRow(form, say("格式(&O)", "F&ormat"), m_format);
  addRow(form, {}, m_each);
  m_each->setText(say("每幅一个文件，放进一个目录", "a file a page, in a folder"));
  m_each->setAccessibleName(m_each->text());
  for (QComboBox* box : {m_site, m_incident, m_kind})
    box->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
}

void MapMaker::buildPager() {
  m_back->setArrowType(Qt::LeftArrow);
  m_on->setArrowType(Qt::RightArrow);
  m_back->setAccessibleName(say("上一页", "Page before"));
  m_on->setAccessibleName(say("下一页", "Next page"));
  m_back->setShortcut(QKeySequence(Qt::Key_PageUp));
  m_on->setShortcut(QKeySequence(Qt::Key_PageDown));
  for (QWidget* part : std::initializer_list<QWidget*>{m_back, m_on, m_pages}) part->hide();
}

void MapMaker::fill() {
  m_own.styles = pathFromUtf8(QSettings().value(kStylesKey).toString().toStdString());
  readSheets();
  if (m_run)
    for (const SiteResult& site : m_run->run.report.sites)
      m_site->addItem(inQt(site.id + " " + site.name), inQt(site.id));
  fillChanges();
  m_atlas->addItem(say("单幅", "one sheet"), "");
  m_atlas->addItem(say("按行政区", "by administrative unit"), "admin_division");
  m_atlas->addItem(say("按国家图幅", "by national sheet"), "sheet_index");
  if (m_run) m_atlas->addItem(say("按地块", "by site"), "sites");
  m_size->addItem(say("按图件", "the sheet's"), "");
  for (const std::string& size : paperSizes()) {
    const bool standing = size.ends_with("-portrait");
    m_size->addItem(inQt(size.substr(0, 2)) + (standing ? say("（竖幅）", " portrait") : QString()), inQt(size));
  }
  for (const char* format : {"pdf", "svg", "png", "tif"})
    m_format->addItem(QString(format).toUpper() + (qstrcmp(format, "tif") == 0 ? " (GeoTIFF)" : ""), format);
  fillGallery();
  showRows();
}

/// A folder that is gone or spoilt is said and left: the product's sheets are always there.
void MapMaker::readSheets() {
  std::error_code none;
  if (!std::filesystem::is_directory(m_own.styles, none)) m_own.styles.clear();
  auto sheets = loadSheets(m_own);
  if (!sheets) {
    m_kept = inQt(describe(sheets.error(), m_language));
    m_state->setText(m_kept);
    m_own.styles.clear();
    sheets = loadSheets(m_own);
  }
  if (!sheets) return;
  m_sheets = std::move(*sheets);
  const QSignalBlocker quiet(m_gallery);
  m_gallery->clear();
  for (const SheetSpec& sheet : m_sheets.sheets()) {
    auto* item = new QListWidgetItem(m_gallery);
    item->setData(Qt::UserRole, inQt(sheet.id));
    item->setToolTip(inQt(sheet.id));
  }
}

/// A sheet that nothing can fill yet says what it waits for; one's own has its name beside its title.
void MapMaker::fillGallery() {
  for (int row = 0; row < m_gallery->count(); ++row) {
    QListWidgetItem* item = m_gallery->item(row);
    const SheetSpec* sheet = m_sheets.sheet(item->data(Qt::UserRole).toString().toStdString());
    std::error_code none;
    const bool is_own = !m_own.styles.empty() && std::filesystem::exists(ownSheetFile(m_own.styles, sheet->id), none);
    const QString name = is_own ? " · " + inQt(sheet->id) : QString();
    QString waits;
    if (sheet->subject == SheetSubject::site && m_run == nullptr) waits = say("（须先核查）", " (after a run)");
    if (sheet->subject == SheetSubject::incident && m_incident->count() == 0)
      waits = say("（台账中还没有问题）", " (no problems yet)");
    if (sheet->subject == SheetSubject::change && m_kind->count() == 0)
      waits = say("（须有两个版本）", " (wants two versions)");
    item->setText(inQt(sheet->title, m_language) + name + waits);
    item->setFlags(waits.isEmpty() ? item->flags() | Qt::ItemIsEnabled : item->flags() & ~Qt::ItemIsEnabled);
  }
}

void MapMaker::fillChanges() {
  std::map<std::string, int> versions;
  for (const Version& version : m_workspace->versions) ++versions[version.kind];
  for (const auto& [kind, count] : versions)
    if (count > 1) m_kind->addItem(inQt(kindTitle(m_workspace->catalogue, kind, m_language)), inQt(kind));
  fillVersions();
}

void MapMaker::fillVersions() {
  for (QComboBox* box : {m_from, m_to}) {
    box->clear();
    for (const Version& version : m_workspace->versions)
      if (version.kind == word(*m_kind))
        box->addItem(inQt(version.label) + "  " + inQt(version.date), inQt(version.label));
  }
  m_to->setCurrentIndex(m_to->count() - 1);
  m_from->setCurrentIndex(std::max(0, m_to->count() - 2));
}

void MapMaker::readIncidents() {
  m_desk.perform<std::vector<std::string>>(
      [workspace = m_workspace->path](Feedback&) -> Result<std::vector<std::string>> {
        return problemsOf(workspace).value_or(std::vector<std::string>{});
      },
      [self = QPointer<MapMaker>(this)](const std::vector<std::string>& ids) {
        if (!self) return;
        for (const std::string& id : ids) self->m_incident->addItem(inQt(id), inQt(id));
        if (!ids.empty()) self->m_atlas->addItem(self->say("按问题", "by problem"), "incidents");
        self->fillGallery();
        Q_EMIT self->filled();
      });
}

/// Only what the sheet asks for stands in the form.
void MapMaker::showRows() {
  const SheetSpec* sheet = chosenSheet();
  const auto is = [&](SheetSubject subject) { return sheet != nullptr && sheet->subject == subject; };
  const bool is_single = word(*m_atlas).empty();
  m_form->setRowVisible(m_site, is(SheetSubject::site) && is_single);
  m_form->setRowVisible(m_incident, is(SheetSubject::incident) && is_single);
  for (QComboBox* box : {m_kind, m_from, m_to}) m_form->setRowVisible(box, is(SheetSubject::change));
  m_form->setRowVisible(m_each, !is_single);
  const bool wants_folder = !is_single && word(*m_format) != "pdf"; // an atlas in one file is a PDF
  if (wants_folder) m_each->setChecked(true);
  m_each->setEnabled(!wants_folder);
}

const SheetSpec* MapMaker::chosenSheet() const {
  const QListWidgetItem* item = m_gallery->currentItem();
  return item == nullptr ? nullptr : m_sheets.sheet(item->data(Qt::UserRole).toString().toStdString());
}

Paper MapMaker::paperFor(const SheetSpec& sheet) const {
  const std::string size = word(*m_size);
  return paperOf(size.empty() ? sheet.size : size);
}

QLabel* MapMaker::page() const {
  return m_editor->view();
}

std::string MapMaker::word(const QComboBox& box) const {
  return box.currentData().toString().toStdString();
}

void MapMaker::choose(const std::string& sheet) {
  for (int row = 0; row < m_gallery->count(); ++row)
    if (m_gallery->item(row)->data(Qt::UserRole).toString().toStdString() == sheet) m_gallery->setCurrentRow(row);
}

void MapMaker::setAtlas(const std::string& atlas) {
  m_atlas->setCurrentIndex(std::max(0, m_atlas->findData(inQt(atlas))));
}

void MapMaker::chooseIncident(const std::string& id) {
  m_incident->setCurrentIndex(std::max(0, m_incident->findData(inQt(id))));
}

void MapMaker::chooseChange(const std::string& kind, const std::string& from, const std::string& to) {
  m_kind->setCurrentIndex(std::max(0, m_kind->findData(inQt(kind))));
  m_from->setCurrentIndex(std::max(0, m_from->findData(inQt(from))));
  m_to->setCurrentIndex(std::max(0, m_to->findData(inQt(to))));
}

void MapMaker::setSize(const std::string& size) {
  m_size->setCurrentIndex(std::max(0, m_size->findData(inQt(size))));
  Q_EMIT m_size->activated(m_size->currentIndex());
}

QString MapMaker::state() const {
  return m_state->text();
}

void MapMaker::setFormat(const std::string& ending, bool a_file_a_page) {
  m_format->setCurrentIndex(std::max(0, m_format->findData(inQt(ending))));
  m_each->setChecked(a_file_a_page);
  showRows();
}

void MapMaker::turnTo(std::size_t page) {
  m_wanted_page = m_shown.drawable == 0 ? 0 : std::min(page, m_shown.drawable - 1);
  preview();
}

MapOptions MapMaker::options() const {
  MapOptions options;
  options.workspace = m_workspace->path;
  options.own = m_own;
  const SheetSpec* sheet = chosenSheet();
  if (sheet != nullptr) {
    options.sheet = sheet->id;
    options.places = m_editor->places(sheet->id, paperFor(*sheet));
  }
  options.atlas = word(*m_atlas);
  if (m_run && sheet != nullptr && (sheet->subject == SheetSubject::site || options.atlas == "sites")) {
    options.run = m_run->run.report.id;
    if (options.atlas != "sites") options.site = word(*m_site);
    options.as_of = m_run->options.as_of;
  }
  if (sheet != nullptr && sheet->subject == SheetSubject::incident && options.atlas.empty())
    options.incident = word(*m_incident);
  if (sheet != nullptr && sheet->subject == SheetSubject::change) {
    options.kind = word(*m_kind);
    options.from = word(*m_from);
    options.to = word(*m_to);
  }
  if (!options.atlas.empty() && m_each->isChecked()) options.pages = word(*m_format);
  options.size = word(*m_size);
  options.title = m_title->text().trimmed().toStdString();
  options.unit = m_unit->text().trimmed().toStdString();
  return options;
}

bool MapMaker::isReady() const {
  const QListWidgetItem* item = m_gallery->currentItem();
  return item != nullptr && item->flags().testFlag(Qt::ItemIsEnabled);
}

void MapMaker::preview() {
  if (!isReady()) return;
  MapOptions wanted = options();
  wanted.pages.clear();
  wanted.dpi = kPreviewDots * devicePixelRatioF();
  m_has_preview = false;
  m_state->setText(say("正在画预览……", "Drawing the preview…"));
  m_desk.cancel();
  m_desk.perform<MapPreview>([wanted, page = m_wanted_page, language = m_language](
                                 Feedback& feedback) { return previewMap(wanted, page, language, feedback); },
                             [self = QPointer<MapMaker>(this), number = ++m_number, wanted](const MapPreview& made) {
                               if (self && self->m_number == number) self->showPage(wanted.sheet, made);
                             });
}

void MapMaker::showPage(const std::string& sheet, const MapPreview& made) {
  m_shown = made;
  QPixmap page;
  m_has_preview = page.loadFromData(QByteArray::fromStdString(made.png), "PNG");
  const double ratio = devicePixelRatioF();
  page = page.scaled(kPreviewSize * ratio, Qt::KeepAspectRatio, Qt::SmoothTransformation);
  page.setDevicePixelRatio(ratio);
  m_editor->showPage(sheet, page, made);
  m_state->setText(std::exchange(m_kept, QString()));
  m_wanted_page = std::min(m_wanted_page, made.drawable - 1);
  const bool is_book = made.drawable > 1;
  for (QWidget* part : std::initializer_list<QWidget*>{m_back, m_on, m_pages}) part->setVisible(is_book);
  m_back->setEnabled(m_wanted_page > 0);
  m_on->setEnabled(m_wanted_page + 1 < made.drawable);
  m_pages->setText(inQt(made.name) + "  " + inQt(pageText(made.number, m_language)));
  Q_EMIT previewed();
}

void MapMaker::askOwnName() {
  const SheetSpec* sheet = chosenSheet();
  if (sheet == nullptr) return;
  const QString documents = QStandardPaths::writableLocation(QStandardPaths::DocumentsLocation);
  const QString folder = m_own.styles.empty() ? documents + "/EcoRedline" : inQt(toUtf8(m_own.styles));
  auto* dialog = new OwnSheetDialog(m_language, inQt(sheet->id) + say("-自定", "-own"), folder, this);
  dialog->setAttribute(Qt::WA_DeleteOnClose);
  connect(dialog, &QDialog::accepted, this, [this, dialog] { saveOwn(dialog->styles(), dialog->name()); });
  dialog->open();
}

void MapMaker::saveOwn(const std::filesystem::path& styles, const std::string& name) {
  const SheetSpec* shown = chosenSheet();
  if (shown == nullptr) return;
  SheetSpec sheet = *shown;
  const Paper paper = paperFor(sheet);
  sheet.places = m_editor->places(sheet.id, paper).value_or(onPaper(sheet.places, paperOf(sheet.size), paper));
  sheet.id = name;
  if (const std::string size = word(*m_size); !size.empty()) sheet.size = size;
  if (const std::string title = m_title->text().trimmed().toStdString(); !title.empty()) sheet.title = {title, title};
  const auto file = saveOwnSheet(styles, sheet);
  if (!file) {
    m_state->setText(inQt(describe(file.error(), m_language)));
    return;
  }
  QSettings().setValue(kStylesKey, inQt(toUtf8(styles)));
  m_own.styles = styles;
  m_editor->forget(name);
  readSheets();
  fillGallery();
  choose(name);
  m_kept = say("已存：", "Kept as ") + inQt(toUtf8(*file));
}

void MapMaker::exportTo(const QString& file) {
  MapOptions wanted = options();
  if (wanted.sheet.empty() || !isReady()) {
    m_state->setText(say("先选一种图件", "Choose a sheet first"));
    return;
  }
  const QString stem = inQt(wanted.sheet) + (wanted.atlas.empty() ? "" : "-atlas");
  const QString name = wanted.pages.empty() ? stem + "." + inQt(word(*m_format)) : stem;
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
