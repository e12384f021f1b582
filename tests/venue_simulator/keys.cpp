// SPDX-License-Identifier: Apache-2.0
#include "venue_simulator/keys.hpp"

#include <algorithm>
#include <array>
#include <cctype>
#include <memory>

#include <openssl/bio.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <openssl/pem.h>

namespace sluice::venue_simulator {

namespace {

const unsigned char* bytes_of(std::string_view text) {
  return reinterpret_cast<const unsigned char*>(text.data());
}

std::string from_base64(std::string_view text) {
  if (text.empty() || text.size() % 4 != 0) return "";
  std::string bytes(text.size() / 4 * 3, '\0');
  const int size = EVP_DecodeBlock(reinterpret_cast<unsigned char*>(bytes.data()), bytes_of(text),
                                   static_cast<int>(text.size()));
  if (size < 0) return "";
  const auto padding = std::count(text.end() - 2, text.end(), '=');
  bytes.resize(static_cast<std::size_t>(size - padding));
  return bytes;
}

bool has_key_format(std::string_view name) {
  constexpr std::size_t kShortest = 8;
  constexpr std::size_t kLongest = 128;
  return name.size() >= kShortest && name.size() <= kLongest &&
         std::all_of(name.begin(), name.end(),
                     [](unsigned char c) { return std::isalnum(c) != 0; });
}

std::string lower(std::string text) {
  std::transform(text.begin(), text.end(), text.begin(),
                 [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  return text;
}

bool is_signed(const ApiKey& key, std::string_view payload, const std::string& signature) {
  if (key.kind == KeyKind::kEd25519) return is_ed25519_signature(key.secret, payload, signature);
  return hmac_sha256(key.secret, payload) == lower(signature);
}

std::optional<Refusal> check_time(const Params& params, Milliseconds now) {
  constexpr Milliseconds kDefaultWindow = 5'000;
  constexpr Milliseconds kLargestWindow = 60'000;
  constexpr Milliseconds kAhead = 1'000;
  const auto stamp = params.integer("timestamp");
  if (!stamp) return stamp.refusal();
  if (!*stamp) return params.required("timestamp").refusal();
  // May have decimals: microseconds.
  const auto window = params.decimal<Ratio>("recvWindow");
  if (!window) return window.refusal();
  const Milliseconds most = *window ? (*window)->raw() / kScale : kDefaultWindow;
  if (most > kLargestWindow) return Refusal{-1131, "recvWindow must be less than 60000."};
  if (**stamp >= now + kAhead)
    return Refusal{-1021, "Timestamp for this request was 1000ms ahead of the server's time."};
  if (now - **stamp > most)
    return Refusal{-1021, "Timestamp for this request is outside of the recvWindow."};
  return std::nullopt;
}

}  // namespace

std::string hmac_sha256(std::string_view secret, std::string_view payload) {
  std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
  unsigned int size = 0;
  HMAC(EVP_sha256(), secret.data(), static_cast<int>(secret.size()), bytes_of(payload),
       payload.size(), digest.data(), &size);
  constexpr char kHex[] = "0123456789abcdef";
  std::string text;
  for (unsigned int i = 0; i < size; ++i) {
    text += kHex[digest[i] >> 4];
    text += kHex[digest[i] & 15];
  }
  return text;
}

bool is_ed25519_signature(std::string_view public_key_pem, std::string_view payload,
                          std::string_view signature_base64) {
  const std::string signature = from_base64(signature_base64);
  const std::unique_ptr<BIO, int (*)(BIO*)> pem{
      BIO_new_mem_buf(public_key_pem.data(), static_cast<int>(public_key_pem.size())), BIO_free};
  const std::unique_ptr<EVP_PKEY, void (*)(EVP_PKEY*)> key{
      PEM_read_bio_PUBKEY(pem.get(), nullptr, nullptr, nullptr), EVP_PKEY_free};
  if (!key || EVP_PKEY_id(key.get()) != EVP_PKEY_ED25519) return false;
  const std::unique_ptr<EVP_MD_CTX, void (*)(EVP_MD_CTX*)> context{EVP_MD_CTX_new(),
                                                                   EVP_MD_CTX_free};
  return EVP_DigestVerifyInit(context.get(), nullptr, nullptr, nullptr, key.get()) == 1 &&
         EVP_DigestVerify(context.get(), bytes_of(signature), signature.size(), bytes_of(payload),
                          payload.size()) == 1;
}

ApiKey* Keys::find(const std::string& name) {
  const auto found = keys_.find(name);
  return found == keys_.end() ? nullptr : &found->second;
}

Outcome<const ApiKey*> Keys::check(Security security, const std::string& name, const Params& params,
                                   std::string_view payload, Milliseconds now) const {
  if (security == Security::kNone) return static_cast<const ApiKey*>(nullptr);
  constexpr int kUnauthorized = 401;
  const Refusal rejected{-2015, "Invalid API-key, IP, or permissions for action.", kUnauthorized};
  if (!has_key_format(name)) return Refusal{-2014, "API-key format invalid.", kUnauthorized};
  const auto found = keys_.find(name);
  if (found == keys_.end() || !found->second.is_valid) return rejected;
  const ApiKey& key = found->second;
  if (security == Security::kKey) return &key;
  const auto signature = params.required("signature");
  if (!signature) return signature.refusal();
  if (auto refused = check_time(params, now)) return *refused;
  if (!is_signed(key, payload, *signature))
    return Refusal{-1022, "Signature for this request is not valid."};
  if (security == Security::kTrade && !key.may_trade) return rejected;
  return &key;
}

}  // namespace sluice::venue_simulator
