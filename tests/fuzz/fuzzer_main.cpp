// SPDX-License-Identifier: Apache-2.0
//
// fuzzer_main.cpp: libFuzzer's entry.
#include <cstddef>
#include <cstdint>

#include "fuzz/fuzz_target.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  sluice::fuzz::fuzz_one({reinterpret_cast<const char*>(data), size});
  return 0;
}
