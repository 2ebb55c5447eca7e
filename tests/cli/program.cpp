#include "program.hpp"

#include <gtest/gtest.h>

#include <chrono>
#include <csignal>
#include <fcntl.h>
#include <stdexcept>
#include <sys/wait.h>
#include <thread>
#include <unistd.h>

namespace ecoredline {

namespace {

/// Standard output and error go to files: no pipe can fill up and hang the child.
struct Streams {
  TemporaryFolder folder = TemporaryFolder::create().value();
  std::string out = toUtf8(folder.path() / "out");
  std::string err = toUtf8(folder.path() / "err");
};

[[noreturn]] void becomeProgram(const std::vector<std::string>& arguments, const Streams& streams, unsigned as_user) {
  const auto redirect = [](const char* path, int flags, int descriptor) {
    ::dup2(::open(path, flags, 0666), descriptor);
  };
  redirect("/dev/null", O_RDONLY, 0);
  redirect(streams.out.c_str(), O_WRONLY | O_CREAT | O_TRUNC, 1);
  redirect(streams.err.c_str(), O_WRONLY | O_CREAT | O_TRUNC, 2);
  if (as_user != 0 && ::setuid(as_user) != 0) ::_exit(126);
  static constexpr const char* kProgram = ECOREDLINE_BIN_DIR "/ecoredline";
  std::vector<char*> argv{const_cast<char*>(kProgram)};
  for (const std::string& argument : arguments) argv.push_back(const_cast<char*>(argument.c_str()));
  argv.push_back(nullptr);
  ::execv(kProgram, argv.data());
  ::_exit(127);
}

Ran collect(pid_t child, const Streams& streams) {
  int status = 0;
  ::waitpid(child, &status, 0);
  Ran ran;
  ran.status = WIFEXITED(status) ? WEXITSTATUS(status) : -WTERMSIG(status);
  ran.out = readFile(streams.out).value_or("");
  ran.err = readFile(streams.err).value_or("");
  return ran;
}

} // namespace

Ran ecoredline(const std::vector<std::string>& arguments, unsigned as_user) {
  const Streams streams;
  const pid_t child = ::fork();
  if (child == 0) becomeProgram(arguments, streams, as_user);
  return collect(child, streams);
}

Ran ecoredlineKilled(const std::vector<std::string>& arguments, int milliseconds, int signal) {
  const Streams streams;
  const pid_t child = ::fork();
  if (child == 0) becomeProgram(arguments, streams, 0);
  std::this_thread::sleep_for(std::chrono::milliseconds(milliseconds));
  ::kill(child, signal);
  return collect(child, streams);
}

std::string sample(const std::string& name) {
  return std::string(ECOREDLINE_SOURCE_DIR "/sample_data/") + name;
}

SampleFolder::SampleFolder() : m_folder(TemporaryFolder::create().value()) {
  const Ran ran = ecoredline({"init", workspace(), "--title", "测试"});
  if (ran.status != 0) throw std::runtime_error(ran.err);
}

void SampleFolder::import(const std::string& file, const std::string& kind, const std::vector<std::string>& options) {
  std::vector<std::string> arguments{"import", workspace(), file, "--kind", kind};
  arguments.insert(arguments.end(), options.begin(), options.end());
  const Ran ran = ecoredline(arguments);
  if (ran.status != 0) throw std::runtime_error(ran.err);
}

void SampleFolder::importSample() {
  import(sample("base/jilin_city_counties.geojson"), "admin_division", {"--date", "2018-01-01", "--accuracy", "100"});
  import(sample("redline_2023.shp"), "ecological_redline", {"--date", "2023-12-01", "--coverage", "admin:2202"});
  import(sample("nature_reserve.shp"), "nature_reserve", {"--date", "2020-01-01", "--coverage", "admin:2202"});
  import(sample("water_source.geojson"), "water_source_zone", {"--date", "2021-01-01", "--coverage", "admin:2202"});
}

} // namespace ecoredline
