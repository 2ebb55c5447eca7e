#include "report/area_ledger.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <string>

namespace ecoredline {

namespace {

struct AccountWord {
  Account account;
  std::string_view id;
  Text word;
};

const std::array<AccountWord, kAccounts>& accountWords() {
  static const std::array<AccountWord, kAccounts> words{{
      {Account::gazetted, "gazetted", {"新划入", "gazetted"}},
      {Account::expanded, "expanded", {"扩大", "expanded"}},
      {Account::upgraded_in, "upgraded_in", {"升级转入", "upgraded in"}},
      {Account::downgraded_in, "downgraded_in", {"降级转入", "downgraded in"}},
      {Account::downsized, "downsized", {"缩小", "downsized"}},
      {Account::degazetted, "degazetted", {"整体调出", "degazetted"}},
      {Account::downgraded_out, "downgraded_out", {"降级转出", "downgraded out"}},
      {Account::upgraded_out, "upgraded_out", {"升级转出", "upgraded out"}},
      {Account::reclassified, "reclassified", {"分类更名", "reclassified"}},
      {Account::resurvey, "resurvey", {"重新勘测", "re-survey"}},
      {Account::shift, "shift", {"整体平移", "shift"}},
      {Account::sliver, "sliver", {"细碎图斑", "slivers"}},
      {Account::edge_repair, "edge_repair", {"接边修正", "edge repair"}},
      {Account::overlap_removed, "overlap_removed", {"消除重叠", "overlap removed"}},
      {Account::method_change, "method_change", {"方法与投影", "method or projection"}},
      {Account::coverage_change, "coverage_change", {"覆盖范围变化", "coverage change"}},
  }};
  return words;
}

struct CauseWord {
  Cause cause;
  std::string_view id;
  Text word;
};

const std::array<CauseWord, 18>& causeWords() {
  static const std::array<CauseWord, 18> words{{
      {Cause::gazetted, "gazetted", {"新划入", "gazetted"}},
      {Cause::expanded, "expanded", {"扩大", "expanded"}},
      {Cause::upgraded, "upgraded", {"升级", "upgraded"}},
      {Cause::downgraded, "downgraded", {"降级", "downgraded"}},
      {Cause::downsized, "downsized", {"缩小", "downsized"}},
      {Cause::degazetted, "degazetted", {"整体调出", "degazetted"}},
      {Cause::reclassified, "reclassified", {"分类更名", "reclassified"}},
      {Cause::resurvey, "resurvey", {"重新勘测", "re-survey"}},
      {Cause::shift, "shift", {"整体平移", "shift"}},
      {Cause::sliver, "sliver", {"细碎图斑", "sliver"}},
      {Cause::edge_repair, "edge_repair", {"接边修正", "edge repair"}},
      {Cause::overlap_removed, "overlap_removed", {"消除重叠", "overlap removed"}},
      {Cause::method_change, "method_change", {"方法与投影", "method or projection"}},
      {Cause::coverage_change, "coverage_change", {"覆盖范围变化", "coverage change"}},
      {Cause::split, "split", {"拆分", "split"}},
      {Cause::merged, "merged", {"合并", "merged"}},
      {Cause::rearranged, "rearranged", {"重组", "rearranged"}},
      {Cause::renumbered, "renumbered", {"改号", "renumbered"}},
  }};
  return words;
}

} // namespace

std::string_view name(Account account) {
  return accountWords()[static_cast<std::size_t>(account)].id;
}

Text word(Account account) {
  return accountWords()[static_cast<std::size_t>(account)].word;
}

std::optional<Account> accountFrom(std::string_view name) {
  const auto found = std::ranges::find(accountWords(), name, &AccountWord::id);
  if (found == accountWords().end()) return std::nullopt;
  return found->account;
}

std::string_view name(Cause cause) {
  return causeWords()[static_cast<std::size_t>(cause)].id;
}

Text word(Cause cause) {
  return causeWords()[static_cast<std::size_t>(cause)].word;
}

std::optional<Cause> causeFrom(std::string_view name) {
  const auto found = std::ranges::find(causeWords(), name, &CauseWord::id);
  if (found == causeWords().end()) return std::nullopt;
  return found->cause;
}

bool fits(Cause cause, Turnover turnover) {
  switch (cause) {
  case Cause::gazetted:
  case Cause::expanded:
    return turnover == Turnover::added;
  case Cause::downsized:
  case Cause::degazetted:
    return turnover == Turnover::removed;
  case Cause::upgraded:
  case Cause::downgraded:
  case Cause::reclassified:
    return turnover == Turnover::between_classes;
  case Cause::split:
  case Cause::merged:
  case Cause::rearranged:
  case Cause::renumbered:
    return false;
  default:
    return true;
  }
}

Account accountOf(Cause cause, bool gains) {
  switch (cause) {
  case Cause::upgraded:
    return gains ? Account::upgraded_in : Account::upgraded_out;
  case Cause::downgraded:
    return gains ? Account::downgraded_in : Account::downgraded_out;
  default:
    break;
  }
  return accountFrom(name(cause)).value_or(Account::method_change);
}

std::string_view name(Sureness sureness) {
  switch (sureness) {
  case Sureness::certain:
    return "certain";
  case Sureness::likely:
    return "likely";
  case Sureness::possible:
    break;
  }
  return "possible";
}

Text word(Sureness sureness) {
  switch (sureness) {
  case Sureness::certain:
    return {"确定", "certain"};
  case Sureness::likely:
    return {"较可能", "likely"};
  case Sureness::possible:
    break;
  }
  return {"存疑", "possible"};
}

double LedgerRow::residual() const {
  return opening_m2 + std::accumulate(accounts.begin(), accounts.end(), 0.0) - closing_m2;
}

bool AreaLedger::closes() const {
  return std::ranges::all_of(rows, [&](const LedgerRow& row) { return std::abs(row.residual()) <= bound_m2; });
}

} // namespace ecoredline
