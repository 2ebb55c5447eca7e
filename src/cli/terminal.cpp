#include "cli/terminal.hpp"

#include "base/json_writer.hpp"

#include <fmt/format.h>

#include <atomic>
#include <csignal>
#include <cstdio>
#include <iostream>
#include <unistd.h>

namespace ecoredline {

namespace {

std::atomic<Feedback*> g_cancel_target{nullptr}; // a signal handler can reach nothing else

extern "C" void onSignal(int signal) {
  if (Feedback* target = g_cancel_target.load()) target->cancel();
  std::signal(signal, SIG_DFL); // the second one kills
}

} // namespace

void cancelOnSignals(Feedback& feedback) {
  g_cancel_target = &feedback;
  std::signal(SIGINT, onSignal);
  std::signal(SIGTERM, onSignal);
}

TerminalFeedback::TerminalFeedback(Language language, bool quiet, bool json_log)
    : m_language(language), m_show_progress(!quiet && !json_log && ::isatty(STDERR_FILENO) == 1), m_quiet(quiet),
      m_json_log(json_log) {}

void TerminalFeedback::clear() {
  if (m_show_progress && !m_stage.empty()) std::fputs("\r\033[K", stderr);
}

void TerminalFeedback::stage(const Text& text) {
  m_stage = text.in(m_language);
  m_percent = -1;
  if (m_show_progress) std::fputs(fmt::format("\r\033[K{}", m_stage).c_str(), stderr);
}

void TerminalFeedback::progress(std::uint64_t done, std::uint64_t total) {
  if (!m_show_progress || total == 0) return;
  const int percent = static_cast<int>(done * 100 / total);
  if (percent == m_percent) return;
  m_percent = percent;
  std::fputs(fmt::format("\r\033[K{} {} %", m_stage, percent).c_str(), stderr);
}

void TerminalFeedback::line(const std::string& kind, const Text& text) {
  if (m_json_log) {
    JsonWriter json(0);
    json.beginObject().key("level").text(kind).key("message").text(text.in(m_language)).endObject();
    std::fputs((json.take() + "\n").c_str(), stderr);
    return;
  }
  clear();
  std::fputs((text.in(m_language) + "\n").c_str(), stderr);
}

void TerminalFeedback::note(const Text& text) {
  if (!m_quiet) line("note", text);
}

bool standardInputIsTerminal() {
  return ::isatty(STDIN_FILENO) == 1;
}

std::string askLine(const Text& question, Language language) {
  std::fputs((question.in(language) + " ").c_str(), stderr);
  std::string answer;
  std::getline(std::cin, answer);
  return trimmed(answer);
}

bool askOnTerminal(const Text& question, Language language) {
  const std::string answer = lowered(askLine({question.zh + " [y/N]", question.en + " [y/N]"}, language));
  return answer == "y" || answer == "yes" || answer == "是";
}

bool printData(const std::string& data) {
  const bool written = std::fwrite(data.data(), 1, data.size(), stdout) == data.size();
  return std::fflush(stdout) == 0 && written;
}

void printError(const Error& error, Language language, bool json_log) {
  if (!json_log) {
    std::fputs(((language == Language::zh ? "错误：" : "error: ") + describe(error, language) + "\n").c_str(), stderr);
    return;
  }
  JsonWriter json(0);
  json.beginObject()
      .key("level")
      .text("error")
      .key("code")
      .text(error.code)
      .key("message")
      .text(error.what.in(language));
  json.key("where").text(error.where).key("advice").text(error.advice.in(language)).endObject();
  std::fputs((json.take() + "\n").c_str(), stderr);
}

} // namespace ecoredline
