// SPDX-License-Identifier: Apache-2.0
//
// fields.hpp: everything a script may read of an order, of the account and of a fill. The one
// schema: accessors, LuaLS stubs and the reference page are made from these tables.
//
// Place: pure functions over the C structs; no Lua here. Units: in each row. Thread: any; hot.
// Errors: a value that is not known is absent (nil in the script); one that does not fit a decimal
// of 64 bits says so, and reading it is an error of the rule.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>

#include <sluice/c/risk_rule.h>

namespace sluice::lua {

struct Value {
  enum class Kind : std::uint8_t {
    kAbsent,
    kDecimal,
    kInteger,
    kNumber,
    kBoolean,
    kText,
    kTooLarge
  };
  Kind kind = Kind::kAbsent;
  union {
    std::int64_t units;  // kDecimal
    std::int64_t integer;
    double number;
    bool boolean;
  };
  std::string_view text;
};

// What is being judged; null pointers between calls.
struct Subject {
  const sluice_order* order = nullptr;
  const sluice_risk_view* view = nullptr;
  const sluice_risk_row* row = nullptr;           // of the order's instrument
  const sluice_instrument* instrument = nullptr;  // null: not told
  const sluice_risk_event* event = nullptr;       // of on_fill
};
[[nodiscard]] Subject subject_of(const sluice_order& order, const sluice_risk_view& view) noexcept;

struct Field {
  std::string_view name;
  Value::Kind kind;
  bool may_be_absent;
  std::int32_t unit;  // SLUICE_UNIT_…
  Value (*get)(const Subject& subject) noexcept;
  std::string_view help;
};

[[nodiscard]] std::span<const Field> order_fields() noexcept;
[[nodiscard]] std::span<const Field> view_fields() noexcept;
[[nodiscard]] std::span<const Field> fill_fields() noexcept;

// The field whose name is nearest to a mistyped one.
[[nodiscard]] std::string_view nearest_field(std::span<const Field> fields,
                                             std::string_view name) noexcept;

}  // namespace sluice::lua
