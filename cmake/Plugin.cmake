# ecoredline_plugin(KIND NAME [SOURCES more .cpp files ...] [LIBRARIES third-party targets ...])
#
# A plugin is a folder that is complete or does not configure: plugin.toml (kind, name, version, title), NAME.cpp,
# NAME_test.cpp, NAME.md and at least one case in good/. Built in and foreign it is the same code linked differently:
#   ecoredline_KIND_NAME         static, called by the generated builtin_plugins.cpp
#   ecoredline_KIND_NAME_shared  a shared library with one exported symbol; built on demand
function(ecoredline_plugin KIND NAME)
  cmake_parse_arguments(P "" "" "SOURCES;LIBRARIES" ${ARGN})
  ecoredline_check_plugin(${KIND} ${NAME})
  set(target ecoredline_${KIND}_${NAME})

  add_library(${target} STATIC ${NAME}.cpp ${P_SOURCES})
  target_link_libraries(${target} PUBLIC ecoredline_plugin PRIVATE ${P_LIBRARIES})

  add_library(${target}_shared MODULE EXCLUDE_FROM_ALL ${NAME}.cpp ${P_SOURCES})
  target_compile_definitions(${target}_shared PRIVATE ECOREDLINE_FOREIGN_PLUGIN)
  target_link_libraries(${target}_shared PRIVATE ecoredline_plugin ${P_LIBRARIES})
  set_target_properties(${target}_shared PROPERTIES
    PREFIX "" OUTPUT_NAME ${KIND}_${NAME} CXX_VISIBILITY_PRESET hidden VISIBILITY_INLINES_HIDDEN ON
    LIBRARY_OUTPUT_DIRECTORY ${CMAKE_BINARY_DIR}/lib/plugins)
  if(UNIX AND NOT APPLE)
    target_link_options(${target}_shared PRIVATE LINKER:--exclude-libs,ALL)
  endif()

  set_property(GLOBAL APPEND PROPERTY ECOREDLINE_PLUGINS ${KIND}:${NAME})
  set_property(GLOBAL APPEND PROPERTY ECOREDLINE_PLUGIN_TESTS ${CMAKE_CURRENT_SOURCE_DIR}/${NAME}_test.cpp)
endfunction()

# ecoredline_gdal_driver(NAME DRIVER SOURCES ... GDAL_SOURCES ...)
#
# An importer is a GDAL vector driver, so that ogr2ogr and QGIS read what we read. It links only GDAL and includes
# nothing of src/. SOURCES know no GDAL: they make a static library too, for tests and fuzzers. GDAL asks for
# lib/gdalplugins/ogr_DRIVER.so with the function RegisterOGRDRIVER, in NAME.cpp.
function(ecoredline_gdal_driver NAME DRIVER)
  cmake_parse_arguments(P "" "" "SOURCES;GDAL_SOURCES" ${ARGN})
  ecoredline_check_plugin(importer ${NAME})
  add_library(ecoredline_importer_${NAME} STATIC ${P_SOURCES})
  target_include_directories(ecoredline_importer_${NAME} INTERFACE ${CMAKE_CURRENT_SOURCE_DIR})
  add_library(ogr_${DRIVER} MODULE ${NAME}.cpp ${P_GDAL_SOURCES})
  target_link_libraries(ogr_${DRIVER} PRIVATE ecoredline_importer_${NAME} GDAL::GDAL)
  set_target_properties(ecoredline_importer_${NAME} ogr_${DRIVER} PROPERTIES
    PREFIX "" CXX_VISIBILITY_PRESET hidden VISIBILITY_INLINES_HIDDEN ON
    LIBRARY_OUTPUT_DIRECTORY ${CMAKE_BINARY_DIR}/lib/gdalplugins)
  foreach(target IN ITEMS ecoredline_importer_${NAME} ogr_${DRIVER}) # the house's flags without its include path
    target_compile_options(${target} PRIVATE $<TARGET_PROPERTY:ecoredline_flags,INTERFACE_COMPILE_OPTIONS>)
    target_link_options(${target} PRIVATE $<TARGET_PROPERTY:ecoredline_flags,INTERFACE_LINK_OPTIONS>)
  endforeach()
  if(TARGET ecoredline_source)
    add_dependencies(ecoredline_source ogr_${DRIVER}) # whoever opens files finds it beside the program
  endif()
  set_property(GLOBAL APPEND PROPERTY ECOREDLINE_GDAL_DRIVERS ogr_${DRIVER})
  set_property(GLOBAL APPEND PROPERTY ECOREDLINE_IMPORTERS ecoredline_importer_${NAME})
  set_property(GLOBAL APPEND PROPERTY ECOREDLINE_PLUGIN_TESTS ${CMAKE_CURRENT_SOURCE_DIR}/${NAME}_test.cpp)
endfunction()

function(ecoredline_check_plugin KIND NAME)
  if(NOT KIND MATCHES "^(importer|writer)$")
    message(FATAL_ERROR "Plugin ${NAME}: there is no plugin of kind '${KIND}' (known: importer, writer)")
  endif()
  foreach(piece IN ITEMS plugin.toml ${NAME}.cpp ${NAME}_test.cpp ${NAME}.md)
    if(NOT EXISTS ${CMAKE_CURRENT_SOURCE_DIR}/${piece})
      message(FATAL_ERROR "Plugin ${NAME} is not complete: ${piece} is missing in ${CMAKE_CURRENT_SOURCE_DIR}")
    endif()
  endforeach()
  file(GLOB cases ${CMAKE_CURRENT_SOURCE_DIR}/good/*)
  if(NOT cases)
    message(FATAL_ERROR "Plugin ${NAME} is not complete: no case in ${CMAKE_CURRENT_SOURCE_DIR}/good")
  endif()
  file(READ ${CMAKE_CURRENT_SOURCE_DIR}/plugin.toml metadata)
  foreach(line IN ITEMS "kind = \"${KIND}\"" "name = \"${NAME}\"" "version = \"" "title = {")
    string(FIND "${metadata}" "${line}" at)
    if(at EQUAL -1)
      message(FATAL_ERROR "Plugin ${NAME}: plugin.toml has no line '${line}…'")
    endif()
  endforeach()
endfunction()

# The library that the program links: registerBuiltinPlugins, generated and readable.
function(ecoredline_collect_plugins)
  get_property(plugins GLOBAL PROPERTY ECOREDLINE_PLUGINS)
  foreach(plugin IN LISTS plugins)
    string(REPLACE ":" ";" parts ${plugin})
    list(GET parts 0 kind)
    list(GET parts 1 name)
    string(APPEND declarations "bool registerWriter_${name}(Registry& registry, int abi);\n")
    string(APPEND calls "  registerWriter_${name}(registry, kPluginAbi);\n")
    list(APPEND libraries ecoredline_${kind}_${name})
  endforeach()
  set(source ${CMAKE_CURRENT_BINARY_DIR}/builtin_plugins.cpp)
  file(CONFIGURE OUTPUT ${source} @ONLY CONTENT [[
// Made by cmake/Plugin.cmake from the folders of plugins/.
#include "builtin_plugins.hpp"

namespace ecoredline {

@declarations@
void registerBuiltinPlugins(Registry& registry) {
@calls@}

} // namespace ecoredline
]])
  add_library(ecoredline_builtin_plugins STATIC ${source})
  target_include_directories(ecoredline_builtin_plugins PUBLIC ${CMAKE_CURRENT_SOURCE_DIR})
  target_link_libraries(ecoredline_builtin_plugins PUBLIC ecoredline_plugin PRIVATE ${libraries})
endfunction()
