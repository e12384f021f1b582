// SPDX-License-Identifier: Apache-2.0
//
// calls.hpp: a request as it came, by HTTP or WebSocket, as the one thing that the service knows.
//
// Place: tests/venue_simulator, wire.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "venue_simulator/service.hpp"

namespace sluice::venue_simulator {

// What is signed: query and body as they stand, without the signature itself.
[[nodiscard]] Call call_of_http(std::string method, std::string_view target, std::string_view body,
                                std::string api_key, std::string address);

// A message of the WebSocket API; `params` sorted by name is what is signed.
struct SocketCall {
  Json id;
  std::string method;  // "order.place"
  Call call;
};
[[nodiscard]] Outcome<SocketCall> call_of_socket(std::string_view text, std::string address);
[[nodiscard]] Json socket_answer(const Json& id, const Answer& answer);

}  // namespace sluice::venue_simulator
