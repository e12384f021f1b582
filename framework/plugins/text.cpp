// SPDX-License-Identifier: Apache-2.0
#include "plugins/text.hpp"

#include <algorithm>
#include <cstdint>
#include <cstring>

namespace sluice::plugins {
namespace {

constexpr std::size_t kMaxIdLength = 64;

bool is_digit(char c) noexcept { return c >= '0' && c <= '9'; }

// Bytes of the character that starts the text; 0: not UTF-8 (overlong forms and surrogates too).
std::size_t character_size(std::string_view text) noexcept {
  const auto byte = [text](std::size_t i) { return static_cast<unsigned char>(text[i]); };
  const unsigned lead = byte(0);
  if (lead < 0x80) return 1;
  const std::size_t size = lead >= 0xF0 ? 4 : (lead >= 0xE0 ? 3 : 2);
  if (lead < 0xC2 || lead > 0xF4 || text.size() < size) return 0;
  std::uint32_t point = lead & (0xFFu >> (size + 1));
  for (std::size_t i = 1; i < size; ++i) {
    if ((byte(i) & 0xC0) != 0x80) return 0;
    point = (point << 6) | (byte(i) & 0x3Fu);
  }
  const bool overlong = (size == 3 && point < 0x800) || (size == 4 && point < 0x10000);
  const bool outside = point > 0x10FFFF || (point >= 0xD800 && point <= 0xDFFF);
  return overlong || outside ? 0 : size;
}

// Bytes at the front that are ASCII, eight at a time: states are long and mostly that.
std::size_t ascii_size(std::string_view text) noexcept {
  constexpr std::uint64_t kHighBits = 0x8080808080808080;
  std::size_t size = 0;
  for (std::uint64_t word = 0; text.size() - size >= sizeof word; size += sizeof word) {
    std::memcpy(&word, text.data() + size, sizeof word);
    if ((word & kHighBits) != 0) break;
  }
  return size;
}

std::string escaped(char c) {
  constexpr char kHex[] = "0123456789abcdef";
  if (c == '\n') return "\\n";
  if (c == '\t') return "\\t";
  const auto byte = static_cast<unsigned char>(c);
  return {'\\', 'x', kHex[byte >> 4], kHex[byte & 15]};
}

}  // namespace

bool is_utf8(std::string_view text) noexcept {
  while (!text.empty()) {
    text.remove_prefix(ascii_size(text));
    if (text.empty()) return true;
    const std::size_t size = character_size(text);
    if (size == 0) return false;
    text.remove_prefix(size);
  }
  return true;
}

std::string printable(std::string_view text, std::size_t limit) {
  constexpr std::string_view kCut = "...";
  std::string result;
  std::size_t cut = 0;  // where the result can end with the mark behind it
  while (!text.empty()) {
    const std::size_t size = character_size(text);
    const auto byte = static_cast<unsigned char>(text.front());
    const bool is_plain = size > 1 || (size == 1 && byte >= 0x20 && byte != 0x7F);
    result += is_plain ? std::string{text.substr(0, size)} : escaped(text.front());
    if (result.size() > limit) return result.substr(0, cut) += kCut;
    if (result.size() + kCut.size() <= limit) cut = result.size();
    text.remove_prefix(std::max<std::size_t>(size, 1));
  }
  return result;
}

std::string printable_lines(std::string_view text, std::size_t limit) {
  constexpr std::string_view kIndent = "  ";
  std::string result;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find('\n'), text.size());
    const std::string_view line = text.substr(0, end);
    text.remove_prefix(std::min(end + 1, text.size()));
    if (line.find_first_not_of(' ') == line.npos) continue;
    if (!result.empty()) result += line.starts_with(kIndent) ? "\n" : "\n" + std::string{kIndent};
    result += printable(line, limit);
  }
  return result;
}

bool is_snake_case(std::string_view text) noexcept {
  if (text.empty() || text.size() > kMaxIdLength || text.front() < 'a' || text.front() > 'z')
    return false;
  return std::all_of(text.begin(), text.end(),
                     [](char c) { return (c >= 'a' && c <= 'z') || is_digit(c) || c == '_'; });
}

bool is_version(std::string_view text) noexcept {
  if (text.size() > kMaxIdLength) return false;
  int points = 0;
  bool digit_before = false;
  for (const char c : text) {
    if (c == '.' && digit_before) {
      ++points;
      digit_before = false;
    } else if (is_digit(c)) {
      digit_before = true;
    } else {
      return false;
    }
  }
  return points == 2 && digit_before;
}

}  // namespace sluice::plugins
