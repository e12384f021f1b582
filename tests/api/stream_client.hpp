// SPDX-License-Identifier: Apache-2.0
//
// stream_client.hpp: a listener of the stream: WebSocket by hand, as far as the server speaks it.
//
// Place: tests/api. Throws where nothing comes in time.
#pragma once

#include "api/http_client.hpp"

namespace sluice::api_test {

class StreamClient {
 public:
  // `query`: with its question mark.
  explicit StreamClient(std::uint16_t port, const std::string& query = {},
                        const Headers& more = {});

  [[nodiscard]] const Reply& handshake() const noexcept { return handshake_; }
  // The events of the next message.
  [[nodiscard]] Json next();
  // Events until one satisfies it, that one included.
  template <typename Is>
  [[nodiscard]] std::vector<Json> until(Is is) {
    std::vector<Json> events;
    for (;;)
      for (const Json& event : next()) {
        events.push_back(event);
        if (is(event)) return events;
      }
  }
  [[nodiscard]] Connection& connection() noexcept { return connection_; }
  // A whole message of a client: masked.
  void send_frame(int opcode, std::string_view payload);

 private:
  struct Frame {
    int opcode = 0;
    bool is_last = true;
    std::string payload;
  };
  [[nodiscard]] Frame read_frame();

  Connection connection_;
  Reply handshake_;
};

}  // namespace sluice::api_test
