#pragma once

#include "painting/shape_sink.hpp"

#include <cstdint>
#include <set>
#include <string>
#include <vector>

namespace ecoredline {

/// Outlines as operators of a PDF content stream (ISO 32000-1, 8.5), without text: coordinates are whole units where
/// they lie on the grid of a sheet's outlines, so that a vertex is a dozen bytes, and tenths of them elsewhere; no
/// library formats numbers for each. Map layers are millions of vertices; through Cairo they took five times as long.
class PathStream final : public ShapeSink {
 public:
  static constexpr double kUnitsPerMm = 25; // a unit is SheetPage::step_mm

  void moveTo(double x, double y) override;
  void lineTo(double x, double y) override;
  void close() override { m_path += "h\n"; }
  void rectangle(const Box& box) override;
  void circle(double x, double y, double radius) override;
  void fill(const std::string& colour, double opacity, bool keep) override;
  void stroke(const Pen& pen, bool keep) override;
  void forget() override { m_path.clear(); }
  void clip() override;
  void fillAndClip(const std::string& colour, double opacity) override;
  void save() override;
  void restore() override;
  void beginThing(const char* tag);
  void endThing() { m_body += "EMC\n"; }

  /// The stream; opacities in it stand as graphics states named after thousandths: "/a450 gs".
  const std::string& content() const { return m_body; }
  const std::set<int>& opacities() const { return m_opacities; }

 private:
  /// What stands in the graphics state; saved and restored with it.
  struct Set {
    std::string fill, stroke, dash;
    double width = -1;
    int opacity = -1;
    int cap = -1;
  };

  void point(double x, double y);
  static void number(double mm, std::string& out);
  void ink(const std::string& colour, double opacity);
  void opacity(double value);

  std::string m_body = "1 j\n";
  std::string m_path;
  Set m_set;
  std::vector<Set> m_saved;
  std::set<int> m_opacities;
  int m_things = 0;
};

} // namespace ecoredline
