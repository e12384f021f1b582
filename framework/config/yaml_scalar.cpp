// SPDX-License-Identifier: Apache-2.0
//
// yaml_scalar.cpp: core-schema resolution of plain scalars.
#include "config/yaml_scalar.hpp"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <initializer_list>
#include <optional>
#include <system_error>

namespace sluice::config {
namespace {

bool is_one_of(std::string_view text, std::initializer_list<std::string_view> words) {
  return std::find(words.begin(), words.end(), text) != words.end();
}

std::size_t digits_at(std::string_view text, std::size_t from) {
  const auto end = text.find_first_not_of("0123456789", from);
  return (end == std::string_view::npos ? text.size() : end) - from;
}

std::string_view without_sign(std::string_view text) {
  return !text.empty() && (text[0] == '-' || text[0] == '+') ? text.substr(1) : text;
}

bool is_integer(std::string_view text) {
  const auto body = without_sign(text);
  return !body.empty() && digits_at(body, 0) == body.size();
}

bool is_float(std::string_view text) {
  const auto body = without_sign(text);
  const std::size_t before = digits_at(body, 0);
  std::size_t at = before;
  std::size_t after = 0;
  if (at < body.size() && body[at] == '.') {
    after = digits_at(body, at + 1);
    at += 1 + after;
  }
  if (before + after == 0) return false;
  if (at == body.size()) return true;
  if (body[at] != 'e' && body[at] != 'E') return false;
  const auto exponent = without_sign(body.substr(at + 1));
  return !exponent.empty() && digits_at(exponent, 0) == exponent.size();
}

PlainScalar to_integer(std::string_view digits, int base, std::string_view shown) {
  std::int64_t number = 0;
  const auto* end = digits.data() + digits.size();
  const auto result = std::from_chars(digits.data(), end, number, base);
  if (result.ec == std::errc{} && result.ptr == end) return {number, {}};
  return {{}, "whole number " + std::string{shown} + " does not fit in 64 bits"};
}

PlainScalar to_float(std::string_view text) {
  const std::string_view body = text.front() == '+' ? text.substr(1) : text;
  double number = 0;
  const auto result = std::from_chars(body.data(), body.data() + body.size(), number);
  if (result.ec == std::errc{} && std::isfinite(number)) return {number, {}};
  return {{}, "number " + std::string{text} + " is out of range"};
}

}  // namespace

PlainScalar resolve_plain_scalar(std::string_view text) {
  if (is_one_of(text, {"", "~", "null", "Null", "NULL"})) return {std::monostate{}, {}};
  if (is_one_of(text, {"true", "True", "TRUE"})) return {true, {}};
  if (is_one_of(text, {"false", "False", "FALSE"})) return {false, {}};
  if (is_one_of(text, {".nan", ".NaN", ".NAN"}) ||
      is_one_of(without_sign(text), {".inf", ".Inf", ".INF"})) {
    return {{}, "number " + std::string{text} + " is not finite"};
  }
  if (is_integer(text)) return to_integer(text.front() == '+' ? text.substr(1) : text, 10, text);
  const std::string_view prefix = text.substr(0, 2);
  const std::string_view rest = text.size() > 2 ? text.substr(2) : std::string_view{};
  const auto all_of = [&](std::string_view digits) {
    return !rest.empty() && rest.find_first_not_of(digits) == std::string_view::npos;
  };
  if (prefix == "0o" && all_of("01234567")) return to_integer(rest, 8, text);
  if (prefix == "0x" && all_of("0123456789abcdefABCDEF")) return to_integer(rest, 16, text);
  if (is_float(text)) return to_float(text);
  return {std::string{text}, {}};
}

}  // namespace sluice::config
