# SPDX-License-Identifier: Apache-2.0
# embed.cmake: the page's styles and scripts as a C++ source, and the policy that allows them alone.
#   cmake -DSTYLES="a;b" -DLIBRARY=c -DLICENCE=d -DSCRIPTS="e;f" -DOUTPUT=assets.cpp -P embed.cmake
# The library's licence goes with every copy of it.
# The scripts share one scope, which begins behind the library.
file(READ "${LICENCE}" licence)
set(text_of_LICENCE "/*! uPlot\n${licence}*/\n")
set(text_of_BEGIN "\n(() => {\n\"use strict\";\n")
set(text_of_END "})();\n")

# Of a hash in hexadecimal; three digits are two characters.
function(base64_of hex result)
  string(APPEND hex "00")  # 256 bits fill 42 groups and two thirds
  set(letters "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/")
  set(text "")
  foreach(at RANGE 0 63 3)
    string(SUBSTRING "${hex}" ${at} 3 group)
    math(EXPR high "0x${group} >> 6")
    math(EXPR low "0x${group} & 63")
    foreach(place ${high} ${low})
      string(SUBSTRING "${letters}" ${place} 1 letter)
      string(APPEND text ${letter})
    endforeach()
  endforeach()
  string(SUBSTRING "${text}" 0 43 text)
  set(${result} "${text}=" PARENT_SCOPE)
endfunction()

# The files one behind the other as NAME, in parts that a compiler takes, and their hash.
function(embed name files)
  set(whole "${OUTPUT}.${name}")
  file(WRITE "${whole}" "")
  set(parts "")
  foreach(file IN LISTS files)
    if(DEFINED text_of_${file})
      file(APPEND "${whole}" "${text_of_${file}}")
      string(APPEND parts "    R\"embed(${text_of_${file}})embed\",\n")
      continue()
    endif()
    file(READ "${file}" text)
    string(FIND "${text}" ")embed" ends)
    string(FIND "${text}" "</script" closes)
    string(LENGTH "${text}" length)
    if(ends GREATER -1 OR closes GREATER -1 OR length GREATER 65000)
      message(FATAL_ERROR "${file} can't be embedded: too long, or it ends what it stands in")
    endif()
    file(APPEND "${whole}" "${text}")
    string(APPEND parts "    R\"embed(${text})embed\",\n")
  endforeach()
  file(SHA256 "${whole}" hex)
  base64_of(${hex} hash)
  set(${name}_hash "${hash}" PARENT_SCOPE)
  set(${name}_parts "${parts}" PARENT_SCOPE)
endfunction()

embed(style "${STYLES}")
embed(script "LICENCE;${LIBRARY};BEGIN;${SCRIPTS};END")
file(WRITE "${OUTPUT}.new" "// SPDX-License-Identifier: Apache-2.0
// Made by embed.cmake.
#include \"assets.hpp\"

namespace sluice::reports::assets {
namespace {

constexpr std::string_view kStyleParts[] = {
${style_parts}};
constexpr std::string_view kScriptParts[] = {
${script_parts}};

}  // namespace

const std::string_view kPolicy =
    \"default-src 'none'; img-src data:; script-src 'sha256-${script_hash}'; \"
    \"style-src 'sha256-${style_hash}'; base-uri 'none'; form-action 'none'\";
const std::span<const std::string_view> kStyle = kStyleParts;
const std::span<const std::string_view> kScript = kScriptParts;

}  // namespace sluice::reports::assets
")
file(COPY_FILE "${OUTPUT}.new" "${OUTPUT}" ONLY_IF_DIFFERENT)
