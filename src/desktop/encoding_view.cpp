#include "desktop/encoding_view.hpp"

#include "desktop/table_view.hpp"
#include "desktop/words.hpp"
#include "source/encoding.hpp"

#include <QHeaderView>
#include <QLabel>
#include <QSplitter>
#include <QVBoxLayout>
#include <algorithm>

namespace ecoredline {

namespace {

constexpr std::size_t kTextsInALine = 6;

/// The first texts that are not plain, in one line.
std::string lineOf(const EncodingReadout& readout) {
  std::string line;
  std::size_t count = 0;
  for (const auto& row : readout.rows)
    for (const std::string& text : row) {
      const bool is_plain = std::ranges::all_of(text, [](char c) { return static_cast<unsigned char>(c) < 0x80; });
      if (is_plain || count == kTextsInALine) continue;
      line += (count++ == 0 ? "" : " · ") + text;
    }
  return line;
}

/// What was said about the decision.
std::string reasonOf(const FileSeen& seen, Language language) {
  if (seen.refused && seen.refused->code.starts_with("encoding.")) return seen.refused->what.in(language);
  std::string reason;
  for (const Diagnosis& d : seen.diagnoses)
    if (d.code.starts_with("encoding.")) reason += (reason.empty() ? "" : "\n") + d.message.in(language);
  return reason;
}

} // namespace

EncodingView::EncodingView(Language language, QWidget* parent)
    : QWidget(parent), m_language(language), m_reason(new QLabel), m_readings(readOnlyTable()),
      m_rows(readOnlyTable()) {
  m_reason->setWordWrap(true);
  m_readings->setAccessibleName(say("可能的文字编码", "Encodings that may be"));
  m_rows->setAccessibleName(say("按所选编码读出的前几行", "The first rows in the encoding selected"));
  m_rows->setSelectionMode(QAbstractItemView::NoSelection);
  auto* parts = new QSplitter(Qt::Vertical);
  parts->addWidget(m_readings);
  parts->addWidget(m_rows);
  auto* column = new QVBoxLayout(this);
  column->setContentsMargins(8, 8, 8, 0);
  column->addWidget(m_reason);
  column->addWidget(parts, 1);
  connect(m_readings, &QTableWidget::itemSelectionChanged, this, [this] { // also by the arrow keys
    const int reading = m_readings->selectedItems().isEmpty() ? -1 : tableRow(*m_readings, m_readings->currentRow());
    if (reading < 0 || static_cast<std::size_t>(reading) >= m_readouts.size()) return;
    const std::string& encoding = m_readouts[static_cast<std::size_t>(reading)].encoding;
    look(encoding);
    Q_EMIT chosen(encoding == m_decided ? QString() : inQt(encoding));
  });
}

void EncodingView::show(const FileSeen& seen, const std::string& wanted) {
  const QSignalBlocker quiet(m_readings);
  m_readouts = seen.encodings;
  if (wanted.empty()) // what the bytes said stays known when a person chooses otherwise
    m_decided = seen.encoding.substr(0, seen.encoding.find(' '));
  const std::string reason = reasonOf(seen, m_language);
  m_reason->setText(m_readouts.empty() ? say("文字编码没有疑问：全部是 ASCII，或格式本身规定为 UTF-8。",
                                             "There is no question: all text is ASCII, or the format says UTF-8.")
                                       : inQt(reason));
  m_reason->setVisible(!m_reason->text().isEmpty());
  showReadings();
  look(wanted);
}

void EncodingView::showReadings() {
  TextTable table;
  table.heads = {
      {"encoding", {"编码", "Encoding"}}, {"state", {"判定", "Decision"}}, {"text", {"文字读作", "The text reads"}}};
  for (const EncodingReadout& readout : m_readouts) {
    Text state;
    if (readout.encoding == m_decided) state = {"按字节判定", "decided on the bytes"};
    if (readout.broken > 0)
      state = {std::to_string(readout.broken) + " 处读不通", std::to_string(readout.broken) + " texts make no sense"};
    table.rows.push_back({readout.encoding, state.in(m_language), lineOf(readout)});
  }
  showTable(*m_readings, table, m_language);
  m_readings->setSortingEnabled(false);
}

void EncodingView::look(const std::string& encoding) {
  const QSignalBlocker quiet(m_readings);
  const std::string wanted = encoding.empty() ? m_decided : canonicalEncoding(encoding);
  const auto found = std::ranges::find(m_readouts, wanted, &EncodingReadout::encoding);
  m_readings->clearSelection();
  TextTable table;
  if (found != m_readouts.end()) {
    m_readings->selectRow(static_cast<int>(found - m_readouts.begin()));
    for (const std::string& name : found->names) table.heads.push_back({name, {name, name}});
    if (table.heads.empty()) table.heads = {{"line", {"行", "Line"}}};
    table.rows = found->rows;
  }
  showTable(*m_rows, table, m_language);
  m_rows->setSortingEnabled(false);
}

} // namespace ecoredline
