// SPDX-License-Identifier: Apache-2.0
//
// rule_reload.hpp: prepares the rules whose source is a file, and lets them be tested, on a thread
// of its own, while the lane goes on judging.
//
// What may be adopted: a source that its rule has compiled and whose tests have passed on the very
// version that was compiled. A rule that nobody tests is never exchanged.
// Place: risk; the gate's. Owns the thread, which runs only while something is prepared. Thread:
// control for construction and destruction, the lane otherwise; the lane never waits. Nothing is
// adopted here: that is the lane's, between two orders.
#pragma once

#include <atomic>
#include <functional>
#include <stop_token>
#include <string>
#include <thread>
#include <vector>

#include "core/ports.hpp"

namespace sluice::risk {

// Tests a rule's source as it stands now, on the worker, and gives the version of what was tested;
// empty: it has no tests. An Error: what failed. To end soon when it is asked to stop.
using SourceTest = std::function<Result<std::string>(std::stop_token)>;

class RuleReload {
 public:
  struct Outcome {
    std::size_t rule;  // in the chain
    Result<bool> prepared;
  };

  RuleReload() = default;
  RuleReload(const RuleReload&) = delete;
  RuleReload& operator=(const RuleReload&) = delete;
  // Tests under way are asked to stop, and waited for.
  ~RuleReload() = default;

  // A rule of the chain that reloads. Before the first request.
  void add(Rule& rule, std::size_t index, SourceTest test) {
    rules_.push_back({&rule, index, std::move(test)});
  }
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
    SourceTest test;
  };
  void prepare_all(const std::stop_token& stop) noexcept;
  static Result<bool> prepare(const Source& source, const std::stop_token& stop);

  std::vector<Source> rules_;
  std::vector<Outcome> outcomes_;  // the worker's until it is done
  std::atomic<bool> is_done_{false};
  std::jthread worker_;  // the last member: it ends before what it uses
};

}  // namespace sluice::risk
