#pragma once

#include "catalogue/table.hpp"

#include <string>
#include <utility>
#include <vector>

namespace ecoredline {

using Ring = std::vector<std::pair<double, double>>;
using Part = std::vector<Ring>; ///< shell, holes

inline Ring square(double x, double y, double size) {
  return {{x, y}, {x + size, y}, {x + size, y + size}, {x, y + size}, {x, y}};
}

inline void addRow(FlatBuilder& builder, Shape shape, const std::vector<Part>& parts, std::int64_t id = 0) {
  builder.beginRow(shape, id);
  std::uint32_t number = 0;
  for (const Part& part : parts) {
    for (const Ring& ring : part) {
      std::vector<double> x;
      std::vector<double> y;
      for (const auto& [px, py] : ring) {
        x.push_back(px);
        y.push_back(py);
      }
      builder.addRing(x, y, number);
    }
    ++number;
  }
  builder.endRow();
}

/// One 10 m square per row, side by side, and these columns.
inline Table tableOf(const std::vector<std::pair<std::string, std::vector<Value>>>& columns, std::size_t rows) {
  FlatBuilder builder(Crs::fromEpsg(4530).value());
  for (std::size_t row = 0; row < rows; ++row)
    addRow(builder, Shape::polygon, {{square(42500000 + 20.0 * static_cast<double>(row), 4800000, 10)}},
           static_cast<std::int64_t>(row));
  Table table;
  table.source = "数据/某项目.shp";
  table.geometry = builder.take();
  table.states.assign(rows, RowState::valid);
  for (const auto& [name, values] : columns) table.columns.push_back({name, "String", values});
  return table;
}

} // namespace ecoredline
