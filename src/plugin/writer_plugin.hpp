#pragma once

#include "plugin/registry.hpp"

#include <memory>

/// The one registration call of a writer plugin, at the end of its .cpp:
///   ECOREDLINE_WRITER_PLUGIN(csv, ecoredline::CsvWriter)
/// Built in, it defines ecoredline::registerWriter_csv, which the generated builtin_plugins.cpp calls; built as a
/// shared library (ECOREDLINE_FOREIGN_PLUGIN), it exports the one symbol that the loader looks for.
#define ECOREDLINE_WRITER_PLUGIN(plugin_name, WriterType)                                                              \
  namespace ecoredline {                                                                                               \
  bool registerWriter_##plugin_name(Registry& registry, int abi) {                                                     \
    return abi == kPluginAbi && registry.add(std::make_unique<WriterType>());                                          \
  }                                                                                                                    \
  }                                                                                                                    \
  ECOREDLINE_FOREIGN_ENTRY(plugin_name)

#ifdef ECOREDLINE_FOREIGN_PLUGIN
#ifdef _WIN32
#define ECOREDLINE_EXPORT __declspec(dllexport)
#else
#define ECOREDLINE_EXPORT __attribute__((visibility("default")))
#endif
#define ECOREDLINE_FOREIGN_ENTRY(plugin_name)                                                                          \
  extern "C" ECOREDLINE_EXPORT bool ecoredline_register(ecoredline::Registry& registry, int abi) {                     \
    return ecoredline::registerWriter_##plugin_name(registry, abi);                                                    \
  }
#else
#define ECOREDLINE_FOREIGN_ENTRY(plugin_name)
#endif
