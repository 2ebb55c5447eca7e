#include "inspection/entry_body.hpp"

#include "base/json_writer.hpp"

namespace ecoredline {

std::string toText(const EntryBody& body, const Incident* observation) {
  JsonWriter json(0);
  json.beginObject();
  const auto word = [&](const char* key, const std::string& value) {
    if (!value.empty()) json.key(key).text(value);
  };
  word("epoch", body.epoch);
  word("date", body.date);
  word("change", body.change);
  word("parent", body.parent);
  word("from", body.from);
  word("to", body.to);
  word("deadline", body.deadline);
  word("by", body.by);
  word("level", body.level);
  word("text", body.text);
  word("evidence", body.evidence);
  if (body.file) json.key("file").raw(fileJson(*body.file));
  if (observation == nullptr && body.observation) observation = &*body.observation;
  if (observation != nullptr) json.key("observation").raw(observationJson(*observation));
  if (body.facts) json.key("facts").raw(epochJson(*body.facts));
  json.endObject();
  return json.take();
}

} // namespace ecoredline
