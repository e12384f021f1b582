// SPDX-License-Identifier: Apache-2.0
//
// text.cpp: canonical numbers and JSON. The YAML side is in text_yaml.cpp.
#include "config/text.hpp"

#include <array>
#include <charconv>
#include <cmath>
#include <cstdint>
#include <cstdio>

namespace sluice::config {
namespace {

constexpr double kLargestExactInteger = 9007199254740992.0;  // 2^53
constexpr double kSmallestPlain = 1e-6;                      // smaller numbers get an exponent
constexpr std::size_t kExactDigits = 15;  // decimal digits that always survive a double

void append_escaped(std::string& out, std::string_view text) {
  out += '"';
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (c == '"' || c == '\\') {
      out += '\\';
      out += c;
    } else if (byte < 0x20 || byte == 0x7f) {
      std::array<char, 8> escape{};
      std::snprintf(escape.data(), escape.size(), "\\u%04x", byte);
      out += escape.data();
    } else {
      out += c;
    }
  }
  out += '"';
}

void append_json(std::string& out, const Value& value);

template <typename Range, typename Append>
void append_joined(std::string& out, char open, const Range& range, char close, Append append) {
  out += open;
  bool first = true;
  for (const auto& item : range) {
    if (!first) out += ',';
    first = false;
    append(item);
  }
  out += close;
}

void append_json(std::string& out, const Value& value) {
  if (const auto* flag = value.boolean()) {
    out += *flag ? "true" : "false";
  } else if (const auto* whole = value.integer()) {
    out += std::to_string(*whole);
  } else if (const auto* fraction = value.real()) {
    out += number_text(*fraction);
  } else if (const auto* text = value.text()) {
    append_escaped(out, *text);
  } else if (const auto* items = value.list()) {
    append_joined(out, '[', *items, ']', [&](const Value& item) { append_json(out, item); });
  } else if (const auto* members = value.map()) {
    append_joined(out, '{', *members, '}', [&](const Member& member) {
      append_escaped(out, member.key);
      out += ':';
      append_json(out, member.value);
    });
  } else {
    out += "null";
  }
}

bool is_plain_decimal(std::string_view text) {
  if (!text.empty() && (text.front() == '-' || text.front() == '+')) text.remove_prefix(1);
  std::size_t digits_before = 0;
  while (!text.empty() && text.front() >= '0' && text.front() <= '9') {
    text.remove_prefix(1);
    ++digits_before;
  }
  if (digits_before == 0 || text.empty()) return digits_before > 0;
  if (text.front() != '.' || text.size() == 1) return false;
  return text.find_first_not_of("0123456789", 1) == std::string_view::npos;
}

std::string trimmed_decimal(std::string_view text) {
  const bool negative = text.front() == '-';
  if (negative || text.front() == '+') text.remove_prefix(1);
  while (text.size() > 1 && text[0] == '0' && text[1] != '.') text.remove_prefix(1);
  if (text.find('.') != std::string_view::npos) {
    while (text.back() == '0') text.remove_suffix(1);
    if (text.back() == '.') text.remove_suffix(1);
  }
  return (negative && text != "0" ? "-" : "") + std::string{text};
}

std::size_t significant_digits(const std::string& decimal) {
  std::string digits;
  for (const char c : decimal) {
    if (c >= '0' && c <= '9' && !(digits.empty() && c == '0')) digits += c;
  }
  while (!digits.empty() && digits.back() == '0') digits.pop_back();
  return digits.size();
}

}  // namespace

std::string number_text(double value) {
  std::array<char, 64> buffer{};
  char* const first = buffer.data();
  char* const last = first + buffer.size();
  const double size = std::fabs(value);
  if (std::trunc(value) == value && size < kLargestExactInteger) {
    return {first, std::to_chars(first, last, static_cast<std::int64_t>(value)).ptr};
  }
  const bool readable = size >= kSmallestPlain && size < kLargestExactInteger;
  const auto end = readable ? std::to_chars(first, last, value, std::chars_format::fixed)
                            : std::to_chars(first, last, value);
  return {first, end.ptr};
}

std::string to_json(const Value& value) {
  std::string out;
  append_json(out, value);
  return out;
}

std::optional<std::string> decimal_text(const Value& value) {
  if (const auto* whole = value.integer()) return std::to_string(*whole);
  if (const auto* text = value.text()) {
    if (!is_plain_decimal(*text)) return std::nullopt;
    return trimmed_decimal(*text);
  }
  const auto* fraction = value.real();
  if (fraction == nullptr) return std::nullopt;
  std::array<char, 512> buffer{};
  const auto end = std::to_chars(buffer.data(), buffer.data() + buffer.size(), *fraction,
                                 std::chars_format::fixed);
  const std::string text = trimmed_decimal({buffer.data(), end.ptr});
  if (significant_digits(text) > kExactDigits) return std::nullopt;
  return text;
}

}  // namespace sluice::config
