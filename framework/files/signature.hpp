// SPDX-License-Identifier: Apache-2.0
//
// signature.hpp: whether somebody signed these bytes.
//
// Place: room `files`. Ed25519 (RFC 8032). Thread: any.
#pragma once

#include <string_view>

#include <sluice/result.hpp>

namespace sluice::files {

// `public_key` is 64 hexadecimal digits, `signature` the 64 bytes in base64. An error says what is
// wrong with the key or the signature, or that it is not of these bytes.
[[nodiscard]] Result<void> verify_ed25519(std::string_view public_key, std::string_view bytes,
                                          std::string_view signature);

}  // namespace sluice::files
