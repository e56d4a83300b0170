# landbridge_module(<name> DEPENDS … PACKAGES … PRIVATE_PACKAGES … PRECOMPILE … HEADERS … SOURCES …
#                   TESTS …)
# One call per folder of src/landbridge. DEPENDS is the only place where an edge between two folders
# is declared; tests/tidy/layers.py holds every #include against it.
#   PACKAGES          third-party targets that our headers include
#   PRIVATE_PACKAGES  third-party targets that only sources and tests of this folder include
#   PRECOMPILE        heavy third-party headers, as in <Eigen/Sparse>, parsed once for the folder;
#                     without it the folder shares the small precompiled header of everybody
function(landbridge_module name)
  cmake_parse_arguments(arg "" ""
    "DEPENDS;PACKAGES;PRIVATE_PACKAGES;PRECOMPILE;HEADERS;SOURCES;TESTS" ${ARGN})
  if(arg_UNPARSED_ARGUMENTS)
    message(FATAL_ERROR "landbridge_module(${name}): what is '${arg_UNPARSED_ARGUMENTS}'?")
  endif()
  if(arg_SOURCES)
    add_library(landbridge_${name} STATIC ${arg_SOURCES})
    set(scope PUBLIC)
    landbridge_warn(landbridge_${name})
    target_link_libraries(landbridge_${name} PRIVATE ${arg_PRIVATE_PACKAGES})
    landbridge_precompile(landbridge_${name} landbridge_precompiled ${arg_PRECOMPILE})
  else()
    add_library(landbridge_${name} INTERFACE)
    set(scope INTERFACE)
  endif()
  target_sources(landbridge_${name} ${scope} FILE_SET HEADERS
                 BASE_DIRS ${PROJECT_SOURCE_DIR}/src FILES ${arg_HEADERS})
  list(TRANSFORM arg_DEPENDS PREPEND landbridge_ OUTPUT_VARIABLE targets)
  target_link_libraries(landbridge_${name} ${scope} ${targets} ${arg_PACKAGES})
  add_library(landbridge::${name} ALIAS landbridge_${name})
  set_target_properties(landbridge_${name} PROPERTIES EXPORT_NAME ${name})
  list(JOIN arg_DEPENDS " " edges)
  set_property(GLOBAL APPEND PROPERTY landbridge_layers "${name}: ${edges}")
  set_property(GLOBAL APPEND PROPERTY landbridge_modules ${name})
  set_property(GLOBAL PROPERTY landbridge_${name}_DEPENDS ${arg_DEPENDS})
  if(LANDBRIDGE_TESTS AND arg_TESTS)
    landbridge_module_tests(${name} "${arg_TESTS}" "${arg_PRIVATE_PACKAGES}" "${arg_PRECOMPILE}")
  endif()
endfunction()

# Where a test finds the sources and the programs.
set(LANDBRIDGE_TEST_ENVIRONMENT LANDBRIDGE_SOURCE=${PROJECT_SOURCE_DIR}
    LANDBRIDGE_BINARY=${PROJECT_BINARY_DIR}/bin)

# One program for all tests of a folder; ctest runs it once per test file.
function(landbridge_module_tests name tests packages precompile)
  add_executable(${name}_tests ${tests})
  landbridge_warn(${name}_tests)
  target_link_libraries(${name}_tests PRIVATE landbridge_${name} ${packages} landbridge_test_main)
  if(precompile)
    list(APPEND precompile <doctest/doctest.h>)
  endif()
  landbridge_precompile(${name}_tests landbridge_test_precompiled ${precompile})
  foreach(test ${tests})
    get_filename_component(stem ${test} NAME_WE)
    add_test(NAME ${name}.${stem} COMMAND ${name}_tests --source-file=*/${test})
    set_tests_properties(${name}.${stem} PROPERTIES TIMEOUT 300 SKIP_RETURN_CODE 77
      FAIL_REGULAR_EXPRESSION "test cases: +0 " ENVIRONMENT "${LANDBRIDGE_TEST_ENVIRONMENT}")
  endforeach()
endfunction()

# Our flags for one target, without a trace in what is installed.
function(landbridge_warn target)
  target_compile_options(${target} PRIVATE
    $<TARGET_PROPERTY:landbridge_flags,INTERFACE_COMPILE_OPTIONS>)
endfunction()

# Precompiles the given headers for a target, or lets it reuse those of `shared`.
function(landbridge_precompile target shared)
  if(NOT LANDBRIDGE_PRECOMPILE)
    return()
  endif()
  if(ARGN)
    target_precompile_headers(${target} PRIVATE ${ARGN} <fmt/format.h> <string> <vector>)
  else()
    target_precompile_headers(${target} REUSE_FROM ${shared})
  endif()
endfunction()

function(landbridge_write_layers)
  get_property(layers GLOBAL PROPERTY landbridge_layers)
  list(JOIN layers "\n" text)
  file(WRITE ${PROJECT_BINARY_DIR}/layers.txt "${text}\n")
endfunction()
