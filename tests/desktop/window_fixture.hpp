#pragma once

#include "base/files.hpp"
#include "desktop/main_window.hpp"

#include <gtest/gtest.h>

#include <QPalette>
#include <filesystem>
#include <functional>
#include <memory>
#include <string>

namespace ecoredline {

/// A dark palette as a desktop sets it.
QPalette darkPalette();

/// The sample data, the workspace made of them once for all tests, and a real window that is driven as a person would.
class WindowTest : public ::testing::Test {
 protected:
  static void SetUpTestSuite();
  static std::string sample(const std::string& file);
  /// The sample workspace, made once.
  static std::string workspace();
  static std::string folder();

  void SetUp() override;
  void TearDown() override;

  /// Turns the event loop until `done`, at most so many seconds; whether it came to be.
  static bool wait(const std::function<bool()>& done, int seconds = 60);
  /// A picture of exactly what is asked for is shown.
  bool settled() {
    return wait([this] { return window().canvas()->isSettled(); });
  }
  void openSample();
  /// Drops a file on the window as a file manager does.
  void drop(const std::string& path);
  /// Screens the sample sites as the demo does and waits for the verdicts.
  void screenSample();
  /// A screenshot of the window, or of a part of it, into pictures/ of the build folder, for people to look at.
  void keepPicture(const std::string& name) { keepPicture(name, window()); }
  static void keepPicture(const std::string& name, QWidget& widget);
  MainWindow& window() { return *m_window; }

 private:
  std::unique_ptr<MainWindow> m_window;
};

} // namespace ecoredline
