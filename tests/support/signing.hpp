// SPDX-License-Identifier: Apache-2.0
//
// signing.hpp: an Ed25519 key of a test, and what it signs.
#pragma once

#include <array>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include <openssl/evp.h>

namespace sluice::testing {

class SigningKey {
 public:
  explicit SigningKey(unsigned char seed) {
    std::array<unsigned char, 32> secret{};
    secret.fill(seed);
    key_.reset(
        EVP_PKEY_new_raw_private_key(EVP_PKEY_ED25519, nullptr, secret.data(), secret.size()));
  }
  // 64 hexadecimal digits.
  [[nodiscard]] std::string public_key() const {
    std::array<unsigned char, 32> raw{};
    std::size_t size = raw.size();
    EVP_PKEY_get_raw_public_key(key_.get(), raw.data(), &size);
    constexpr char kHex[] = "0123456789abcdef";
    std::string text;
    for (const unsigned char byte : raw) {
      text += kHex[byte >> 4];
      text += kHex[byte & 15];
    }
    return text;
  }
  // In base64.
  [[nodiscard]] std::string sign(std::string_view text) const {
    const std::unique_ptr<EVP_MD_CTX, void (*)(EVP_MD_CTX*)> context{EVP_MD_CTX_new(),
                                                                     &EVP_MD_CTX_free};
    std::array<unsigned char, 64> signature{};
    std::size_t size = signature.size();
    EVP_DigestSignInit(context.get(), nullptr, nullptr, nullptr, key_.get());
    EVP_DigestSign(context.get(), signature.data(), &size,
                   reinterpret_cast<const unsigned char*>(text.data()), text.size());
    std::vector<unsigned char> encoded(100);
    const int length =
        EVP_EncodeBlock(encoded.data(), signature.data(), static_cast<int>(signature.size()));
    return {reinterpret_cast<const char*>(encoded.data()), static_cast<std::size_t>(length)};
  }

 private:
  struct Free {
    void operator()(EVP_PKEY* key) const { EVP_PKEY_free(key); }
  };
  std::unique_ptr<EVP_PKEY, Free> key_;
};

}  // namespace sluice::testing
