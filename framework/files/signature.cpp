// SPDX-License-Identifier: Apache-2.0
#include "files/signature.hpp"

#include <algorithm>
#include <array>
#include <memory>
#include <optional>

#include <openssl/err.h>
#include <openssl/evp.h>

namespace sluice::files {
namespace {

constexpr std::size_t kKeyBytes = 32;
constexpr std::size_t kSignatureBytes = 64;
constexpr std::size_t kSignatureText = 88;  // base64 of 64 bytes: the last two characters are ==

template <typename T, void (*Free)(T*)>
struct Freeing {
  void operator()(T* object) const { Free(object); }
};
using Key = std::unique_ptr<EVP_PKEY, Freeing<EVP_PKEY, EVP_PKEY_free>>;
using Context = std::unique_ptr<EVP_MD_CTX, Freeing<EVP_MD_CTX, EVP_MD_CTX_free>>;

std::optional<unsigned> hex_digit(char c) {
  if (c >= '0' && c <= '9') return static_cast<unsigned>(c - '0');
  if (c >= 'a' && c <= 'f') return static_cast<unsigned>(c - 'a' + 10);
  return std::nullopt;
}

std::optional<std::array<unsigned char, kKeyBytes>> read_key(std::string_view hex) {
  if (hex.size() != 2 * kKeyBytes) return std::nullopt;
  std::array<unsigned char, kKeyBytes> key{};
  for (std::size_t i = 0; i < kKeyBytes; ++i) {
    const auto high = hex_digit(hex[2 * i]);
    const auto low = hex_digit(hex[2 * i + 1]);
    if (!high || !low) return std::nullopt;
    key[i] = static_cast<unsigned char>(*high << 4 | *low);
  }
  return key;
}

std::optional<std::array<unsigned char, kSignatureBytes>> read_signature(std::string_view text) {
  if (text.size() != kSignatureText || !text.ends_with("==")) return std::nullopt;
  std::array<unsigned char, kSignatureBytes + 2> decoded{};  // the padding becomes two zeros
  const int size =
      EVP_DecodeBlock(decoded.data(), reinterpret_cast<const unsigned char*>(text.data()),
                      static_cast<int>(text.size()));
  if (size != static_cast<int>(decoded.size())) return std::nullopt;
  std::array<unsigned char, kSignatureBytes> signature{};
  std::copy_n(decoded.begin(), kSignatureBytes, signature.begin());
  return signature;
}

}  // namespace

Result<void> verify_ed25519(std::string_view public_key, std::string_view bytes,
                            std::string_view signature) {
  const auto raw_key = read_key(public_key);
  if (!raw_key) return Error{"the public key is not 64 hexadecimal digits"};
  const auto raw_signature = read_signature(signature);
  if (!raw_signature) return Error{"the signature is not 64 bytes in base64"};
  const Key key{
      EVP_PKEY_new_raw_public_key(EVP_PKEY_ED25519, nullptr, raw_key->data(), raw_key->size())};
  const Context context{EVP_MD_CTX_new()};
  SLUICE_ASSERT(key != nullptr && context != nullptr);
  const bool passes =
      EVP_DigestVerifyInit(context.get(), nullptr, nullptr, nullptr, key.get()) == 1 &&
      EVP_DigestVerify(context.get(), raw_signature->data(), raw_signature->size(),
                       reinterpret_cast<const unsigned char*>(bytes.data()), bytes.size()) == 1;
  ERR_clear_error();
  if (!passes) return Error{"the signature is not of this text by that key"};
  return {};
}

}  // namespace sluice::files
