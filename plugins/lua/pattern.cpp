// SPDX-License-Identifier: Apache-2.0
#include "pattern.hpp"

#include <cstring>

namespace sluice::lua {
namespace {

constexpr char kEscape = '%';

unsigned char byte_of(char c) noexcept { return static_cast<unsigned char>(c); }

constexpr bool is_upper(unsigned char c) noexcept { return c >= 'A' && c <= 'Z'; }
constexpr bool is_lower(unsigned char c) noexcept { return c >= 'a' && c <= 'z'; }
constexpr bool is_digit(unsigned char c) noexcept { return c >= '0' && c <= '9'; }
constexpr bool is_graphic(unsigned char c) noexcept { return c > ' ' && c < 0x7F; }
constexpr unsigned char to_lower(unsigned char c) noexcept {
  return is_upper(c) ? static_cast<unsigned char>(c + ('a' - 'A')) : c;
}

// Whether `c` is of the class named by `name`; an upper-case name is the complement, and a name
// that is no class stands for itself.
bool is_of_class(unsigned char c, unsigned char name) noexcept {
  bool is_in = false;
  switch (to_lower(name)) {
    case 'a':
      is_in = is_upper(c) || is_lower(c);
      break;
    case 'c':
      is_in = c < ' ' || c == 0x7F;
      break;
    case 'd':
      is_in = is_digit(c);
      break;
    case 'g':
      is_in = is_graphic(c);
      break;
    case 'l':
      is_in = is_lower(c);
      break;
    case 'p':
      is_in = is_graphic(c) && !is_upper(c) && !is_lower(c) && !is_digit(c);
      break;
    case 's':
      is_in = c == ' ' || (c >= '\t' && c <= '\r');
      break;
    case 'u':
      is_in = is_upper(c);
      break;
    case 'w':
      is_in = is_upper(c) || is_lower(c) || is_digit(c);
      break;
    case 'x':
      is_in = is_digit(c) || (to_lower(c) >= 'a' && to_lower(c) <= 'f');
      break;
    default:
      return name == c;
  }
  return is_in != is_upper(name);
}

}  // namespace

bool is_plain_pattern(std::string_view pattern) noexcept {
  return pattern.find_first_of("^$*+?.([%-") == std::string_view::npos;
}

// One past the item that begins at `p`: a character, an escaped one, or a set.
const char* Matcher::item_end(const char* p) {
  if (*p == kEscape) {
    if (p + 1 == pattern_end_) luaL_error(lua_, "malformed pattern (ends with '%%')");
    return p + 2;
  }
  if (*p != '[') return p + 1;
  ++p;
  if (p != pattern_end_ && *p == '^') ++p;
  // A bracket that comes first stands for itself.
  do {
    if (p == pattern_end_) luaL_error(lua_, "malformed pattern (missing ']')");
    const bool is_escape = *p++ == kEscape;
    if (is_escape && p == pattern_end_) luaL_error(lua_, "malformed pattern (missing ']')");
    if (is_escape) ++p;
  } while (p == pattern_end_ || *p != ']');
  return p + 1;
}

// `p` stands on the opening bracket, `set_end` on the closing one.
bool Matcher::in_set(unsigned char c, const char* p, const char* set_end) {
  machine_.charge(1 + (set_end - p) / 8);
  bool found_means = true;
  if (p[1] == '^') {
    found_means = false;
    ++p;
  }
  while (++p < set_end) {
    if (*p == kEscape) {
      if (is_of_class(c, byte_of(*++p))) return found_means;
    } else if (p + 2 < set_end && p[1] == '-') {
      if (byte_of(*p) <= c && c <= byte_of(p[2])) return found_means;
      p += 2;
    } else if (byte_of(*p) == c) {
      return found_means;
    }
  }
  return !found_means;
}

bool Matcher::fits(const char* s, const char* p, const char* item_end) {
  machine_.charge(1);
  if (s >= end_) return false;
  const unsigned char c = byte_of(*s);
  switch (*p) {
    case '.':
      return true;
    case kEscape:
      return is_of_class(c, byte_of(p[1]));
    case '[':
      return in_set(c, p, item_end - 1);
    default:
      return byte_of(*p) == c;
  }
}

const char* Matcher::match_most(const char* s, const char* p, const char* item_end) {
  std::ptrdiff_t count = 0;
  while (fits(s + count, p, item_end)) ++count;
  for (; count >= 0; --count)
    if (const char* end = match(s + count, item_end + 1)) return end;
  return nullptr;
}

const char* Matcher::match_least(const char* s, const char* p, const char* item_end) {
  for (;; ++s) {
    if (const char* end = match(s, item_end + 1)) return end;
    if (!fits(s, p, item_end)) return nullptr;
  }
}

// An item with one of ? + * - behind it that fits at `s`. Null: it can't be matched with what
// follows; for '?' the caller goes on without the item.
const char* Matcher::match_repeated(const char* s, const char* p, const char* item_end) {
  switch (*item_end) {
    case '+':
      return match_most(s + 1, p, item_end);
    case '*':
      return match_most(s, p, item_end);
    case '-':
      return match_least(s, p, item_end);
    default:  // '?'
      return match(s + 1, item_end + 1);
  }
}

const char* Matcher::open_capture(const char* s, const char* p, std::ptrdiff_t kind) {
  if (level_ >= kCaptures) luaL_error(lua_, "too many captures");
  capture_[level_] = {s, kind};
  ++level_;
  const char* end = match(s, p);
  if (end == nullptr) --level_;
  return end;
}

const char* Matcher::close_capture(const char* s, const char* p) {
  int index = level_ - 1;
  while (index >= 0 && capture_[index].size != kUnfinished) --index;
  if (index < 0) luaL_error(lua_, "invalid pattern capture");
  capture_[index].size = s - capture_[index].begin;
  const char* end = match(s, p);
  if (end == nullptr) capture_[index].size = kUnfinished;
  return end;
}

// %bxy with `p` on x: from an x to the y that balances it.
const char* Matcher::match_balanced(const char* s, const char* p) {
  if (pattern_end_ - p < 2) luaL_error(lua_, "malformed pattern (missing arguments to '%%b')");
  if (s == end_ || *s != p[0]) return nullptr;
  int open = 1;
  while (++s < end_) {
    machine_.charge(1);
    if (*s == p[1]) {
      if (--open == 0) return s + 1;
    } else if (*s == p[0]) {
      ++open;
    }
  }
  return nullptr;
}

int Matcher::captured_index(int digit) {
  const int index = digit - '1';
  if (index < 0 || index >= level_ || capture_[index].size == kUnfinished)
    luaL_error(lua_, "invalid capture index %%%d in pattern", index + 1);
  return index;
}

// %1: what the first capture caught, once more.
const char* Matcher::match_again(const char* s, int digit) {
  const Capture& caught = capture_[captured_index(digit)];
  // A position caught nothing that could be read again: never fits, as in Lua.
  const auto size = static_cast<std::size_t>(caught.size);
  machine_.charge_bytes(caught.size < 0 ? 0 : size);
  if (static_cast<std::size_t>(end_ - s) < size) return nullptr;
  return std::memcmp(caught.begin, s, size) == 0 ? s + size : nullptr;
}

bool Matcher::at_frontier(const char* s, const char* set, const char* set_end) {
  const unsigned char before = s == begin_ ? 0 : byte_of(s[-1]);
  const unsigned char here = s == end_ ? 0 : byte_of(*s);
  return !in_set(before, set, set_end - 1) && in_set(here, set, set_end - 1);
}

const char* Matcher::match(const char* s, const char* p) {
  machine_.charge(1);
  if (depth_-- == 0) luaL_error(lua_, "pattern too complex");
  // Items that need no way back are walked in this loop; the others recurse.
  const char* end = s;
  for (;;) {
    if (p == pattern_end_) {
      end = s;
      break;
    }
    if (*p == '(') {
      const bool is_position = p + 1 != pattern_end_ && p[1] == ')';
      end = is_position ? open_capture(s, p + 2, kPosition) : open_capture(s, p + 1, kUnfinished);
      break;
    }
    if (*p == ')') {
      end = close_capture(s, p + 1);
      break;
    }
    if (*p == '$' && p + 1 == pattern_end_) {
      end = s == end_ ? s : nullptr;
      break;
    }
    const char escaped = *p == kEscape && p + 1 != pattern_end_ ? p[1] : '\0';
    if (escaped == 'b') {
      s = match_balanced(s, p + 2);
      p += 4;
    } else if (escaped == 'f') {
      p += 2;
      if (p == pattern_end_ || *p != '[') luaL_error(lua_, "missing '[' after '%%f' in pattern");
      const char* set_end = item_end(p);
      if (!at_frontier(s, p, set_end)) s = nullptr;
      p = set_end;
    } else if (is_digit(byte_of(escaped))) {
      s = match_again(s, escaped);
      p += 2;
    } else {
      const char* after = item_end(p);
      const char suffix = after == pattern_end_ ? '\0' : *after;
      const bool is_repeated = suffix == '*' || suffix == '+' || suffix == '?' || suffix == '-';
      const bool does_fit = fits(s, p, after);
      if (is_repeated && does_fit) {
        end = match_repeated(s, p, after);
        if (end != nullptr || suffix != '?') break;
      }
      if (is_repeated && suffix != '+') {
        p = after + 1;
        continue;
      }
      s = does_fit && !is_repeated ? s + 1 : nullptr;
      p = after;
    }
    if (s == nullptr) {
      end = nullptr;
      break;
    }
  }
  ++depth_;
  return end;
}

void Matcher::push_capture(int index, const char* s, const char* e) {
  if (index >= level_) {
    if (index != 0) luaL_error(lua_, "invalid capture index %%%d", index + 1);
    lua_pushlstring(lua_, s, static_cast<std::size_t>(e - s));
    return;
  }
  const Capture& caught = capture_[index];
  if (caught.size == kUnfinished) luaL_error(lua_, "unfinished capture");
  if (caught.size == kPosition)
    lua_pushinteger(lua_, caught.begin - begin_ + 1);
  else
    lua_pushlstring(lua_, caught.begin, static_cast<std::size_t>(caught.size));
}

int Matcher::push_captures(const char* s, const char* e) {
  const int count = level_ == 0 && s != nullptr ? 1 : level_;
  luaL_checkstack(lua_, count, "too many captures");
  for (int i = 0; i < count; ++i) push_capture(i, s, e);
  return count;
}

}  // namespace sluice::lua
