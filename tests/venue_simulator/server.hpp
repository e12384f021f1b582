// SPDX-License-Identifier: Apache-2.0
//
// server.hpp: the simulator on a port of the loopback: REST, streams, WebSocket API and control.
//
// Place: tests/venue_simulator, network. Thread: one, that of run().
#pragma once

#include <cstdint>
#include <memory>

#include <sluice/result.hpp>

#include "venue_simulator/simulator.hpp"

namespace sluice::venue_simulator {

class Server {
 public:
  explicit Server(Simulator& simulator);
  ~Server();
  Server(const Server&) = delete;
  Server& operator=(const Server&) = delete;

  // Port 0: any. Returns the one it has.
  [[nodiscard]] Result<std::uint16_t> listen(std::uint16_t port);
  // Until SIGTERM or SIGINT.
  void run();

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace sluice::venue_simulator
