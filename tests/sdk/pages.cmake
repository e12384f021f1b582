# SPDX-License-Identifier: Apache-2.0
# Every ```cpp block of a page is one of the files named, whole and to the letter.
#   cmake -DPAGE=… -DDIRECTORY=… -DSOURCES=a,b,… -P pages.cmake
file(READ ${PAGE} page)
string(REPLACE "," ";" SOURCES "${SOURCES}")
foreach(name ${SOURCES})
  file(READ ${DIRECTORY}/${name} source)
  string(FIND "${page}" "```cpp\n${source}```\n" found)
  if(found EQUAL -1)
    message(FATAL_ERROR "${PAGE} does not show ${name} as it is: copy the file into its ```cpp block")
  endif()
  string(REPLACE "```cpp\n${source}```\n" "" page "${page}")
endforeach()
if(page MATCHES "```cpp\n")
  message(FATAL_ERROR "${PAGE} has a ```cpp block that is no file of ${DIRECTORY}, so that nothing compiles it")
endif()
