// SPDX-License-Identifier: Apache-2.0
//
// webhook.hpp: one JSON document sent to an address, with a bounded number of attempts; and whether
// an address answers at all.
//
// Place: api, for Beast and OpenSSL live here; called by `app` after a run, never from a lane.
// Units: milliseconds. Thread: one; blocks at most (retries + 1) * timeout and the pauses between.
// Errors name scheme, host and port only: the rest of the address, and the token, may be secret.
#pragma once

#include <chrono>
#include <functional>
#include <string>
#include <string_view>

#include <sluice/result.hpp>

namespace sluice::api {

struct WebhookAddress {
  bool tls = false;
  std::string host;
  std::string port;
  std::string target;  // path and query; may hold {token}

  // https://host:port
  [[nodiscard]] std::string shown() const;
};
// An error says what is wrong and shows nothing of what may be secret.
[[nodiscard]] Result<WebhookAddress> parse_webhook_address(std::string_view url);

struct WebhookCall {
  WebhookAddress address;
  std::string token;  // in the place of {token}, else as a Bearer token; empty: none
  std::chrono::milliseconds timeout{10'000};  // of one attempt, from the name to the answer
  int retries = 3;
  std::chrono::milliseconds first_pause{500};  // doubled after each attempt, up to 8 s
  // Waits that long; false where the process should end.
  std::function<bool(std::chrono::milliseconds)> wait;
};

// Done once the other side answers with 2xx. 408, 429, 5xx and everything that keeps an answer from
// coming are tried again; any other answer is final. The answer's body is not read.
[[nodiscard]] Result<void> post_json(const WebhookCall& call, const std::string& body);

// One GET, answered with 2xx in time. The answer's body is not read.
[[nodiscard]] Result<void> probe(const WebhookAddress& address, std::chrono::milliseconds timeout);

}  // namespace sluice::api
