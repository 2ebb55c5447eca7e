#include "base/files.hpp"
#include "report/made_report.hpp"
#include "report/run_json.hpp"

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include <cstdlib>
#include <map>
#include <set>

namespace ecoredline {
namespace {

using nlohmann::ordered_json;

std::filesystem::path schemaPath() {
  return pathFromUtf8(ECOREDLINE_SOURCE_DIR) / "docs/schema/screening-1.schema.json";
}

ordered_json schema() {
  const auto text = readFile(schemaPath());
  EXPECT_TRUE(text);
  return ordered_json::parse(text.value_or("{}"));
}

// Walks a document and its schema together and notes, for every object of the schema, the keys met in their order.
class KeyWalk {
 public:
  explicit KeyWalk(ordered_json root) : m_root(std::move(root)) {}

  void walk(const ordered_json& value, const ordered_json& rule, const std::string& name) {
    if (rule.contains("$ref")) {
      const std::string target = rule["$ref"].get<std::string>().substr(1);
      return walk(value, m_root.at(ordered_json::json_pointer(target)), target);
    }
    if (value.is_array())
      for (const auto& item : value) walk(item, rule.value("items", ordered_json::object()), name + "[]");
    if (!value.is_object()) return;
    EXPECT_EQ(keysOf(value), keysOf(rule.value("properties", ordered_json::object()))) << name;
    m_seen.insert(name);
    for (const auto& [key, inner] : value.items())
      if (rule["properties"].contains(key)) walk(inner, rule["properties"][key], name + "." + key);
  }
  bool met(const std::string& name) const { return m_seen.count(name) > 0; }

 private:
  static std::vector<std::string> keysOf(const ordered_json& object) {
    std::vector<std::string> keys;
    for (const auto& [key, value] : object.items()) keys.push_back(key);
    return keys;
  }

  ordered_json m_root;
  std::set<std::string> m_seen;
};

TEST(Schema, HasTheKeysThatAreWrittenInTheSameOrderAndNoOthers) {
  const ordered_json rules = schema();
  KeyWalk walk(rules);
  walk.walk(ordered_json::parse(toJson(madeReport()).json), rules, "");
  for (const auto& [name, rule] : rules["$defs"].items()) {
    EXPECT_TRUE(!rule.contains("properties") || walk.met("/$defs/" + name)) << "the made report has no " << name;
  }
}

// The list of words of every enum stands twice, in the schema and in the code: they must be the same.
TEST(Schema, KnowsTheWordsOfTheCode) {
  const auto words = [defs = schema()["$defs"]](const std::string& def) {
    return defs[def]["enum"].get<std::vector<std::string>>();
  };
  EXPECT_EQ(words("verdict"), (std::vector<std::string>{"pass", "conditional", "unknown", "marginal", "fail"}));
  for (const std::string& word : words("verdict")) EXPECT_TRUE(verdictFrom(word));
  for (const std::string& word : words("effect")) EXPECT_TRUE(effectFrom(word));
  const ordered_json finding = schema()["$defs"]["finding"]["properties"];
  for (const auto& word : finding["certainty"]["enum"]) EXPECT_TRUE(certaintyFrom(word.get<std::string>()));
  for (const auto& word : finding["relation"]["enum"])
    EXPECT_TRUE(word.is_null() || relationFrom(word.get<std::string>())) << word;
  for (const auto& word : finding["provisional_on"]["enum"])
    EXPECT_TRUE(word.is_null() || provisionalFrom(word.get<std::string>())) << word;
}

bool shell(const std::string& command) {
  return std::system((command + " >/dev/null 2>&1").c_str()) == 0;
}

// An independent judge. jsonschema is Debian's python3-jsonschema.
TEST(Schema, AnIndependentValidatorAcceptsARunAndRefusesABrokenOne) {
  if (!shell("/usr/bin/python3 -c 'import jsonschema'")) GTEST_SKIP() << "python3-jsonschema is not installed";
  auto folder = TemporaryFolder::create();
  ASSERT_TRUE(folder);
  const auto valid = [&](const std::string& json) {
    const auto file = folder->path() / "run.json";
    EXPECT_TRUE(writeFileAtomically(file, json));
    return shell("/usr/bin/python3 -m jsonschema -i '" + toUtf8(file) + "' '" + toUtf8(schemaPath()) + "'");
  };
  const std::string json = toJson(madeReport()).json;
  EXPECT_TRUE(valid(json));
  auto broken = ordered_json::parse(json);
  broken["sites"][0]["findings"][0]["relation"] = "beside";
  EXPECT_FALSE(valid(broken.dump()));
  broken = ordered_json::parse(json);
  broken["sites"][0].erase("totals");
  EXPECT_FALSE(valid(broken.dump()));
}

} // namespace
} // namespace ecoredline
