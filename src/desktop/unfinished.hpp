#pragma once

#include "catalogue/evaluate.hpp"
#include "desktop/site_shape.hpp"

#include <QByteArray>
#include <optional>
#include <string>
#include <vector>

namespace ecoredline {

/// Where the map stood: the middle, in metres of its plane, and its scale.
struct PlaceSeen {
  double x = 0;
  double y = 0;
  double metres_per_pixel = 0; ///< 0: nowhere
  bool operator==(const PlaceSeen&) const = default;
};

/// A site file in its dialog, with what was answered there.
struct SiteAsked {
  std::vector<std::string> command; ///< the words of the run that it would become
  std::string datum_shift;          ///< as it stands in the form
  Answers answers;
};

/// A site under the hand: places worth keeping, and the one where it stands now.
struct SiteTried {
  std::string site;
  std::vector<SiteShape> scenarios;
  SiteShape current;
  bool operator==(const SiteTried&) const = default;
};

/// A cause that was being booked in the area ledger.
struct CauseTyped {
  std::string kind;
  std::string from;
  std::string to;
  std::string change; ///< key of the change; may be empty
  std::string cause;
  std::string by;
  std::string reason;
  bool operator==(const CauseTyped&) const = default;
};

/// A step of a problem that was being written.
struct StepTyped {
  std::string incident;
  std::string to;
  std::string level;
  std::string by;
  std::string evidence;
  std::string reason;
  bool operator==(const StepTyped&) const = default;
};

/// What a person was doing in the window, as far as no file has it yet, and where.
struct Unfinished {
  std::string workspace;
  PlaceSeen place;
  QByteArray layers;            ///< the tree of layers as toJson(LayersKept) has it; may be empty
  std::vector<QPointF> corners; ///< of a site that was being drawn, in the map's plane
  std::optional<SiteAsked> asked;
  std::vector<std::string> run; ///< the words of the run that is shown
  Answers answers;              ///< given to the run's open questions, not yet screened with
  std::optional<SiteTried> tried;
  std::optional<CauseTyped> cause;
  std::optional<StepTyped> step;

  /// Whether more than a place on the map would be lost.
  bool holdsWork() const;
};
/// Whether there is nothing new to keep.
bool operator==(const Unfinished& a, const Unfinished& b);

/// What there is to go on with: "手绘地块 4 个角点、推演方案 2 个"; empty where holdsWork() is false.
Text contentOf(const Unfinished& unfinished);

/// As a JSON text and back. Errors (kind input): session.unreadable, for what we did not write.
QByteArray toJson(const Unfinished& unfinished);
Result<Unfinished> unfinishedFrom(const QByteArray& json);

} // namespace ecoredline
