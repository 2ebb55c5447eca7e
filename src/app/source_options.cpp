#include "app/source_options.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace ecoredline {

Result<Source> openWithConsent(const std::filesystem::path& file, SourceOptions options,
                               const ReferenceBoundaries& reference, const AskYesNo& ask, Feedback& feedback) {
  const bool may_ask = options.read.repair == RepairConsent::ask && ask != nullptr;
  if (options.read.repair == RepairConsent::ask) options.read.repair = RepairConsent::no;
  auto source = openSource(file, options.read, reference, feedback);
  if (!source || !may_ask) return source;
  const auto invalid = std::ranges::count(source->table.states, RowState::invalid);
  if (invalid == 0 || !ask({fmt::format("有 {} 个图形无效。是否在副本上修复后使用？", invalid),
                            fmt::format("{} geometries are invalid. Repair them on a copy and go on?", invalid)}))
    return source;
  options.read.repair = RepairConsent::yes;
  return openSource(file, options.read, reference, feedback);
}

std::vector<Text> notesFrom(const Diagnoses& diagnoses, std::size_t limit) {
  Diagnoses shown;
  std::ranges::copy_if(diagnoses, std::back_inserter(shown),
                       [](const Diagnosis& d) { return d.severity != Severity::info; });
  std::ranges::stable_sort(shown, [](const Diagnosis& a, const Diagnosis& b) { return a.severity > b.severity; });
  std::vector<Text> notes;
  for (std::size_t i = 0; i < shown.size() && i < limit; ++i)
    notes.push_back({fmt::format("{} [{}]", shown[i].message.zh, shown[i].code),
                     fmt::format("{} [{}]", shown[i].message.en, shown[i].code)});
  if (shown.size() > limit)
    notes.push_back({fmt::format("另有 {} 条诊断，用 check 查看", shown.size() - limit),
                     fmt::format("{} more diagnoses: see check", shown.size() - limit)});
  return notes;
}

} // namespace ecoredline
