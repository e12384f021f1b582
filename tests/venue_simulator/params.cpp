// SPDX-License-Identifier: Apache-2.0
#include "venue_simulator/params.hpp"

#include <algorithm>
#include <charconv>

namespace sluice::venue_simulator {

namespace {

int hex_digit(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

std::string decoded(std::string_view text) {
  std::string plain;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const bool is_escape = text[i] == '%' && i + 2 < text.size() && hex_digit(text[i + 1]) >= 0 &&
                           hex_digit(text[i + 2]) >= 0;
    if (is_escape) {
      plain += static_cast<char>(hex_digit(text[i + 1]) * 16 + hex_digit(text[i + 2]));
      i += 2;
    } else {
      plain += text[i] == '+' ? ' ' : text[i];
    }
  }
  return plain;
}

}  // namespace

Params Params::parse(std::string_view text) {
  Params params;
  while (!text.empty()) {
    const auto end = text.find('&');
    const std::string_view pair = text.substr(0, end);
    text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
    const auto equals = pair.find('=');
    if (pair.empty()) continue;
    params.pairs_.emplace_back(
        decoded(pair.substr(0, equals)),
        equals == std::string_view::npos ? "" : decoded(pair.substr(equals + 1)));
  }
  return params;
}

void Params::append(const Params& more) {
  pairs_.insert(pairs_.end(), more.pairs_.begin(), more.pairs_.end());
}

const std::string* Params::find(std::string_view name) const {
  const auto found = std::find_if(pairs_.begin(), pairs_.end(),
                                  [&](const auto& pair) { return pair.first == name; });
  return found == pairs_.end() ? nullptr : &found->second;
}

std::string Params::text(std::string_view name) const {
  const std::string* const found = find(name);
  return found == nullptr ? "" : *found;
}

Refusal Params::malformed(std::string_view name) {
  return {-1102, "Mandatory parameter '" + std::string{name} +
                     "' was not sent, was empty/null, or malformed."};
}

Refusal Params::too_precise(std::string_view name) {
  return {-1111, "Parameter '" + std::string{name} + "' has too much precision."};
}

bool Params::is_decimal_text(std::string_view text) {
  return !text.empty() && text.find_first_not_of("0123456789.") == std::string_view::npos &&
         std::count(text.begin(), text.end(), '.') <= 1 && text != "." && text.size() <= 30;
}

Outcome<std::string> Params::required(std::string_view name) const {
  const std::string* const found = find(name);
  if (found == nullptr || found->empty()) return malformed(name);
  return *found;
}

Outcome<std::optional<std::int64_t>> Params::integer(std::string_view name) const {
  const std::string* const given = find(name);
  if (given == nullptr) return std::optional<std::int64_t>{};
  std::int64_t value = 0;
  const auto [end, failed] = std::from_chars(given->data(), given->data() + given->size(), value);
  if (failed != std::errc{} || end != given->data() + given->size())
    return Refusal{-1100, "Illegal characters found in parameter '" + std::string{name} +
                              "'; legal range is '^[0-9]{1,20}$'."};
  return std::optional{value};
}

}  // namespace sluice::venue_simulator
