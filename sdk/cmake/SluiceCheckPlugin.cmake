# SPDX-License-Identifier: Apache-2.0
#
# sluice_check_plugin(NAME [LEVEL 1..10])
#
# Adds the test NAME_conformance: `sluice plugin check` of the library that sluice_add_plugin(NAME) makes, at
# level 5 unless said otherwise. The program is looked for beside the SDK and in PATH; -DSLUICE_PROGRAM=FILE
# names another. Where there is none, or the library is built with sanitizers, which a host can't load, the
# test says so and is skipped.
include_guard()

function(_sluice_skipped_test name why)
  message(STATUS "sluice_check_plugin: ${name} will be skipped: ${why}")
  add_test(NAME ${name} COMMAND ${CMAKE_COMMAND} -E echo "skipped: ${why}")
  set_tests_properties(${name} PROPERTIES SKIP_REGULAR_EXPRESSION "^skipped: ")
endfunction()

function(sluice_check_plugin name)
  cmake_parse_arguments(arg "" "LEVEL" "" ${ARGN})
  if(NOT TARGET ${name} OR arg_UNPARSED_ARGUMENTS)
    message(FATAL_ERROR "sluice_check_plugin(${name}): expected a plugin of sluice_add_plugin, and [LEVEL 1..10]")
  endif()
  if(NOT arg_LEVEL)
    set(arg_LEVEL 5)
  endif()
  find_program(SLUICE_PROGRAM sluice HINTS ${SLUICE_SDK_PREFIX}/bin
    DOC "The program that tests a plugin's conformance (package sluice)")
  set(test ${name}_conformance)
  if("${CMAKE_C_FLAGS} ${CMAKE_CXX_FLAGS}" MATCHES "-fsanitize")
    _sluice_skipped_test(${test} "a host can't load a library that is built with sanitizers")
  elseif(NOT SLUICE_PROGRAM)
    _sluice_skipped_test(${test}
      "the program 'sluice' was not found: install the package sluice, or give -DSLUICE_PROGRAM=FILE")
  else()
    add_test(NAME ${test} COMMAND ${SLUICE_PROGRAM} plugin check $<TARGET_FILE:${name}> --level ${arg_LEVEL})
    set_tests_properties(${test} PROPERTIES TIMEOUT 300)
  endif()
endfunction()
