// SPDX-License-Identifier: Apache-2.0
#include "files/sha256.hpp"

#include <array>

#include <openssl/evp.h>

#include <sluice/result.hpp>

namespace sluice::files {

std::string sha256_hex(std::span<const std::byte> bytes) {
  constexpr char kHex[] = "0123456789abcdef";
  std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
  unsigned int size = 0;
  const int done =
      EVP_Digest(bytes.data(), bytes.size(), digest.data(), &size, EVP_sha256(), nullptr);
  SLUICE_ASSERT(done == 1);
  std::string text;
  for (unsigned int i = 0; i < size; ++i) {
    text += kHex[digest[i] >> 4];
    text += kHex[digest[i] & 15];
  }
  return text;
}

std::string sha256_hex(std::string_view text) {
  return sha256_hex(std::as_bytes(std::span{text.data(), text.size()}));
}

}  // namespace sluice::files
