# ecoredline_module(NAME SOURCES ... ARROWS other modules ... LIBRARIES third-party targets ...)
#
# One folder of src/ is one static library. ARROWS are the module's direct arrows in the house; they are PUBLIC because
# arrows are transitive. LIBRARIES are PRIVATE: a heavy library is seen by the module's .cpp files and by nobody else.
function(ecoredline_module NAME)
  cmake_parse_arguments(M "" "" "SOURCES;ARROWS;LIBRARIES;PUBLIC_LIBRARIES" ${ARGN})
  add_library(ecoredline_${NAME} STATIC ${M_SOURCES})
  add_library(ecoredline::${NAME} ALIAS ecoredline_${NAME})
  target_link_libraries(ecoredline_${NAME} PUBLIC ecoredline_flags ${M_PUBLIC_LIBRARIES} PRIVATE ${M_LIBRARIES})
  foreach(arrow IN LISTS M_ARROWS)
    target_link_libraries(ecoredline_${NAME} PUBLIC ecoredline_${arrow})
  endforeach()
  set_property(GLOBAL APPEND PROPERTY ECOREDLINE_MODULES ${NAME})
  ecoredline_check_headers(ecoredline_${NAME})
endfunction()

# In the dev preset every header is compiled alone, so that none leans on what its includer happened to include.
function(ecoredline_check_headers TARGET)
  if(NOT ECOREDLINE_DEV)
    return()
  endif()
  file(GLOB headers CONFIGURE_DEPENDS RELATIVE ${CMAKE_CURRENT_SOURCE_DIR} *.hpp)
  foreach(header IN LISTS headers)
    set(probe ${CMAKE_CURRENT_BINARY_DIR}/alone_${header}.cpp)
    file(CONFIGURE OUTPUT ${probe} CONTENT "#include \"${CMAKE_CURRENT_SOURCE_DIR}/${header}\" // IWYU pragma: keep\n")
    target_sources(${TARGET} PRIVATE ${probe})
  endforeach()
endfunction()
