#include "painting/png_file.hpp"

#include <cmath>
#include <cstdint>
#include <libdeflate.h>
#include <memory>

namespace ecoredline {

namespace {

constexpr double kMetresPerInch = 0.0254;
constexpr int kLevel = 1; // maps are even areas: the fastest is smaller than what zlib made of them row by row

std::string bigEndian(std::uint32_t value) {
  std::string out;
  for (const unsigned shift : {24U, 16U, 8U, 0U}) out += static_cast<char>((value >> shift) & 0xFFU);
  return out;
}

void addChunk(std::string& png, const char* name, const std::string& data) {
  const std::string body = name + data;
  png += bigEndian(static_cast<std::uint32_t>(data.size()));
  png += body;
  png += bigEndian(libdeflate_crc32(0, body.data(), body.size()));
}

// Rows as three bytes a pixel, each the difference to the row above (filter 2 of PNG): most of a map is as above.
std::string filtered(const PixelRows& picture) {
  const std::size_t length = std::size_t{3} * picture.width + 1;
  std::string out(length * picture.height, '\0');
  const auto word = [&](int x, int y) {
    return reinterpret_cast<const std::uint32_t*>(picture.data + static_cast<std::size_t>(y) * picture.stride)[x];
  };
  for (int y = 0; y < picture.height; ++y) {
    char* to = out.data() + length * y;
    *to++ = y == 0 ? '\0' : '\2';
    for (int x = 0; x < picture.width; ++x) {
      const std::uint32_t here = word(x, y);
      const std::uint32_t above = y == 0 ? 0 : word(x, y - 1);
      for (const unsigned shift : {16U, 8U, 0U}) *to++ = static_cast<char>((here >> shift) - (above >> shift));
    }
  }
  return out;
}

} // namespace

std::string deflated(const std::string& bytes, int level) {
  const std::unique_ptr<libdeflate_compressor, decltype(&libdeflate_free_compressor)> compressor(
      libdeflate_alloc_compressor(level), libdeflate_free_compressor);
  std::string out(libdeflate_zlib_compress_bound(compressor.get(), bytes.size()), '\0');
  out.resize(libdeflate_zlib_compress(compressor.get(), bytes.data(), bytes.size(), out.data(), out.size()));
  return out;
}

std::string pngOf(const PixelRows& picture, double dpi) {
  const std::string pixels = deflated(filtered(picture), kLevel);
  if (pixels.empty() || pixels.size() > 0x7FFFFFFFU) return {};
  std::string out = "\x89PNG\r\n\x1A\n";
  addChunk(out, "IHDR",
           bigEndian(static_cast<std::uint32_t>(picture.width)) +
               bigEndian(static_cast<std::uint32_t>(picture.height)) + std::string("\x08\x02\x00\x00\x00", 5));
  const std::string per_metre = bigEndian(static_cast<std::uint32_t>(std::lround(dpi / kMetresPerInch)));
  addChunk(out, "pHYs", per_metre + per_metre + '\1');
  addChunk(out, "IDAT", pixels);
  addChunk(out, "IEND", {});
  return out;
}

} // namespace ecoredline
