# Warnings are errors for our own files; ccache and a fast linker are used where present.
option(LANDBRIDGE_PRECOMPILE "precompile third-party headers" ON)
set(LANDBRIDGE_SANITIZE "" CACHE STRING "sanitizers of every target, as in -fsanitize=…")
option(LANDBRIDGE_FUZZ "instrument everything for the fuzzers of tests/fuzz (clang)" OFF)
option(LANDBRIDGE_COVERAGE "count executed lines (gcov)" OFF)

add_library(landbridge_flags INTERFACE)
target_compile_options(landbridge_flags INTERFACE
  -Wall -Wextra -Wpedantic -Wconversion -Wshadow -Werror)

# Same input, same bytes: no contraction into fused multiply-add, whatever the machine.
add_compile_options(-ffp-contract=off)
# No path of the machine that builds goes into a message or a file.
add_compile_options(-fmacro-prefix-map=${PROJECT_SOURCE_DIR}/=)

if(LANDBRIDGE_SANITIZE)
  add_compile_options(-fsanitize=${LANDBRIDGE_SANITIZE} -fno-omit-frame-pointer
                      -fno-sanitize-recover=all)
  add_link_options(-fsanitize=${LANDBRIDGE_SANITIZE})
endif()
if(LANDBRIDGE_FUZZ)
  add_compile_options(-fsanitize=fuzzer-no-link,address,undefined -fno-omit-frame-pointer
                      -fno-sanitize-recover=all)
  add_link_options(-fsanitize=address,undefined)
endif()
if(LANDBRIDGE_COVERAGE)
  add_compile_options(--coverage)
  add_link_options(--coverage)
endif()

# ccache: one cache for every clone and build directory; precompiled headers need the sloppiness.
find_program(LANDBRIDGE_CCACHE ccache)
if(LANDBRIDGE_CCACHE AND NOT CMAKE_CXX_COMPILER_LAUNCHER AND NOT LANDBRIDGE_COVERAGE)
  set(CMAKE_CXX_COMPILER_LAUNCHER env
      CCACHE_SLOPPINESS=pch_defines,time_macros,include_file_mtime,include_file_ctime
      CCACHE_BASEDIR=${PROJECT_SOURCE_DIR} CCACHE_NOHASHDIR=1 ${LANDBRIDGE_CCACHE})
endif()
if(LANDBRIDGE_PRECOMPILE)
  if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
    add_compile_options(-fpch-preprocess)
  else()
    add_compile_options("SHELL:-Xclang -fno-pch-timestamp")
  endif()
endif()

find_program(LANDBRIDGE_MOLD mold)
find_program(LANDBRIDGE_LLD ld.lld)
if(LANDBRIDGE_MOLD)
  add_link_options(-fuse-ld=mold)
elseif(LANDBRIDGE_LLD)
  add_link_options(-fuse-ld=lld)
endif()
