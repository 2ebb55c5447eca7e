#include "app/field_mapping.hpp"

#include "catalogue/columns_met.hpp"
#include "catalogue/near_names.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <set>

namespace ecoredline {

namespace {

constexpr const char* kChosen = "chosen";

class FieldSettler {
 public:
  FieldSettler(const FieldQuestion& question, FieldChoices choices) : m_question(question) {
    m_settled.choices = std::move(choices);
  }

  Result<SettledFields> run(const AskYesNo& ask) {
    takeOver();
    auto mapping = matched();
    if (!mapping) return fail(mapping.error());
    std::set<std::string> refused;
    for (const NearColumn& near : nearColumns(fields(), m_question.table, *mapping)) {
      if (m_settled.choices.contains(near.canonical)) continue;
      if (auto done = offer(near, ask); !done) return fail(done.error());
      if (ask) refused.insert(near.canonical);
    }
    // A person who has seen every column that is like the name has decided that none answers.
    for (const std::string& canonical : refused) m_settled.choices.try_emplace(canonical);
    mapping = matched();
    if (!mapping) return fail(mapping.error());
    noteDifferences(*mapping);
    return std::move(m_settled);
  }

 private:
  /// That no column answers holds while none has the field's own names.
  void takeOverNone(const FieldMapping& before) {
    const std::vector<Field> all = fields();
    const auto field = std::ranges::find(all, before.canonical, &Field::id);
    if (field == all.end()) return;
    Matcher matcher(m_question.table, m_settled.choices);
    if (const auto found = matcher.find(*field); !found || *found != nullptr) return;
    m_settled.choices[before.canonical] = {};
    note({fmt::format("字段 {} 按上次交付的决定没有对应的列", before.canonical),
          fmt::format("No column answers to field {}, as decided for the last delivery", before.canonical)});
  }

  /// A decision of last time holds while the column is there.
  void takeOver() {
    for (const FieldMapping& before : m_question.before) {
      if (before.how != kChosen || m_settled.choices.contains(before.canonical)) continue;
      if (before.column.empty()) {
        takeOverNone(before);
        continue;
      }
      if (m_question.table.column(before.column) == nullptr) continue;
      m_settled.choices[before.canonical] = before.column;
      note({fmt::format("字段 {} 按上次交付的决定取自列“{}”", before.canonical, before.column),
            fmt::format("Field {} is taken from column \"{}\", as decided for the last delivery", before.canonical,
                        before.column)});
    }
  }

  std::vector<Field> fields() const { return zoneFields(m_question.kind); }

  Result<std::vector<FieldMapping>> matched() const {
    Matcher matcher(m_question.table, m_settled.choices);
    for (const Field& field : fields())
      if (auto found = matcher.find(field); !found) return fail(found.error());
    return matcher.mapping();
  }

  const FieldMapping* lastTime(const std::string& canonical) const {
    const auto found = std::ranges::find(m_question.before, canonical, &FieldMapping::canonical);
    return found == m_question.before.end() ? nullptr : &*found;
  }

  Result<void> offer(const NearColumn& near, const AskYesNo& ask) {
    if (ask) {
      if (ask({fmt::format("没有列名为 {}。列“{}”（与“{}”相近）就是它吗？", near.canonical, near.column, near.name),
               fmt::format("No column is named {}. Is it column \"{}\" (like \"{}\")?", near.canonical, near.column,
                           near.name)}))
        m_settled.choices[near.canonical] = near.column;
      return {};
    }
    const bool class_is_open = near.canonical == "zone_class" && m_question.kind.default_class.empty();
    if (!class_is_open && lastTime(near.canonical) == nullptr) return {};
    return fail(ErrorKind::input, "bind.field_undecided",
                {fmt::format("没有列对应字段 {}，列“{}”与“{}”相近，须由人决定", near.canonical, near.column, near.name),
                 fmt::format("No column answers to field {}; column \"{}\" is like \"{}\", and a person has to decide",
                             near.canonical, near.column, near.name)},
                m_question.table.source,
                {fmt::format("加 --field {0}={1}；若不是，加 --field {0}=（留空）", near.canonical, near.column),
                 fmt::format("add --field {0}={1}, or --field {0}= (nothing behind it) if it is not", near.canonical,
                             near.column)});
  }

  void noteDifferences(const std::vector<FieldMapping>& mapping) {
    for (const FieldMapping& before : m_question.before) {
      const auto now = std::ranges::find(mapping, before.canonical, &FieldMapping::canonical);
      if (before.column.empty() && now != mapping.end() && !now->column.empty())
        note({fmt::format("字段 {} 上次没有对应的列，此次取自列“{}”", before.canonical, now->column),
              fmt::format("No column answered to field {} last time; now it comes from column \"{}\"", before.canonical,
                          now->column)});
      else if (now == mapping.end() || (now->column.empty() && !before.column.empty()))
        note({fmt::format("字段 {} 上次取自列“{}”，此次没有对应的列", before.canonical, before.column),
              fmt::format("Field {} came from column \"{}\" last time; no column answers to it now", before.canonical,
                          before.column)});
      else if (folded(now->column) != folded(before.column))
        note({fmt::format("字段 {} 上次取自列“{}”，此次取自“{}”", before.canonical, before.column, now->column),
              fmt::format("Field {} came from column \"{}\" last time, now from \"{}\"", before.canonical,
                          before.column, now->column)});
    }
  }

  void note(Text text) { m_settled.notes.push_back(std::move(text)); }

  const FieldQuestion& m_question;
  SettledFields m_settled;
};

} // namespace

Result<SettledFields> settleFields(const FieldQuestion& question, FieldChoices choices, const AskYesNo& ask) {
  return FieldSettler(question, std::move(choices)).run(ask);
}

} // namespace ecoredline
