// SPDX-License-Identifier: Apache-2.0
//
// fields.hpp: what may stand in a query or a body, as data; and what stood there.
//
// The one description of a field: requests are checked by it and the OpenAPI document is written
// from it. Every fault of a request is told at once, with its place.
//
// Place: api. Units: decimals are integers times 1e-8. Thread: values; any.
#pragma once

#include <cstdint>
#include <limits>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace sluice::api {

enum class FieldKind : std::uint8_t {
  kText,     // without control characters
  kWord,     // one of `words`
  kDecimal,  // at most eight decimals, as a number
  kInteger,
  kBoolean,
  kTime,   // ISO 8601, UTC
  kPlaces  // SESSION:SEQ, with commas between them
};

struct Field {
  std::string_view name;
  FieldKind kind = FieldKind::kText;
  std::string_view description = {};
  bool required = false;
  bool nullable = false;
  std::size_t max_length = 64;                                    // of a text, in bytes
  std::span<const std::string_view> words = {};                   // of a word
  std::int64_t least = std::numeric_limits<std::int64_t>::min();  // integers and decimals
  std::int64_t most = std::numeric_limits<std::int64_t>::max();
  std::string_view by_default = {};  // told to people; empty: there is none
};

struct Value {
  enum class Is : std::uint8_t { kMissing, kNull, kText, kNumber, kBoolean };
  Is is = Is::kMissing;
  bool flag = false;
  std::size_t word = 0;     // the place of a word in Field::words
  std::int64_t number = 0;  // an integer; a decimal times 1e-8; a time in nanoseconds
  std::string text;

  [[nodiscard]] bool has() const noexcept { return is > Is::kNull; }
};

// By the place of their field in its table.
using Values = std::vector<Value>;

struct Fault {
  std::string loc;  // JSON array: ["body", 0, "quantity"]
  std::string message;
  std::string_view type;
};
using Faults = std::vector<Fault>;

// A place of a fault, from outside in.
class Place {
 public:
  explicit Place(std::string_view root);
  [[nodiscard]] Place operator/(std::string_view name) const;
  [[nodiscard]] Place operator/(std::size_t index) const;
  [[nodiscard]] std::string json() const { return "[" + inside_ + "]"; }

 private:
  std::string inside_;
};

// {"detail": [{"loc": …, "msg": …, "type": …}]}
[[nodiscard]] std::string error_body(const Faults& faults);
[[nodiscard]] std::string error_body(std::string_view message, std::string_view type);

// A JSON number as an integer times 1e-8; false: `why` says what is wrong with it.
[[nodiscard]] bool parse_json_decimal(std::string_view token, std::int64_t& raw,
                                      std::string_view& why) noexcept;
[[nodiscard]] bool is_utf8(std::string_view text) noexcept;
// Whether it is 32 hexadecimal digits, lower case.
[[nodiscard]] bool is_order_id(std::string_view text) noexcept;
[[nodiscard]] bool is_session_id(std::string_view text) noexcept;
[[nodiscard]] bool is_report_id(std::string_view text) noexcept;
[[nodiscard]] bool is_list_of_places(std::string_view text) noexcept;

// A value that came as text (a query, a part of the path), checked by its field.
[[nodiscard]] bool read_text(const Field& field, std::string_view text, const Place& place,
                             Value& value, Faults& faults);
// What text, word and time have in common, wherever it came from.
[[nodiscard]] bool check_text(const Field& field, std::string_view text, const Place& place,
                              Value& value, Faults& faults);
[[nodiscard]] bool check_range(const Field& field, const Place& place, const Value& value,
                               Faults& faults);
void tell_missing(std::span<const Field> fields, const Values& values, const Place& place,
                  Faults& faults);
void tell_unknown(std::span<const Field> fields, std::string_view name, const Place& place,
                  Faults& faults);
[[nodiscard]] std::size_t find_field(std::span<const Field> fields, std::string_view name) noexcept;
inline constexpr std::size_t kNoField = static_cast<std::size_t>(-1);

}  // namespace sluice::api
