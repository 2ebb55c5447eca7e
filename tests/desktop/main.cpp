#include "desktop/look.hpp"
#include "event_watch.hpp"
#include "window_fixture.hpp"

#include <gtest/gtest.h>

#include <cstdlib>

// A window without a screen: where none is named, Qt draws into memory.
int main(int argc, char** argv) {
  if (qEnvironmentVariableIsEmpty("QT_QPA_PLATFORM")) qputenv("QT_QPA_PLATFORM", "offscreen");
  ::testing::InitGoogleTest(&argc, argv);
  ecoredline::WatchedApplication application(argc, argv);
  QApplication::setApplicationName("ecoredline-desktop-test");
  QApplication::setOrganizationName("ecoredline");
  QApplication::setStyle(ecoredline::visibleStyle());
  // Pictures of every panel in the dark: ECOREDLINE_TEST_PALETTE=dark.
  if (qEnvironmentVariable("ECOREDLINE_TEST_PALETTE") == "dark") QApplication::setPalette(ecoredline::darkPalette());
  return RUN_ALL_TESTS();
}
