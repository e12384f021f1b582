// SPDX-License-Identifier: Apache-2.0
//
// sha256.hpp: the identity of bytes: of a config, a library, a state.
//
// Place: room `files`. Thread: any. The journal keeps a faster one of its own for its records:
// journal/hash.hpp.
#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <string_view>

namespace sluice::files {

// 64 lower-case hexadecimal digits.
[[nodiscard]] std::string sha256_hex(std::span<const std::byte> bytes);
[[nodiscard]] std::string sha256_hex(std::string_view text);

}  // namespace sluice::files
