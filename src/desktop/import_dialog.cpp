#include "desktop/import_dialog.hpp"

#include "app/import.hpp"
#include "base/decimal.hpp"
#include "base/files.hpp"
#include "desktop/table_view.hpp"
#include "desktop/words.hpp"
#include "output/titles.hpp"

#include <fmt/format.h>

#include <QComboBox>
#include <QDateEdit>
#include <QDialogButtonBox>
#include <QFormLayout>
#include <QHBoxLayout>
#include <QLabel>
#include <QLineEdit>
#include <QPointer>
#include <QPushButton>
#include <QTabWidget>
#include <QVBoxLayout>
#include <algorithm>
#include <cmath>

namespace ecoredline {

namespace {

Text word(Severity severity) {
  if (severity == Severity::error) return {"错误", "error"};
  return severity == Severity::warning ? Text{"警告", "warning"} : Text{"说明", "note"};
}

Text word(RowState state) {
  if (state == RowState::invalid) return {"图形无效", "invalid"};
  if (state == RowState::repaired) return {"已修复（副本）", "repaired (copy)"};
  return state == RowState::empty ? Text{"无图形", "no geometry"} : Text{"可用", "usable"};
}

std::string grouped(double m2) {
  return std::isnan(m2) ? std::string() : toGrouped(m2, 2);
}

} // namespace

ImportDialog::ImportDialog(RunDesk& desk, std::shared_ptr<const OpenedWorkspace> workspace,
                           const std::filesystem::path& file, Language language, QWidget* parent)
    : QDialog(parent), m_desk(desk), m_workspace(std::move(workspace)), m_file(file), m_language(language),
      m_state(new QLabel), m_reading(new ReadingForm(language)), m_kind(new QComboBox), m_date(new QDateEdit),
      m_version(new QLineEdit), m_accuracy(new QLineEdit), m_coverage(new QComboBox), m_zones(readOnlyTable()),
      m_diagnoses(readOnlyTable()), m_repairs(readOnlyTable()), m_tabs(new QTabWidget), m_import(new QPushButton) {
  build();
  connect(&m_desk, &RunDesk::failed, this, [this](const Error& error) {
    if (error.kind == ErrorKind::cancelled) return;
    m_state->setText(inQt(describe(error, m_language)));
    m_import->setEnabled(m_can_import);
  });
  connect(m_reading, &ReadingForm::changed, this, &ImportDialog::readAgain);
  connect(m_kind, &QComboBox::currentIndexChanged, this, &ImportDialog::readAgain);
  readAgain();
}

void ImportDialog::build() {
  setWindowTitle(say("导入图层 — ", "Import a layer — ") + inQt(toUtf8(m_file.filename())));
  resize(920, 660);
  m_state->setWordWrap(true);
  m_state->setTextInteractionFlags(Qt::TextSelectableByMouse | Qt::TextSelectableByKeyboard);
  auto* version = new QFormLayout;
  buildVersion(*version);
  auto* forms = new QHBoxLayout;
  forms->setSpacing(24);
  forms->addWidget(m_reading, 1, Qt::AlignTop);
  forms->addLayout(version, 1);
  m_zones->setAccessibleName(say("分区", "Zones"));
  m_diagnoses->setAccessibleName(say("诊断", "Diagnoses"));
  m_repairs->setAccessibleName(say("修复预览", "Repairs"));
  m_tabs->addTab(m_zones, say("分区", "Zones"));
  m_tabs->addTab(m_diagnoses, say("诊断", "Diagnoses"));
  m_tabs->addTab(m_reading->fields(), say("字段", "Fields"));
  m_tabs->addTab(m_repairs, say("修复预览", "Repairs"));
  m_tabs->addTab(m_reading->candidateList(), say("候选坐标系", "Candidate CRS"));
  m_tabs->addTab(m_reading->encodings(), say("文字编码", "Encoding"));
  connect(m_reading, &ReadingForm::questionAsked, m_tabs, &QTabWidget::setCurrentWidget);
  m_import->setText(say("导入(&I)", "&Import"));
  m_import->setDefault(true);
  auto* buttons = new QDialogButtonBox(QDialogButtonBox::Cancel);
  buttons->button(QDialogButtonBox::Cancel)->setAutoDefault(false);
  buttons->button(QDialogButtonBox::Cancel)->setText(say("取消", "Cancel"));
  buttons->addButton(m_import, QDialogButtonBox::ActionRole);
  connect(buttons, &QDialogButtonBox::rejected, this, [this] {
    m_desk.cancel();
    reject();
  });
  connect(m_import, &QPushButton::clicked, this, &ImportDialog::start);
  const auto leadFrom = [this](QTableWidget* table, auto row_of) {
    connect(table, &QTableWidget::cellActivated, this, [this, table, row_of](int row) {
      const int index = tableRow(*table, row);
      if (index >= 0) lead(row_of(static_cast<std::size_t>(index)));
    });
  };
  leadFrom(m_zones, [this](std::size_t i) { return m_preview.places.row_id[i]; });
  leadFrom(m_diagnoses, [this](std::size_t i) { return m_preview.diagnoses[i].row.value_or(-1); });
  leadFrom(m_repairs, [this](std::size_t i) { return m_preview.repairs[i].row; });
  auto* all = new QVBoxLayout(this);
  all->addWidget(m_state);
  all->addLayout(forms);
  all->addWidget(m_tabs, 1);
  all->addWidget(buttons);
}

void ImportDialog::buildVersion(QFormLayout& form) {
  for (const LayerKind& kind : m_workspace->catalogue.kinds())
    if (!kind.table) m_kind->addItem(inQt(kind.title, m_language), inQt(kind.id));
  m_date->setDisplayFormat("yyyy-MM-dd");
  m_date->setCalendarPopup(true);
  setDate(today());
  m_version->setPlaceholderText(say("缺省为生效日", "default: the day in force"));
  m_accuracy->setPlaceholderText(say("缺省按图层类型，假定", "default: the kind's, assumed"));
  m_coverage->setEditable(true);
  m_coverage->addItem(say("按图层类型", "as the kind has it"), "");
  m_coverage->addItem(say("全部（all）", "everywhere (all)"), "all");
  m_coverage->addItem(say("分区自身（features）", "its own zones (features)"), "features");
  m_coverage->addItem(say("未说明（none）", "not stated (none)"), "none");
  addRow(form, say("图层类型(&K)", "&Kind"), m_kind);
  addRow(form, say("生效日(&D)", "In force from (&D)"), m_date);
  addRow(form, say("版本名(&V)", "&Version"), m_version);
  addRow(form, say("精度 m(&A)", "&Accuracy, m"), m_accuracy);
  addRow(form, say("覆盖范围(&O)", "C&overage"), m_coverage);
  m_coverage->setToolTip(say("也可写 admin:行政区代码 或面文件", "or admin:CODE, or a polygon file"));
}

void ImportDialog::setKind(const std::string& kind) {
  m_kind->setCurrentIndex(m_kind->findData(inQt(kind)));
}

void ImportDialog::setDate(const Date& date) {
  m_date->setDate(QDate::fromString(inQt(date), Qt::ISODate));
}

void ImportDialog::setVersion(const QString& label) {
  m_version->setText(label);
}

ImportOptions ImportDialog::options() const {
  ImportOptions options;
  options.workspace = m_workspace->path;
  options.file = m_file;
  options.kind = m_kind->currentData().toString().toStdString();
  options.label = m_version->text().trimmed().toStdString();
  options.date = m_date->date().toString(Qt::ISODate).toStdString();
  bool is_number = false;
  const double accuracy = m_accuracy->text().toDouble(&is_number);
  if (is_number && accuracy >= 0) options.accuracy_m = accuracy;
  const int chosen = m_coverage->findText(m_coverage->currentText());
  options.coverage =
      (chosen < 0 ? m_coverage->currentText().trimmed() : m_coverage->itemData(chosen).toString()).toStdString();
  options.source = m_reading->options();
  return options;
}

void ImportDialog::readAgain() {
  m_can_import = false;
  m_import->setEnabled(false);
  m_state->setText(say("正在读文件……", "Reading the file…"));
  m_desk.cancel();
  m_desk.perform<ImportPreview>(
      [options = options()](Feedback& feedback) { return previewImport(options, feedback); },
      [self = QPointer<ImportDialog>(this), number = ++m_reading_number](const ImportPreview& preview) {
        if (self && self->m_reading_number == number) self->showPreview(preview);
      });
}

void ImportDialog::showPreview(const ImportPreview& preview) {
  m_preview = preview;
  m_reading->show(preview);
  showZones();
  showDiagnoses();
  showRepairs();
  m_can_import = !preview.refused && !preview.zones.empty();
  m_import->setEnabled(m_can_import);
  if (preview.refused) {
    m_state->setText(inQt(describe(*preview.refused, m_language)));
  } else {
    const auto unknown = std::ranges::count(preview.zones, "", &PreviewedZone::zone_class);
    m_state->setText(say("%1 行，坐标系 %2，编码 %3；%4 行的类别没有读懂，诊断 %5 条，可修复或须改正的图形 %6 个。",
                         "%1 rows, CRS %2, encoding %3; class not understood in %4, %5 diagnoses, %6 shapes to mend.")
                         .arg(preview.zones.size())
                         .arg(inQt(preview.crs), inQt(preview.encoding))
                         .arg(unknown)
                         .arg(preview.diagnoses.size())
                         .arg(preview.repairs.size()));
  }
  if (preview.places.rows() > 0) Q_EMIT placesRead(preview.places);
}

void ImportDialog::showZones() {
  TextTable table;
  table.heads = {{"id", {"编号", "Id"}},
                 {"name", {"名称", "Name"}},
                 {"class", {"类别", "Class"}},
                 {"raw", {"文件中写作", "As delivered"}},
                 {"area", {"面积 m²（国土调查法）", "Area m² (official)"}, true},
                 {"state", {"状态", "State"}}};
  for (const PreviewedZone& zone : m_preview.zones)
    table.rows.push_back({zone.zone_id, zone.zone_name,
                          zone.zone_class.empty()
                              ? std::string()
                              : classTitle(m_workspace->catalogue, m_preview.kind, zone.zone_class, m_language),
                          zone.zone_class_raw, grouped(zone.area_m2), word(zone.state).in(m_language)});
  showTable(*m_zones, table, m_language);
}

void ImportDialog::showDiagnoses() {
  TextTable table;
  table.heads = {{"level", {"级别", "Level"}},
                 {"row", {"行", "Row"}, true},
                 {"what", {"发现的情况", "What was met"}},
                 {"code", {"代码", "Code"}}};
  for (const Diagnosis& d : m_preview.diagnoses)
    table.rows.push_back({word(d.severity).in(m_language), d.row ? std::to_string(*d.row + 1) : std::string(),
                          d.message.in(m_language), d.code});
  showTable(*m_diagnoses, table, m_language);
  m_diagnoses->setColumnWidth(2, 560);
}

void ImportDialog::showRepairs() {
  TextTable table;
  table.heads = {{"row", {"行", "Row"}, true},
                 {"before", {"修复前 m²", "Before m²"}, true},
                 {"after", {"修复后 m²", "After m²"}, true},
                 {"what", {"说明", "What"}}};
  for (const PreviewedRepair& repair : m_preview.repairs)
    table.rows.push_back({std::to_string(repair.row + 1), toGrouped(repair.before_m2, 4), toGrouped(repair.after_m2, 4),
                          repair.message.in(m_language)});
  showTable(*m_repairs, table, m_language);
}

void ImportDialog::lead(std::int64_t file_row) {
  const auto& ids = m_preview.places.row_id;
  const auto found = std::ranges::find(ids, file_row);
  if (found == ids.end()) return;
  const auto row = static_cast<std::size_t>(found - ids.begin());
  Q_EMIT placeWanted(selectRows(m_preview.places, std::span<const std::size_t>(&row, 1)));
}

void ImportDialog::start() {
  if (!m_can_import) return;
  m_import->setEnabled(false);
  m_state->setText(say("正在导入……“取消”随时停止，工作空间不变。",
                       "Importing… “Cancel” stops it at any time and leaves the workspace as it was."));
  m_desk.perform<Outcome>([options = options()](Feedback& feedback) { return importFile(options, nullptr, feedback); },
                          [self = QPointer<ImportDialog>(this)](const Outcome& outcome) {
                            if (!self) return;
                            Q_EMIT self->imported(outcome.notes);
                            self->accept();
                          });
}

} // namespace ecoredline
