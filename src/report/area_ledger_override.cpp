#include "base/json_writer.hpp"
#include "report/area_ledger.hpp"

#include <nlohmann/json.hpp>

namespace ecoredline {

std::string toJson(const CauseOverride& decision) {
  JsonWriter json(0);
  json.beginObject().key("change").text(decision.change).key("cause").text(name(decision.cause));
  json.key("by").text(decision.by).key("reason").text(decision.reason).key("date").text(decision.date);
  json.key("document").text(decision.document).endObject();
  return json.take();
}

Result<CauseOverride> causeOverrideFrom(const std::string& json) {
  const auto values = nlohmann::json::parse(json, nullptr, false);
  const auto text = [&](const char* key) { return values.is_object() ? values.value(key, "") : std::string(); };
  const auto cause = causeFrom(text("cause"));
  if (!cause || text("change").empty())
    return fail(ErrorKind::input, "ledger.bad_override",
                {"日志中的原因记录无法读取", "A cause kept in the journal cannot be read"}, json.substr(0, 80));
  return CauseOverride{text("change"), *cause, text("by"), text("reason"), text("date"), text("document"), {}};
}

} // namespace ecoredline
