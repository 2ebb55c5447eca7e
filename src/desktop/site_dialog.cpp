#include "desktop/site_dialog.hpp"

#include "base/decimal.hpp"
#include "base/files.hpp"
#include "desktop/drafts.hpp"
#include "desktop/words.hpp"

#include <QCheckBox>
#include <QComboBox>
#include <QDateEdit>
#include <QDialogButtonBox>
#include <QFileDialog>
#include <QFormLayout>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QTabWidget>
#include <QTreeWidget>
#include <algorithm>

namespace ecoredline {

namespace {

Text word(Severity severity) {
  switch (severity) {
  case Severity::error:
    return {"错误", "error"};
  case Severity::warning:
    return {"警告", "warning"};
  default:
    return {"说明", "note"};
  }
}

Text word(RowState state) {
  switch (state) {
  case RowState::invalid:
    return {"图形无效", "invalid"};
  case RowState::repaired:
    return {"已修复（副本）", "repaired (copy)"};
  case RowState::empty:
    return {"无图形", "no geometry"};
  default:
    return {"可用", "usable"};
  }
}

QTreeWidget* list() {
  auto* made = new QTreeWidget;
  made->setRootIsDecorated(false);
  made->setUniformRowHeights(true);
  return made;
}

} // namespace

SiteDialog::SiteDialog(RunDesk& desk, std::shared_ptr<const OpenedWorkspace> workspace,
                       const std::filesystem::path& sites, Language language, QWidget* parent)
    : QDialog(parent), m_desk(desk), m_workspace(std::move(workspace)), m_sites_file(sites), m_language(language),
      m_state(new QLabel), m_reading(new ReadingForm(language)), m_answers(new FactsForm), m_tabs(new QTabWidget),
      m_diagnoses(list()), m_places(list()), m_profile(new QComboBox), m_as_of(new QDateEdit), m_area(new QComboBox),
      m_accuracy(new QLineEdit), m_facts(new QLineEdit), m_run(new QPushButton) {
  build();
  connect(&m_desk, &RunDesk::previewed, this, &SiteDialog::showPreview);
  connect(&m_desk, &RunDesk::failed, this, [this](const Error& error) {
    if (error.kind != ErrorKind::cancelled) m_state->setText(inQt(describe(error, m_language)));
  });
  readAgain();
}

void SiteDialog::build() {
  setWindowTitle(say("核查项目用地 — ", "Screen sites — ") + inQt(toUtf8(m_sites_file.filename())));
  resize(880, 640);
  m_state->setWordWrap(true);
  m_state->setTextInteractionFlags(Qt::TextSelectableByMouse | Qt::TextSelectableByKeyboard);
  auto* run = new QFormLayout;
  buildRun(*run);
  auto* forms = new QHBoxLayout;
  forms->setSpacing(24);
  forms->addWidget(m_reading, 1, Qt::AlignTop);
  forms->addLayout(run, 1);
  buildTabs();

  m_run->setText(say("核查(&S)", "&Screen"));
  m_run->setDefault(true);
  auto* buttons = new QDialogButtonBox(QDialogButtonBox::Cancel);
  buttons->button(QDialogButtonBox::Cancel)->setText(say("取消", "Cancel"));
  buttons->addButton(m_run, QDialogButtonBox::AcceptRole);
  connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
  connect(m_run, &QPushButton::clicked, this, [this] {
    if (canRun()) this->run();
  });
  auto* all = new QVBoxLayout(this);
  all->setSpacing(8);
  all->addWidget(m_state);
  all->addLayout(forms);
  all->addWidget(m_tabs, 1);
  all->addWidget(buttons);
}

void SiteDialog::buildTabs() {
  m_diagnoses->setHeaderLabels(
      {say("级别", "Level"), say("行", "Row"), say("发现的情况", "What was met"), say("代码", "Code")});
  m_diagnoses->header()->setSectionResizeMode(2, QHeaderView::Stretch);
  m_diagnoses->header()->setStretchLastSection(false);
  m_diagnoses->setAccessibleName(say("读文件的诊断", "Diagnoses"));
  m_places->setHeaderLabels({say("编号", "Id"), say("名称", "Name"), say("项目", "Project"),
                             say("面积 m²（国土调查法）", "Area m² (official)"), say("状态", "State")});
  m_places->setAccessibleName(say("项目用地", "Sites"));
  m_answers->setLanguage(m_language);
  showQuestions();
  m_tabs->addTab(m_places, say("项目用地", "Sites"));
  m_tabs->addTab(m_diagnoses, say("诊断", "Diagnoses"));
  m_tabs->addTab(m_reading->fields(), say("字段", "Fields"));
  m_tabs->addTab(m_answers, say("项目事实（全部项目）", "Facts (all projects)"));
  m_tabs->addTab(m_reading->candidateList(), say("候选坐标系", "Candidate CRS"));
  m_tabs->addTab(m_reading->encodings(), say("文字编码", "Encoding"));
  connect(m_reading, &ReadingForm::questionAsked, m_tabs, &QTabWidget::setCurrentWidget);
  connect(m_reading, &ReadingForm::changed, this, &SiteDialog::readAgain);
  const auto ask = [this] { showQuestions(); };
  connect(m_profile, &QComboBox::currentIndexChanged, this, ask);
  connect(m_as_of, &QDateEdit::dateChanged, this, ask);
}

/// Those of the rules that the profile brings in on that day.
void SiteDialog::showQuestions() {
  const Catalogue& catalogue = m_workspace->catalogue;
  m_answers->setLines(factLines(catalogue, kindsOf(catalogue, m_profile->currentData().toString().toStdString()),
                                m_as_of->date().toString(Qt::ISODate).toStdString()));
}

void SiteDialog::run() {
  auto prepared = preparedOptions();
  if (!prepared) {
    m_state->setText(inQt(describe(prepared.error(), m_language)));
    return;
  }
  Q_EMIT runWanted(*prepared);
  accept();
}

Result<ScreenOptions> SiteDialog::preparedOptions() const {
  ScreenOptions made = options();
  const Answers given = m_answers->answers({});
  if (given.empty()) return made;
  auto book = loadFacts(made.facts, m_workspace->catalogue, silentFeedback());
  if (!book) return fail(book.error());
  FactsBook answers;
  answers.defaults = given;
  auto kept = keepDraft(m_workspace->path, "facts", ".toml", factsToml(merged(std::move(*book), answers)));
  if (!kept) return fail(kept.error());
  made.facts = *kept;
  return made;
}

void SiteDialog::buildRun(QFormLayout& form) {
  for (const Profile& profile : m_workspace->catalogue.profiles())
    m_profile->addItem(inQt(profile.title, m_language), inQt(profile.id));
  m_profile->setCurrentIndex(std::max(0, m_profile->findData("full")));
  m_as_of->setDisplayFormat("yyyy-MM-dd");
  m_as_of->setCalendarPopup(true);
  setAsOf(today());
  m_area->addItem(say("国土调查法（official）", "official (land survey)"), static_cast<int>(AreaMethod::official));
  m_area->addItem(say("椭球面（exact）", "exact (ellipsoid)"), static_cast<int>(AreaMethod::exact));
  m_area->addItem(say("平面（planar）", "planar"), static_cast<int>(AreaMethod::planar));
  m_accuracy->setPlaceholderText(say("缺省 1.0 m，假定", "default 1.0 m, assumed"));
  auto* choose = new QPushButton(say("选择…", "Choose…"));
  auto* facts = new QWidget;
  auto* row = new QHBoxLayout(facts);
  row->setContentsMargins(0, 0, 0, 0);
  row->addWidget(m_facts);
  row->addWidget(choose);
  addRow(form, say("方案(&P)", "&Profile"), m_profile);
  addRow(form, say("基准日(&D)", "As of (&D)"), m_as_of);
  addRow(form, say("面积方法(&A)", "&Area method"), m_area);
  addRow(form, say("坐标误差 m(&M)", "Site error, &m"), m_accuracy);
  addRow(form, say("事实文件(&F)", "&Facts file"), facts);
  m_facts->setAccessibleName(say("事实文件", "Facts file"));
  connect(choose, &QPushButton::clicked, this, [this] {
    const QString file = QFileDialog::getOpenFileName(this, say("事实文件", "Facts file"), {}, "*.toml *.xlsx *.csv");
    if (!file.isEmpty()) m_facts->setText(file);
  });
}

void SiteDialog::setFacts(const std::filesystem::path& file) {
  m_facts->setText(inQt(toUtf8(file)));
}

void SiteDialog::setAsOf(const Date& day) {
  m_as_of->setDate(QDate::fromString(inQt(day), Qt::ISODate));
}

void SiteDialog::trustPlaces() {
  m_reading->datumShift()->setText("0,0,0,0,0,0,0");
  readAgain();
}

void SiteDialog::resume(const ScreenOptions& options, const std::string& datum_shift, const Answers& answers) {
  if (!options.profile.empty()) m_profile->setCurrentIndex(std::max(0, m_profile->findData(inQt(options.profile))));
  setAsOf(options.as_of);
  m_area->setCurrentIndex(std::max(0, m_area->findData(static_cast<int>(options.method))));
  if (options.site_accuracy_m) m_accuracy->setText(inQt(toShortest(*options.site_accuracy_m)));
  if (!options.facts.empty()) setFacts(options.facts);
  if (!options.source.read.crs.empty()) m_reading->crs()->setEditText(inQt(options.source.read.crs));
  m_reading->encoding()->setCurrentIndex(
      std::max(0, m_reading->encoding()->findData(inQt(options.source.read.encoding))));
  m_reading->repair()->setChecked(options.source.read.repair == RepairConsent::yes);
  m_reading->datumShift()->setText(inQt(datum_shift));
  for (const auto& [fact, answer] : answers) m_answers->answer(fact, answer.value, answer.document);
  readAgain();
}

ScreenOptions SiteDialog::options() const {
  ScreenOptions options;
  options.workspace = m_workspace->path;
  options.sites = m_sites_file;
  const std::string profile = m_profile->currentData().toString().toStdString();
  if (profile != "full") options.profile = profile;
  options.facts = pathFromUtf8(m_facts->text().trimmed().toStdString());
  options.as_of = m_as_of->date().toString(Qt::ISODate).toStdString();
  options.method = static_cast<AreaMethod>(m_area->currentData().toInt());
  bool is_number = false;
  const double accuracy = m_accuracy->text().toDouble(&is_number);
  if (is_number && accuracy >= 0) options.site_accuracy_m = accuracy;
  const auto cache = cacheFolder();
  if (!cache.empty()) options.index_folder = cache / "index";
  options.source = m_reading->options();
  return options;
}

bool SiteDialog::canRun() const {
  return m_can_run;
}

void SiteDialog::readAgain() {
  m_can_run = false;
  m_run->setEnabled(false);
  m_state->setText(say("正在读文件……", "Reading the file…"));
  m_desk.preview(
      {m_workspace->path, m_sites_file, m_as_of->date().toString(Qt::ISODate).toStdString(), m_reading->options()});
}

void SiteDialog::showPreview(const std::shared_ptr<const SitePreview>& preview) {
  m_reading->show(*preview);
  m_diagnoses->clear();
  for (const Diagnosis& d : preview->diagnoses)
    new QTreeWidgetItem(m_diagnoses,
                        {inQt(word(d.severity), m_language), d.row ? QString::number(*d.row + 1) : QString(),
                         inQt(d.message, m_language), inQt(d.code)});
  m_places->clear();
  for (const PreviewedSite& site : preview->sites) {
    auto* item = new QTreeWidgetItem(m_places, {inQt(site.id), inQt(site.name), inQt(site.project_id),
                                                inQt(toGrouped(site.area_m2, 2)), inQt(word(site.state), m_language)});
    item->setTextAlignment(3, Qt::AlignRight | Qt::AlignVCenter);
  }
  for (int column = 0; column < m_places->columnCount(); ++column) m_places->resizeColumnToContents(column);
  showState(*preview);
  Q_EMIT placesRead(preview);
}

void SiteDialog::showState(const SitePreview& preview) {
  m_can_run = !preview.refused && !preview.sites.empty();
  m_run->setEnabled(m_can_run);
  if (preview.refused) {
    m_state->setText(inQt(describe(*preview.refused, m_language)));
    return;
  }
  const auto invalid = std::ranges::count(preview.sites, RowState::invalid, &PreviewedSite::state);
  QString text = say("%1 个项目用地，坐标系 %2，编码 %3，诊断 %4 条。", "%1 sites, CRS %2, encoding %3, %4 diagnoses.")
                     .arg(preview.sites.size())
                     .arg(inQt(preview.crs), inQt(preview.encoding))
                     .arg(preview.diagnoses.size());
  if (invalid > 0)
    text += say("%1 个图形无效：不修复则其结论为“数据不足”。",
                " %1 invalid: unless repaired their verdict is “data lacking”.")
                .arg(invalid);
  m_state->setText(text);
}

} // namespace ecoredline
