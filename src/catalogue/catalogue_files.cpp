#include "catalogue/catalogue_files.hpp"

#include "base/files.hpp"
#include "catalogue/cap_rules.hpp"
#include "catalogue/catalogue.hpp"
#include "catalogue/derivation.hpp"
#include "catalogue/ledger_type.hpp"
#include "catalogue/target.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace ecoredline {

FileRole roleOf(std::string_view path) {
  if (path == "catalogue.toml") return FileRole::catalogue;
  if (path == "facts.toml") return FileRole::facts;
  const bool toml = path.ends_with(".toml") && std::ranges::count(path, '/') == 1;
  if (toml && path.starts_with("kinds/")) return FileRole::kind;
  if (toml && path.starts_with("derived/")) return FileRole::derivation;
  if (toml && path.starts_with("ledgers/")) return FileRole::ledger;
  if (toml && path.starts_with("codes/")) return FileRole::code;
  if (toml && path.starts_with("targets/")) return FileRole::target;
  if (toml && path.starts_with("caps/")) return FileRole::cap_rules;
  return toml && path.starts_with("profiles/") ? FileRole::profile : FileRole::none;
}

Result<Catalogue> Catalogue::load(const std::filesystem::path& folder) {
  namespace fs = std::filesystem;
  std::map<std::string, std::string> files;
  std::error_code failed;
  for (fs::recursive_directory_iterator at(folder, failed), end; !failed && at != end; at.increment(failed)) {
    const std::string path = toUtf8(at->path().lexically_relative(folder).generic_u8string());
    if (!at->is_regular_file() || roleOf(path) == FileRole::none) continue;
    auto bytes = ecoredline::readFile(at->path());
    if (!bytes) return fail(std::move(bytes.error()));
    files[path] = std::move(*bytes);
  }
  if (failed)
    return fail(ErrorKind::input, "catalogue.unreadable",
                {fmt::format("目录文件夹不能读取：{}", failed.message()),
                 fmt::format("The catalogue folder cannot be read: {}", failed.message())},
                toUtf8(folder), {"检查路径与读取权限", "check the path and the permission to read it"});
  auto catalogue = fromFiles(files);
  if (!catalogue) catalogue.error().where = toUtf8(folder / pathFromUtf8(catalogue.error().where));
  return catalogue;
}

Result<bool> checkedOnly(const std::string& path, const std::string& bytes) {
  const auto said = [](const auto& read) -> Result<bool> {
    if (!read) return fail(read.error());
    return true;
  };
  switch (roleOf(path)) {
  case FileRole::derivation:
    return said(readDerivation(path, bytes));
  case FileRole::ledger:
  case FileRole::code:
    return said(checkLedgerFile(path, bytes));
  case FileRole::target:
    return said(readTargets(path, bytes));
  case FileRole::cap_rules:
    return said(readCapRules(path, bytes));
  default:
    return false;
  }
}

Result<std::map<std::string, std::string>> tomlFilesIn(const std::filesystem::path& folder,
                                                       const UnreadableFolder& unreadable) {
  std::map<std::string, std::string> files;
  std::error_code failed;
  for (std::filesystem::directory_iterator at(folder, failed), end; !failed && at != end; at.increment(failed)) {
    if (at->path().extension() != ".toml") continue;
    auto bytes = readFile(at->path());
    if (!bytes) return fail(std::move(bytes.error()));
    files[toUtf8(at->path().filename())] = std::move(*bytes);
  }
  if (!failed) return files;
  return fail(ErrorKind::input, unreadable.code,
              {fmt::format("{}：{}", unreadable.what.zh, failed.message()),
               fmt::format("{}: {}", unreadable.what.en, failed.message())},
              toUtf8(folder), {"检查路径与读取权限", "check the path and the permission to read it"});
}

} // namespace ecoredline
