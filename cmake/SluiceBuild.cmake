# SPDX-License-Identifier: Apache-2.0
# Compiler settings for the project's own code, and the helpers every room uses:
#   sluice_room(NAME SOURCES... DEPENDS...)   one folder = one static library = sluice::NAME
#   sluice_plugin(NAME SOURCES... [LINK libraries...] [SYSTEM_INCLUDES folders...])
#                                             one of our own plugin libraries, NAME.so
#   sluice_test(NAME SOURCES... DEPENDS...)   one test program, registered with CTest; its label is KIND (unit)
include_guard()

set(CMAKE_CXX_STANDARD 20)
set(CMAKE_CXX_STANDARD_REQUIRED ON)
set(CMAKE_CXX_EXTENSIONS OFF)
set(CMAKE_C_STANDARD 11)
set(CMAKE_CXX_VISIBILITY_PRESET hidden)
set(CMAKE_VISIBILITY_INLINES_HIDDEN ON)
set(CMAKE_POSITION_INDEPENDENT_CODE ON)
set(CMAKE_EXPORT_COMPILE_COMMANDS ON)
if(NOT CMAKE_BUILD_TYPE)
  set(CMAKE_BUILD_TYPE Release CACHE STRING "Build type" FORCE)
endif()
set(CMAKE_RUNTIME_OUTPUT_DIRECTORY ${CMAKE_BINARY_DIR}/bin)
set(CMAKE_LIBRARY_OUTPUT_DIRECTORY ${CMAKE_BINARY_DIR}/lib)

find_program(SLUICE_CCACHE ccache)
if(SLUICE_CCACHE)
  set(CMAKE_C_COMPILER_LAUNCHER ${SLUICE_CCACHE})
  # It keeps what was compiled with a precompiled header only if it may take that header's macros as given.
  set(CMAKE_CXX_COMPILER_LAUNCHER
    ${CMAKE_COMMAND} -E env CCACHE_SLOPPINESS=pch_defines,time_macros ${SLUICE_CCACHE})
endif()

# Floating point must give the same bits with every compiler: no contraction to fused multiply-add.
add_compile_options(-ffp-contract=off)
# Paths in messages and assertions are relative to the project: two checkouts build the same bytes.
add_compile_options(-ffile-prefix-map=${CMAKE_SOURCE_DIR}=.)
if(SLUICE_SANITIZE)
  add_compile_options(-fsanitize=${SLUICE_SANITIZE} -fno-omit-frame-pointer -fno-sanitize-recover=all)
  add_link_options(-fsanitize=${SLUICE_SANITIZE})
  if(CMAKE_CXX_COMPILER_ID STREQUAL Clang)
    # As GCC says of itself; of functions it compares types by addresses, which libraries do not share.
    string(REGEX MATCH "address|thread" sanitizer "${SLUICE_SANITIZE}")
    string(TOUPPER "${sanitizer}" sanitizer)
    add_compile_definitions(__SANITIZE_${sanitizer}__=1)
    add_compile_options(-fno-sanitize=function)
  endif()
endif()

# GCC looks for garbage each time its heap has doubled from 128 MB: a seventh of the time of compiling. Files that are
# compiled together then take up to a fifth more memory, a gigabyte at most, which two at a time should find.
cmake_host_system_information(RESULT SLUICE_MEMORY_MB QUERY TOTAL_PHYSICAL_MEMORY)
if(CMAKE_CXX_COMPILER_ID STREQUAL GNU AND SLUICE_MEMORY_MB GREATER 6000)
  add_compile_options("SHELL:--param ggc-min-heapsize=600000")
endif()

option(SLUICE_UNITY "Compile several files of a room at a time" ON)

# Our own code is compiled with these; whoever links it does not inherit them.
add_library(sluice_warnings INTERFACE)
target_compile_options(sluice_warnings INTERFACE -Wall -Wextra -Wpedantic
  $<$<COMPILE_LANGUAGE:CXX>:-Wshadow;-Wnon-virtual-dtor;-Woverloaded-virtual>
  -Wno-missing-field-initializers
  # GCC 12 sees overlaps and overflows in std::string that are not there (its bugs 105329, 105651).
  $<$<CXX_COMPILER_ID:GNU>:-Wno-restrict;-Wno-stringop-overflow>
  # It takes a source that is compiled together with others for a header.
  $<$<COMPILE_LANG_AND_ID:CXX,GNU>:-Wno-subobject-linkage>
  # And what stands in one of them for shadowed by a class of another; each-file has the warning.
  $<$<AND:$<COMPILE_LANG_AND_ID:CXX,Clang>,$<BOOL:${SLUICE_UNITY}>>:-Wno-shadow>
  $<$<BOOL:${SLUICE_WERROR}>:-Werror>)

# Most of the work of compiling a file is what it includes: the files of a room or a test are compiled several at a time,
# which halves a full build. So a name outside any class stands once in its room. The preset `each-file` compiles each by
# itself.
function(_sluice_compile_together name)
  set_target_properties(${name} PROPERTIES UNITY_BUILD ${SLUICE_UNITY} UNITY_BUILD_BATCH_SIZE 8)
endfunction()

# The files of a list together in groups of SIZE, for a room in which some are much dearer than others.
function(_sluice_compile_in_groups name list size)
  set(number 0)
  foreach(source IN LISTS ${list})
    math(EXPR group "${number} / ${size}")
    set_source_files_properties(${source} PROPERTIES UNITY_GROUP ${list}_${group})
    math(EXPR number "${number} + 1")
  endforeach()
  set_target_properties(${name} PROPERTIES UNITY_BUILD_MODE GROUP)
endfunction()

function(sluice_room name)
  cmake_parse_arguments(arg "" "" "SOURCES;DEPENDS;PRIVATE_DEPENDS" ${ARGN})
  add_library(sluice_${name} STATIC ${arg_SOURCES})
  add_library(sluice::${name} ALIAS sluice_${name})
  _sluice_compile_together(sluice_${name})
  target_include_directories(sluice_${name} PUBLIC ${PROJECT_SOURCE_DIR}/framework)
  target_link_libraries(sluice_${name} PUBLIC ${arg_DEPENDS} PRIVATE sluice_warnings ${arg_PRIVATE_DEPENDS})
endfunction()

# Compiled once, as NAME_code: the module takes these objects, and so do the tests that look inside.
function(sluice_plugin name)
  cmake_parse_arguments(arg "" "" "SOURCES;LINK;SYSTEM_INCLUDES" ${ARGN})
  add_library(${name}_code OBJECT ${arg_SOURCES})
  _sluice_compile_together(${name}_code)
  target_include_directories(${name}_code PUBLIC ${PROJECT_SOURCE_DIR}/plugins)
  target_include_directories(${name}_code SYSTEM PRIVATE ${arg_SYSTEM_INCLUDES})
  target_link_libraries(${name}_code PUBLIC sluice::sdk ${arg_LINK} PRIVATE sluice_warnings)
  target_compile_options(${name}_code PRIVATE $<$<CXX_COMPILER_ID:GNU>:-fno-gnu-unique>)
  sluice_add_plugin(${name} SOURCES $<TARGET_OBJECTS:${name}_code> LINK ${arg_LINK})
  install(TARGETS ${name} LIBRARY DESTINATION ${SLUICE_PLUGIN_INSTALL_DIR})
endfunction()

# GoogleTest's headers, compiled once for every test: they are a quarter of the time that a test takes to compile. A
# program, so that its code is position-independent in the same way as theirs. GCC's only: clang's build is a gate.
function(_sluice_use_test_headers name)
  if(NOT CMAKE_CXX_COMPILER_ID STREQUAL GNU)
    return()
  endif()
  if(NOT TARGET sluice_test_headers)
    file(CONFIGURE OUTPUT ${PROJECT_BINARY_DIR}/test_headers.cpp CONTENT "int main() {}\n")
    add_executable(sluice_test_headers EXCLUDE_FROM_ALL ${PROJECT_BINARY_DIR}/test_headers.cpp)
    target_link_libraries(sluice_test_headers PRIVATE sluice_warnings GTest::gmock)
    target_compile_options(sluice_test_headers PRIVATE $<$<COMPILE_LANGUAGE:CXX>:-fpch-preprocess>)
    target_precompile_headers(sluice_test_headers PRIVATE <gmock/gmock.h> <gtest/gtest.h>)
  endif()
  target_compile_options(${name} PRIVATE $<$<COMPILE_LANGUAGE:CXX>:-fpch-preprocess>)
  target_precompile_headers(${name} REUSE_FROM sluice_test_headers)
endfunction()

function(sluice_test name)
  cmake_parse_arguments(arg "" "TIMEOUT;KIND" "SOURCES;DEPENDS" ${ARGN})
  if(NOT arg_KIND)
    set(arg_KIND unit)
  endif()
  if(NOT arg_TIMEOUT)
    set(arg_TIMEOUT 120)
  endif()
  add_executable(${name} ${arg_SOURCES})
  _sluice_compile_together(${name})
  target_link_libraries(${name} PRIVATE sluice_warnings ${arg_DEPENDS} GTest::gmock GTest::gtest_main)
  target_include_directories(${name} PRIVATE ${PROJECT_SOURCE_DIR}/tests)
  _sluice_use_test_headers(${name})
  target_compile_definitions(${name} PRIVATE
    SLUICE_SOURCE_DIR="${PROJECT_SOURCE_DIR}" SLUICE_BINARY_DIR="${PROJECT_BINARY_DIR}")
  add_test(NAME ${name} COMMAND ${name})
  # Libraries are tried once for all tests, and nothing is left in anybody's home.
  set_tests_properties(${name} PROPERTIES TIMEOUT ${arg_TIMEOUT} LABELS ${arg_KIND}
    ENVIRONMENT_MODIFICATION "SLUICE_STATE_DIR=set:${PROJECT_BINARY_DIR}/test_state")
  # All of a kind in one target: unit_tests, e2e_tests, ...
  if(NOT TARGET ${arg_KIND}_tests)
    add_custom_target(${arg_KIND}_tests)
  endif()
  add_dependencies(${arg_KIND}_tests ${name})
endfunction()
