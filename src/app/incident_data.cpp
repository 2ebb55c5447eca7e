#include "app/incident_data.hpp"

#include "app/incident_files.hpp"
#include "base/decimal.hpp"
#include "base/files.hpp"
#include "inspection/ledger_fold.hpp"
#include "inspection/statistics.hpp"
#include "ledger/photo_picture.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <functional>
#include <set>
#include <string_view>

namespace ecoredline {

namespace {

using Kinds = ReportData::Kinds;

// The row of the ledger as names and values; empty ones left out.
TextTable factsOf(const IncidentList& alone, const LedgerWords& words, bool for_public) {
  const TextTable row = ledgerTable(alone, words, for_public);
  TextTable table;
  table.heads = {{"name", {"事项", "Item"}}, {"value", {"内容", "Value"}}};
  for (std::size_t c = 0; c < row.heads.size(); ++c)
    if (!row.rows[0][c].empty()) table.rows.push_back({row.heads[c].title.in(words.language()), row.rows[0][c]});
  return table;
}

TextTable papersOf(const Incident& incident, const LedgerWords& words) {
  TextTable table;
  table.heads = {{"name", {"文件", "File"}},
                 {"taken", {"拍摄时间", "Taken"}},
                 {"hash", {"校验值", "Hash"}},
                 {"mismatch", {"不一致", "Mismatch"}}};
  for (const IncidentEvent& event : incident.history)
    if (event.file)
      table.rows.push_back({event.file->name, event.file->taken, event.file->hash.substr(0, 12),
                            mismatchText(*event.file).in(words.language())});
  return table;
}

std::vector<std::string> gapsOf(const NearLines& lines, const LedgerWords& words) {
  std::vector<std::string> out;
  for (const std::string& near : lines.near) out.push_back(words.say("最近：", "Nearest: ") + near);
  for (const std::string& gap : lines.not_examined) out.push_back(words.say("未能核：", "Not examined: ") + gap);
  return out;
}

constexpr int kPhotoPixels = 1420; // 120 mm at 300 dpi

bool isPhoto(const IncidentFile& file) {
  static constexpr std::array<std::string_view, 6> kEndings{".jpg", ".jpeg", ".png", ".tif", ".tiff", ".webp"};
  const std::string ending = lowered(toUtf8(pathFromUtf8(file.name).extension()));
  return std::ranges::find(kEndings, ending) != kEndings.end();
}

// A photograph each, with when it was taken and what does not fit.
std::vector<ReportData> photosOf(const Incident& incident, const std::filesystem::path& workspace, Language language) {
  std::vector<ReportData> out;
  std::set<std::string> shown; // one that came with several steps is shown once
  for (const IncidentEvent& event : incident.history) {
    if (!event.file || !isPhoto(*event.file) || !shown.insert(event.file->hash).second) continue;
    ReportData& data = out.emplace_back();
    std::string& words = data.texts["photo"];
    words = event.file->name;
    if (!event.file->taken.empty()) words += (language == Language::zh ? "，拍摄于 " : ", taken ") + event.file->taken;
    const std::string mismatch = mismatchText(*event.file).in(language);
    if (!mismatch.empty()) words += (language == Language::zh ? "；" : "; ") + mismatch;
    data.photos["photo"] = [place = attachmentPath(workspace, event.file->hash)]() -> Result<DocumentPhoto> {
      return photoPicture(place, kPhotoPixels);
    };
  }
  return out;
}

BarChart countChart(const std::vector<LedgerCount>& counts,
                    const std::function<std::string(const std::string&)>& word) {
  BarChart chart;
  for (const LedgerCount& count : counts)
    if (count.total > 0)
      chart.bars.push_back({word(count.key), static_cast<double>(count.total), 0, std::to_string(count.total), {}});
  return chart;
}

class Sheets {
 public:
  Sheets(const LedgerExport& what, const IncidentList& list, const LedgerWords& words, IncidentMaps* maps)
      : m_what(what), m_list(list), m_words(words), m_maps(maps) {}

  std::vector<ReportData> all() const {
    std::vector<ReportData> out;
    for (std::size_t i = 0; i < m_list.incidents.size(); ++i) out.push_back(one(i));
    return out;
  }

 private:
  ReportData one(std::size_t index) const {
    const Incident& incident = m_list.incidents[index];
    const IncidentList alone{{}, {}, {}, {incident}};
    ReportData data;
    data.texts = {{"id", incident.id},
                  {"first", index == 0 ? "1" : ""},
                  {"state", m_words.state(incident.state)},
                  {"change", m_words.change(incident.change)},
                  {"activity", m_words.activity(incident.activity)},
                  {"epoch", incident.epoch},
                  {"deadline", incident.deadline}};
    const bool for_public = m_what.for_public;
    data.lists["gaps"] = gapsOf(nearLines(m_list, incident, m_words, for_public), m_words);
    const LedgerWords& words = m_words;
    data.tables["facts"] = [alone, &words, for_public](const Kinds&) { return factsOf(alone, words, for_public); };
    data.tables["zones"] = [alone, &words, for_public](const Kinds&) {
      return withoutNumber(zoneTable(alone, words, for_public));
    };
    data.tables["history"] = [alone, &words, for_public](const Kinds&) {
      return withoutNumber(historyTable(alone, words, for_public));
    };
    data.tables["papers"] = [&incident, &words, for_public](const Kinds&) {
      return for_public ? TextTable{} : papersOf(incident, words);
    };
    data.groups["photos"] = [&incident, self = *this](const Kinds&) {
      if (self.m_what.for_public) return std::vector<ReportData>{};
      return photosOf(incident, self.m_what.workspace->path(), self.m_what.language);
    };
    data.figures["map"] = nullptr;
    if (m_maps != nullptr) data.figures["map"] = [maps = m_maps, index] { return maps->map(index); };
    return data;
  }

  const LedgerExport& m_what;
  const IncidentList& m_list;
  const LedgerWords& m_words;
  IncidentMaps* m_maps;
};

} // namespace

Result<std::unique_ptr<IncidentMaps>> incidentMaps(const LedgerExport& what, const IncidentList& list) {
  if (what.for_public) return nullptr;
  return IncidentMaps::of({.workspace = what.workspace,
                           .journal = what.journal,
                           .catalogue = what.catalogue,
                           .type = what.type,
                           .list = &list,
                           .language = what.language,
                           .own = what.own});
}

Result<ReportData> incidentData(const LedgerExport& what, const IncidentList& list, const LedgerWords& words,
                                IncidentMaps* maps) {
  auto statistics = statisticsOf(list, *what.type);
  if (!statistics) return fail(statistics.error());
  ReportData data;
  data.texts = {{"ledger", what.type->title.in(what.language)},
                {"head", list.head.substr(0, 12)},
                {"count", std::to_string(list.incidents.size())},
                {"epoch", list.epochs.empty() ? std::string() : list.epochs.back().label}};
  data.tables["statistics"] = [made = *statistics, &words](const Kinds&) { return statisticsTable(made, words); };
  data.tables["problems"] = [&list, &words](const Kinds&) {
    std::vector<const Incident*> all;
    for (const Incident& incident : list.incidents) all.push_back(&incident);
    return shortTable(all, words);
  };
  data.charts["by_state"] = countChart(statistics->by_state, [&](const std::string& key) { return words.state(key); });
  data.charts["by_activity"] =
      countChart(statistics->by_activity, [&](const std::string& key) { return words.activity(key); });
  data.groups["incidents"] = [sheets = Sheets(what, list, words, maps)](const Kinds&) { return sheets.all(); };
  return data;
}

} // namespace ecoredline
