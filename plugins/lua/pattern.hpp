// SPDX-License-Identifier: Apache-2.0
//
// pattern.hpp: Lua's patterns, matched under a budget: every step is charged, so that a pattern
// that backtracks for ever is an instruction budget used up.
//
// Byte based and in the C locale. The results are those of Lua 5.4's own string library, which a
// property test holds it to. Place: under the string functions. Thread: the machine's. Errors: Lua
// errors for malformed patterns and too deep ones; nothing here has a destructor.
#pragma once

#include <cstddef>
#include <string_view>

#include "machine.hpp"

namespace sluice::lua {

inline constexpr int kCaptures = 32;
inline constexpr int kPatternDepth = 200;

class Matcher {
 public:
  Matcher(lua_State* lua, std::string_view subject, std::string_view pattern) noexcept
      : lua_{lua},
        machine_{Machine::of(lua)},
        begin_{subject.data()},
        end_{subject.data() + subject.size()},
        pattern_end_{pattern.data() + pattern.size()} {}

  // Forgets what an earlier attempt captured.
  void restart() noexcept {
    depth_ = kPatternDepth;
    level_ = 0;
  }
  // The end of a match of the pattern from `p` on that begins at `s`, or null.
  const char* match(const char* s, const char* p);

  [[nodiscard]] int captures() const noexcept { return level_; }
  // Pushes capture `index`, or the whole match where the pattern has none and it is the first.
  void push_capture(int index, const char* s, const char* e);
  // All of them, or the whole match; `s` null: only captures. Gives their number.
  int push_captures(const char* s, const char* e);

 private:
  static constexpr std::ptrdiff_t kUnfinished = -1;
  static constexpr std::ptrdiff_t kPosition = -2;
  struct Capture {
    const char* begin;
    std::ptrdiff_t size;
  };

  const char* item_end(const char* p);
  bool fits(const char* s, const char* p, const char* item_end);
  bool in_set(unsigned char c, const char* p, const char* set_end);
  const char* match_repeated(const char* s, const char* p, const char* item_end);
  const char* match_most(const char* s, const char* p, const char* item_end);
  const char* match_least(const char* s, const char* p, const char* item_end);
  const char* open_capture(const char* s, const char* p, std::ptrdiff_t kind);
  const char* close_capture(const char* s, const char* p);
  const char* match_balanced(const char* s, const char* p);
  const char* match_again(const char* s, int digit);
  bool at_frontier(const char* s, const char* set, const char* set_end);
  int captured_index(int digit);

  lua_State* lua_;
  Machine& machine_;
  const char* begin_;
  const char* end_;
  const char* pattern_end_;
  int depth_ = kPatternDepth;
  int level_ = 0;
  Capture capture_[kCaptures];
};

// Whether the text has none of the characters that mean something in a pattern.
[[nodiscard]] bool is_plain_pattern(std::string_view pattern) noexcept;

}  // namespace sluice::lua
