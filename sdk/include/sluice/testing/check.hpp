// SPDX-License-Identifier: Apache-2.0
//
// check.hpp: as little as a unit test needs, for projects without a test framework.
//
//   void at_the_limit_it_passes() { SLUICE_CHECK_EQUAL(rule.check(…).action, …); }
//   int main() { return sluice::testing::run_tests({{"at the limit it passes",
//   &at_the_limit_it_passes}}); }
//
// Place: SDK, tests only. A failed check is told with its place, and the case goes on. Thread: one.
// Errors: an exception ends its case; a case that checks nothing has failed; the exit code is 0 or
// 1.
#pragma once

#include <cstdio>
#include <exception>
#include <initializer_list>
#include <string>
#include <string_view>
#include <type_traits>

namespace sluice::testing {

struct TestCase {
  const char* name;
  void (*run)();
};

namespace detail {

struct CheckCounts {
  int checks = 0;
  int failures = 0;
};
// Of the case that is running.
inline CheckCounts& counts() {
  static CheckCounts instance;
  return instance;
}

// A value as a person reads it.
template <typename T>
std::string shown(const T& value) {
  if constexpr (std::is_convertible_v<T, std::string_view>) {
    return '"' + std::string{std::string_view{value}} + '"';
  } else if constexpr (std::is_same_v<T, bool>) {
    return value ? "true" : "false";
  } else if constexpr (std::is_enum_v<T>) {
    return std::to_string(static_cast<std::underlying_type_t<T>>(value));
  } else if constexpr (std::is_arithmetic_v<T>) {
    return std::to_string(value);
  } else if constexpr (requires { std::string{value.to_string()}; }) {
    return value.to_string();
  } else {
    return "a value";
  }
}

// Texts are compared as texts, whatever holds them.
template <typename A, typename B>
bool equal(const A& a, const B& b) {
  if constexpr (std::is_convertible_v<A, std::string_view> &&
                std::is_convertible_v<B, std::string_view>) {
    return std::string_view{a} == std::string_view{b};
  } else {
    return a == b;
  }
}

inline void fail(const char* file, int line, const std::string& what) {
  ++counts().failures;
  std::fprintf(stderr, "%s:%d: %s\n", file, line, what.c_str());
}
inline void check(bool holds, const char* text, const char* file, int line) {
  ++counts().checks;
  if (!holds) fail(file, line, std::string{text} + " does not hold");
}
template <typename Actual, typename Expected>
void check_equal(const Actual& actual, const Expected& expected, const char* text, const char* file,
                 int line) {
  ++counts().checks;
  if (!equal(actual, expected))
    fail(file, line, std::string{text} + " is " + shown(actual) + ", expected " + shown(expected));
}

inline bool passes(const TestCase& test) {
  counts() = {};
  try {
    test.run();
  } catch (const std::exception& error) {
    fail(test.name, 0, std::string{"ended by an exception: "} + error.what());
  } catch (...) {
    fail(test.name, 0, "ended by an exception that is not a std::exception");
  }
  if (counts().checks == 0 && counts().failures == 0) fail(test.name, 0, "checked nothing");
  return counts().failures == 0;
}

}  // namespace detail

// Runs every case, says what failed, and closes with the figures. What main returns.
[[nodiscard]] inline int run_tests(std::initializer_list<TestCase> tests) {
  int failed = 0;
  for (const TestCase& test : tests) {
    const bool passed = detail::passes(test);
    std::printf("%s  %s\n", passed ? "passed" : "FAILED", test.name);
    if (!passed) ++failed;
  }
  std::printf("%d passed, %d failed\n", static_cast<int>(tests.size()) - failed, failed);
  return failed == 0 && tests.size() > 0 ? 0 : 1;
}

}  // namespace sluice::testing

#define SLUICE_CHECK(condition) \
  ::sluice::testing::detail::check(static_cast<bool>(condition), #condition, __FILE__, __LINE__)
#define SLUICE_CHECK_EQUAL(actual, expected) \
  ::sluice::testing::detail::check_equal((actual), (expected), #actual, __FILE__, __LINE__)
