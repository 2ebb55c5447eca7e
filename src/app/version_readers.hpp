#pragma once

#include "store/workspace.hpp"

#include <cstdint>
#include <map>
#include <memory>

namespace ecoredline {

/// Readers of a workspace's versions, each opened when it is first asked for and kept: opening one costs more than the
/// zones round a site. For one thread. The workspace must outlive it.
class VersionReaders {
 public:
  explicit VersionReaders(const Workspace& workspace) : m_workspace(workspace) {}
  /// Errors: as Workspace::reader.
  Result<FlatReader*> of(std::int64_t version);

 private:
  const Workspace& m_workspace;
  std::map<std::int64_t, std::unique_ptr<FlatReader>> m_readers;
};

} // namespace ecoredline
