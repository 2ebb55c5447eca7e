#pragma once

#include "base/feedback.hpp"
#include "cartography/draw_layers.hpp"
#include "desktop/map_view.hpp"
#include "painting/screen_shapes.hpp"

#include <QImage>
#include <memory>
#include <optional>
#include <vector>

namespace ecoredline {

/// What a picture shows below its labels, made ready in pieces and drawn in strips, both by several threads. Whatever
/// strips it is drawn in, the picture is the same.
class PictureShapes {
 public:
  PictureShapes(const MapView& view, double ratio) : m_view(view), m_ratio(ratio) {}

  /// The next layer, over those before; it outlives this.
  void add(const DrawLayer& layer, double opacity);
  std::size_t pieces() const { return m_pieces.size(); }
  /// Different pieces may be made at the same time.
  void make(std::size_t piece);
  /// When all pieces are made. `rows` are those of the picture from device row `top` on, opaque words of 32 bits.
  /// False when cancelled; the picture is then not whole.
  bool paint(QImage& rows, int top, Feedback& feedback) const;

 private:
  struct Layer {
    const DrawLayer* layer;
    double opacity;
    ScreenPen pen;
    ScreenInk line;
    ScreenInk fill;
    std::optional<ScreenTile> hatch;
    bool has_points;
    std::size_t first_piece, last_piece;
  };
  struct Piece {
    std::size_t layer;
    std::vector<std::uint32_t> rows;
    std::optional<ScreenOutlines> outlines;
  };
  PixelFrame frame() const;
  void paintPoints(QImage& rows, int top, const Layer& one) const;

  MapView m_view;
  double m_ratio; ///< device pixels a pixel
  std::vector<Layer> m_layers;
  std::vector<Piece> m_pieces;
};

/// Writes the labels of layers where they hide neither one another nor leave the picture; those of higher priority
/// first, of layers drawn later before those under them.
void paintLabels(QImage& picture, const MapView& view, const std::vector<std::shared_ptr<const DrawLayer>>& layers);

} // namespace ecoredline
