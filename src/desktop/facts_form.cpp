#include "desktop/facts_form.hpp"

#include "desktop/words.hpp"
#include "report/question_form.hpp"
#include "report/words.hpp"

#include <QComboBox>
#include <QHeaderView>
#include <QLineEdit>
#include <algorithm>

namespace ecoredline {

namespace {

constexpr int kQuestionWidth = 320; // px
constexpr int kAnswerWidth = 160;

/// How much of a hint stands in a line.
constexpr std::size_t kMostKinds = 3;

Text titlesOf(const std::vector<const LayerKind*>& kinds) {
  Text text;
  for (std::size_t i = 0; i < kinds.size() && i < kMostKinds; ++i) {
    text.zh += (i == 0 ? "" : "、") + kinds[i]->title.zh;
    text.en += (i == 0 ? "" : ", ") + kinds[i]->title.en;
  }
  if (kinds.size() > kMostKinds) {
    text.zh += "等 " + std::to_string(kinds.size()) + " 类";
    text.en += " and " + std::to_string(kinds.size() - kMostKinds) + " more";
  }
  return text;
}

std::vector<FactLine::Choice> choicesOf(const Fact& fact) {
  std::vector<FactLine::Choice> choices;
  for (const std::string& value : fact.values) choices.push_back({value, answerTitle(fact, value)});
  return choices;
}

FactLine lineOf(const Question& question, const Catalogue& catalogue) {
  FactLine line{question.fact, question.text, {}, {}, question.sort == "claim", {}};
  const Fact* known = catalogue.fact(question.fact);
  const Fact fact = known != nullptr ? *known : clauseFact(question.fact);
  line.choices = choicesOf(fact);
  for (const Question::Choice& choice : question.choices) {
    const auto shown = std::ranges::find(line.choices, choice.value, &FactLine::Choice::value);
    if (shown == line.choices.end()) continue;
    const Text effect = word(choice.effect);
    shown->title = {shown->title.zh + " → " + effect.zh, shown->title.en + " → " + effect.en};
  }
  std::vector<const LayerKind*> kinds;
  for (const std::string& kind : question.kinds)
    if (const LayerKind* found = catalogue.kind(kind)) kinds.push_back(found);
  line.hint = titlesOf(kinds);
  return line;
}

bool isIn(const std::vector<FactLine>& lines, const std::string& fact) {
  return std::ranges::find(lines, fact, &FactLine::fact) != lines.end();
}

} // namespace

std::vector<FactLine> factLines(const Catalogue& catalogue, const std::vector<std::string>& kinds, const Date& as_of) {
  std::vector<FactLine> lines;
  for (const FactQuestion& question : factsThatMatter(catalogue, kinds, as_of))
    lines.push_back({question.fact->id,
                     question.fact->question,
                     titlesOf(question.kinds),
                     choicesOf(*question.fact),
                     question.fact->sort == FactSort::claim,
                     {}});
  return lines;
}

std::vector<FactLine> factLines(const Catalogue& catalogue, const RunReport& report, std::optional<std::size_t> site) {
  std::vector<FactLine> lines;
  const auto each = [&](auto&& what) {
    for (std::size_t i = 0; i < report.sites.size(); ++i)
      if (!site || *site == i) what(report.sites[i]);
  };
  each([&](const SiteResult& one) {
    for (const Question& question : one.questions)
      if (!isIn(lines, question.fact)) lines.push_back(lineOf(question, catalogue));
  });
  each([&](const SiteResult& one) {
    for (const FactUsed& used : one.facts) {
      if (isIn(lines, used.fact)) continue;
      const Fact* fact = catalogue.fact(used.fact);
      if (fact == nullptr || (fact->sort != FactSort::ask && fact->sort != FactSort::claim)) continue;
      lines.push_back({used.fact,
                       fact->question,
                       answerSourceWord(used.from),
                       choicesOf(*fact),
                       fact->sort == FactSort::claim,
                       {used.value, used.by, used.date, used.document, used.from}});
    }
  });
  return lines;
}

FactsForm::FactsForm(QWidget* parent) : QTableWidget(parent) {
  setColumnCount(4);
  setShowGrid(false);
  setSelectionMode(QAbstractItemView::NoSelection);
  setWordWrap(true);
  verticalHeader()->hide();
  horizontalHeader()->setDefaultAlignment(Qt::AlignLeft | Qt::AlignVCenter);
  horizontalHeader()->setStretchLastSection(true);
  setColumnWidth(0, kQuestionWidth);
  setColumnWidth(1, kAnswerWidth);
  setColumnWidth(2, kAnswerWidth);
}

void FactsForm::setLanguage(Language language) {
  m_language = language;
  setAccessibleName(say("项目事实", "Facts"));
  setHorizontalHeaderLabels(
      {say("问题", "Question"), say("答复", "Answer"), say("凭据文件", "Document"), say("涉及", "Asked by")});
  fill();
}

void FactsForm::setLines(std::vector<FactLine> lines) {
  m_lines = std::move(lines);
  std::erase_if(m_given, [&](const auto& given) {
    return std::ranges::find(m_lines, given.first, &FactLine::fact) == m_lines.end();
  });
  fill();
}

void FactsForm::fill() {
  setRowCount(0);
  setRowCount(static_cast<int>(m_lines.size()));
  for (int row = 0; row < rowCount(); ++row) addLine(row, m_lines[static_cast<std::size_t>(row)]);
  resizeRowsToContents();
}

void FactsForm::addLine(int row, const FactLine& line) {
  const auto cell = [&](int column, const QString& text) {
    auto* item = new QTableWidgetItem(text);
    item->setFlags(Qt::ItemIsEnabled);
    item->setToolTip(text);
    setItem(row, column, item);
  };
  cell(0, inQt(line.question, m_language));
  cell(3, inQt(line.hint, m_language));
  const auto given = m_given.find(line.fact);
  const Answer& answer = given != m_given.end() ? given->second : line.answer;
  auto* document = new QLineEdit(inQt(answer.document));
  document->setPlaceholderText(line.is_claim ? say("主张须有凭据", "a claim wants a document") : QString());
  document->setAccessibleName(say("凭据文件：", "Document: ") + inQt(line.question, m_language));
  connect(document, &QLineEdit::textEdited, this, [this, &line](const QString& text) {
    Answer& kept = m_given.try_emplace(line.fact, line.answer).first->second;
    kept.document = text.toStdString();
    Q_EMIT changed();
  });
  const auto keep = [this, &line](const std::string& value) {
    Answer& kept = m_given.try_emplace(line.fact, line.answer).first->second;
    kept.value = value;
    if (value.empty()) m_given.erase(line.fact);
    Q_EMIT changed();
  };
  QWidget* control = nullptr;
  if (line.choices.empty()) {
    auto* text = new QLineEdit(inQt(answer.value));
    connect(text, &QLineEdit::textEdited, this, [keep](const QString& value) { keep(value.trimmed().toStdString()); });
    control = text;
  } else {
    auto* box = new QComboBox;
    box->addItem(say("未答复", "open"), "");
    for (const FactLine::Choice& choice : line.choices)
      box->addItem(inQt(choice.title, m_language), inQt(choice.value));
    box->setCurrentIndex(std::max(0, box->findData(inQt(answer.value))));
    connect(box, &QComboBox::activated, this, [keep, box] { keep(box->currentData().toString().toStdString()); });
    control = box;
  }
  control->setAccessibleName(inQt(line.question, m_language));
  setCellWidget(row, 1, control);
  setCellWidget(row, 2, document);
}

Answers FactsForm::answers(const std::string& by) const {
  Answers all;
  for (const auto& [fact, answer] : m_given)
    if (!answer.value.empty())
      all[fact] = {
          answer.value, by.empty() ? answer.by : by, answer.date.empty() ? today() : answer.date, answer.document, {}};
  return all;
}

void FactsForm::answer(const std::string& fact, const std::string& value, const std::string& document) {
  const auto line = std::ranges::find(m_lines, fact, &FactLine::fact);
  if (line == m_lines.end()) return;
  Answer given = line->answer;
  given.value = value;
  if (!document.empty()) given.document = document;
  m_given[fact] = given;
  fill();
  Q_EMIT changed();
}

void FactsForm::clearAnswers() {
  m_given.clear();
  fill();
}

} // namespace ecoredline
