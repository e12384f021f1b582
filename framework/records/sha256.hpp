// SPDX-License-Identifier: Apache-2.0
//
// sha256.hpp: SHA-256 as hexadecimal text.
//
// Place: records.
#pragma once

#include <string>
#include <string_view>

namespace sluice::records {

[[nodiscard]] std::string sha256_hex(std::string_view bytes);

}  // namespace sluice::records
