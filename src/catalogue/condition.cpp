#include "catalogue/condition.hpp"

#include "base/text.hpp"

#include <fmt/format.h>
#include <sqlite3.h>

#include <algorithm>
#include <charconv>
#include <set>
#include <string_view>
#include <unordered_map>
#include <utility>

namespace ecoredline {

namespace {

const std::set<std::string, std::less<>> kWords{"and",     "or",   "not",  "is",      "null",   "in",   "like",
                                                "between", "case", "when", "then",    "else",   "end",  "cast",
                                                "as",      "text", "real", "integer", "escape", "true", "false"};
const std::set<std::string, std::less<>> kFunctions{"lower", "upper",    "length", "substr", "instr",
                                                    "abs",   "coalesce", "ifnull", "nullif", "round",
                                                    "like",  "trim",     "min",    "max",    "iif"};
constexpr std::string_view kSymbols = "()=<>!,+-*/%| \t\r\n";

bool isLetter(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
}
bool isDigit(char c) {
  return c >= '0' && c <= '9';
}

tl::unexpected<Error> conditionError(Text what, const std::string& where) {
  return fail(ErrorKind::input, "catalogue.condition", std::move(what), where,
              {"条件只能用事实、规范字段、字面值和比较运算；用 `ecoredline kinds --lint` 检查目录",
               "conditions use facts, canonical fields, literals and comparisons only; check with `kinds --lint`"});
}

// One pass over the expression: names become numbered parameters, everything not on the lists is refused.
class Parser {
 public:
  Parser(const std::string& expression, const Vocabulary& vocabulary, const std::string& where)
      : m_in(expression), m_vocabulary(vocabulary), m_where(where) {}

  Result<Condition> parse() {
    m_out.sql = "SELECT (";
    while (m_at < m_in.size()) {
      auto step = next();
      if (!step) return fail(step.error());
    }
    m_out.sql += ')';
    return std::move(m_out);
  }

 private:
  Result<void> next() {
    const char c = m_in[m_at];
    if (c == '\'') return text();
    if (isLetter(c)) return word();
    if (isDigit(c)) return number();
    const auto pair = std::string_view(m_in).substr(m_at, 2);
    if (kSymbols.find(c) == std::string_view::npos || pair == "--" || pair == "/*")
      return conditionError({fmt::format("条件中不许出现 `{}`:{}", pair, m_in),
                             fmt::format("`{}` is not allowed in a condition: {}", pair, m_in)},
                            m_where);
    m_out.sql += c;
    ++m_at;
    return {};
  }

  Result<void> text() {
    std::string value;
    for (std::size_t at = m_at + 1; at < m_in.size(); ++at) {
      if (m_in[at] != '\'') {
        value += m_in[at];
      } else if (at + 1 < m_in.size() && m_in[at + 1] == '\'') {
        value += m_in[at++];
      } else {
        m_out.sql += m_in.substr(m_at, at + 1 - m_at);
        m_out.literals.push_back(std::move(value));
        m_at = at + 1;
        return {};
      }
    }
    return conditionError({"条件中的引号没有闭合：" + m_in, "A quote is not closed in the condition: " + m_in},
                          m_where);
  }

  Result<void> number() {
    const auto end = std::find_if_not(m_in.begin() + static_cast<std::ptrdiff_t>(m_at), m_in.end(),
                                      [](char c) { return isDigit(c) || c == '.'; });
    const std::string digits(m_in.begin() + static_cast<std::ptrdiff_t>(m_at), end);
    m_out.sql += digits;
    m_out.literals.push_back(digits);
    m_at += digits.size();
    return {};
  }

  Result<void> word() {
    const auto end = std::find_if_not(m_in.begin() + static_cast<std::ptrdiff_t>(m_at), m_in.end(),
                                      [](char c) { return isLetter(c) || isDigit(c); });
    const std::string word(m_in.begin() + static_cast<std::ptrdiff_t>(m_at), end);
    m_at += word.size();
    const std::string low = lowered(word);
    const auto after = m_in.find_first_not_of(" \t\r\n", m_at);
    const bool called = after != std::string::npos && m_in[after] == '(';
    if (kWords.contains(low) || (called && kFunctions.contains(low)))
      m_out.sql += low;
    else if (const auto name = m_vocabulary.find(word); name != m_vocabulary.end())
      m_out.sql += fmt::format("?{}", parameter(name->first, name->second));
    else
      return conditionError({fmt::format("条件中的 `{}` 不是已知的事实或字段：{}", word, m_in),
                             fmt::format("`{}` in a condition is no known fact or field: {}", word, m_in)},
                            m_where);
    return {};
  }

  std::size_t parameter(const std::string& name, bool numeric) {
    const auto found = std::ranges::find(m_out.names, name);
    if (found != m_out.names.end()) return static_cast<std::size_t>(found - m_out.names.begin()) + 1;
    m_out.names.push_back(name);
    m_out.numeric.push_back(numeric);
    return m_out.names.size();
  }

  const std::string& m_in;
  const Vocabulary& m_vocabulary;
  const std::string& m_where;
  std::size_t m_at = 0;
  Condition m_out;
};

int authorize(void*, int action, const char*, const char* function, const char*, const char*) {
  if (action == SQLITE_SELECT) return SQLITE_OK;
  if (action == SQLITE_FUNCTION && function != nullptr && kFunctions.contains(lowered(function))) return SQLITE_OK;
  return SQLITE_DENY;
}

sqlite3* openEmptyDatabase() {
  sqlite3* database = nullptr;
  sqlite3_open_v2(":memory:", &database, SQLITE_OPEN_READWRITE | SQLITE_OPEN_MEMORY | SQLITE_OPEN_NOMUTEX, nullptr);
  if (database == nullptr) return nullptr;
  sqlite3_db_config(database, SQLITE_DBCONFIG_DQS_DML, 0, nullptr); // "x" is never silently the text 'x'
  sqlite3_db_config(database, SQLITE_DBCONFIG_ENABLE_LOAD_EXTENSION, 0, nullptr);
  sqlite3_limit(database, SQLITE_LIMIT_ATTACHED, 0);
  sqlite3_limit(database, SQLITE_LIMIT_LENGTH, 1 << 20);
  sqlite3_set_authorizer(database, authorize, nullptr);
  return database;
}

void bindValue(sqlite3_stmt* statement, int at, const std::optional<std::string>& value, bool numeric) {
  double number = 0;
  if (!value) {
    sqlite3_bind_null(statement, at);
  } else if (!numeric) {
    sqlite3_bind_text(statement, at, value->data(), static_cast<int>(value->size()), SQLITE_TRANSIENT);
  } else if (std::from_chars(value->data(), value->data() + value->size(), number).ec == std::errc()) {
    sqlite3_bind_double(statement, at, number);
  } else {
    sqlite3_bind_null(statement, at); // not a number: as good as not given; checkAnswers names it
  }
}

std::string memoKey(const std::vector<std::optional<std::string>>& values) {
  std::string key;
  for (const auto& value : values) key += value ? fmt::format("{}:{}", value->size(), *value) : std::string("-");
  return key;
}

} // namespace

Result<Condition> parseCondition(const std::string& expression, const Vocabulary& vocabulary,
                                 const std::string& where) {
  if (trimmed(expression).empty()) return Condition{.sql = "SELECT (1)", .names = {}, .numeric = {}, .literals = {}};
  return Parser(expression, vocabulary, where).parse();
}

struct ConditionRunner::State {
  struct Compiled {
    Condition condition;
    std::string where;
    sqlite3_stmt* statement = nullptr;
    std::unordered_map<std::string, Truth> known;
  };
  sqlite3* database = openEmptyDatabase();
  std::vector<Compiled> compiled;

  State() = default;
  State(const State&) = delete;
  State& operator=(const State&) = delete;
  ~State() {
    for (Compiled& c : compiled) sqlite3_finalize(c.statement);
    sqlite3_close(database);
  }
};

ConditionRunner::ConditionRunner() : m_state(std::make_unique<State>()) {}
ConditionRunner::~ConditionRunner() = default;
ConditionRunner::ConditionRunner(ConditionRunner&&) noexcept = default;
ConditionRunner& ConditionRunner::operator=(ConditionRunner&&) noexcept = default;

Result<std::size_t> ConditionRunner::add(Condition condition, const std::string& where) {
  sqlite3_stmt* statement = nullptr;
  const char* tail = nullptr;
  const int status = sqlite3_prepare_v2(m_state->database, condition.sql.data(), static_cast<int>(condition.sql.size()),
                                        &statement, &tail);
  const bool whole = tail == condition.sql.data() + condition.sql.size();
  if (status != SQLITE_OK || statement == nullptr || !whole || sqlite3_column_count(statement) != 1) {
    const std::string reason = status != SQLITE_OK ? sqlite3_errmsg(m_state->database) : "more than one expression";
    sqlite3_finalize(statement);
    return conditionError({fmt::format("条件不能编译（{}）：{}", reason, condition.sql),
                           fmt::format("The condition does not compile ({}): {}", reason, condition.sql)},
                          where);
  }
  m_state->compiled.push_back({std::move(condition), where, statement, {}});
  return m_state->compiled.size() - 1;
}

const Condition& ConditionRunner::condition(std::size_t number) const {
  return m_state->compiled[number].condition;
}

Result<Truth> ConditionRunner::run(std::size_t number, const std::vector<std::optional<std::string>>& values) {
  State::Compiled& compiled = m_state->compiled[number];
  std::string key = memoKey(values);
  if (const auto known = compiled.known.find(key); known != compiled.known.end()) return known->second;
  for (std::size_t i = 0; i < values.size(); ++i)
    bindValue(compiled.statement, static_cast<int>(i) + 1, values[i], compiled.condition.numeric[i]);
  const bool row = sqlite3_step(compiled.statement) == SQLITE_ROW;
  const int type = row ? sqlite3_column_type(compiled.statement, 0) : SQLITE_BLOB;
  const bool holds = row && sqlite3_column_double(compiled.statement, 0) != 0;
  sqlite3_reset(compiled.statement);
  if (type == SQLITE_TEXT || type == SQLITE_BLOB)
    return conditionError({"条件的结果既不是真也不是假：" + compiled.condition.sql,
                           "The condition comes to neither true nor false: " + compiled.condition.sql},
                          compiled.where);
  const Truth truth = type == SQLITE_NULL ? Truth::open : holds ? Truth::yes : Truth::no;
  compiled.known.emplace(std::move(key), truth);
  return truth;
}

} // namespace ecoredline
