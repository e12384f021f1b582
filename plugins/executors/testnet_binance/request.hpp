// SPDX-License-Identifier: Apache-2.0
//
// request.hpp: the text of a request to the venue: parameters, signature, HTTP.
//
// Place: executor plugin. Parameters stand in the order they were added, values percent-encoded, so
// that what is signed is byte for byte what is sent. Thread: any. Errors: none.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "endpoint.hpp"
#include "signer.hpp"

namespace sluice::testnet {

enum class Method : std::uint8_t { kGet, kPost, kPut, kDelete };
[[nodiscard]] std::string_view name(Method method) noexcept;

// name=value&name=value
class Parameters {
 public:
  Parameters& add(std::string_view name, std::string_view value);
  Parameters& add(std::string_view name, std::int64_t value);
  [[nodiscard]] const std::string& text() const noexcept { return text_; }

 private:
  std::string text_;
};

// A request to one path. Signed ones carry recvWindow, timestamp and signature, in this order.
struct Request {
  Method method = Method::kGet;
  std::string_view path;  // "/api/v3/order"
  Parameters parameters;
  bool is_signed = true;
};

struct SigningTime {
  std::int64_t timestamp_ms = 0;  // of the venue's clock
  std::int64_t recv_window_ms = 5000;
};

// The bytes to write. GET and DELETE carry their parameters in the target, the others in the body.
[[nodiscard]] std::string http_text(const Request& request, const Endpoint& door,
                                    const Signer* signer, const SigningTime& time);
// For a log: method, path and parameters, without a signature.
[[nodiscard]] std::string log_text(const Request& request, const SigningTime& time);
// The WebSocket API's request for the events of the account, as JSON.
[[nodiscard]] std::string subscription_text(const Signer& signer, const SigningTime& time);

}  // namespace sluice::testnet
