// SPDX-License-Identifier: Apache-2.0
//
// signer.hpp: proves to the venue that a request is ours: HMAC-SHA256 or Ed25519.
//
// Place: executor plugin. Owns the API key and the secret. An HMAC's key is hashed once, what comes
// of it is kept as the secret is; whatever else OpenSSL needs of a secret is made for one signature
// and wiped after it. Thread: any. Errors: std::invalid_argument for a secret
// that is none, when it is made.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "secret.hpp"

namespace sluice::testnet {

enum class SignatureKind : std::uint8_t { kHmac, kEd25519 };

class Signer {
 public:
  // `secret`: the HMAC secret as the venue showed it, or an Ed25519 private key as unencrypted PEM.
  Signer(Secret api_key, Secret secret, SignatureKind kind);

  // Hexadecimal for HMAC, base64 for Ed25519.
  [[nodiscard]] std::string sign(std::string_view payload) const;
  [[nodiscard]] const Secret& api_key() const noexcept { return api_key_; }

 private:
  Secret api_key_;
  Secret secret_;  // of Ed25519 its 32 bytes; of HMAC the two hashes that have taken in the key
  SignatureKind kind_;
};

}  // namespace sluice::testnet
