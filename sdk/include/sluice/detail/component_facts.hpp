// SPDX-License-Identifier: Apache-2.0
//
// component_facts.hpp: what every kind of component asks of a struct, and how it says so.
//
// Place: SDK, compile time. Facts and messages are kept apart, so that a struct that fails one
// gives that message and no other.
#pragma once

#include <cstddef>
#include <string_view>
#include <type_traits>

#include <sluice/host.hpp>
#include <sluice/params.hpp>

namespace sluice::detail {

constexpr bool is_snake_case(std::string_view text) {
  if (text.empty() || text.size() > 64 || text.front() < 'a' || text.front() > 'z') return false;
  for (const char c : text)
    if (!(c >= 'a' && c <= 'z') && !(c >= '0' && c <= '9') && c != '_') return false;
  return true;
}

// MAJOR.MINOR.PATCH
constexpr bool is_version(std::string_view text) {
  int points = 0;
  bool digit_before = false;
  for (const char c : text) {
    if (c == '.' && digit_before) {
      ++points;
      digit_before = false;
    } else if (c >= '0' && c <= '9') {
      digit_before = true;
    } else {
      return false;
    }
  }
  return points == 2 && digit_before;
}

template <typename T>
concept HasParameters = requires {
  T::parameters;
};
template <typename T>
concept HasParamsType = requires {
  typename T::Params;
};

template <typename T>
constexpr auto parameters_of() {
  if constexpr (HasParameters<T>) {
    return T::parameters;
  } else {
    return params();
  }
}

template <typename T>
constexpr bool parameters_are_sound() {
  const auto rules = parameters_of<T>().rules();
  for (std::size_t i = 0; i < rules.size(); ++i) {
    if (!is_snake_case(rules[i].name)) return false;
    if (rules[i].is_required && rules[i].has_default) return false;
    if (!rules[i].is_required && !rules[i].may_be_absent()) return false;
    if (rules[i].has_default && !rules[i].takes_its_default()) return false;
    for (std::size_t j = 0; j < i; ++j)
      if (rules[j].name == rules[i].name) return false;
  }
  return true;
}

struct NoParams {};
template <typename T>
struct ParamsOf {
  using Type = NoParams;
};
template <HasParamsType T>
struct ParamsOf<T> {
  using Type = typename T::Params;
};

template <typename T>
inline constexpr bool kConstructible =
    std::is_constructible_v<T, typename ParamsOf<T>::Type, Host> ||
    std::is_constructible_v<T, typename ParamsOf<T>::Type> || std::is_constructible_v<T, Host> ||
    std::is_default_constructible_v<T>;

template <typename T>
struct CommonFacts {
  static constexpr bool kHasId = requires { std::string_view{T::id}; };
  static constexpr bool kHasVersion = requires { std::string_view{T::version}; };
  static constexpr bool kGoodId = [] {
    if constexpr (kHasId) return is_snake_case(T::id);
    return true;
  }();
  static constexpr bool kGoodVersion = [] {
    if constexpr (kHasVersion) return is_version(T::version);
    return true;
  }();
  static constexpr bool kGoodParameters = parameters_are_sound<T>();
  static constexpr bool kOk =
      kHasId && kHasVersion && kGoodId && kGoodVersion && kGoodParameters && kConstructible<T>;
};

template <typename T>
struct CommonMessages {
  using Facts = CommonFacts<T>;
  static_assert(Facts::kHasId, "sluice: a component needs `static constexpr auto id = \"…\";`");
  static_assert(Facts::kHasVersion,
                "sluice: a component needs `static constexpr auto version = \"1.0.0\";`");
  static_assert(Facts::kGoodId,
                "sluice: a component's id is snake_case: a-z, 0-9 and _, a letter first, at most "
                "64 characters");
  static_assert(Facts::kGoodVersion,
                "sluice: a component's version is MAJOR.MINOR.PATCH, like 1.0.0");
  static_assert(Facts::kGoodParameters,
                "sluice: every parameter has a snake_case name of its own, and either .required() "
                "or a default that its own range and choices allow");
  static_assert(kConstructible<T>,
                "sluice: a component is made from (Params, Host), (Params), (Host) or nothing");
};

}  // namespace sluice::detail
