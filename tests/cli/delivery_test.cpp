// A delivery folder: the draft of its manifest, its import, taking it up again, and what is refused.
#include "program.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include <filesystem>
#include <fstream>

namespace ecoredline {
namespace {

namespace fs = std::filesystem;
using testing::HasSubstr;
using testing::Not;

class Delivery : public testing::Test {
 protected:
  Delivery() {
    fs::create_directories(m_folder.path("delivery/sub"));
    for (const char* ending : {".shp", ".shx", ".dbf", ".prj"})
      fs::copy_file(sample(std::string("redline_2023") + ending), place(std::string("sub/redline_2023") + ending));
    fs::copy_file(sample("water_source.geojson"), place("water_source.geojson"));
    std::ofstream(place("notes.md")) << "not data";
  }
  std::string place(const std::string& name) const { return m_folder.path("delivery/" + name); }
  void manifest(const std::string& text) const {
    std::ofstream(place("manifest.toml")) << "format = \"ecoredline.delivery/1\"\n" << text;
  }
  Ran import(const std::vector<std::string>& more = {}) const {
    std::vector<std::string> arguments{"--lang", "en", "import", m_folder.workspace(), m_folder.path("delivery")};
    arguments.insert(arguments.end(), more.begin(), more.end());
    return ecoredline(arguments);
  }
  std::size_t versions() const {
    return nlohmann::json::parse(ecoredline({"layers", m_folder.workspace(), "--json"}).out)["versions"].size();
  }
  SampleFolder m_folder;
};

const std::string kRedline = "[[file]]\npath = \"sub/redline_2023.shp\"\nkind = \"ecological_redline\"\n"
                             "date = 2023-12-01\nversion = \"2023\"\naccuracy = 5\n";
const std::string kWater = "[[file]]\npath = \"water_source.geojson\"\nkind = \"water_source_zone\"\n"
                           "date = \"2021-01-01\"\ncoverage = \"all\"\n";

TEST_F(Delivery, AFolderWithoutAManifestGivesADraft) {
  const Ran ran = import();
  EXPECT_EQ(ran.status, 3);
  EXPECT_THAT(ran.out, HasSubstr("path = \"sub/redline_2023.shp\"\nkind = \"ecological_redline\""));
  EXPECT_THAT(ran.out, HasSubstr("path = \"water_source.geojson\"\nkind = \"water_source_zone\""));
  EXPECT_THAT(ran.out, HasSubstr("date = \"?\""));
  EXPECT_THAT(ran.out, Not(HasSubstr("notes.md")));
  EXPECT_THAT(ran.out, Not(HasSubstr("redline_2023.dbf")));
  EXPECT_EQ(versions(), 0U);
  // The draft as it is names what is still to be decided.
  std::ofstream(place("manifest.toml")) << ran.out;
  const Ran open = import();
  EXPECT_EQ(open.status, 3);
  EXPECT_THAT(open.err, HasSubstr("[manifest.undecided]"));
  EXPECT_THAT(open.err, HasSubstr("sub/redline_2023.shp date"));
}

TEST_F(Delivery, IsImportedByItsManifestAndTakenUpAgain) {
  manifest(kRedline);
  Ran ran = import();
  ASSERT_EQ(ran.status, 0) << ran.err;
  EXPECT_EQ(versions(), 1U);
  manifest(kRedline + kWater);
  ran = import();
  ASSERT_EQ(ran.status, 0) << ran.err;
  EXPECT_THAT(ran.out, HasSubstr("there already, skipped"));
  EXPECT_THAT(ran.out, HasSubstr("imported"));
  EXPECT_EQ(versions(), 2U);
  const auto layers = nlohmann::json::parse(ecoredline({"layers", m_folder.workspace(), "--json"}).out)["versions"];
  EXPECT_EQ(layers[0]["version"], "2023");
  EXPECT_EQ(layers[0]["accuracy_m"], 5.0);
  EXPECT_EQ(layers[1]["coverage"], "all");
}

TEST_F(Delivery, AFileThatCannotBeUsedKeepsNoOtherFromComingIn) {
  fs::resize_file(place("sub/redline_2023.shp"), fs::file_size(place("sub/redline_2023.shp")) / 2);
  manifest(kRedline + kWater);
  const Ran ran = import();
  EXPECT_EQ(ran.status, 3);
  EXPECT_THAT(ran.out, HasSubstr("input.truncated"));
  EXPECT_THAT(ran.out, HasSubstr("not imported"));
  EXPECT_EQ(versions(), 1U);
}

TEST_F(Delivery, WrongManifestsAreRefusedWithTheirLine) {
  const auto refused = [&](const std::string& text, const std::string& code, const std::string& more) {
    manifest(text);
    const Ran ran = import();
    EXPECT_EQ(ran.status, 3) << text;
    EXPECT_THAT(ran.err, HasSubstr("[" + code + "]")) << text;
    EXPECT_THAT(ran.err, HasSubstr(more)) << text;
    EXPECT_EQ(versions(), 0U);
  };
  refused(kRedline + "colour = \"red\"\n", "manifest.syntax", "manifest.toml:8");
  refused("[[file]]\npath = \"../outside.shp\"\nkind = \"x\"\ndate = \"2020-01-01\"\n", "manifest.bad_path",
          "../outside.shp");
  refused("[[file]\n", "manifest.syntax", "manifest.toml:2");
  refused("", "manifest.empty", "[[file]]");
  manifest(kRedline);
  EXPECT_EQ(import({"--kind", "wetland"}).status, 2);
}

TEST_F(Delivery, AManifestMapsFields) {
  manifest("[[file]]\npath = \"water_source.geojson\"\nkind = \"water_source_zone\"\ndate = \"2021-01-01\"\n"
           "[file.fields]\nzone_name = \"NO_SUCH\"\n");
  const Ran ran = import();
  EXPECT_EQ(ran.status, 3);
  EXPECT_THAT(ran.out, HasSubstr("bind.unknown_field"));
}

} // namespace
} // namespace ecoredline
