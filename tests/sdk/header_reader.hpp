// SPDX-License-Identifier: Apache-2.0
//
// header_reader.hpp: structs, slots and constants of a C header of the ABI, with their comments.
//
// Place: tests of the SDK. It reads what those headers are written in, not C at large: typedef
// structs, anonymous enums, block comments before a member or behind it on its line.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace sluice::testing {

struct HeaderMember {
  std::string name;
  std::string declaration;  // on one line, without thread domain and semicolon
  std::string domain;       // of a function slot: "control", "lane_hot" …; empty: none is named
  bool is_slot = false;     // a pointer to a function
  std::string comment;
};

struct HeaderGroup {
  std::string name;  // of a struct; empty: constants
  std::string comment;
  std::vector<HeaderMember> members;
};

struct Header {
  std::string comment;  // the header's own, without licence
  std::vector<HeaderGroup> groups;
};

[[nodiscard]] Header read_header(std::string_view text);

}  // namespace sluice::testing
