// SPDX-License-Identifier: Apache-2.0
//
// simulator.hpp: a venue simulator of one's own, in a process of its own, from start to end.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <sys/types.h>
#include <vector>

#include <sluice/json.hpp>

namespace sluice::testnet::test {

class Simulator {
 public:
  // `config`: the text of its settings; empty: its defaults. Port 0: any. `clock`: "real", or
  // "told" what time it is.
  explicit Simulator(const std::string& config = {}, std::uint16_t port = 0,
                     const char* clock = "real");
  ~Simulator();
  Simulator(const Simulator&) = delete;
  Simulator& operator=(const Simulator&) = delete;

  [[nodiscard]] std::uint16_t port() const noexcept { return port_; }
  [[nodiscard]] std::string url() const { return "http://127.0.0.1:" + std::to_string(port_); }
  // SIGKILL: the port answers no more.
  void kill();

  // A control request: what it answered.
  JsonValue control(std::string_view method, std::string_view path, const std::string& body = {});
  void post(std::string_view what, const std::string& body) {
    control("POST", "/simulator/" + std::string{what}, body);
  }
  void fault(std::string_view on, std::string_view kind, std::string_view more = {}) {
    post("faults", "{\"on\":\"" + std::string{on} + "\",\"kind\":\"" + std::string{kind} + "\"" +
                       std::string{more} + "}");
  }
  // The best of the rest of the market, for BTCUSDT.
  void quote(std::string_view bid, std::string_view bid_size, std::string_view ask,
             std::string_view ask_size);
  // Somebody else trades BTCUSDT, and takes.
  void trade(std::string_view price, std::string_view quantity, std::string_view side);
  // How often a request was carried out.
  [[nodiscard]] std::int64_t carried_out(std::string_view request);
  [[nodiscard]] std::int64_t received(std::string_view request);
  // The orders of the account "main", as the venue has them: "NEW 0/1", "FILLED 1/1".
  [[nodiscard]] std::vector<std::string> orders();

 private:
  [[nodiscard]] std::int64_t count(std::string_view request, std::string_view which);
  pid_t process_ = -1;
  std::uint16_t port_ = 0;
  std::string config_file_;
};

}  // namespace sluice::testnet::test
