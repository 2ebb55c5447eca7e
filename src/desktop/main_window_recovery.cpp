// What was being done is kept, and gone on with after the program was killed.
#include "app/command_line.hpp"
#include "base/files.hpp"
#include "desktop/main_window.hpp"
#include "desktop/words.hpp"

#include <QLineEdit>
#include <algorithm>
#include <utility>

namespace ecoredline {

namespace {

std::size_t siteNumber(const RunReport& report, const std::string& id) {
  return static_cast<std::size_t>(std::ranges::find(report.sites, id, &SiteResult::id) - report.sites.begin());
}

} // namespace

void MainWindow::keepSession(const std::filesystem::path& folder) {
  const auto left = SessionKeeper::left(folder);
  m_session = new SessionKeeper(
      folder, [this] { return unfinished(); }, this);
  connect(m_session, &SessionKeeper::failed, this, [this](const Error& error) {
    m_log->add(error);
    m_notice->tell(Verdict::marginal,
                   {"自动保存失败：" + describe(error, Language::zh) + "。程序若被中断，正在做的事会丢失。",
                    "Autosave failed: " + describe(error, Language::en) +
                        ". What you are doing would be lost if the program were killed."});
  });
  if (!left.empty()) offer(left.front());
}

void MainWindow::offer(const SessionLeft& left) {
  const Unfinished& what = left.unfinished;
  const std::string file = toUtf8(pathFromUtf8(what.workspace).filename());
  const Text content = contentOf(what);
  const std::string zh = content.zh.empty() ? "" : "未完成：" + content.zh + "。";
  const std::string en = content.en.empty() ? "" : " Unfinished: " + content.en + ".";
  m_notice->tell(Verdict::conditional,
                 {"上次的会话没有做完就结束了（" + left.when + "，" + file + "）。" + zh,
                  "The last session ended before its work did (" + left.when + ", " + file + ")." + en},
                 {{{"接着做", "Go on"},
                   [this, left] {
                     m_left = left;
                     resume(left.unfinished);
                   }},
                  {{"不要了", "Discard"}, [left] { SessionKeeper::discard(left); }}});
}

Unfinished MainWindow::unfinished() const {
  if (m_resuming) return *m_resuming; // until all of it is back, nothing of it is given up
  Unfinished now;
  if (m_workspace == nullptr) return now;
  now.workspace = toUtf8(m_workspace->path);
  const MapView& view = m_canvas->view();
  now.place = {view.x, view.y, view.metres_per_pixel};
  now.layers = toJson(m_layers->kept());
  if (m_canvas->tool() == MapTool::draw_site) now.corners = m_canvas->measured();
  if (m_dialog && m_dialog->isVisible())
    now.asked = SiteAsked{commandLineOf(m_dialog->options(), m_language),
                          m_dialog->reading()->datumShift()->text().toStdString(), m_dialog->factsForm()->answers({})};
  if (m_run) {
    now.run = commandLineOf(m_run->options, m_language);
    now.answers = m_facts->form()->answers({});
  }
  if (m_run && !m_what_if_panel->site().empty() && m_what_if_panel->scenarios() > 0) {
    SiteTried tried{m_what_if_panel->site(), {}, m_canvas->editor().shape()};
    for (std::size_t i = 0; i < m_what_if_panel->scenarios(); ++i)
      tried.scenarios.push_back(m_what_if_panel->scenario(i).shape);
    const bool is_untouched = tried.scenarios.size() == 1 && tried.current == tried.scenarios.front();
    if (!is_untouched) now.tried = std::move(tried);
  }
  now.cause = m_ledger->typed();
  now.step = m_incidents->typed();
  return now;
}

void MainWindow::resume(const Unfinished& unfinished) {
  m_resuming = unfinished;
  m_steps_to_resume = {[this] { endResuming(); }, [this] { resumeAsked(); }, [this] { resumeCause(); },
                       [this] { resumeTried(); }, [this] { resumeRun(); },   [this] { resumeInWorkspace(); }};
  auto* tied = new QObject(this); // one of the two ends both
  connect(this, &MainWindow::workspaceShown, tied, [this, tied] {
    delete tied;
    nextStep();
  });
  connect(&m_map, &MapDesk::openFailed, tied, [this, tied](const Error& error) {
    delete tied;
    m_resuming.reset();
    m_steps_to_resume.clear();
    const auto left = m_left;
    m_notice->tell(Verdict::fail,
                   {"工作空间打不开，上次的会话仍然保留着：" + describe(error, Language::zh),
                    "The workspace cannot be opened; the last session is still kept: " + describe(error, Language::en)},
                   {{{"再试", "Try again"}, [this, left] {
                       if (left) offer(*left);
                     }}});
    Q_EMIT resumed();
  });
  openWorkspace(inQt(unfinished.workspace));
}

void MainWindow::nextStep() {
  if (m_steps_to_resume.empty()) return;
  const auto step = m_steps_to_resume.back();
  m_steps_to_resume.pop_back();
  step();
}

void MainWindow::resumeInWorkspace() {
  if (!m_resuming->layers.isEmpty()) m_layers->restore(layersFrom(m_resuming->layers));
  if (!m_resuming->corners.empty()) m_canvas->goOnDrawing(m_resuming->corners);
  if (m_resuming->step) m_incidents->resume(*m_resuming->step);
  nextStep();
}

void MainWindow::resumeCause() {
  if (!m_resuming->cause || !m_ledger->resume(*m_resuming->cause)) {
    nextStep();
    return;
  }
  auto* tied = new QObject(this);
  const auto goOn = [this, tied] {
    delete tied;
    nextStep();
  };
  connect(m_ledger, &LedgerPanel::charted, tied, goOn);
  connect(&m_runs, &RunDesk::failed, tied, goOn);
}

void MainWindow::resumeRun() {
  const bool is_wanted = !m_resuming->answers.empty() || m_resuming->tried; // the run itself is in the history
  const auto options = is_wanted ? screenOptionsFrom(m_resuming->run) : Result<ScreenOptions>();
  if (!is_wanted || !options) {
    m_resuming->tried.reset();
    nextStep();
    return;
  }
  auto* tied = new QObject(this);
  connect(this, &MainWindow::runShown, tied, [this, tied] {
    delete tied;
    for (const auto& [fact, answer] : m_resuming->answers) m_facts->form()->answer(fact, answer.value, answer.document);
    nextStep();
  });
  connect(&m_runs, &RunDesk::failed, tied, [this, tied](const Error& error) {
    delete tied;
    m_notice->tell(Verdict::fail, {"上次的核查重做不了：" + describe(error, Language::zh),
                                   "The last run cannot be made again: " + describe(error, Language::en)});
    m_resuming->tried.reset();
    nextStep();
  });
  screen(*options);
}

void MainWindow::resumeTried() {
  const std::size_t site = m_resuming->tried && m_run ? siteNumber(m_run->run.report, m_resuming->tried->site) : 0;
  if (!m_resuming->tried || m_run == nullptr || site >= m_run->run.report.sites.size()) {
    nextStep();
    return;
  }
  m_findings->selectSite(static_cast<int>(site));
  beginWhatIf();
  m_next_scenario = 1; // the first is the site where it stands
  resumeScenario();
}

/// One place after the other: each is kept when its answer has come.
void MainWindow::resumeScenario() {
  auto* tied = new QObject(this);
  const auto goOn = [this, tied] {
    delete tied;
    const SiteTried& tried = *m_resuming->tried;
    if (m_next_scenario > 1 && m_next_scenario <= tried.scenarios.size()) m_what_if_panel->keep();
    const bool has_more = m_next_scenario < tried.scenarios.size();
    if (m_next_scenario > tried.scenarios.size() || (!has_more && tried.current.empty())) {
      nextStep();
      return;
    }
    const SiteShape shape = has_more ? tried.scenarios[m_next_scenario] : tried.current;
    m_next_scenario = has_more ? m_next_scenario + 1 : tried.scenarios.size() + 1;
    resumeScenario();
    m_canvas->setEdited(shape);
  };
  connect(&m_what_if, &WhatIfDesk::answered, tied, goOn);
  connect(&m_what_if, &WhatIfDesk::failed, tied, [this, tied] {
    delete tied;
    nextStep();
  });
}

void MainWindow::resumeAsked() {
  const auto options = m_resuming->asked ? screenOptionsFrom(m_resuming->asked->command) : Result<ScreenOptions>();
  if (m_resuming->asked && options) {
    previewSites(inQt(toUtf8(options->sites)));
    if (m_dialog) m_dialog->resume(*options, m_resuming->asked->datum_shift, m_resuming->asked->answers);
  }
  nextStep();
}

void MainWindow::endResuming() {
  const PlaceSeen place = m_resuming->place;
  if (place.metres_per_pixel > 0) m_canvas->lookAt({place.x, place.y}, place.metres_per_pixel);
  m_resuming.reset();
  if (m_session != nullptr) m_session->keepNow();
  if (m_left) SessionKeeper::discard(*std::exchange(m_left, std::nullopt));
  Q_EMIT resumed();
}

} // namespace ecoredline
