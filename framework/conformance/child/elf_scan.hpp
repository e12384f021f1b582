// SPDX-License-Identifier: Apache-2.0
//
// elf_scan.hpp: what plugins/elf.hpp does not tell: undefined symbols, and machine code that
// changes how floating point rounds.
//
// Place: conformance, in the runner's process. Reads bytes, runs nothing; every offset is checked.
// Pure.
#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <vector>

namespace sluice::conformance {

// Global and not weak: the dynamic linker must find each. Sorted.
[[nodiscard]] std::vector<std::string> undefined_symbols(std::span<const std::byte> file);

// GCC's crtfastmath.o, which -ffast-math links in, sets the two bits 0x8040 of MXCSR before main.
// Looks for that instruction sequence (x86_64), or for its name in the symbol table.
[[nodiscard]] bool has_fast_math_start(std::span<const std::byte> file);

}  // namespace sluice::conformance
