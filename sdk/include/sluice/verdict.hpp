// SPDX-License-Identifier: Apache-2.0
//
// verdict.hpp: what a risk rule answers.
//
// Place: SDK, lane_hot: values only, no allocation. A verdict carries what was measured and the
// limit, for approvals too, so that headroom can be shown. Codes are UPPER_CASE and stable; one
// longer than the ABI's room is cut. A halt refuses the order and stops the scope.
#pragma once

#include <cstdint>
#include <cstring>
#include <string_view>

#include <sluice/c/risk_rule.h>
#include <sluice/decimal.hpp>

namespace sluice {

enum class Scope : std::uint32_t {
  kSymbol = SLUICE_SCOPE_SYMBOL,
  kStrategy = SLUICE_SCOPE_STRATEGY,
  kSession = SLUICE_SCOPE_SESSION,
  kAll = SLUICE_SCOPE_ALL,
  kAccount = SLUICE_SCOPE_ACCOUNT,
  kRoute = SLUICE_SCOPE_ROUTE
};

// How hard a halt stops its scope; each includes those before it.
enum class HaltLevel : std::uint32_t {
  kDefault = SLUICE_HALT_DEFAULT,  // as kAllOrders
  kReduceOnly = SLUICE_HALT_REDUCE_ONLY,
  kAllOrders = SLUICE_HALT_ALL_ORDERS,
  kAndCancel = SLUICE_HALT_AND_CANCEL,
  kFlatten = SLUICE_HALT_FLATTEN
};

// A whole number of things, as a measured value.
struct Count {
  std::int64_t value;
};
[[nodiscard]] constexpr Count count(std::int64_t value) noexcept { return {value}; }

// A length of time, as a measured value.
struct Seconds {
  std::int64_t value;
};
[[nodiscard]] constexpr Seconds seconds(std::int64_t value) noexcept { return {value}; }

namespace detail {

struct Measured {
  int128 raw;
  std::int32_t unit;
};
constexpr Measured measured(Money value) noexcept { return {value.raw(), SLUICE_UNIT_MONEY}; }
constexpr Measured measured(Quantity value) noexcept { return {value.raw(), SLUICE_UNIT_QUANTITY}; }
constexpr Measured measured(Price value) noexcept { return {value.raw(), SLUICE_UNIT_PRICE}; }
constexpr Measured measured(Ratio value) noexcept { return {value.raw(), SLUICE_UNIT_RATIO}; }
constexpr Measured measured(Count value) noexcept {
  return {int128{value.value} * kScale, SLUICE_UNIT_COUNT};
}
constexpr Measured measured(Seconds value) noexcept {
  return {int128{value.value} * kScale, SLUICE_UNIT_SECONDS};
}

}  // namespace detail

template <typename T>
concept Measurable = requires(T value) {
  detail::measured(value);
};

class Verdict {
 public:
  [[nodiscard]] static Verdict make(std::int32_t action, std::string_view code) noexcept {
    Verdict verdict;
    verdict.raw_.action = action;
    code.copy(verdict.raw_.code, SLUICE_CODE_SIZE - 1);
    return verdict;
  }
  // Of a component that fills in the C struct itself.
  [[nodiscard]] static Verdict from_raw(const sluice_verdict& raw) noexcept {
    Verdict verdict;
    verdict.raw_ = raw;
    return verdict;
  }
  template <Measurable T>
  [[nodiscard]] Verdict with(T measured, T limit) const noexcept {
    Verdict verdict = *this;
    verdict.set_measured(measured, limit);
    return verdict;
  }
  // The same in place: a struct that was just written field by field is dear to copy.
  template <Measurable T>
  void set_measured(T measured, T limit) noexcept {
    raw_.unit = detail::measured(measured).unit;
    raw_.measured = Money::from_raw(detail::measured(measured).raw).to_c();
    raw_.limit = Money::from_raw(detail::measured(limit).raw).to_c();
  }
  [[nodiscard]] Verdict with_quantity(Quantity quantity) const noexcept {
    Verdict verdict = *this;
    verdict.raw_.resize_quantity = quantity.raw();
    return verdict;
  }
  [[nodiscard]] Verdict with_scope(Scope scope) const noexcept {
    Verdict verdict = *this;
    verdict.raw_.halt_scope = static_cast<std::uint32_t>(scope);
    return verdict;
  }
  // Of a halt; without it, every order is stopped and nothing is cancelled.
  [[nodiscard]] Verdict with_level(HaltLevel level) const noexcept {
    Verdict verdict = *this;
    verdict.raw_.halt_level = static_cast<std::uint32_t>(level);
    return verdict;
  }
  [[nodiscard]] bool is_approval() const noexcept { return raw_.action == SLUICE_VERDICT_APPROVE; }
  [[nodiscard]] std::string_view code() const noexcept { return raw_.code; }
  [[nodiscard]] const sluice_verdict& raw() const noexcept { return raw_; }

  // Into the host's memory, which may be larger than the struct known here, or, of an older host,
  // smaller.
  void write(sluice_verdict* out) const noexcept {
    if (out->size < sizeof raw_) {
      const std::uint32_t size = out->size;
      std::memcpy(static_cast<void*>(out), &raw_, size);
      out->size = size;
      return;
    }
    out->action = raw_.action;
    out->unit = raw_.unit;
    out->halt_scope = raw_.halt_scope;
    out->measured.lo = raw_.measured.lo;
    out->measured.hi = raw_.measured.hi;
    out->limit.lo = raw_.limit.lo;
    out->limit.hi = raw_.limit.hi;
    out->resize_quantity = raw_.resize_quantity;
    if (raw_.code[0] == '\0')
      out->code[0] = '\0';
    else
      std::memcpy(out->code, raw_.code, sizeof raw_.code);
    out->halt_level = raw_.halt_level;
    out->reserved = raw_.reserved;
  }

 private:
  // Field by field: compilers fill a whole struct of this size with zeros by an instruction that
  // takes longer than most rules.
  Verdict() noexcept {
    raw_.size = sizeof raw_;
    raw_.action = SLUICE_VERDICT_REJECT;
    raw_.unit = SLUICE_UNIT_NONE;
    raw_.halt_scope = 0;
    raw_.measured = raw_.limit = {};
    raw_.resize_quantity = 0;
    std::memset(raw_.code, 0, sizeof raw_.code);
    raw_.halt_level = raw_.reserved = 0;
  }
  sluice_verdict raw_;
};

[[nodiscard]] inline Verdict approve() noexcept {
  return Verdict::make(SLUICE_VERDICT_APPROVE, {});
}
// Inlined, for that is the usual answer, and a verdict handed through memory costs more than it.
template <Measurable T>
[[nodiscard, gnu::always_inline]] inline Verdict approve(T measured, T limit) noexcept {
  Verdict verdict = approve();
  verdict.set_measured(measured, limit);
  return verdict;
}

[[nodiscard]] inline Verdict reject(std::string_view code) noexcept {
  return Verdict::make(SLUICE_VERDICT_REJECT, code);
}
template <Measurable T>
[[nodiscard]] Verdict reject(std::string_view code, T measured, T limit) noexcept {
  Verdict verdict = reject(code);
  verdict.set_measured(measured, limit);
  return verdict;
}

// `quantity` is in (0, order quantity) and a multiple of the lot.
[[nodiscard]] inline Verdict resize(Quantity quantity, std::string_view code) noexcept {
  return Verdict::make(SLUICE_VERDICT_RESIZE, code).with_quantity(quantity);
}
template <Measurable T>
[[nodiscard]] Verdict resize(Quantity quantity, std::string_view code, T measured,
                             T limit) noexcept {
  return resize(quantity, code).with(measured, limit);
}

[[nodiscard]] inline Verdict halt(Scope scope, std::string_view code) noexcept {
  return Verdict::make(SLUICE_VERDICT_HALT, code).with_scope(scope);
}
template <Measurable T>
[[nodiscard]] Verdict halt(Scope scope, std::string_view code, T measured, T limit) noexcept {
  return halt(scope, code).with(measured, limit);
}

}  // namespace sluice
