#pragma once

#include "painting/canvas.hpp"

#include <cstdint>
#include <set>
#include <string>
#include <vector>

namespace ecoredline {

/// Outlines as operators of a PDF content stream (ISO 32000-1, 8.5), without text: coordinates are whole hundredths of
/// a millimetre, so that a vertex is a dozen bytes, and no library formats numbers for each. Map layers are millions of
/// vertices; through Cairo they took five times as long.
class PathStream {
 public:
  static constexpr double kUnitsPerMm = 100;

  void moveTo(double x, double y);
  void lineTo(double x, double y);
  void close() { m_path += "h\n"; }
  void rectangle(const Box& box);
  void circle(double x, double y, double radius);
  void fill(const std::string& colour, double opacity, bool keep);
  void stroke(const Pen& pen, bool keep);
  void forget() { m_path.clear(); }
  void clip();
  void save();
  void restore();
  void beginThing(const char* tag);
  void endThing() { m_body += "EMC\n"; }

  /// The stream; opacities in it stand as graphics states named after thousandths: "/a450 gs".
  const std::string& content() const { return m_body; }
  const std::set<int>& opacities() const { return m_opacities; }

 private:
  /// What stands in the graphics state; saved and restored with it.
  struct Set {
    std::string fill, stroke, dash;
    std::int64_t width = -1;
    int opacity = -1;
    int cap = -1;
  };

  void point(double x, double y);
  void number(double mm);
  void opacity(double value);

  std::string m_body = "1 j\n";
  std::string m_path;
  Set m_set;
  std::vector<Set> m_saved;
  std::set<int> m_opacities;
  int m_things = 0;
};

} // namespace ecoredline
