// SPDX-License-Identifier: Apache-2.0
//
// http_client.hpp: HTTP by hand over a socket, so that a test can send what no library would.
//
// Place: tests/api. A connection is closed with its object; what takes longer than kPatience
// throws.
#pragma once

#include <chrono>
#include <cstdint>
#include <map>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <nlohmann/json.hpp>

namespace sluice::api_test {

using Json = nlohmann::json;
using Headers = std::vector<std::pair<std::string, std::string>>;
using std::chrono::milliseconds;

inline constexpr milliseconds kPatience{20'000};

struct Reply {
  int status = 0;
  std::map<std::string, std::string> headers;  // names in lower case
  std::string body;

  [[nodiscard]] Json json() const { return Json::parse(body); }
  [[nodiscard]] std::string header(const std::string& name) const;
  // `type` of the first fault of a refusal; empty: it is none.
  [[nodiscard]] std::string fault() const;
};

class Connection {
 public:
  explicit Connection(std::uint16_t port);
  Connection(Connection&& other) noexcept : socket_{std::exchange(other.socket_, -1)} {}
  Connection(const Connection&) = delete;
  Connection& operator=(const Connection&) = delete;
  ~Connection();

  // False: the other side has closed.
  bool send(std::string_view bytes) const;
  // What comes next; empty: closed. Throws where nothing comes.
  [[nodiscard]] std::string receive(milliseconds patience = kPatience) const;
  // One answer; nothing: closed before a whole one was there.
  [[nodiscard]] std::optional<Reply> read();
  // Exactly so many bytes; throws at a close.
  [[nodiscard]] std::string read_bytes(std::size_t count);
  // Whether the other side closes in time; answers before that are passed over.
  [[nodiscard]] bool closes_within(milliseconds patience);
  void finish_sending() const;
  [[nodiscard]] int descriptor() const noexcept { return socket_; }

 private:
  int socket_ = -1;
  std::string received_;
};

[[nodiscard]] std::string request_text(std::string_view method, std::string_view target,
                                       const Headers& headers, std::string_view body);

// Over a connection of its own. A body is sent as JSON where no header says otherwise.
[[nodiscard]] Reply ask(std::uint16_t port, std::string_view method, std::string_view target,
                        std::string_view body = {}, const Headers& headers = {});

}  // namespace sluice::api_test
