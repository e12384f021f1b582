# SPDX-License-Identifier: Apache-2.0
# The code blocks of the tutorial are the example's files: whole, and to the letter.
#   cmake -DPAGE=… -DSOURCE=… -P first_plugin_page.cmake
file(READ ${PAGE} page)
file(READ ${SOURCE} source)
string(FIND "${page}" "```cpp\n${source}```\n" found)
if(found EQUAL -1)
  message(FATAL_ERROR "${PAGE} does not show ${SOURCE} as it is: copy the file into its ```cpp block")
endif()
