#include "desktop/reading_form.hpp"

#include "desktop/words.hpp"

#include <QCheckBox>
#include <QComboBox>
#include <QFormLayout>
#include <QHeaderView>
#include <QLineEdit>
#include <algorithm>

namespace ecoredline {

namespace {

constexpr int kAxisRole = Qt::UserRole + 1;
constexpr std::size_t kShiftParameters = 7;

} // namespace

void addRow(QFormLayout& form, const QString& label, QWidget* control) {
  form.addRow(label, control);
  control->setAccessibleName(QString(label).remove('&'));
}

ReadingForm::ReadingForm(Language language, QWidget* parent)
    : QWidget(parent), m_language(language), m_layer(new QComboBox), m_crs(new QComboBox), m_encoding(new QComboBox),
      m_axis(new QComboBox), m_shift(new QLineEdit), m_repair(new QCheckBox), m_fields(new QTableWidget),
      m_candidate_list(new CandidateList(language)), m_encodings(new EncodingView(language)) {
  m_layer->addItem(say("唯一的图层", "the only layer"), "");
  m_crs->setEditable(true);
  m_crs->addItem(say("文件自带的", "the file's own"), "");
  m_encoding->addItem(say("按字节判定", "decided on the bytes"), "");
  for (const char* encoding : {"UTF-8", "GB18030", "Big5"}) m_encoding->addItem(encoding, encoding);
  m_axis->addItem(say("如文件所存", "as stored"), static_cast<int>(AxisOrder::asStored));
  m_axis->addItem(say("先东后北（xy）", "east first (xy)"), static_cast<int>(AxisOrder::xy));
  m_axis->addItem(say("先北后东（yx）", "north first (yx)"), static_cast<int>(AxisOrder::yx));
  m_shift->setPlaceholderText(say("需要时：dx,dy,dz,rx,ry,rz,s", "if needed: dx,dy,dz,rx,ry,rz,s"));
  m_repair->setText(say("无效图形在副本上修复", "repair invalid shapes on a copy"));
  m_fields->setColumnCount(3);
  m_fields->setHorizontalHeaderLabels(
      {say("字段", "Field"), say("取自文件的列", "Column of the file"), say("依据", "How")});
  m_fields->horizontalHeader()->setStretchLastSection(true);
  m_fields->horizontalHeader()->setDefaultSectionSize(230);
  m_fields->verticalHeader()->hide();
  m_fields->setShowGrid(false);
  m_fields->setSelectionMode(QAbstractItemView::NoSelection);
  m_fields->setAccessibleName(say("字段对应", "Fields"));

  auto* form = new QFormLayout(this);
  form->setContentsMargins(0, 0, 0, 0);
  addRow(*form, say("图层(&L)", "&Layer"), m_layer);
  addRow(*form, say("坐标系(&C)", "&CRS"), m_crs);
  addRow(*form, say("坐标次序(&X)", "A&xes"), m_axis);
  addRow(*form, say("文字编码(&E)", "&Encoding"), m_encoding);
  addRow(*form, say("七参数(&7)", "&7 parameters"), m_shift);
  addRow(*form, say("修复(&R)", "&Repair"), m_repair);
  const auto tell = [this] {
    if (m_is_filling) return;
    m_candidate_list->mark(chosenCandidate());
    m_encodings->look(m_encoding->currentData().toString().toStdString());
    Q_EMIT candidateChosen(chosenCandidate());
    Q_EMIT changed();
  };
  connect(m_candidate_list, &CandidateList::chosen, this, &ReadingForm::chooseCandidate);
  connect(m_encodings, &EncodingView::chosen, this, &ReadingForm::chooseEncoding);
  for (QComboBox* box : {m_layer, m_crs, m_encoding, m_axis}) connect(box, &QComboBox::activated, this, tell);
  connect(m_crs->lineEdit(), &QLineEdit::editingFinished, this, [this, tell] { // also when the focus only passes
    if (std::exchange(m_read_crs, m_crs->currentText()) != m_crs->currentText()) tell();
  });
  connect(m_shift, &QLineEdit::editingFinished, this, [this, tell] {
    m_shift->setStyleSheet(m_shift->text().trimmed().isEmpty() || shift() ? "" : "QLineEdit { color: #B42318; }");
    if (std::exchange(m_read_shift, m_shift->text()) != m_shift->text()) tell();
  });
  connect(m_repair, &QCheckBox::toggled, this, tell);
  m_read_crs = m_crs->currentText();
}

std::optional<DatumShift> ReadingForm::shift() const {
  const QStringList words = m_shift->text().split(',');
  if (words.size() != static_cast<qsizetype>(kShiftParameters)) return std::nullopt;
  DatumShift shift;
  for (std::size_t i = 0; i < kShiftParameters; ++i) {
    bool is_number = false;
    shift.parameters[i] = words[static_cast<qsizetype>(i)].trimmed().toDouble(&is_number);
    if (!is_number) return std::nullopt;
  }
  return shift;
}

SourceOptions ReadingForm::options() const {
  SourceOptions source;
  const int chosen = m_crs->findText(m_crs->currentText());
  source.read.crs =
      chosen < 0 ? m_crs->currentText().trimmed().toStdString() : m_crs->itemData(chosen).toString().toStdString();
  source.read.axis = static_cast<AxisOrder>(m_axis->currentData().toInt());
  if (chosen > 0) { // a table of corner points has been put in order already: `xy` of a candidate is as it stands
    const auto axis = static_cast<AxisOrder>(m_crs->itemData(chosen, kAxisRole).toInt());
    if (axis == AxisOrder::yx || source.read.axis == AxisOrder::yx)
      source.read.axis = axis == AxisOrder::yx ? axis : AxisOrder::asStored;
  }
  source.read.encoding = m_encoding->currentData().toString().toStdString();
  source.read.layer = m_layer->currentData().toString().toStdString();
  source.read.datum_shift = shift();
  source.read.repair = m_repair->isChecked() ? RepairConsent::yes : RepairConsent::no;
  source.fields = m_chosen;
  return source;
}

void ReadingForm::show(const FileSeen& seen) {
  m_is_filling = true;
  showCandidates(seen);
  m_encodings->show(seen, m_encoding->currentData().toString().toStdString());
  if (seen.layers.size() > 1 && m_layer->count() == 1)
    for (const std::string& layer : seen.layers) m_layer->addItem(inQt(layer), inQt(layer));
  m_layer->setEnabled(m_layer->count() > 1);
  showFields(seen);
  m_is_filling = false;
  askWhere(seen);
}

/// Once for every question: a person who looks elsewhere afterwards is left there.
void ReadingForm::askWhere(const FileSeen& seen) {
  const std::string refusal = seen.refused ? seen.refused->code : std::string();
  if (std::exchange(m_refusal, refusal) == refusal) return;
  if (refusal.starts_with("crs.") && !seen.candidates.empty()) Q_EMIT questionAsked(m_candidate_list);
  if (refusal.starts_with("encoding.") && !seen.encodings.empty()) Q_EMIT questionAsked(m_encodings);
}

int ReadingForm::chosenCandidate() const {
  return std::max(0, m_crs->findText(m_crs->currentText())) - 1; // the first is the file's own
}

void ReadingForm::chooseCandidate(int choice) {
  if (choice < 0 || choice + 1 >= m_crs->count() || choice == chosenCandidate()) return;
  m_crs->setCurrentIndex(choice + 1);
  m_read_crs = m_crs->currentText();
  m_candidate_list->mark(choice);
  Q_EMIT candidateChosen(choice);
  Q_EMIT changed();
}

void ReadingForm::chooseEncoding(const QString& encoding) {
  int index = m_encoding->findData(encoding, Qt::UserRole, Qt::MatchFixedString);
  if (index < 0) { // one that only this file's bytes brought up
    m_encoding->addItem(encoding, encoding);
    index = m_encoding->count() - 1;
  }
  if (index == m_encoding->currentIndex()) return;
  m_encoding->setCurrentIndex(index);
  m_encodings->look(encoding.toStdString());
  Q_EMIT changed();
}

void ReadingForm::showCandidates(const FileSeen& seen) {
  if (seen.candidates.empty()) return; // chosen between already, or never in question
  const QString kept = m_crs->currentText();
  while (m_crs->count() > 1) m_crs->removeItem(m_crs->count() - 1);
  m_candidates = seen.candidates;
  for (const CrsChoice& candidate : m_candidates) {
    m_crs->addItem(say("%1 %2：%3/%4 处落在县界内 %5", "%1 %2: %3 of %4 places in counties %5")
                       .arg(inQt(candidate.crs), candidate.axis == AxisOrder::yx ? "yx" : "xy")
                       .arg(candidate.hits)
                       .arg(candidate.places)
                       .arg(inQt(candidate.county)),
                   inQt(candidate.crs));
    m_crs->setItemData(m_crs->count() - 1, static_cast<int>(candidate.axis), kAxisRole);
  }
  m_crs->setEditText(kept);
  m_candidate_list->show(m_candidates);
  m_candidate_list->mark(chosenCandidate());
  Q_EMIT candidatesChanged();
}

void ReadingForm::showFields(const FileSeen& seen) {
  m_fields->setRowCount(0);
  for (const Field& field : seen.fields) {
    const auto mapped = std::ranges::find(seen.mapping, field.id, &FieldMapping::canonical);
    const int row = m_fields->rowCount();
    m_fields->insertRow(row);
    auto* name = new QTableWidgetItem(inQt(field.title, m_language) + "  " + inQt(field.id));
    name->setFlags(Qt::ItemIsEnabled);
    m_fields->setItem(row, 0, name);
    auto* box = new QComboBox;
    box->setAccessibleName(inQt(field.title, m_language));
    box->addItem(say("按名称自动对应", "by its name"), QVariant());
    box->addItem(say("（没有这一列）", "(no column)"), "");
    for (const std::string& column : seen.columns) box->addItem(inQt(column), inQt(column));
    const auto chosen = m_chosen.find(field.id);
    if (chosen != m_chosen.end()) box->setCurrentIndex(box->findData(inQt(chosen->second)));
    connect(box, &QComboBox::activated, this, [this, box, id = field.id] {
      if (box->currentData().isValid())
        m_chosen[id] = box->currentData().toString().toStdString();
      else
        m_chosen.erase(id);
      Q_EMIT changed();
    });
    m_fields->setCellWidget(row, 1, box);
    QString how = say("文件中没有", "not in the file");
    if (mapped != seen.mapping.end())
      how = mapped->how == "chosen" ? say("人工指定", "chosen") : say("自动：", "found: ") + inQt(mapped->column);
    auto* state = new QTableWidgetItem(how);
    state->setFlags(Qt::ItemIsEnabled);
    m_fields->setItem(row, 2, state);
  }
}

void ReadingForm::chooseColumn(const std::string& field, const std::string& column) {
  m_chosen[field] = column;
  Q_EMIT changed();
}

} // namespace ecoredline
