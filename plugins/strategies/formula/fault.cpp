// SPDX-License-Identifier: Apache-2.0
#include "fault.hpp"

#include <algorithm>

namespace sluice::strategies::formula {
namespace {

// Of the line shown, before and behind the place.
constexpr std::size_t kBefore = 50;
constexpr std::size_t kBehind = 30;

bool is_continuation(char c) noexcept { return (static_cast<unsigned char>(c) & 0xC0) == 0x80; }

std::size_t characters(std::string_view text) noexcept {
  return static_cast<std::size_t>(
      std::count_if(text.begin(), text.end(), [](char c) { return !is_continuation(c); }));
}

}  // namespace

std::string describe(const Fault& fault, std::string_view name, std::string_view text) {
  const std::size_t at = std::min(fault.at(), text.size());
  const std::string_view before = text.substr(0, at);
  const std::size_t line_start = before.rfind('\n') + 1;  // npos + 1 = 0
  const auto line_number = std::count(before.begin(), before.end(), '\n') + 1;
  const std::size_t line_end = std::min(text.find('\n', at), text.size());
  std::size_t first = at - line_start > kBefore ? at - kBefore : line_start;
  while (first < at && is_continuation(text[first])) ++first;
  std::size_t last = line_end - at > kBehind ? at + kBehind : line_end;
  while (last > at && last < text.size() && is_continuation(text[last])) --last;
  std::string shown{text.substr(first, last - first)};
  std::replace_if(
      shown.begin(), shown.end(), [](char c) { return static_cast<unsigned char>(c) < 0x20; }, ' ');
  std::string message = "'" + std::string{name} + "': ";
  if (text.find('\n') != text.npos) message += "line " + std::to_string(line_number) + ", ";
  message += "column " + std::to_string(characters(text.substr(line_start, at - line_start)) + 1) +
             ": " + fault.what() + "\n  " + shown + "\n  ";
  message.append(characters(text.substr(first, at - first)), ' ');
  return message + "^";
}

}  // namespace sluice::strategies::formula
