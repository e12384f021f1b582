// SPDX-License-Identifier: Apache-2.0
//
// bench_results.hpp: a benchmark that meets an error says so and ends.
//
// Place: tests/bench.
#pragma once

#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <utility>

#include <sluice/result.hpp>

namespace sluice::bench {

[[noreturn]] inline void give_up(const Error& error) {
  std::fprintf(stderr, "%s: %s\n", program_invocation_short_name, error.message.c_str());
  std::exit(1);
}
template <typename T>
T take(Result<T> result) {
  if (!result) give_up(result.error());
  return std::move(*result);
}
inline void check(const Result<void>& result) {
  if (!result) give_up(result.error());
}

}  // namespace sluice::bench
