#include "painting/path_stream.hpp"

#include <fmt/format.h>

#include <array>
#include <charconv>
#include <cmath>

namespace ecoredline {

namespace {

// "#RRGGBB" as three numbers from 0 to 1.
std::string rgb(const std::string& colour) {
  const auto part = [&](std::size_t at) {
    return colour.size() < at + 2 ? 0 : std::stoi(colour.substr(at, 2), nullptr, 16) / 255.0;
  };
  return fmt::format("{:.4f} {:.4f} {:.4f}", part(1), part(3), part(5));
}

} // namespace

// Tenths of a unit only where there are some.
void PathStream::number(double mm, std::string& out) {
  std::array<char, 24> text{};
  const double tenths_wanted = mm * kUnitsPerMm * 10;
  const auto tenths = static_cast<std::int64_t>(tenths_wanted + (tenths_wanted < 0 ? -0.5 : 0.5));
  char* end = text.data();
  if (tenths < 0) *end++ = '-';
  const std::int64_t size = tenths < 0 ? -tenths : tenths;
  end = std::to_chars(end, text.data() + text.size() - 3, size / 10).ptr;
  if (size % 10 != 0) {
    *end++ = '.';
    *end++ = static_cast<char>('0' + size % 10);
  }
  *end++ = ' ';
  out.append(text.data(), static_cast<std::size_t>(end - text.data()));
}

void PathStream::point(double x, double y) {
  number(x, m_path);
  number(y, m_path);
}

void PathStream::moveTo(double x, double y) {
  point(x, y);
  m_path += "m\n";
}

void PathStream::lineTo(double x, double y) {
  point(x, y);
  m_path += "l\n";
}

void PathStream::rectangle(const Box& box) {
  moveTo(box.min_x, box.min_y);
  lineTo(box.max_x, box.min_y);
  lineTo(box.max_x, box.max_y);
  lineTo(box.min_x, box.max_y);
  close();
}

// Four curves; the usual constant keeps within 0.03 % of the circle.
void PathStream::circle(double x, double y, double radius) {
  constexpr double kBend = 0.5522847498;
  const double b = radius * kBend;
  moveTo(x + radius, y);
  const auto curve = [&](double ax, double ay, double bx, double by, double cx, double cy) {
    point(x + ax, y + ay);
    point(x + bx, y + by);
    point(x + cx, y + cy);
    m_path += "c\n";
  };
  curve(radius, b, b, radius, 0, radius);
  curve(-b, radius, -radius, b, -radius, 0);
  curve(-radius, -b, -b, -radius, 0, -radius);
  curve(b, -radius, radius, -b, radius, 0);
  close();
}

void PathStream::opacity(double value) {
  const int thousandths = static_cast<int>(std::lround(value * 1000));
  if (m_set.opacity == thousandths) return;
  m_set.opacity = thousandths;
  m_opacities.insert(thousandths);
  m_body += fmt::format("/a{} gs\n", thousandths);
}

void PathStream::ink(const std::string& colour, double opaque) {
  opacity(opaque);
  if (m_set.fill != colour) m_body += rgb(colour) + " rg\n";
  m_set.fill = colour;
}

void PathStream::fill(const std::string& colour, double opaque, bool keep) {
  if (m_path.empty()) return;
  ink(colour, opaque);
  m_body += m_path;
  m_body += "f*\n";
  if (!keep) m_path.clear();
}

void PathStream::stroke(const Pen& pen, bool keep) {
  if (m_path.empty()) return;
  opacity(pen.opacity);
  if (m_set.stroke != pen.colour) m_body += rgb(pen.colour) + " RG\n";
  m_set.stroke = pen.colour;
  if (m_set.width != pen.width) {
    number(pen.width, m_body);
    m_body += "w\n";
  }
  m_set.width = pen.width;
  std::string dash = "[";
  for (const double part : pen.dash) number(part, dash);
  dash += "] 0 d\n";
  if (m_set.dash != dash) m_body += dash;
  m_set.dash = dash;
  const int cap = pen.dash.empty() ? 1 : 0;
  if (m_set.cap != cap) m_body += fmt::format("{} J\n", cap);
  m_set.cap = cap;
  m_body += m_path;
  m_body += "S\n";
  if (!keep) m_path.clear();
}

void PathStream::clip() {
  m_body += m_path;
  m_body += "W* n\n";
  m_path.clear();
}

// The path stands in the file once: what it clips from then on is what it fills.
void PathStream::fillAndClip(const std::string& colour, double opaque) {
  ink(colour, opaque);
  save();
  m_body += m_path;
  m_body += "W* f*\n";
  m_path.clear();
}

void PathStream::save() {
  m_body += "q\n";
  m_saved.push_back(m_set);
}

void PathStream::restore() {
  m_body += "Q\n";
  if (m_saved.empty()) return;
  m_set = m_saved.back();
  m_saved.pop_back();
}

void PathStream::beginThing(const char* tag) {
  m_body += fmt::format("/{} <</MCID {}>> BDC\n", tag, m_things++);
}

} // namespace ecoredline
