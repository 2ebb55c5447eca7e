#include "report/names.hpp"
#include "report/run_fields.hpp"
#include "report/run_id.hpp"
#include "report/run_json.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <map>

namespace ecoredline {

namespace {

using nlohmann::json;

// Thrown and caught within this file: a key that is missing or of another type than the format says.
struct BadField {
  std::string pointer;
};

// CRS by code: a run has thousands of sites in one or two systems.
using CrsCache = std::map<std::string, Crs>;

class FieldReader {
 public:
  FieldReader(const json& object, std::string pointer, CrsCache& systems)
      : m_object(object), m_pointer(std::move(pointer)), m_systems(systems) {
    if (!object.is_object()) throw BadField{m_pointer};
  }

  void text(const char* key, std::string& value) { value = get(key, &json::is_string).get<std::string>(); }
  void nullable(const char* key, std::string& value) {
    if (isNull(key)) return value.clear();
    text(key, value);
  }
  void number(const char* key, double& value, int) {
    value = isNull(key) ? kNoNumber : get(key, &json::is_number).get<double>();
  }
  void optionalNumber(const char* key, std::optional<double>& value, int) { optionalShortest(key, value); }
  void optionalShortest(const char* key, std::optional<double>& value) {
    value.reset();
    if (!isNull(key)) value = get(key, &json::is_number).get<double>();
  }
  void count(const char* key, std::uint64_t& value) {
    value = get(key, &json::is_number_unsigned).get<std::uint64_t>();
  }
  void optionalCount(const char* key, std::optional<std::int64_t>& value) {
    value.reset();
    if (!isNull(key)) value = get(key, &json::is_number_integer).get<std::int64_t>();
  }
  void flag(const char* key, bool& value) { value = get(key, &json::is_boolean).get<bool>(); }
  void either(const char* key, bool& value, std::string_view yes, std::string_view no) {
    std::string word;
    text(key, word);
    if (word != yes && word != no) throw bad(key);
    value = word == yes;
  }
  void bilingual(const char* key, Text& value) {
    FieldReader both = inner(key);
    both.text("zh", value.zh);
    both.text("en", value.en);
  }
  void words(const char* key, std::vector<std::string>& values) {
    values.clear();
    for (const json& item : array(key)) {
      if (!item.is_string()) throw bad(key);
      values.push_back(item.get<std::string>());
    }
  }
  void integers(const char* key, std::vector<int>& values) {
    values.clear();
    for (const json& item : array(key)) {
      if (!item.is_number_integer()) throw bad(key);
      values.push_back(item.get<int>());
    }
  }
  template<class E>
  void named(const char* key, E& value) {
    std::string word;
    text(key, word);
    const std::optional<E> found = fromName<E>(word);
    if (!found) throw bad(key);
    value = *found;
  }
  void optionalNamed(const char* key, std::optional<Relation>& value) {
    value.reset();
    if (!isNull(key)) named(key, value.emplace());
  }
  void optionalNamed(const char* key, Provisional& value) {
    value = Provisional::none;
    if (!isNull(key)) named(key, value);
  }
  template<class T>
  void object(const char* key, T& value) {
    FieldReader reader = inner(key);
    fields(reader, value);
  }
  template<class T>
  void list(const char* key, std::vector<T>& values) {
    values.clear();
    for (const json& item : array(key)) {
      FieldReader reader(item, fmt::format("{}/{}/{}", m_pointer, key, values.size()), m_systems);
      fields(reader, values.emplace_back());
    }
  }
  void findings(const char* key, std::vector<Finding>& values) {
    values.clear();
    if (!isNull(key)) list(key, values);
  }
  void geometry(const char* key, Shape& shape, FlatLayer& layer) {
    FieldReader reader = inner(key);
    std::string code;
    reader.nullable("crs", code);
    reader.named("type", shape);
    FlatBuilder builder(reader.system(code));
    builder.beginRow(shape, 0);
    reader.addRings(builder);
    builder.endRow();
    layer = builder.take();
  }

 private:
  BadField bad(const char* key) const { return {fmt::format("{}/{}", m_pointer, key)}; }
  const json& at(const char* key) const {
    const auto found = m_object.find(key);
    if (found == m_object.end()) throw bad(key);
    return *found;
  }
  const json& get(const char* key, bool (json::*is)() const noexcept) const {
    const json& value = at(key);
    if (!(value.*is)()) throw bad(key);
    return value;
  }
  const json& array(const char* key) const { return get(key, &json::is_array); }
  bool isNull(const char* key) const { return at(key).is_null(); }
  FieldReader inner(const char* key) const { return {at(key), fmt::format("{}/{}", m_pointer, key), m_systems}; }
  Crs system(const std::string& code) const {
    if (code.empty()) return {};
    const auto known = m_systems.find(code);
    if (known != m_systems.end()) return known->second;
    const Result<Crs> crs = Crs::fromText(code);
    if (!crs) throw bad("crs");
    return m_systems[code] = *crs;
  }
  double coordinate(const json& value) const {
    if (value.is_null()) return kNoNumber;
    if (!value.is_number()) throw bad("points");
    return value.get<double>();
  }
  void addRings(FlatBuilder& builder) const {
    for (const json& ring : array("rings")) {
      std::vector<double> x;
      std::vector<double> y;
      std::uint64_t part = 0;
      FieldReader reader(ring, m_pointer + "/rings", m_systems);
      reader.count("part", part);
      for (const json& point : reader.array("points")) {
        if (!point.is_array() || point.size() != 2) throw reader.bad("points");
        x.push_back(reader.coordinate(point[0]));
        y.push_back(reader.coordinate(point[1]));
      }
      builder.addRing(x, y, static_cast<std::uint32_t>(part));
    }
  }

  const json& m_object;
  std::string m_pointer;
  CrsCache& m_systems;
};

tl::unexpected<Error> wrongFormat(const std::string& where) {
  return fail(ErrorKind::input, "run.wrong_format",
              {fmt::format("不是本程序的核查结果（{}）", kRunFormat),
               fmt::format("Not a run of this program ({})", kRunFormat)},
              where, {"请用 screen 命令输出的 run.json", "use the run.json that `screen` wrote"});
}

tl::unexpected<Error> damaged() {
  return fail(ErrorKind::input, "run.damaged",
              {"核查结果的内容与其编号不符，文件已被改动或损坏",
               "The content does not fit the id of the run: the file was changed or damaged"},
              "/id", {"请取原文件，或重新运行 screen", "use the original file, or run `screen` again"});
}

tl::unexpected<Error> notJson() {
  return fail(ErrorKind::input, "run.not_json", {"文件不是有效的 JSON", "The file is not valid JSON"}, {},
              {"请用 screen 命令输出的 run.json", "use the run.json that `screen` wrote"});
}

// The hash over what was read, in the canonical form: any change of a value shows.
bool fits(const RunReport& report, const std::string& findings_hash, bool elsewhere) {
  if (!elsewhere && findingsHash(findingRows(report)) != findings_hash) return false;
  return runId(report, findings_hash, elsewhere) == report.id;
}

} // namespace

Result<RunReport> fromJson(std::string_view text) {
  const json document = json::parse(text, nullptr, false);
  if (document.is_discarded()) return notJson();
  if (!document.is_object() || document.value("format", json()) != kRunFormat) return wrongFormat("/format");
  RunReport report;
  CrsCache systems;
  try {
    FieldReader reader(document, "", systems);
    reader.text("id", report.id);
    reader.object("run", report.run);
    fields(reader, report);
    bool elsewhere = false;
    std::string findings_hash;
    reader.either("findings_in", elsewhere, "workspace", "run.json");
    reader.text("findings_hash", findings_hash);
    if (!fits(report, findings_hash, elsewhere)) return damaged();
  } catch (const BadField& bad) {
    return wrongFormat(bad.pointer);
  }
  return report;
}

Result<Finding> findingFromJson(std::string_view text) {
  const json object = json::parse(text, nullptr, false);
  if (object.is_discarded()) return notJson();
  Finding finding;
  CrsCache systems;
  try {
    FieldReader reader(object, "", systems);
    fields(reader, finding);
  } catch (const BadField& bad) {
    return wrongFormat(bad.pointer);
  }
  return finding;
}

} // namespace ecoredline
