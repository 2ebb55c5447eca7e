#include "plugin/registry.hpp"

#include <algorithm>

namespace ecoredline {

namespace {

const std::string& nameOf(const std::unique_ptr<Writer>& writer) {
  return writer->info().name;
}

} // namespace

bool Registry::add(std::unique_ptr<Writer> writer) {
  const auto place = std::ranges::lower_bound(m_writers, nameOf(writer), {}, nameOf);
  if (place != m_writers.end() && nameOf(*place) == nameOf(writer)) return false;
  m_writers.insert(place, std::move(writer));
  return true;
}

const Writer* Registry::writer(const std::string& name) const {
  const auto place = std::ranges::lower_bound(m_writers, name, {}, nameOf);
  return place != m_writers.end() && nameOf(*place) == name ? place->get() : nullptr;
}

std::vector<const Writer*> Registry::writers() const {
  std::vector<const Writer*> all;
  for (const auto& writer : m_writers) all.push_back(writer.get());
  return all;
}

} // namespace ecoredline
