#include "app/change_sheet.hpp"

#include "app/change_map.hpp"
#include "app/scene_parts.hpp"
#include "app/track_versions.hpp"
#include "base/decimal.hpp"
#include "output/ledger_table.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>

namespace ecoredline {

namespace {

constexpr double kLeastExtent = 0.01;  // degrees
constexpr std::size_t kZonesOfOne = 8; // zones listed on the sheet of one change

class ChangeTopic : public SheetTopic {
 public:
  ChangeTopic(const MapOptions& options, Language language, const StyleBook& styles)
      : m_language(language), m_styles(styles), m_titled(!options.title.empty()),
        m_by_change(options.atlas == "changes") {
    m_track.workspace = options.workspace;
    m_track.kind = options.kind;
    m_track.from = options.from;
    m_track.to = options.to;
  }

  Result<void> open(Feedback& feedback) {
    auto kind = openTracked(m_track.workspace, m_track.kind);
    if (!kind) return fail(kind.error());
    m_kind.emplace(std::move(*kind));
    auto from = versionOf(*m_kind, m_track.from);
    if (!from) return fail(from.error());
    auto to = versionOf(*m_kind, m_track.to);
    if (!to) return fail(to.error());
    m_from = std::move(*from);
    m_to = std::move(*to);
    auto request = requestFor(*m_kind, m_track, m_from, m_to);
    if (!request) return fail(request.error());
    auto tracked = trackVersions(*request, feedback);
    if (!tracked) return fail(tracked.error());
    m_tracked = std::move(*tracked);
    for (const auto& [version, reader] : {std::pair(&m_from, &m_from_reader), std::pair(&m_to, &m_to_reader)}) {
      auto opened = m_kind->workspace.reader(version->id);
      if (!opened) return fail(opened.error());
      *reader = std::move(*opened);
    }
    return measure();
  }

  /// A page for every change that concerns ground, the largest first; a split or a new number has none of its own.
  Result<std::vector<SheetPlan>> plans() override {
    if (!m_by_change) return std::vector<SheetPlan>{};
    std::map<int, Box> boxes;
    for (std::size_t row = 0; row < m_tracked.shapes.rows(); ++row)
      boxes[m_tracked.pieces[row].change].add(m_tracked.shapes.box[row]);
    std::vector<SheetPlan> out;
    for (std::size_t i = 0; i < m_tracked.ledger.changes.size(); ++i) {
      const LedgerChange& change = m_tracked.ledger.changes[i];
      const auto found = boxes.find(change.number);
      if (found != boxes.end()) out.push_back({bookmarkOf(change), widened(found->second), i, {}, ""});
    }
    if (!out.empty()) return out;
    return fail(ErrorKind::input, "map.nothing",
                {"两个版本之间没有涉及面积的变化", "No ground changed between the versions"});
  }
  Box extent() const override { return m_extent; }

  Result<MapScene> scene(const SheetPlan& /*plan*/) override { return MapScene{}; }

  Result<void> addLayers(SheetPage& page) override {
    const SceneSource source{&m_kind->workspace, &m_kind->catalogue, &m_styles, m_language};
    if (auto added = addZoneLayers(source, m_from, *m_from_reader, *page.before); !added) return added;
    if (auto added = addZoneLayers(source, m_to, *m_to_reader, page.scene); !added) return added;
    stepBack(*page.before); // one symbol on both
    stepBack(page.scene);
    page.before_caption = captionOf(m_from);
    page.caption = captionOf(m_to);
    auto shown = addChangeLayers({&m_tracked, &m_styles}, page.scene);
    if (!shown) return fail(shown.error());
    m_shown = std::move(*shown);
    return {};
  }

  Result<void> addFigures(const SheetPlan& plan, SheetPage& page) override {
    const std::string layer = m_kind->layerKind().title.in(m_language);
    if (plan.item) {
      addOne(m_tracked.ledger.changes[*plan.item], page);
      return {};
    }
    if (!m_titled) page.title = layer + say("", ": ") + page.title;
    page.notes.emplace_back(say("图层", "Layer"), layer);
    page.notes.emplace_back(say("变化", "Change"), ledgerSentence(m_tracked.ledger).in(m_language));
    page.rows_title = say("本图范围内的变化", "Changes on this sheet");
    std::vector<const LedgerChange*> shown;
    for (const LedgerChange& change : m_tracked.ledger.changes)
      if (m_shown.contains(change.number)) shown.push_back(&change);
    for (const LedgerChange* change : shown) page.rows.push_back(rowOf(*change));
    if (shown.empty()) page.rows.push_back({say("未发现变化", "No change found"), "", "", ""});
    return {};
  }

 private:
  const char* say(const char* zh, const char* en) const { return m_language == Language::zh ? zh : en; }

  std::string captionOf(const Version& version) const {
    if (version.label == version.date) return version.label;
    return fmt::format(fmt::runtime(say("{} 版（{}）", "{} ({})")), version.label, version.date);
  }

  std::string bookmarkOf(const LedgerChange& change) const {
    const auto& names = change.to_names.empty() ? change.from_names : change.to_names;
    const auto& ids = change.to_ids.empty() ? change.from_ids : change.to_ids;
    std::string zone = !names.empty() && !names.front().empty() ? names.front() : ids.empty() ? "" : ids.front();
    if (ids.size() > 1) zone += say(" 等", " and others");
    return fmt::format("{} {} {}", change.number, word(change.cause).in(m_language), zone);
  }

  /// The sheet of one change: its figures, its zones, how its cause was found and who decided otherwise.
  void addOne(const LedgerChange& change, SheetPage& page) const {
    page.notes.emplace_back(say("图层", "Layer"), m_kind->layerKind().title.in(m_language));
    page.notes.emplace_back(say("中心", "Centre"),
                            fmt::format("{}, {}", toFixed(change.centre[0], 6), toFixed(change.centre[1], 6)));
    page.notes.emplace_back(say("平均宽", "Mean width"), toFixed(change.width_m, 2) + " m");
    page.notes.emplace_back(say("推断依据", "How inferred"), change.how.in(m_language));
    if (change.override_by)
      page.notes.emplace_back(
          say("人工判定", "Decided by"),
          fmt::format("{} {} {}", change.override_by->by, change.override_by->date, change.override_by->reason));
    page.rows_title = say("本条变化", "This change");
    page.rows.push_back(rowOf(change));
    const auto zones = [&](const char* zh, const char* en, const std::vector<std::string>& ids,
                           const std::vector<std::string>& names, const std::string& zone_class) {
      for (std::size_t i = 0; i < std::min(ids.size(), kZonesOfOne); ++i) {
        const bool named = i < names.size() && !names[i].empty() && names[i] != ids[i];
        page.rows.push_back({say(zh, en), named ? ids[i] + " " + names[i] : ids[i], classTitle(zone_class), ""});
      }
    };
    zones("原分区", "From", change.from_ids, change.from_names, change.from_class);
    zones("现分区", "To", change.to_ids, change.to_names, change.to_class);
  }

  std::string classTitle(const std::string& id) const {
    for (const ZoneClass& one : m_kind->layerKind().classes)
      if (one.id == id) return one.title.in(m_language);
    return id;
  }

  static Box widened(const Box& box) {
    const double width = std::max(box.max_x - box.min_x, box.max_y - box.min_y);
    const double more = std::max(0.0, kLeastExtent - width) / 2;
    return box.grown(more, more);
  }

  // Round what changed; where nothing did, round all there is.
  Result<void> measure() {
    m_extent = m_tracked.shapes.extent();
    if (m_extent.empty())
      for (const FlatReader* reader : {m_from_reader.get(), m_to_reader.get()}) {
        auto box = movedBox(reader->extent(), reader->crs(), Crs::cgcs2000());
        if (!box) return fail(box.error());
        m_extent.add(*box);
      }
    const double width = std::max(m_extent.max_x - m_extent.min_x, m_extent.max_y - m_extent.min_y);
    m_extent = m_extent.grown(std::max(0.0, kLeastExtent - width), std::max(0.0, kLeastExtent - width));
    return {};
  }

  SheetRow rowOf(const LedgerChange& change) const {
    const auto& names = change.to_names.empty() ? change.from_names : change.to_names;
    SheetRow row;
    row.what = fmt::format("{}. {}{}", change.number, names.empty() ? "" : names.front(),
                           names.size() > 1 ? say(" 等", " and others") : "");
    std::string figure;
    const auto add = [&](const char* zh, const char* en, double m2) {
      if (m2 > 0)
        figure += fmt::format("{}{} {} m²", figure.empty() ? "" : say("；", "; "), say(zh, en), toGrouped(m2, 2));
    };
    add("划出", "removed", change.removed_m2);
    add("划入", "added", change.added_m2);
    add("类别间", "between classes", change.between_m2);
    row.figure = figure + fmt::format("{}{}{}", figure.empty() ? "" : say("；", "; "), say("把握：", "sureness: "),
                                      word(change.sureness).in(m_language));
    row.verdict = word(change.cause).in(m_language);
    row.colour = m_styles.of(kCauseSymbols, std::string(name(change.cause))).stroke;
    return row;
  }

  TrackOptions m_track;
  Language m_language;
  const StyleBook& m_styles;
  bool m_titled;    ///< by the user
  bool m_by_change; ///< a page a change
  std::optional<TrackedKind> m_kind;
  Version m_from;
  Version m_to;
  Tracked m_tracked;
  std::unique_ptr<FlatReader> m_from_reader;
  std::unique_ptr<FlatReader> m_to_reader;
  Box m_extent;
  std::set<int> m_shown; ///< numbers of changes on the page drawn last
};

} // namespace

Result<std::unique_ptr<SheetTopic>> changeTopic(const MapOptions& options, Language language, const StyleBook& styles,
                                                Feedback& feedback) {
  if (options.kind.empty() || options.from.empty() || options.to.empty())
    return fail(ErrorKind::usage, "map.needs_versions",
                {"变化图须给出图层类型和前后两个版本", "A sheet about changes needs a kind and two versions"}, {},
                {"加 --kind 图层类型 --from 版本 --to 版本", "add --kind KIND --from VERSION --to VERSION"});
  auto topic = std::make_unique<ChangeTopic>(options, language, styles);
  if (auto opened = topic->open(feedback); !opened) return fail(opened.error());
  return topic;
}

} // namespace ecoredline
