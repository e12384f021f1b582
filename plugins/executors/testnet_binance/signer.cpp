// SPDX-License-Identifier: Apache-2.0
//
// signer.cpp: the PEM of an Ed25519 key is read by hand, for it is one fixed header and 32 bytes
// (RFC 8410, section 7), and OpenSSL's decoders leave copies of what they read behind.
// SHA-256 is used without the lookups of OpenSSL 3, which calls that deprecated.
#define OPENSSL_API_COMPAT 0x10100000L
#include "signer.hpp"

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstring>
#include <memory>
#include <new>
#include <stdexcept>
#include <type_traits>
#include <utility>

#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/sha.h>

namespace sluice::testnet {
namespace {

constexpr std::size_t kSeedSize = 32;
constexpr std::size_t kSignatureSize = 64;
constexpr std::string_view kBegin = "-----BEGIN PRIVATE KEY-----";
constexpr std::string_view kEnd = "-----END PRIVATE KEY-----";
// SEQUENCE { INTEGER 0, SEQUENCE { OID 1.3.101.112 }, OCTET STRING { OCTET STRING of 32 bytes } }
constexpr std::array<unsigned char, 16> kKeyHeader = {
    0x30, 0x2e, 0x02, 0x01, 0x00, 0x30, 0x05, 0x06, 0x03, 0x2b, 0x65, 0x70, 0x04, 0x22, 0x04, 0x20};

[[noreturn]] void refuse_key(std::string_view why) {
  throw std::invalid_argument("secret: " + std::string{why} +
                              "; expected an unencrypted Ed25519 private key in PEM, as of: "
                              "openssl genpkey -algorithm ed25519");
}

bool is_key_character(char c) noexcept {
  return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' ||
         c == '_';
}

// What is wiped when it is left.
template <std::size_t Size>
struct Wiped {
  alignas(std::max_align_t) std::array<unsigned char, Size> bytes{};
  ~Wiped() { OPENSSL_cleanse(bytes.data(), Size); }
};

Secret seed_of(std::string_view pem) {
  const std::size_t begin = pem.find(kBegin);
  const std::size_t end = pem.find(kEnd);
  if (begin == pem.npos || end == pem.npos || end < begin) refuse_key("there is no private key");
  const std::string_view body = pem.substr(begin + kBegin.size(), end - begin - kBegin.size());
  Wiped<64> text;  // base64 of 48 bytes
  std::size_t size = 0;
  for (const char c : body) {
    if (c == '\n' || c == '\r') continue;
    if (size == text.bytes.size()) refuse_key("the key is of another kind");
    text.bytes[size++] = static_cast<unsigned char>(c);
  }
  Wiped<48> decoded;
  if (size != text.bytes.size() ||
      EVP_DecodeBlock(decoded.bytes.data(), text.bytes.data(), static_cast<int>(size)) != 48 ||
      !std::equal(kKeyHeader.begin(), kKeyHeader.end(), decoded.bytes.begin()))
    refuse_key("the key is of another kind");
  return Secret{
      {reinterpret_cast<const char*>(decoded.bytes.data()) + kKeyHeader.size(), kSeedSize}};
}

const unsigned char* bytes_of(std::string_view text) noexcept {
  return reinterpret_cast<const unsigned char*>(text.data());
}

std::string hex_of(const unsigned char* bytes, std::size_t size) {
  constexpr std::string_view kDigits = "0123456789abcdef";
  std::string text;
  text.reserve(2 * size);
  for (std::size_t i = 0; i < size; ++i) {
    text.push_back(kDigits[bytes[i] >> 4]);
    text.push_back(kDigits[bytes[i] & 15]);
  }
  return text;
}

// The hashes of RFC 2104 once they have taken in the key: the inner one goes on with the message,
// the outer one with the inner one's digest.
struct KeyedHashes {
  SHA256_CTX inner;
  SHA256_CTX outer;
};
static_assert(std::is_trivially_copyable_v<KeyedHashes>);

Secret keyed_hashes_of(std::string_view key) {
  constexpr unsigned char kInnerPad = 0x36;
  constexpr unsigned char kOuterPad = 0x5c;
  Wiped<SHA256_CBLOCK> block;
  if (key.size() > block.bytes.size())
    SHA256(bytes_of(key), key.size(), block.bytes.data());
  else
    std::copy(key.begin(), key.end(), block.bytes.begin());
  Wiped<sizeof(KeyedHashes)> made;
  auto& hashes = *new (made.bytes.data()) KeyedHashes;
  const auto take = [&](SHA256_CTX& hash, unsigned char pad) {
    for (unsigned char& byte : block.bytes) byte ^= pad;
    SHA256_Init(&hash);
    SHA256_Update(&hash, block.bytes.data(), block.bytes.size());
    for (unsigned char& byte : block.bytes) byte ^= pad;
  };
  take(hashes.inner, kInnerPad);
  take(hashes.outer, kOuterPad);
  return Secret{{reinterpret_cast<const char*>(made.bytes.data()), made.bytes.size()}};
}

// With the hash functions alone: looking up an algorithm, as EVP does for each signature, costs
// several times what the hashing does.
std::string hmac_of(std::string_view keyed, std::string_view payload) {
  Wiped<sizeof(KeyedHashes)> copied;
  std::memcpy(copied.bytes.data(), keyed.data(), sizeof(KeyedHashes));
  auto& hashes = *std::launder(reinterpret_cast<KeyedHashes*>(copied.bytes.data()));
  std::array<unsigned char, SHA256_DIGEST_LENGTH> digest{};
  SHA256_Update(&hashes.inner, payload.data(), payload.size());
  SHA256_Final(digest.data(), &hashes.inner);
  SHA256_Update(&hashes.outer, digest.data(), digest.size());
  SHA256_Final(digest.data(), &hashes.outer);
  return hex_of(digest.data(), digest.size());
}

std::string ed25519_of(std::string_view seed, std::string_view payload) {
  const std::unique_ptr<EVP_PKEY, decltype(&EVP_PKEY_free)> key{
      EVP_PKEY_new_raw_private_key(EVP_PKEY_ED25519, nullptr, bytes_of(seed), seed.size()),
      &EVP_PKEY_free};
  const std::unique_ptr<EVP_MD_CTX, decltype(&EVP_MD_CTX_free)> context{EVP_MD_CTX_new(),
                                                                        &EVP_MD_CTX_free};
  std::array<unsigned char, kSignatureSize> signature{};
  std::size_t size = signature.size();
  if (key == nullptr || context == nullptr ||
      EVP_DigestSignInit(context.get(), nullptr, nullptr, nullptr, key.get()) != 1 ||
      EVP_DigestSign(context.get(), signature.data(), &size, bytes_of(payload), payload.size()) !=
          1)
    throw std::runtime_error("OpenSSL did not sign");
  std::string text(88 + 1, '\0');  // base64 of 64 bytes, and the end that OpenSSL writes
  EVP_EncodeBlock(reinterpret_cast<unsigned char*>(text.data()), signature.data(),
                  static_cast<int>(signature.size()));
  text.pop_back();
  return text;
}

}  // namespace

Signer::Signer(Secret api_key, Secret secret, SignatureKind kind)
    : api_key_{std::move(api_key)}, secret_{std::move(secret)}, kind_{kind} {
  if (!std::all_of(api_key_.view().begin(), api_key_.view().end(), is_key_character))
    throw std::invalid_argument("api_key: has characters that no key has");
  secret_ =
      kind_ == SignatureKind::kEd25519 ? seed_of(secret_.view()) : keyed_hashes_of(secret_.view());
}

std::string Signer::sign(std::string_view payload) const {
  return kind_ == SignatureKind::kHmac ? hmac_of(secret_.view(), payload)
                                       : ed25519_of(secret_.view(), payload);
}

}  // namespace sluice::testnet
