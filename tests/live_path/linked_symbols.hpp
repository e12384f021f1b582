// SPDX-License-Identifier: Apache-2.0
//
// linked_symbols.hpp: what a built library asks of others, and which of it reaches a network.
//
// Errors: a file that nm or readelf can't read has no symbols, which is a failure of whoever asks.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace sluice::live_path {

// Undefined symbols of an archive's members, or of a shared library; sorted, each once.
[[nodiscard]] std::vector<std::string> undefined_symbols(const std::string& file);
// The libraries that a shared library asks for.
[[nodiscard]] std::vector<std::string> needed_libraries(const std::string& file);

// Opens, uses or secures a connection.
[[nodiscard]] bool is_network_symbol(std::string_view symbol);
[[nodiscard]] bool is_network_library(std::string_view name);

// Everything of a file that reaches a network: `socket`, `needs libssl.so.3`.
[[nodiscard]] std::vector<std::string> ways_out(const std::string& file);

}  // namespace sluice::live_path
