# SPDX-License-Identifier: Apache-2.0
# Installs the SDK, and builds plugins from the installed copy alone with every compiler that is here.
#   cmake -DBUILD=… -DPROJECT=… -DEXAMPLES=… -DWORK=… -P package.cmake
file(REMOVE_RECURSE ${WORK})
execute_process(COMMAND ${CMAKE_COMMAND} -DCMAKE_INSTALL_COMPONENT=sdk -DCMAKE_INSTALL_PREFIX=${WORK}/prefix
  -P ${BUILD}/cmake_install.cmake COMMAND_ERROR_IS_FATAL ANY OUTPUT_QUIET)

function(configure build cxx c)
  execute_process(COMMAND ${CMAKE_COMMAND} -G Ninja -S ${PROJECT} -B ${build} -DCMAKE_PREFIX_PATH=${WORK}/prefix
    -DCMAKE_CXX_COMPILER=${cxx} -DCMAKE_C_COMPILER=${c} -DCMAKE_BUILD_TYPE=Release -DEXAMPLES=${EXAMPLES} ${ARGN}
    RESULT_VARIABLE failed OUTPUT_VARIABLE text ERROR_VARIABLE text)
  set(failed ${failed} PARENT_SCOPE)
  set(text "${text}" PARENT_SCOPE)
endfunction()

set(built 0)
foreach(pair g++:gcc clang++:clang)
  string(REPLACE ":" ";" pair ${pair})
  list(GET pair 0 cxx)
  list(GET pair 1 c)
  find_program(program_${cxx} ${cxx})
  if(NOT program_${cxx})
    continue()
  endif()
  set(build ${WORK}/${cxx})
  configure(${build} ${cxx} ${c})
  if(failed)
    message(FATAL_ERROR "${cxx}: configure failed:\n${text}")
  endif()
  execute_process(COMMAND ${CMAKE_COMMAND} --build ${build} -j1
    RESULT_VARIABLE failed OUTPUT_VARIABLE text ERROR_VARIABLE text)
  if(failed)
    message(FATAL_ERROR "${cxx}: build failed:\n${text}")
  endif()
  foreach(library third_party_rules third_party_c_rules)
    execute_process(COMMAND nm -D --defined-only ${build}/${library}.so OUTPUT_VARIABLE symbols
      COMMAND_ERROR_IS_FATAL ANY)
    if(NOT symbols MATCHES "^[0-9a-f]+ T sluice_library_entry_v1\n$")
      message(FATAL_ERROR "${cxx} ${library}: expected the entry symbol alone, got:\n${symbols}")
    endif()
  endforeach()
  math(EXPR built "${built} + 1")
endforeach()
if(built EQUAL 0)
  message(FATAL_ERROR "no compiler found")
endif()

foreach(fast_math -DWITH_FAST_MATH=ON -DCMAKE_CXX_FLAGS=-ffast-math)
  configure(${WORK}/fast_math ${CMAKE_CXX_COMPILER} ${CMAKE_C_COMPILER} ${fast_math})
  if(NOT failed OR NOT text MATCHES "-ffast-math in .* is[ \n]+refused")
    message(FATAL_ERROR "${fast_math} was not refused:\n${text}")
  endif()
  file(REMOVE_RECURSE ${WORK}/fast_math)
endforeach()
