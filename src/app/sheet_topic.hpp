#pragma once

#include "painting/sheet.hpp"

#include <optional>
#include <string>
#include <vector>

namespace ecoredline {

/// What one page shows.
struct SheetPlan {
  std::string name;                ///< of the county, site, problem or national sheet; "" for the whole
  Box degrees;                     ///< EPSG:4490
  std::optional<std::size_t> item; ///< site of the run, problem of the ledger
  std::optional<std::size_t> county;
  std::string national; ///< 图幅号
};

/// Pages about something other than what is in force on a day. One is asked by one thread.
class SheetTopic {
 public:
  SheetTopic() = default;
  SheetTopic(const SheetTopic&) = delete;
  SheetTopic& operator=(const SheetTopic&) = delete;
  virtual ~SheetTopic() = default;

  /// A page for every thing there is, or for the one that was asked for; empty where pages are made by place.
  virtual Result<std::vector<SheetPlan>> plans() = 0;
  /// The ground of pages made by place, EPSG:4490.
  virtual Box extent() const { return {}; }
  /// A whole map of the thing a plan is about.
  virtual Result<MapScene> scene(const SheetPlan& plan) = 0;
  /// Layers for a map by place: `page.scene` and `page.before` have plane, window and frame.
  virtual Result<void> addLayers(SheetPage& page) = 0;
  /// Table and notes.
  virtual Result<void> addFigures(const SheetPlan& plan, SheetPage& page) = 0;
};

} // namespace ecoredline
