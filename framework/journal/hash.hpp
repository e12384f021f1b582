// SPDX-License-Identifier: Apache-2.0
//
// hash.hpp: SHA-256 for the chain, CRC-32C for the single line.
//
// Place: room `journal`. The CRC tells accident from whole at a glance; the chain tells whether
// anything before was changed. Thread: any. Errors: none; parse says nullopt.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace sluice::journal {

inline constexpr std::size_t kHashSize = 32;
inline constexpr std::size_t kHashHexSize = 2 * kHashSize;

struct Hash {
  std::array<std::uint8_t, kHashSize> bytes{};

  [[nodiscard]] std::string hex() const;
  // 64 lower-case hexadecimal digits.
  [[nodiscard]] static std::optional<Hash> parse(std::string_view hex) noexcept;
  // Writes kHashHexSize characters and returns their end.
  char* write_hex(char* out) const noexcept;

  friend bool operator==(const Hash&, const Hash&) = default;
};

[[nodiscard]] Hash sha256(std::string_view bytes) noexcept;

// CRC-32C (Castagnoli, reflected polynomial 0x82f63b78), as in RFC 3720. Uses the processor's
// instruction where there is one.
[[nodiscard]] std::uint32_t crc32c(std::string_view bytes) noexcept;
// The same by table: for processors without the instruction.
[[nodiscard]] std::uint32_t crc32c_portable(std::string_view bytes) noexcept;

}  // namespace sluice::journal
