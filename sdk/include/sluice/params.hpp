// SPDX-License-Identifier: Apache-2.0
//
// params.hpp: how a component declares its parameters.
//
//   static constexpr auto parameters = sluice::params(
//       sluice::param("cap", &Params::cap).required().above(0).help("largest order value"),
//       sluice::param("window", &Params::window).def(20).min(2).max(500));
//
// Place: SDK, compile time. The JSON Schema in the manifest, the defaults, the parsing and the docs
// all come from this one list. A bound or default is a number, a decimal in quotes, or a value of
// the parameter's type; decimals have at most eight places. Errors: a declaration that makes no
// sense does not compile.
#pragma once

#include <array>
#include <concepts>
#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <string_view>
#include <tuple>
#include <type_traits>
#include <utility>
#include <vector>

#include <sluice/decimal.hpp>
#include <sluice/json.hpp>
#include <sluice/limit.hpp>
#include <sluice/time.hpp>

namespace sluice {

using LimitsByName = std::vector<std::pair<std::string, Limit>>;
// Numbers, texts and booleans under names of the user's own, in the order of the names.
using ValuesByName = std::vector<std::pair<std::string, JsonValue>>;

// A number, or one of the words of one_of(), each of which names a way to find it.
struct RatioOrWord {
  Ratio ratio;  // counts where `word` is empty
  std::string word;
};

enum class ParamType {
  kBoolean,
  kInteger,
  kNumber,
  kDecimal,
  kString,
  kDate,
  kLimit,
  kNames,
  kLimits,
  kRatioOrWord,
  kValues
};

namespace detail {

template <typename T>
struct ParamTypeOf {};
template <ParamType Type>
struct ParamTypeIs {
  static constexpr ParamType value = Type;
  static constexpr bool optional = false;
};
// clang-format off
template <> struct ParamTypeOf<bool> : ParamTypeIs<ParamType::kBoolean> {};
template <> struct ParamTypeOf<std::int64_t> : ParamTypeIs<ParamType::kInteger> {};
template <> struct ParamTypeOf<double> : ParamTypeIs<ParamType::kNumber> {};
template <> struct ParamTypeOf<Price> : ParamTypeIs<ParamType::kDecimal> {};
template <> struct ParamTypeOf<Quantity> : ParamTypeIs<ParamType::kDecimal> {};
template <> struct ParamTypeOf<Ratio> : ParamTypeIs<ParamType::kDecimal> {};
template <> struct ParamTypeOf<Money> : ParamTypeIs<ParamType::kDecimal> {};
template <> struct ParamTypeOf<std::string> : ParamTypeIs<ParamType::kString> {};
template <> struct ParamTypeOf<Date> : ParamTypeIs<ParamType::kDate> {};
template <> struct ParamTypeOf<Limit> : ParamTypeIs<ParamType::kLimit> {};
template <> struct ParamTypeOf<std::vector<std::string>> : ParamTypeIs<ParamType::kNames> {};
template <> struct ParamTypeOf<LimitsByName> : ParamTypeIs<ParamType::kLimits> {};
template <> struct ParamTypeOf<ValuesByName> : ParamTypeIs<ParamType::kValues> {};
template <> struct ParamTypeOf<RatioOrWord> : ParamTypeIs<ParamType::kRatioOrWord> {};
// clang-format on
template <typename T>
struct ParamTypeOf<std::optional<T>> {
  static constexpr ParamType value = ParamTypeOf<T>::value;
  static constexpr bool optional = true;
};

// Not constexpr on purpose: reached at compile time, it ends the compilation and names the reason.
[[noreturn]] inline void parameter_declaration_error(const char*) { std::abort(); }

// A number times 1e-8, from what an author writes: 20, 0.95, "0.0001", Money::from_raw(…).
template <typename T>
constexpr int128 declared_number(const T& value) {
  if constexpr (std::integral<T>) {
    return int128{value} * kScale;
  } else if constexpr (std::floating_point<T>) {
    const double scaled = value * static_cast<double>(kScale);
    const auto units = static_cast<int128>(scaled < 0 ? scaled - 0.5 : scaled + 0.5);
    if (static_cast<double>(units) / static_cast<double>(kScale) != value)
      parameter_declaration_error("a number has more than eight decimals");
    return units;
  } else if constexpr (requires { value.raw(); }) {
    return value.raw();
  } else {
    const auto units = parse_decimal(std::string_view{value});
    if (!units) parameter_declaration_error("the text is not a decimal of at most eight places");
    return units.value_or(0);
  }
}

}  // namespace detail

inline constexpr std::size_t kParamChoiceLimit = 16;

// What is declared about one parameter, apart from where it is kept.
struct ParamRules {
  struct Bound {
    bool given = false;
    bool exclusive = false;
    int128 units = 0;  // 1e-8
  };

  std::string_view name;
  std::string_view help;
  ParamType type = ParamType::kBoolean;
  bool is_optional = false;
  bool is_required = false;
  bool is_path = false;
  bool has_default = false;
  bool default_boolean = false;
  int128 default_units = 0;       // of numbers, 1e-8
  std::string_view default_text;  // of strings, dates and multiples
  Bound lower;
  Bound upper;
  std::array<std::string_view, kParamChoiceLimit> choices{};
  std::size_t choice_count = 0;

  [[nodiscard]] constexpr bool is_list() const noexcept {
    return type == ParamType::kNames || type == ParamType::kLimits || type == ParamType::kValues;
  }
  [[nodiscard]] constexpr bool within(int128 units) const noexcept {
    const bool above =
        !lower.given || units > lower.units || (!lower.exclusive && units == lower.units);
    const bool below =
        !upper.given || units < upper.units || (!upper.exclusive && units == upper.units);
    return above && below;
  }
  [[nodiscard]] constexpr bool is_choice(std::string_view text) const noexcept {
    for (std::size_t i = 0; i < choice_count; ++i)
      if (choices[i] == text) return true;
    return false;
  }
  // Is the default one of the values that are allowed?
  [[nodiscard]] constexpr bool takes_its_default() const noexcept {
    if (type == ParamType::kBoolean || type == ParamType::kDate) return true;
    if (type == ParamType::kString) return choice_count == 0 || is_choice(default_text);
    if (default_text.empty()) return within(default_units);
    const auto multiple = Limit::parse(default_text);
    return type == ParamType::kRatioOrWord ? is_choice(default_text)
                                           : multiple && within(multiple->multiple.raw());
  }
  [[nodiscard]] constexpr bool may_be_absent() const noexcept {
    return has_default || is_optional || is_list();
  }
};

template <typename Owner_, typename Value_>
struct Param {
  using Owner = Owner_;
  using Value = Value_;
  static constexpr ParamType kType = detail::ParamTypeOf<Value>::value;
  static constexpr bool kNumeric = kType == ParamType::kInteger || kType == ParamType::kNumber ||
                                   kType == ParamType::kDecimal || kType == ParamType::kLimit ||
                                   kType == ParamType::kLimits || kType == ParamType::kRatioOrWord;

  Value Owner::*member;
  ParamRules rules;

  [[nodiscard]] constexpr Param required() const {
    Param next = *this;
    next.rules.is_required = true;
    return next;
  }
  template <typename T>
  [[nodiscard]] constexpr Param def(const T& value) const {
    Param next = *this;
    next.rules.has_default = true;
    if constexpr (kType == ParamType::kBoolean) {
      static_assert(std::same_as<T, bool>, "sluice: the default of a bool is true or false");
      next.rules.default_boolean = value;
    } else if constexpr (kType == ParamType::kString) {
      next.rules.default_text = value;
    } else if constexpr (kType == ParamType::kDate) {
      next.rules.default_text = value;
      if (!Date::parse(next.rules.default_text))
        detail::parameter_declaration_error("the default of a date is text like 2025-01-15");
    } else if constexpr (kType == ParamType::kRatioOrWord &&
                         std::convertible_to<T, std::string_view>) {
      next.rules.default_text = value;
    } else if constexpr (kType == ParamType::kLimit && std::convertible_to<T, std::string_view>) {
      const auto limit = Limit::parse(value);
      if (!limit)
        detail::parameter_declaration_error("the default of a limit is like 50000 or 0.25x");
      if (limit->kind == Limit::kMultiple) next.rules.default_text = value;
      next.rules.default_units = limit->amount.raw();
    } else {
      static_assert(kNumeric && kType != ParamType::kLimits && kType != ParamType::kValues,
                    "sluice: a list is empty by default and takes no other default");
      next.rules.default_units = detail::declared_number(value);
      if (kType == ParamType::kInteger && next.rules.default_units % kScale != 0)
        detail::parameter_declaration_error("the default of an integer is a whole number");
    }
    return next;
  }
  template <typename T>
  [[nodiscard]] constexpr Param min(const T& value) const {
    return with_bound(&ParamRules::lower, false, value);
  }
  template <typename T>
  [[nodiscard]] constexpr Param max(const T& value) const {
    return with_bound(&ParamRules::upper, false, value);
  }
  template <typename T>
  [[nodiscard]] constexpr Param above(const T& value) const {
    return with_bound(&ParamRules::lower, true, value);
  }
  template <typename T>
  [[nodiscard]] constexpr Param below(const T& value) const {
    return with_bound(&ParamRules::upper, true, value);
  }
  template <typename... Texts>
  [[nodiscard]] constexpr Param one_of(const Texts&... texts) const {
    static_assert(kType == ParamType::kString || kType == ParamType::kNames ||
                      kType == ParamType::kRatioOrWord,
                  "sluice: one_of is for strings, lists of strings and ratios or words");
    static_assert(sizeof...(Texts) <= kParamChoiceLimit, "sluice: too many choices for one_of");
    Param next = *this;
    next.rules.choice_count = 0;
    ((next.rules.choices[next.rules.choice_count++] = texts), ...);
    return next;
  }
  // The path of a file, as the host resolved it.
  [[nodiscard]] constexpr Param path() const {
    static_assert(kType == ParamType::kString, "sluice: path is for strings");
    Param next = *this;
    next.rules.is_path = true;
    return next;
  }
  [[nodiscard]] constexpr Param help(std::string_view text) const {
    Param next = *this;
    next.rules.help = text;
    return next;
  }

 private:
  template <typename T>
  [[nodiscard]] constexpr Param with_bound(ParamRules::Bound ParamRules::*bound, bool exclusive,
                                           const T& value) const {
    static_assert(kNumeric, "sluice: only numbers have a range");
    Param next = *this;
    next.rules.*bound = {true, exclusive, detail::declared_number(value)};
    return next;
  }
};

template <typename Owner, typename Value>
[[nodiscard]] constexpr Param<Owner, Value> param(std::string_view name, Value Owner::*member) {
  ParamRules rules;
  rules.name = name;
  rules.type = detail::ParamTypeOf<Value>::value;
  rules.is_optional = detail::ParamTypeOf<Value>::optional;
  return {member, rules};
}

template <typename... Ps>
struct ParamList {
  std::tuple<Ps...> items;

  static constexpr std::size_t kCount = sizeof...(Ps);

  // The rules alone, in the order declared.
  [[nodiscard]] constexpr std::array<ParamRules, kCount> rules() const {
    return std::apply(
        [](const auto&... item) { return std::array<ParamRules, kCount>{item.rules...}; }, items);
  }
};

template <typename... Ps>
[[nodiscard]] constexpr ParamList<Ps...> params(const Ps&... items) {
  return {{items...}};
}

}  // namespace sluice
