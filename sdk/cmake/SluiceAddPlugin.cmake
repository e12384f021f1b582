# SPDX-License-Identifier: Apache-2.0
#
# sluice_add_plugin(NAME SOURCES... [LINK libraries...])
#
# Makes NAME.so, a plugin library: hidden visibility, exactly one exported symbol, no undefined ones,
# nothing that would change the host's floating point. Inside Sluice's own build the file goes to
# <build>/plugins, elsewhere beside the project's other build products. With SLUICE_STATIC_LIBSTDCXX the C++
# library is linked into it, for hosts that have an older one.
include_guard()

option(SLUICE_STATIC_LIBSTDCXX "Link libstdc++ and libgcc into plugins" OFF)

set(SLUICE_ENTRY_SYMBOL sluice_library_entry_v1)

# -ffast-math would link code that changes how the whole host rounds.
function(_sluice_refuse_fast_math name where)
  if("${ARGN}" MATCHES "-ffast-math|-Ofast|-funsafe-math-optimizations")
    message(FATAL_ERROR "sluice_add_plugin(${name}): ${CMAKE_MATCH_0} in ${where} is refused: it changes the "
      "floating point of the host and of every other plugin")
  endif()
endfunction()

# Runs at the end of the caller's directory, when its options are final.
function(_sluice_check_plugin_options name)
  string(TOUPPER "${CMAKE_BUILD_TYPE}" config)
  foreach(variable CMAKE_C_FLAGS CMAKE_CXX_FLAGS CMAKE_C_FLAGS_${config} CMAKE_CXX_FLAGS_${config})
    _sluice_refuse_fast_math(${name} ${variable} "${${variable}}")
  endforeach()
  get_target_property(options ${name} COMPILE_OPTIONS)
  _sluice_refuse_fast_math(${name} "the target's compile options" "${options}")
  get_target_property(options ${name} LINK_OPTIONS)
  _sluice_refuse_fast_math(${name} "the target's link options" "${options}")
endfunction()

function(sluice_add_plugin name)
  cmake_parse_arguments(arg "" "" "SOURCES;LINK" ${ARGN})
  if(NOT arg_SOURCES OR arg_UNPARSED_ARGUMENTS)
    message(FATAL_ERROR "sluice_add_plugin(${name}): expected SOURCES files... [LINK libraries...]")
  endif()
  add_library(${name} MODULE ${arg_SOURCES})
  set(exports ${CMAKE_CURRENT_BINARY_DIR}/${name}.exports)
  file(CONFIGURE OUTPUT ${exports} CONTENT "{ global: ${SLUICE_ENTRY_SYMBOL}; local: *; };\n")
  set_target_properties(${name} PROPERTIES
    PREFIX "" SUFFIX ".so" C_VISIBILITY_PRESET hidden CXX_VISIBILITY_PRESET hidden
    VISIBILITY_INLINES_HIDDEN ON POSITION_INDEPENDENT_CODE ON CXX_STANDARD_REQUIRED ON
    LINK_DEPENDS ${exports})
  target_link_libraries(${name} PRIVATE sluice::sdk ${arg_LINK})
  target_compile_options(${name} PRIVATE -ffp-contract=off $<$<CXX_COMPILER_ID:GNU>:-fno-gnu-unique>)
  target_link_options(${name} PRIVATE "LINKER:--version-script=${exports}")
  if(NOT "${SLUICE_SANITIZE}${CMAKE_C_FLAGS}${CMAKE_CXX_FLAGS}" MATCHES "sanitize|address|thread|undefined|leak")
    # A sanitizer's runtime lives in the host's executable: its symbols stay undefined here.
    target_link_options(${name} PRIVATE "LINKER:-z,defs")
  endif()
  if(SLUICE_STATIC_LIBSTDCXX)
    target_link_options(${name} PRIVATE $<$<LINK_LANGUAGE:CXX>:-static-libstdc++> -static-libgcc)
  endif()
  if(TARGET sluice_warnings)
    target_link_libraries(${name} PRIVATE sluice_warnings)
    set_target_properties(${name} PROPERTIES LIBRARY_OUTPUT_DIRECTORY ${CMAKE_BINARY_DIR}/plugins)
  endif()
  cmake_language(EVAL CODE "cmake_language(DEFER CALL _sluice_check_plugin_options ${name})")
endfunction()
