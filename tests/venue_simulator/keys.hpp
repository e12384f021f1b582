// SPDX-License-Identifier: Apache-2.0
//
// keys.hpp: who may ask: API keys, their signatures and how far a request's clock may be off.
//
// Place: tests/venue_simulator, wire.
#pragma once

#include <map>
#include <string>
#include <string_view>

#include "venue_simulator/order.hpp"
#include "venue_simulator/outcome.hpp"
#include "venue_simulator/params.hpp"

namespace sluice::venue_simulator {

enum class KeyKind : std::uint8_t { kHmac, kEd25519 };

struct ApiKey {
  std::string name;
  KeyKind kind = KeyKind::kHmac;
  std::string secret;  // of Ed25519: the public key as PEM
  int account = 0;
  bool is_valid = true;  // false: expired or withdrawn
  bool may_trade = true;
};

// How much a request has to prove.
enum class Security : std::uint8_t { kNone, kKey, kSigned, kTrade };

class Keys {
 public:
  void add(ApiKey key) { keys_.insert_or_assign(key.name, std::move(key)); }
  [[nodiscard]] ApiKey* find(const std::string& name);
  [[nodiscard]] const std::map<std::string, ApiKey>& all() const noexcept { return keys_; }

  // The key that has signed `payload`, in time.
  Outcome<const ApiKey*> check(Security security, const std::string& name, const Params& params,
                               std::string_view payload, Milliseconds now) const;

 private:
  std::map<std::string, ApiKey> keys_;
};

// Lower-case hexadecimal.
[[nodiscard]] std::string hmac_sha256(std::string_view secret, std::string_view payload);
[[nodiscard]] bool is_ed25519_signature(std::string_view public_key_pem, std::string_view payload,
                                        std::string_view signature_base64);

}  // namespace sluice::venue_simulator
