#pragma once

#include "base/files.hpp"
#include "base/hash.hpp"
#include "catalogue/bind.hpp"
#include "store/workspace.hpp"

#include <fmt/format.h>
#include <gtest/gtest.h>
#include <sqlite3.h>

#include <algorithm>
#include <cmath>
#include <filesystem>
#include <numbers>
#include <string>
#include <vector>

namespace ecoredline {

/// A catalogue of one kind; the store keeps its bytes and knows no rule.
inline const Catalogue& smallCatalogue() {
  static const Catalogue catalogue = [] {
    const std::string kind = R"toml(
id = "ecological_redline"
title = { zh = "生态保护红线", en = "Ecological red line" }
group = { zh = "红线", en = "Red lines" }
order = 1
coverage_duty = "partial"
accuracy_m = 5.0
accuracy_note = { zh = "测试", en = "test" }
reference = true
[[field]]
id = "zone_id"
title = { zh = "编号", en = "Number" }
aliases = ["zone_id", "HXBM"]
[[field]]
id = "protection_type"
title = { zh = "类型", en = "Type" }
aliases = ["HXLX"]
)toml";
    const std::string identity = "id = \"test\"\ntitle = { zh = \"测试\", en = \"Test\" }\n";
    auto loaded = Catalogue::fromFiles(
        {{"catalogue.toml", identity}, {"facts.toml", ""}, {"kinds/ecological_redline.toml", kind}});
    if (!loaded) throw std::runtime_error(describe(loaded.error(), Language::en));
    return *loaded;
  }();
  return catalogue;
}

inline const LayerKind& smallKind() {
  return *smallCatalogue().kind("ecological_redline");
}

/// Builds a bound layer row by row; what the front door and bindZones would have handed on.
class LayerMaker {
 public:
  explicit LayerMaker(Crs crs = Crs::cgcs2000()) : m_builder(std::move(crs)) {
    m_layer.kind = &smallKind();
    m_layer.table.layer = "hx";
    m_layer.table.source = "somewhere/hx.shp";
    m_layer.table.encoding = "UTF-8";
    m_layer.table.columns = {{"HXBM", "String(20)", {}}, {"面积", "Real", {}}, {"hxbm", "Integer", {}}};
    m_layer.mapping = {{"zone_id", "HXBM", "alias"}};
  }

  /// A rectangle, or what `draw` adds between beginRow and endRow.
  LayerMaker& box(const std::string& id, const Box& b) {
    const std::vector<double> x{b.min_x, b.max_x, b.max_x, b.min_x, b.min_x};
    const std::vector<double> y{b.min_y, b.min_y, b.max_y, b.max_y, b.min_y};
    return ring(id, x, y);
  }

  LayerMaker& ring(const std::string& id, const std::vector<double>& x, const std::vector<double>& y,
                   Shape shape = Shape::polygon) {
    m_builder.beginRow(shape, m_rows++);
    m_builder.addRing(x, y, 0);
    m_builder.endRow();
    return note(id);
  }

  LayerMaker& nothing(const std::string& id) {
    m_builder.beginRow(Shape::none, m_rows++);
    m_builder.endRow();
    note(id);
    m_layer.table.states.back() = RowState::empty;
    return *this;
  }

  LayerMaker& invalid() {
    m_layer.table.states.back() = RowState::invalid;
    return *this;
  }

  BoundRow& row() { return m_layer.rows.back(); }

  /// Hashes are the store's to keep, not to make: any that depend on the row's own content will do.
  BoundLayer take() {
    m_layer.table.geometry = m_builder.take();
    std::vector<std::string> sorted;
    for (std::size_t i = 0; i < m_layer.rows.size(); ++i) {
      std::string content = m_layer.rows[i].zone_id + "|" + m_layer.rows[i].zone_name;
      for (const auto& [field, value] : m_layer.rows[i].fields) content += fmt::format("|{}={}", field, value);
      const Box& b = m_layer.table.geometry.box[i];
      for (const double v : {b.min_x, b.min_y, b.max_x, b.max_y}) content += fmt::format("|{}", v);
      m_layer.feature_hashes.push_back(toHex(sha256(content)));
    }
    sorted = m_layer.feature_hashes;
    std::ranges::sort(sorted);
    std::string all;
    for (const auto& hash : sorted) all += hash;
    m_layer.content_hash = prefixedHex(sha256(all));
    return std::move(m_layer);
  }

 private:
  LayerMaker& note(const std::string& id) {
    BoundRow row;
    row.zone_id = id;
    row.zone_name = "片区" + id;
    row.zone_class = "redline";
    row.zone_class_raw = "红线";
    row.fields = {{"protection_type", "水源涵养"}};
    m_layer.rows.push_back(row);
    m_layer.zone_keys.push_back(id);
    m_layer.table.states.push_back(RowState::valid);
    m_layer.table.columns[0].values.emplace_back(id);
    m_layer.table.columns[1].values.emplace_back(1.5 * static_cast<double>(m_rows));
    m_layer.table.columns[2].values.emplace_back(std::int64_t{m_rows});
    return *this;
  }

  BoundLayer m_layer;
  FlatBuilder m_builder;
  std::int64_t m_rows = 0;
};

/// A grid of round zones with `vertices` each.
inline BoundLayer manyZones(int count, int vertices) {
  LayerMaker maker;
  const int width = static_cast<int>(std::ceil(std::sqrt(count)));
  std::vector<double> x(static_cast<std::size_t>(vertices));
  std::vector<double> y(x.size());
  for (int i = 0; i < count; ++i) {
    for (std::size_t k = 0; k < x.size(); ++k) {
      const double angle = 2 * std::numbers::pi * static_cast<double>(k) / vertices;
      x[k] = 110 + 0.01 * (i % width) + 0.004 * std::cos(angle);
      y[k] = 40 + 0.01 * (i / width) + 0.004 * std::sin(angle);
    }
    maker.ring(fmt::format("Z{}", i), x, y);
  }
  return maker.take();
}

inline NewVersion newVersion(const std::string& label, const Date& date = "2023-12-01") {
  NewVersion version;
  version.label = label;
  version.date = date;
  version.accuracy_m = 2.5;
  version.accuracy_assumed = false;
  version.source_hash = "sha256:00";
  return version;
}

/// A workspace in a folder of its own.
class StoreTest : public testing::Test {
 protected:
  void SetUp() override {
    auto folder = TemporaryFolder::create();
    ASSERT_TRUE(folder.has_value());
    m_folder = std::make_unique<TemporaryFolder>(std::move(*folder));
  }

  std::filesystem::path file(const std::string& name = "ws.gpkg") const { return m_folder->path() / name; }

  Workspace created(const std::string& name = "ws.gpkg") {
    auto made = Workspace::create(file(name), {"测试", "Test"}, smallCatalogue());
    if (!made) throw std::runtime_error(describe(made.error(), Language::en));
    return std::move(*made);
  }

  std::unique_ptr<TemporaryFolder> m_folder;
};

/// The value of a Result, or a throw that fails the test with its words.
template<class T>
T must(Result<T> result) {
  if (!result) throw std::runtime_error(describe(result.error(), Language::en));
  if constexpr (!std::is_void_v<T>) return std::move(*result);
}

/// First column of the first row of `sql`, asked past the store.
inline std::string ask(const std::filesystem::path& path, const std::string& sql) {
  sqlite3* handle = nullptr;
  sqlite3_open(toUtf8(path).c_str(), &handle);
  std::string answer;
  const auto take = [](void* to, int columns, char** values, char**) {
    if (columns > 0 && values[0] != nullptr) *static_cast<std::string*>(to) = values[0];
    return 0;
  };
  char* message = nullptr;
  if (sqlite3_exec(handle, sql.c_str(), take, &answer, &message) != SQLITE_OK)
    answer = std::string("error: ") + message;
  sqlite3_free(message);
  sqlite3_close(handle);
  return answer;
}

} // namespace ecoredline
