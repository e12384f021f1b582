// SPDX-License-Identifier: Apache-2.0
//
// sha256.hpp: the identity of a library file.
//
// Place: plugins, private. Thread: any.
#pragma once

#include <cstddef>
#include <span>
#include <string>

namespace sluice::plugins {

// 64 lower-case hexadecimal digits.
[[nodiscard]] std::string sha256_hex(std::span<const std::byte> bytes);

}  // namespace sluice::plugins
