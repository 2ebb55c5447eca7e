#include "report/run_json.hpp"

#include "base/decimal.hpp"
#include "base/hash.hpp"
#include "base/json_writer.hpp"
#include "report/names.hpp"
#include "report/run_fields.hpp"
#include "report/run_id.hpp"

#include <fmt/format.h>

#include <future>

namespace ecoredline {

namespace {

// A site's own coordinates: 0.1 mm, or 1e-9 degrees, the grid that content hashes are made on.
int coordinateDecimals(const Crs& crs) {
  return crs.valid() && crs.isGeographic() ? 9 : 4;
}

// A site that cannot be used is kept as delivered, even with coordinates that are no numbers.
std::string coordinate(double value, int digits) {
  return std::isfinite(value) ? toFixed(value, digits) : "null";
}

std::string pointsOf(const FlatLayer& layer, std::size_t ring) {
  const int digits = coordinateDecimals(layer.crs);
  std::string out = "[";
  for (auto i = layer.ring_vertex[ring]; i < layer.ring_vertex[ring + 1]; ++i)
    out += fmt::format("{}[{},{}]", out.size() > 1 ? "," : "", coordinate(layer.x[i], digits),
                       coordinate(layer.y[i], digits));
  return out + "]";
}

class FieldWriter {
 public:
  /// `rows`: the findings to write, in order; null leaves them out.
  FieldWriter(JsonWriter& out, const std::vector<RunJson::Row>* rows) : m_out(out), m_rows(rows) {}

  void text(std::string_view key, std::string_view value) { m_out.key(key).text(value); }
  void nullable(std::string_view key, const std::string& value) {
    m_out.key(key);
    value.empty() ? m_out.null() : m_out.text(value);
  }
  void number(std::string_view key, double value, int digits) { m_out.key(key).fixed(value, digits); }
  void optionalNumber(std::string_view key, const std::optional<double>& value, int digits) {
    number(key, value.value_or(kNoNumber), digits);
  }
  void optionalShortest(std::string_view key, const std::optional<double>& value) {
    m_out.key(key);
    value&& std::isfinite(*value) ? m_out.raw(toShortest(*value)) : m_out.null();
  }
  void count(std::string_view key, std::uint64_t value) { m_out.key(key).integer(static_cast<std::int64_t>(value)); }
  void optionalCount(std::string_view key, const std::optional<std::int64_t>& value) {
    m_out.key(key);
    value ? m_out.integer(*value) : m_out.null();
  }
  void flag(std::string_view key, bool value) { m_out.key(key).boolean(value); }
  void either(std::string_view key, bool value, std::string_view yes, std::string_view no) {
    text(key, value ? yes : no);
  }
  void bilingual(std::string_view key, const Text& value) {
    m_out.key(key).beginObject();
    text("zh", value.zh);
    text("en", value.en);
    m_out.endObject();
  }
  void words(std::string_view key, const std::vector<std::string>& values) {
    m_out.key(key).beginArray();
    for (const std::string& value : values) m_out.text(value);
    m_out.endArray();
  }
  void integers(std::string_view key, const std::vector<int>& values) {
    m_out.key(key).beginArray();
    for (const int value : values) m_out.integer(value);
    m_out.endArray();
  }
  template<class E>
  void named(std::string_view key, E value) {
    text(key, name(value));
  }
  void optionalNamed(std::string_view key, const std::optional<Relation>& value) {
    m_out.key(key);
    value ? m_out.text(name(*value)) : m_out.null();
  }
  void optionalNamed(std::string_view key, Provisional value) {
    m_out.key(key);
    value == Provisional::none ? m_out.null() : m_out.text(name(value));
  }
  template<class T>
  void object(std::string_view key, const T& value) {
    m_out.key(key).beginObject();
    fields(*this, value);
    m_out.endObject();
  }
  template<class T>
  void list(std::string_view key, const std::vector<T>& values) {
    m_out.key(key).beginArray();
    for (const T& value : values) {
      m_out.beginObject();
      fields(*this, value);
      m_out.endObject();
    }
    m_out.endArray();
  }
  void geometry(std::string_view key, Shape shape, const FlatLayer& layer) {
    m_out.key(key).beginObject();
    nullable("crs", layer.crs.valid() ? layer.crs.code() : "");
    named("type", shape);
    m_out.key("rings").beginArray();
    for (std::size_t ring = 0; ring < layer.ring_part.size(); ++ring)
      m_out.raw(fmt::format(R"({{"part":{},"points":{}}})", layer.ring_part[ring], pointsOf(layer, ring)));
    m_out.endArray().endObject();
  }
  void findings(std::string_view key, const std::vector<Finding>& values) {
    m_out.key(key);
    if (m_rows == nullptr) {
      m_out.null();
      return;
    }
    m_out.beginArray();
    for (std::size_t i = 0; i < values.size(); ++i) m_out.raw((*m_rows)[m_next_row++].json);
    m_out.endArray();
  }

 private:
  JsonWriter& m_out;
  const std::vector<RunJson::Row>* m_rows;
  std::size_t m_next_row = 0;
};

// The document after `format`, `id` and `run`.
void writeBody(JsonWriter& out, const RunReport& report, const std::vector<RunJson::Row>* rows,
               const std::string& findings_hash, bool elsewhere) {
  FieldWriter writer(out, rows);
  fields(writer, report);
  writer.either("findings_in", elsewhere, "workspace", "run.json");
  writer.text("findings_hash", findings_hash);
}

} // namespace

std::vector<RunJson::Row> findingRows(const RunReport& report) {
  std::vector<RunJson::Row> rows;
  rows.reserve(report.findingCount());
  for (std::size_t site = 0; site < report.sites.size(); ++site)
    for (const Finding& finding : report.sites[site].findings) {
      JsonWriter out(0);
      FieldWriter writer(out, nullptr);
      out.beginObject();
      fields(writer, finding);
      out.endObject();
      rows.push_back({site, out.take()});
      rows.back().json.shrink_to_fit(); // there may be a million of them
    }
  return rows;
}

std::string findingsHash(const std::vector<RunJson::Row>& rows) {
  Sha256 hash;
  for (const RunJson::Row& row : rows) hash.add(fmt::format("{} ", row.site)).add(row.json).add("\n");
  return prefixedHex(hash.finish());
}

std::string runId(const RunReport& report, const std::string& findings_hash, bool elsewhere) {
  JsonWriter out(0);
  out.beginObject();
  out.key("format").text(kRunFormat);
  writeBody(out, report, nullptr, findings_hash, elsewhere);
  out.endObject();
  return toHex(sha256(out.take()), 12);
}

namespace {

// Two objects printed alike, the members of the second after those of the first, and the end of the file's last line.
std::string joinedObjects(std::string first, std::string second) {
  first.erase(first.rfind('\n')); // "\n}"
  second.replace(0, 1, first + ",");
  second += '\n';
  return second;
}

} // namespace

RunJson toJson(const RunReport& report) {
  RunJson result;
  result.findings = findingRows(report);
  const std::string findings_hash = findingsHash(result.findings);
  const bool elsewhere = result.findings.size() > kFindingsInJson;
  // The id's form and the document are the same walk over a large report: one thread each.
  auto id = std::async(std::launch::async, [&] { return runId(report, findings_hash, elsewhere); });
  JsonWriter body(2);
  body.beginObject();
  writeBody(body, report, elsewhere ? nullptr : &result.findings, findings_hash, elsewhere);
  body.endObject();
  result.id = id.get();

  JsonWriter head(2);
  head.beginObject();
  head.key("format").text(kRunFormat);
  head.key("id").text(result.id);
  FieldWriter(head, nullptr).object("run", report.run);
  head.endObject();
  result.json = joinedObjects(head.take(), body.take());
  return result;
}

} // namespace ecoredline
