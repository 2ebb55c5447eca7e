#include "base/files.hpp"
#include "base/mapped_file.hpp"
#include "engine/index_file.hpp"
#include "layer_maker.hpp"

#include <gtest/gtest.h>

#include <csignal>
#include <fstream>
#include <sys/wait.h>
#include <unistd.h>

namespace ecoredline {
namespace {

using namespace test;

/// Counts how often it is read; gives its rows two at a time.
class CountingReader final : public FlatReader {
 public:
  explicit CountingReader(FlatLayer layer) : m_layer(std::move(layer)) {}
  const Crs& crs() const override { return m_layer.crs; }
  std::size_t rows() const override { return m_layer.rows(); }
  Box extent() const override { return m_layer.extent(); }
  Result<FlatLayer> read(const Box& window, Feedback& feedback) override {
    ++reads;
    return FlatMemoryReader(m_layer).read(window, feedback);
  }
  Result<void> readAll(const std::function<Result<void>(const FlatLayer&)>& take, Feedback& feedback) override {
    if (feedback.cancelled()) return cancelledError();
    for (std::size_t row = 0; row < m_layer.rows(); row += 2) {
      std::vector<std::size_t> rows{row};
      if (row + 1 < m_layer.rows()) rows.push_back(row + 1);
      if (auto taken = take(selectRows(m_layer, rows)); !taken) return taken;
    }
    return {};
  }
  int reads = 0;

 private:
  FlatLayer m_layer;
};

FlatLayer stars(int count) {
  std::mt19937_64 random(7);
  std::uniform_real_distribution<double> where(-5000, 5000);
  LayerMaker maker;
  for (int i = 0; i < count; ++i) maker.ring(star(random, where(random), where(random), 300, 40 + i));
  return maker.take();
}

class IndexFileTest : public testing::Test {
 protected:
  std::filesystem::path path() const { return m_folder.path() / "a" / "zones.index"; }
  Result<void> write(const FlatLayer& layer, const std::string& key = "key") {
    CountingReader reader(layer);
    return IndexFile::write(path(), key, reader, silentFeedback());
  }
  /// One byte of the file changed.
  void damage(std::uintmax_t at) {
    std::fstream file(path(), std::ios::in | std::ios::out | std::ios::binary);
    file.seekg(static_cast<std::streamoff>(at));
    const char byte = static_cast<char>(file.get() ^ 0x40);
    file.seekp(static_cast<std::streamoff>(at));
    file.put(byte);
  }
  std::unique_ptr<FlatReader> over(CountingReader*& plain, const FlatLayer& layer, bool whole, bool may_write = true) {
    auto reader = std::make_unique<CountingReader>(layer);
    plain = reader.get();
    auto result = IndexedReader::over(std::move(reader), {path(), "key", whole, may_write, 1}, silentFeedback());
    EXPECT_TRUE(result);
    return std::move(*result);
  }

  TemporaryFolder m_folder = TemporaryFolder::create().value();
};

TEST_F(IndexFileTest, HoldsTheLayerAndItsIndex) {
  const FlatLayer layer = stars(31);
  ASSERT_TRUE(write(layer));
  const auto file = IndexFile::open(path(), "key");
  ASSERT_TRUE(file) << file.error().code;
  EXPECT_TRUE(file->verifyRows(2, silentFeedback()));
  EXPECT_EQ(file->layer().x, layer.x);
  EXPECT_EQ(file->layer().y, layer.y);
  EXPECT_EQ(file->layer().ring_vertex, layer.ring_vertex);
  EXPECT_EQ(file->layer().row_ring, layer.row_ring);
  EXPECT_EQ(file->layer().row_id, layer.row_id);
  EXPECT_EQ(file->layer().crs, layer.crs);
  const FlatLayer sites = LayerMaker().box(-900, -900, 1500, 1200).box(3000, 0, 3300, 200).take();
  FlatMemoryReader mapped(file->indexed());
  CompareStats stats;
  const auto pairs = comparePairs(sites, mapped, {}, stats, silentFeedback());
  ASSERT_TRUE(pairs);
  EXPECT_EQ(textOf(*pairs), textOf(compared(sites, layer)));
}

TEST_F(IndexFileTest, AnotherKeyIsAnotherLayer) {
  ASSERT_TRUE(write(stars(3)));
  const auto file = IndexFile::open(path(), "other");
  ASSERT_FALSE(file);
  EXPECT_EQ(file.error().code, "index.other");
}

TEST_F(IndexFileTest, EveryDamagedByteOfTheRowsIsFound) {
  const FlatLayer layer = stars(9);
  ASSERT_TRUE(write(layer));
  const auto whole = std::filesystem::file_size(path());
  int found = 0, met = 0;
  for (std::uintmax_t at = 8; at < whole; at += 997) {
    damage(at);
    const auto file = IndexFile::open(path(), "key");
    const bool good = file && file->verifyRows(1, silentFeedback());
    found += !good;
    if (good) { // padding between the arrays: nothing of it is read
      EXPECT_EQ(file->layer().x, layer.x);
      EXPECT_EQ(file->layer().row_id, layer.row_id);
    }
    ++met;
    damage(at);
  }
  EXPECT_TRUE(IndexFile::open(path(), "key"));
  EXPECT_GT(met, 20);
  EXPECT_GT(found, 5);
}

TEST_F(IndexFileTest, AFileCutShortIsFoundAndMadeAgain) {
  const FlatLayer layer = stars(12);
  ASSERT_TRUE(write(layer));
  for (const double share : {0.0, 0.01, 0.4, 0.9}) {
    const auto size = std::filesystem::file_size(path());
    std::filesystem::resize_file(path(), static_cast<std::uintmax_t>(share * static_cast<double>(size)));
    ASSERT_FALSE(IndexFile::open(path(), "key")) << share;
    CountingReader* plain = nullptr;
    const auto reader = over(plain, layer, true);
    EXPECT_NE(reader->whole(), nullptr);
    EXPECT_TRUE(IndexFile::open(path(), "key"));
  }
}

TEST_F(IndexFileTest, AReaderWithAGoodFileReadsNothingElse) {
  const FlatLayer layer = stars(20);
  ASSERT_TRUE(write(layer));
  CountingReader* plain = nullptr;
  const auto reader = over(plain, layer, false, false);
  const Box window = layer.box[4];
  const auto rows = reader->read(window, silentFeedback());
  ASSERT_TRUE(rows);
  EXPECT_EQ(plain->reads, 0);
  EXPECT_EQ(reader->whole(), nullptr); // not all rows were verified
  const auto expected = FlatMemoryReader(layer).read(window, silentFeedback());
  EXPECT_EQ(rows->row_id, expected->row_id);
  EXPECT_EQ(rows->x, expected->x);
}

TEST_F(IndexFileTest, ARowThatIsDamagedIsReadFromTheLayerItself) {
  const FlatLayer layer = stars(20);
  ASSERT_TRUE(write(layer));
  damage(4096 + 8); // x of the first row
  CountingReader* plain = nullptr;
  const auto reader = over(plain, layer, false, false);
  const auto rows = reader->read(layer.box[0], silentFeedback());
  ASSERT_TRUE(rows);
  EXPECT_EQ(plain->reads, 1);
  EXPECT_EQ(rows->x, FlatMemoryReader(layer).read(layer.box[0], silentFeedback())->x);
}

TEST_F(IndexFileTest, CancellingLeavesNoFile) {
  CountingReader reader(stars(5));
  Feedback feedback;
  feedback.cancel();
  EXPECT_FALSE(IndexFile::write(path(), "key", reader, feedback));
  std::size_t left = 0;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(m_folder.path()))
    left += entry.is_regular_file();
  EXPECT_EQ(left, 0U);
}

/// Keeps what it is told.
class Listener final : public Feedback {
 public:
  void note(const Text& text) override { notes.push_back(text.en); }
  std::vector<std::string> notes;
};

// A child is killed while it writes, a second one is still at it: the first one's draft goes, the second one's stays.
TEST_F(IndexFileTest, DraftsOfKilledWritersAreRemovedAtTheNextUse) {
  std::filesystem::create_directories(path().parent_path());
  const auto writer = [&](const std::filesystem::path& draft) {
    int ready[2];
    EXPECT_EQ(::pipe(ready), 0);
    const pid_t child = ::fork();
    if (child == 0) {
      const auto file = PlacedFile::create(draft);
      [[maybe_unused]] const auto told = ::write(ready[1], "x", 1);
      for (;;) ::pause();
    }
    char told = 0;
    EXPECT_EQ(::read(ready[0], &told, 1), 1);
    ::close(ready[0]);
    ::close(ready[1]);
    return child;
  };
  const auto kill = [](pid_t child) {
    ::kill(child, SIGKILL);
    ::waitpid(child, nullptr, 0);
  };
  const std::filesystem::path dead = path().string() + ".11.part", busy = path().string() + ".12.part";
  const std::filesystem::path other = path().parent_path() / "notes.txt";
  std::ofstream(other) << "mine";
  kill(writer(dead));
  const pid_t child = writer(busy);
  ASSERT_TRUE(std::filesystem::exists(dead));

  const FlatLayer layer = stars(3);
  const auto use = [&](bool may_write) {
    IndexedReader::Options options{path(), "key"};
    options.may_write = may_write;
    return IndexedReader::over(std::make_unique<CountingReader>(layer), options, silentFeedback()).has_value();
  };
  EXPECT_TRUE(use(false));
  EXPECT_TRUE(std::filesystem::exists(dead)); // who may not write removes nothing
  EXPECT_TRUE(use(true));
  EXPECT_FALSE(std::filesystem::exists(dead));
  EXPECT_TRUE(std::filesystem::exists(busy));
  EXPECT_TRUE(std::filesystem::exists(other));
  kill(child);
  EXPECT_TRUE(use(true)); // its index is there by now
  EXPECT_FALSE(std::filesystem::exists(busy));
}

TEST_F(IndexFileTest, AFileThatCannotBeWrittenIsSaidAndDoneWithout) {
  std::ofstream(m_folder.path() / "a") << "a file where the folder should be";
  auto reader = std::make_unique<CountingReader>(stars(4));
  const CountingReader* plain = reader.get();
  Listener listener;
  const auto result = IndexedReader::over(std::move(reader), {path(), "key", true, true, 1}, listener);
  ASSERT_TRUE(result);
  EXPECT_EQ(result->get(), plain);
  ASSERT_EQ(listener.notes.size(), 1U);
  EXPECT_NE(listener.notes[0].find("Cannot write"), std::string::npos) << listener.notes[0];
}

TEST_F(IndexFileTest, WithoutARightToWriteThePlainReaderIsUsed) {
  CountingReader* plain = nullptr;
  const auto reader = over(plain, stars(4), true, false);
  EXPECT_EQ(reader.get(), plain);
}

} // namespace
} // namespace ecoredline
