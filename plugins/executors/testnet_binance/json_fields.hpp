// SPDX-License-Identifier: Apache-2.0
//
// json_fields.hpp: fields of the venue's JSON: present and of the type expected, or nothing.
//
// Place: executor plugin. Pure. The venue writes decimals as text and counters as numbers; numbers
// keep their digits, so that ids beyond 2^53 survive.
#pragma once

#include <charconv>
#include <cstdint>
#include <optional>
#include <string_view>

#include <sluice/decimal.hpp>
#include <sluice/json.hpp>

namespace sluice::testnet {

[[nodiscard]] inline std::optional<std::string_view> text_in(const JsonValue& object,
                                                             std::string_view key) noexcept {
  const JsonValue* const value = object.find(key);
  if (value == nullptr || value->kind != JsonValue::Kind::kString) return std::nullopt;
  return value->text;
}

[[nodiscard]] inline std::optional<std::int64_t> integer_in(const JsonValue& object,
                                                            std::string_view key) noexcept {
  const JsonValue* const value = object.find(key);
  if (value == nullptr || value->kind != JsonValue::Kind::kNumber) return std::nullopt;
  std::int64_t number = 0;
  const char* const end = value->text.data() + value->text.size();
  const auto read = std::from_chars(value->text.data(), end, number);
  return read.ec == std::errc{} && read.ptr == end ? std::optional{number} : std::nullopt;
}

[[nodiscard]] inline std::optional<bool> boolean_in(const JsonValue& object,
                                                    std::string_view key) noexcept {
  const JsonValue* const value = object.find(key);
  if (value == nullptr || value->kind != JsonValue::Kind::kBoolean) return std::nullopt;
  return value->boolean;
}

// Price, Quantity or Money.
template <typename T>
[[nodiscard]] std::optional<T> decimal_in(const JsonValue& object, std::string_view key) noexcept {
  const auto text = text_in(object, key);
  return text ? T::parse(*text) : std::nullopt;
}

[[nodiscard]] inline const JsonValue* list_in(const JsonValue& object,
                                              std::string_view key) noexcept {
  const JsonValue* const value = object.find(key);
  return value != nullptr && value->kind == JsonValue::Kind::kArray ? value : nullptr;
}

// Nothing where the text is no JSON.
[[nodiscard]] inline std::optional<JsonValue> try_read_json(std::string_view text) {
  try {
    return read_json(text);
  } catch (const std::invalid_argument&) {
    return std::nullopt;
  }
}

}  // namespace sluice::testnet
