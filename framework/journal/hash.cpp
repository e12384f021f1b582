// SPDX-License-Identifier: Apache-2.0
#include "journal/hash.hpp"

#include <openssl/sha.h>

#include "journal/json_text.hpp"

namespace sluice::journal {

namespace {

constexpr std::uint8_t kNoDigit = 0xff;
constexpr std::array<std::uint8_t, 256> make_values() {
  std::array<std::uint8_t, 256> values{};
  values.fill(kNoDigit);
  for (std::size_t i = 0; i < kHexDigits.size(); ++i)
    values[static_cast<unsigned char>(kHexDigits[i])] = static_cast<std::uint8_t>(i);
  return values;
}
constexpr auto kHexValues = make_values();

unsigned hex_value(char digit) noexcept { return kHexValues[static_cast<unsigned char>(digit)]; }

}  // namespace

char* Hash::write_hex(char* out) const noexcept {
  for (const std::uint8_t byte : bytes) {
    *out++ = kHexDigits[byte >> 4];
    *out++ = kHexDigits[byte & 15];
  }
  return out;
}

std::string Hash::hex() const {
  std::string text(kHashHexSize, '0');
  write_hex(text.data());
  return text;
}

std::optional<Hash> Hash::parse(std::string_view hex) noexcept {
  if (hex.size() != kHashHexSize) return std::nullopt;
  Hash hash;
  unsigned seen = 0;  // every digit's value is below 16
  for (std::size_t i = 0; i < kHashSize; ++i) {
    const unsigned high = hex_value(hex[2 * i]);
    const unsigned low = hex_value(hex[2 * i + 1]);
    seen |= high | low;
    hash.bytes[i] = static_cast<std::uint8_t>(high << 4 | low);
  }
  if (seen > 15) return std::nullopt;
  return hash;
}

// OpenSSL's EVP interface takes more than twice as long for a record of this size; the plain one is
// deprecated for lack of providers, not for a fault.
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wdeprecated-declarations"
Hash sha256(std::string_view bytes) noexcept {
  Hash hash;
  SHA256_CTX context;
  SHA256_Init(&context);
  SHA256_Update(&context, bytes.data(), bytes.size());
  SHA256_Final(hash.bytes.data(), &context);
  return hash;
}
#pragma GCC diagnostic pop

}  // namespace sluice::journal
