// SPDX-License-Identifier: Apache-2.0
//
// samples_test.cpp: a fuzz target over its samples, and over each of them with bytes changed: what
// a build without libFuzzer can try.
#include <random>

#include <gtest/gtest.h>

#include "fuzz/fuzz_target.hpp"

namespace sluice::fuzz {
namespace {

// A sanitizer makes each cost ten times as much.
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
constexpr int kChangesOfASample = 40;
#else
constexpr int kChangesOfASample = 200;
#endif

TEST(FuzzTarget, Samples_Pass) {
  ASSERT_FALSE(fuzz_samples().empty());
  for (const std::string& sample : fuzz_samples()) fuzz_one(sample);
}

TEST(FuzzTarget, SamplesWithBytesChanged_Pass) {
  std::mt19937_64 random{20250115};
  for (const std::string& sample : fuzz_samples()) {
    for (int i = 0; i < kChangesOfASample && !sample.empty(); ++i) {
      std::string changed = sample;
      for (std::uint64_t n = random() % 4; n > 0; --n)
        changed[random() % changed.size()] = static_cast<char>(random());
      if (random() % 3 == 0) changed.resize(random() % changed.size());
      fuzz_one(changed);
    }
  }
}

}  // namespace
}  // namespace sluice::fuzz
