#include "catalogue/catalogue.hpp"

#include <gtest/gtest.h>

namespace ecoredline {
namespace {

Result<Catalogue> shipped() {
  return Catalogue::load(ECOREDLINE_SOURCE_DIR "/layers");
}

// The catalogue that is shipped: data written by people who do not read this code.
TEST(Layers, LoadAndLintClean) {
  const auto catalogue = shipped();
  ASSERT_TRUE(catalogue) << describe(catalogue.error(), Language::en);
  for (const Diagnosis& diagnosis : lint(*catalogue))
    ADD_FAILURE() << diagnosis.code << ": " << diagnosis.message.en << "\n" << diagnosis.message.zh;
}

} // namespace
} // namespace ecoredline
