#pragma once

#include "catalogue/catalogue.hpp"
#include "catalogue/evaluate.hpp"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <map>
#include <string>

namespace ecoredline {

using CatalogueFiles = std::map<std::string, std::string>;

inline const char* const kSmallCatalogueToml = R"TOML(
id = "small"
title = { zh = "小目录", en = "A small catalogue" }
[[site_field]]
id = "site_id"
title = { zh = "地块编号", en = "Site number" }
aliases = ["DKBH"]
)TOML";

inline const char* const kSmallFacts = R"TOML(
[[fact]]
id = "discharges"
type = "enum"
sort = "ask"
values = ["none", "to_sewer_outside", "direct"]
question = { zh = "是否排放污染物?", en = "Discharges?" }
titles = { none = { zh = "不排放", en = "none" } }
[[fact]]
id = "outlet_inside"
type = "bool"
sort = "ask"
question = { zh = "排污口是否在区内?", en = "Outlet inside?" }
[[fact]]
id = "seriously_polluting"
type = "bool"
sort = "ask"
question = { zh = "是否污染严重?", en = "Seriously polluting?" }
[[fact]]
id = "redline_activity"
type = "enum"
sort = "claim"
values = ["none", "1", "6"]
unclaimed = "none"
question = { zh = "属第几类?", en = "Which activity?" }
[[fact]]
id = "national_major_project"
type = "bool"
sort = "claim"
question = { zh = "是否国家重大项目?", en = "National major project?" }
[[fact]]
id = "crossing_mode"
type = "enum"
sort = "claim"
values = ["surface", "tunnel"]
unclaimed = "surface"
question = { zh = "穿越方式?", en = "How does it cross?" }
[[fact]]
id = "mining"
type = "bool"
sort = "ask"
question = { zh = "是否采矿?", en = "Mining?" }
[[fact]]
id = "soil_polluting"
type = "bool"
sort = "ask"
question = { zh = "是否污染土壤?", en = "Soil polluting?" }
[[fact]]
id = "industry_code"
type = "text"
sort = "ask"
question = { zh = "行业代码?", en = "Industry code?" }
[[fact]]
id = "in_core_zone"
type = "bool"
sort = "derived"
[[fact]]
id = "cropland_ha"
type = "number"
sort = "derived"
[[contradiction]]
when = "discharges = 'none' AND outlet_inside = 'yes'"
facts = ["discharges", "outlet_inside"]
text = { zh = "不排放却有排污口", en = "an outlet but no discharge" }
)TOML";

// Rules after semantics.md cases C2-C4 and C21; the wording is short, the logic is that of the law.
inline const char* const kSmallWater = R"TOML(
id = "water"
title = { zh = "水源保护区", en = "Source zones" }
order = 2
[[class]]
id = "level_1"
title = { zh = "一级保护区", en = "Level 1" }
aliases = ["一级", "1"]
[[class]]
id = "level_2"
title = { zh = "二级保护区", en = "Level 2" }
aliases = ["二级", "2"]
[[class]]
id = "quasi"
title = { zh = "准保护区", en = "Quasi zone" }
aliases = ["准", "3"]
[[rule]]
id = "W-65"
classes = ["level_1"]
effect = "prohibit"
text = { zh = "禁止", en = "barred" }
basis = "水法"
article = "65"
effective_from = "2018-01-01"
status = "verified"
[[rule]]
id = "W-64"
classes = ["level_1", "level_2"]
when = "outlet_inside = 'yes'"
needs = ["outlet_inside"]
effect = "prohibit"
text = { zh = "禁止设置排污口", en = "no outlet" }
basis = "水法"
article = "64"
effective_from = "2018-01-01"
status = "verified"
[[rule]]
id = "W-66"
classes = ["level_2"]
when = "discharges = 'direct'"
needs = ["discharges"]
effect = "prohibit"
text = { zh = "禁止排放污染物的项目", en = "no discharging project" }
basis = "水法"
article = "66"
effective_from = "2018-01-01"
status = "verified"
[[rule]]
id = "W-66-else"
classes = ["level_2"]
when = "discharges <> 'direct'"
needs = ["discharges"]
effect = "conditional"
text = { zh = "征求意见", en = "ask the authority" }
basis = "水法"
article = "66"
effective_from = "2018-01-01"
status = "verified"
[[rule]]
id = "W-67"
classes = ["quasi"]
when = "seriously_polluting = 'yes'"
needs = ["seriously_polluting"]
effect = "prohibit"
text = { zh = "禁止污染严重项目", en = "no serious polluter" }
basis = "水法"
article = "67"
effective_from = "2018-01-01"
status = "verified"
[[rule]]
id = "W-67-else"
classes = ["quasi"]
effect = "conditional"
text = { zh = "征求意见", en = "ask the authority" }
basis = "水法"
article = ""
effective_from = "2018-01-01"
status = "verified"
)TOML";

// C5, C6, C7: outside a core zone a claimed activity turns the ban into a restriction.
inline const char* const kSmallRedline = R"TOML(
id = "redline"
title = { zh = "红线", en = "Red line" }
order = 1
default_class = "red"
[[field]]
id = "zone_id"
title = { zh = "编号", en = "Id" }
aliases = ["HXBH"]
[[class]]
id = "red"
title = { zh = "红线区", en = "Red line" }
[[rule]]
id = "R-core"
when = "in_core_zone = 'yes'"
needs = ["in_core_zone"]
effect = "prohibit"
text = { zh = "核心保护区", en = "core zone" }
basis = "142号文"
article = "core"
effective_from = "2018-01-01"
status = "verified"
[[rule]]
id = "R-list"
when = "in_core_zone = 'no' AND (redline_activity <> 'none' OR national_major_project = 'yes')"
needs = ["in_core_zone", "redline_activity", "national_major_project"]
needs_kind = "water"
effect = "restrict"
text = { zh = "须认定", en = "needs recognition" }
basis = "142号文"
article = "list"
effective_from = "2018-01-01"
status = "verified"
[[rule]]
id = "R-else"
when = "in_core_zone = 'no' AND redline_activity = 'none' AND national_major_project = 'no'"
needs = ["in_core_zone", "redline_activity", "national_major_project"]
effect = "prohibit"
text = { zh = "禁止", en = "barred" }
basis = "142号文"
article = "else"
effective_from = "2018-01-01"
status = "verified"
)TOML";

// C10: a law that ends, classes that the new one does not know.
inline const char* const kSmallReserve = R"TOML(
id = "reserve"
title = { zh = "保护区", en = "Reserve" }
order = 3
[[class]]
id = "experimental"
title = { zh = "实验区", en = "Experimental" }
readings = [{ class = "experimental", law_as_of = "2026-03-14" }, { class = "general" }]
readings_from = "2026-03-15"
[[class]]
id = "general"
title = { zh = "一般控制区", en = "General control" }
[[rule]]
id = "N-26"
classes = ["experimental", "general"]
when = "mining = 'yes'"
needs = ["mining"]
effect = "prohibit"
text = { zh = "禁止采矿", en = "no mining" }
basis = "旧条例"
article = "26"
effective_from = "2018-01-01"
effective_to = "2026-03-14"
succeeded_by = ["N-new-mining"]
status = "verified"
[[rule]]
id = "N-old"
classes = ["experimental", "general"]
when = "mining = 'no'"
needs = ["mining"]
effect = "restrict"
text = { zh = "限制", en = "restricted" }
basis = "旧条例"
article = "32"
effective_from = "2018-01-01"
effective_to = "2026-03-14"
succeeded_by = ["N-new"]
status = "verified"
[[rule]]
id = "N-new-mining"
classes = ["general"]
when = "mining = 'yes'"
needs = ["mining"]
effect = "prohibit"
text = { zh = "禁止采矿", en = "no mining" }
basis = "新条例"
article = "26"
effective_from = "2026-03-15"
status = "verified"
[[rule]]
id = "N-new"
classes = ["general"]
when = "mining = 'no'"
needs = ["mining"]
effect = "conditional"
text = { zh = "论证", en = "demonstrate" }
basis = "新条例"
article = "27"
effective_from = "2026-03-15"
status = "verified"
)TOML";

// C20: a distance that the user set.
inline const char* const kSmallReceptor = R"TOML(
id = "receptor"
title = { zh = "敏感点", en = "Receptors" }
order = 4
[[rule]]
id = "S-overlap"
effect = "notify"
text = { zh = "提示", en = "note" }
basis = "土壤法"
article = ""
effective_from = "2018-01-01"
status = "verified"
[[rule]]
id = "S-32"
relation = "distance"
limit_m = 500
limit_from = "user"
when = "soil_polluting = 'yes'"
needs = ["soil_polluting"]
effect = "prohibit"
text = { zh = "禁止", en = "barred" }
basis = "土壤法"
article = "32"
effective_from = "2018-01-01"
status = "provisional"
provisional_on = "limit"
provisional_note = { zh = "500 m 为用户设定", en = "500 m is the user's" }
[[rule]]
id = "S-near"
relation = "distance"
limit_m = 500
effect = "notify"
text = { zh = "附近有敏感点", en = "receptor near" }
basis = "土壤法"
article = ""
effective_from = "2018-01-01"
status = "verified"
)TOML";

inline CatalogueFiles smallFiles() {
  return {{"catalogue.toml", kSmallCatalogueToml},
          {"facts.toml", kSmallFacts},
          {"kinds/water.toml", kSmallWater},
          {"kinds/redline.toml", kSmallRedline},
          {"kinds/reserve.toml", kSmallReserve},
          {"kinds/receptor.toml", kSmallReceptor},
          {"profiles/full.toml", "id = \"full\"\ntitle = { zh = \"全部\", en = \"All\" }\nevery_kind = true\n"}};
}

inline Catalogue loaded(const CatalogueFiles& files) {
  auto catalogue = Catalogue::fromFiles(files);
  if (!catalogue) ADD_FAILURE() << describe(catalogue.error(), Language::en);
  return catalogue ? std::move(*catalogue) : Catalogue{};
}

/// A kind file of one class "a" with these rules, in catalogue `test` beside the small one.
inline CatalogueFiles withKind(const std::string& rules, const std::string& head = {}) {
  CatalogueFiles files = smallFiles();
  files["kinds/test.toml"] = "id = \"test\"\ntitle = { zh = \"试\", en = \"Test\" }\norder = 9\n" + head +
                             "\n[[class]]\nid = \"a\"\ntitle = { zh = \"甲\", en = \"A\" }\n" + rules;
  return files;
}

/// A verified overlap rule in force since 2018; `more` adds or is empty.
inline std::string ruleToml(const std::string& id, const std::string& effect, const std::string& more = {}) {
  return fmt::format("[[rule]]\nid = \"{}\"\neffect = \"{}\"\ntext = {{ zh = \"文\", en = \"text\" }}\nbasis = \"法\"\n"
                     "article = \"{}\"\neffective_from = \"2018-01-01\"\n{}\n{}\n",
                     id, effect, id, more.find("status") == std::string::npos ? "status = \"verified\"" : "", more);
}

} // namespace ecoredline
