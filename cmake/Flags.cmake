# The one flags target that everything links.
add_library(ecoredline_flags INTERFACE)

# Exact signs depend on every operation being rounded once: a fused multiply-add would break the filters
# (the same choice as GEOS' geos_cxx_flags).
target_compile_options(ecoredline_flags INTERFACE -ffp-contract=off)
target_include_directories(ecoredline_flags INTERFACE ${CMAKE_SOURCE_DIR}/src)
target_compile_definitions(ecoredline_flags INTERFACE ECOREDLINE_VERSION="${PROJECT_VERSION}")

target_compile_options(ecoredline_flags INTERFACE
  -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wno-sign-conversion -Wnon-virtual-dtor -Woverloaded-virtual)
# GCC 12 warns of overlapping copies inside std::string that cannot happen (its bug 105329).
target_compile_options(ecoredline_flags INTERFACE $<$<CXX_COMPILER_ID:GNU>:-Wno-restrict>)
if(ECOREDLINE_DEV)
  target_compile_options(ecoredline_flags INTERFACE -Werror)
endif()
if(ECOREDLINE_SANITIZE)
  target_compile_options(ecoredline_flags INTERFACE -fsanitize=address,undefined -fno-omit-frame-pointer -O1)
  target_link_options(ecoredline_flags INTERFACE -fsanitize=address,undefined)
endif()
# Coverage for libFuzzer in everything that is linked; the targets add the fuzzer itself (tests/fuzz).
if(ECOREDLINE_FUZZ)
  target_compile_options(ecoredline_flags INTERFACE -fsanitize=fuzzer-no-link,address,undefined -fno-sanitize-recover=undefined -g -O1)
  target_link_options(ecoredline_flags INTERFACE -fsanitize=address,undefined)
endif()
