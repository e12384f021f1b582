// SPDX-License-Identifier: Apache-2.0
#include "journal/json_text.hpp"

#include <array>
#include <cstring>

namespace sluice::journal {

namespace {

constexpr std::string_view kReplacement = "\xef\xbf\xbd";  // U+FFFD

unsigned byte_of(char c) noexcept { return static_cast<unsigned char>(c); }

// Bytes that stand for themselves.
constexpr std::array<bool, 256> make_plain() {
  std::array<bool, 256> plain{};
  for (std::size_t c = 0x20; c < 0x80; ++c) plain[c] = c != '"' && c != '\\';
  return plain;
}
constexpr auto kPlain = make_plain();

// The letter behind the backslash; 0 for characters without one.
constexpr char short_escape(char c) noexcept {
  switch (c) {
    case '"':
    case '\\':
      return c;
    case '\b':
      return 'b';
    case '\t':
      return 't';
    case '\n':
      return 'n';
    case '\f':
      return 'f';
    case '\r':
      return 'r';
    default:
      return 0;
  }
}

// The character that "\letter" stands for; 0 if none.
constexpr char unescaped(char letter) noexcept {
  for (const char c : {'"', '\\', '\b', '\t', '\n', '\f', '\r'})
    if (short_escape(c) == letter) return c;
  return 0;
}

bool is_continuation(const char* at) noexcept { return (byte_of(*at) & 0xc0) == 0x80; }

// Bytes of the well-formed UTF-8 sequence at `at` (Unicode 15, table 3-7); 0 if it is not one.
std::size_t sequence_size(const char* at, const char* end) noexcept {
  const unsigned lead = byte_of(*at);
  const auto left = static_cast<std::size_t>(end - at);
  if (lead < 0x80) return 1;
  if (lead < 0xc2 || lead > 0xf4) return 0;
  const std::size_t size = lead < 0xe0 ? 2 : lead < 0xf0 ? 3 : 4;
  if (left < size) return 0;
  for (std::size_t i = 1; i < size; ++i)
    if (!is_continuation(at + i)) return 0;
  const unsigned second = byte_of(at[1]);
  const bool overlong = (lead == 0xe0 && second < 0xa0) || (lead == 0xf0 && second < 0x90);
  const bool surrogate = lead == 0xed && second > 0x9f;
  const bool too_large = lead == 0xf4 && second > 0x8f;
  return overlong || surrogate || too_large ? 0 : size;
}

char* put(char* out, std::string_view text) noexcept {
  std::memcpy(out, text.data(), text.size());
  return out + text.size();
}

char* write_control(char* out, char c) noexcept {
  out = put(out, "\\u00");
  *out++ = kHexDigits[byte_of(c) >> 4];
  *out++ = kHexDigits[byte_of(c) & 15];
  return out;
}

// The control character of the six bytes "\u00xx" at `at`; nullopt if they are not canonical.
std::optional<char> control_at(const char* at, const char* end) noexcept {
  if (end - at < 6 || std::string_view{at, 4} != "\\u00") return std::nullopt;
  const auto high = kHexDigits.find(at[4]);
  const auto low = kHexDigits.find(at[5]);
  if (high > 1 || low == std::string_view::npos) return std::nullopt;  // only below U+0020
  const char c = static_cast<char>(high * 16 + low);
  return short_escape(c) == 0 ? std::optional{c} : std::nullopt;
}

}  // namespace

char* write_string(char* out, std::string_view text) noexcept {
  *out++ = '"';
  const char* at = text.data();
  const char* const end = at + text.size();
  while (at != end) {
    if (kPlain[byte_of(*at)]) {
      *out++ = *at++;
    } else if (const char letter = short_escape(*at); letter != 0) {
      *out++ = '\\';
      *out++ = letter;
      ++at;
    } else if (byte_of(*at) < 0x20) {
      out = write_control(out, *at++);
    } else if (const std::size_t size = sequence_size(at, end); size != 0) {
      out = put(out, {at, size});
      at += size;
    } else {
      out = put(out, kReplacement);
      ++at;
    }
  }
  *out++ = '"';
  return out;
}

const char* skip_string(const char* at, const char* end) noexcept {
  if (at == end || *at != '"') return nullptr;
  ++at;
  while (at != end) {
    if (kPlain[byte_of(*at)]) {
      ++at;
    } else if (*at == '"') {
      return at + 1;
    } else if (*at == '\\') {
      if (end - at < 2) return nullptr;
      if (unescaped(at[1]) != 0)
        at += 2;
      else if (control_at(at, end))
        at += 6;
      else
        return nullptr;
    } else {
      const std::size_t size = byte_of(*at) < 0x80 ? 0 : sequence_size(at, end);
      if (size == 0) return nullptr;
      at += size;
    }
  }
  return nullptr;
}

std::optional<std::string> parse_string(std::string_view json) {
  const char* const end = json.data() + json.size();
  if (skip_string(json.data(), end) != end) return std::nullopt;
  std::string text;
  text.reserve(json.size());
  for (const char* at = json.data() + 1; at != end - 1;) {
    if (*at != '\\') {
      text += *at++;
    } else if (const char c = unescaped(at[1]); c != 0) {
      text += c;
      at += 2;
    } else {
      text += *control_at(at, end);
      at += 6;
    }
  }
  return text;
}

}  // namespace sluice::journal
