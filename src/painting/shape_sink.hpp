#pragma once

#include "painting/canvas.hpp"

#include <string>

namespace ecoredline {

/// What takes the shapes of a map layer in Cairo's stead, for they are millions of vertices. Millimetres of the page,
/// y downwards; the calls are those of Canvas.
class ShapeSink {
 public:
  ShapeSink() = default;
  ShapeSink(const ShapeSink&) = default;
  ShapeSink(ShapeSink&&) noexcept = default;
  ShapeSink& operator=(const ShapeSink&) = default;
  ShapeSink& operator=(ShapeSink&&) noexcept = default;
  virtual ~ShapeSink() = default;

  virtual void moveTo(double x, double y) = 0;
  virtual void lineTo(double x, double y) = 0;
  virtual void close() = 0;
  virtual void rectangle(const Box& box) = 0;
  virtual void circle(double x, double y, double radius) = 0;
  virtual void fill(const std::string& colour, double opacity, bool keep) = 0;
  virtual void stroke(const Pen& pen, bool keep) = 0;
  virtual void forget() = 0;
  virtual void clip() = 0;
  virtual void fillAndClip(const std::string& colour, double opacity) = 0;
  virtual void save() = 0;
  virtual void restore() = 0;
};

} // namespace ecoredline
