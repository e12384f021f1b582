// SPDX-License-Identifier: Apache-2.0
//
// market_connection.hpp: one connection to the venue's market streams, and its thread.
//
// Place: feed plugin; no type of the network's is visible here. What it hears goes into the queue,
// and so does whether it hears. Thread: control; the queue is any thread's.
#pragma once

#include <chrono>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "endpoint.hpp"
#include "market_queue.hpp"

namespace sluice::testnet {

struct MarketConnectionSettings {
  Endpoint door;
  std::string ca_file;
  std::string path;
  std::vector<std::string> symbols;
  std::chrono::nanoseconds connect_timeout{};
  std::chrono::nanoseconds silence{};
};

class MarketConnection {
 public:
  // `queue` outlives it; `clock` is asked on its thread.
  MarketConnection(MarketConnectionSettings settings, MarketQueue& queue,
                   std::function<std::int64_t()> clock);
  // Joins the thread.
  ~MarketConnection();
  MarketConnection(const MarketConnection&) = delete;
  MarketConnection& operator=(const MarketConnection&) = delete;

 private:
  class Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace sluice::testnet
