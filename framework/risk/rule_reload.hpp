// SPDX-License-Identifier: Apache-2.0
//
// rule_reload.hpp: prepares the rules whose source is a file, on a thread of its own, while the
// lane goes on judging.
//
// Place: risk; the gate's. Owns the thread, which runs only while something is prepared. Thread:
// control for construction and destruction, the lane otherwise; the lane never waits. Nothing is
// adopted here: that is the lane's, between two orders.
#pragma once

#include <atomic>
#include <thread>
#include <vector>

#include "core/ports.hpp"

namespace sluice::risk {

class RuleReload {
 public:
  struct Outcome {
    std::size_t rule;  // in the chain
    Result<bool> prepared;
  };

  RuleReload() = default;
  RuleReload(const RuleReload&) = delete;
  RuleReload& operator=(const RuleReload&) = delete;
  ~RuleReload();

  // A rule of the chain that reloads. Before the first request.
  void add(Rule& rule, std::size_t index) { rules_.push_back({&rule, index}); }
  // Lets every rule look at its source. False: there is none, or they are at it already.
  bool request();
  // The last request is done, and not taken yet.
  [[nodiscard]] bool is_done() const noexcept { return is_done_.load(std::memory_order_acquire); }
  // Once it is done.
  [[nodiscard]] std::vector<Outcome> take();

 private:
  struct Source {
    Rule* rule;
    std::size_t index;
  };
  void prepare_all() noexcept;

  std::vector<Source> rules_;
  std::vector<Outcome> outcomes_;  // the worker's until it is done
  std::atomic<bool> is_done_{false};
  std::thread worker_;
};

}  // namespace sluice::risk
