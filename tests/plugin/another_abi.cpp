#include "plugin/registry.hpp"

// A plugin that was built when the ABI was another one: it refuses.
extern "C" bool ecoredline_register(ecoredline::Registry&, int abi) {
  return abi == ecoredline::kPluginAbi + 1;
}
