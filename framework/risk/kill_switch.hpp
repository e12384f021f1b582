// SPDX-License-Identifier: Apache-2.0
//
// kill_switch.hpp: what stops every order, and can't be argued with.
//
// Place: risk. Sources: environment variables, a latch file, a signal, a rule that halts. Any of
// them engages; one that can't be read counts as engaged. The environment and the latch file are
// read again at every decision, and after every kOrdersPerPoll answers at the latest: reading a
// file costs more than judging an order. Where poll_every_ns is set, for sessions, a decision that
// comes within that much of the lane's time of the last reading does without; what is already known
// to be engaged is never looked past. The flag that a signal or a halting rule sets is read for
// every order. Thread: request_stop is safe in a signal handler; everything else is the lane's.
#pragma once

#include <atomic>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include <sluice/result.hpp>
#include <sluice/time.hpp>

namespace sluice::risk {

struct KillSwitchConfig {
  std::vector<std::string> environment_names;
  std::string latch_file;  // empty: none
  bool persist =
      true;  // false: a halting rule writes no latch (a backtest must not stop a live track)
  bool ignore = false;             // debugging of offline runs only; said aloud by whoever sets it
  std::int64_t poll_every_ns = 0;  // of the lane's time; 0: at every decision
};

class KillSwitch {
 public:
  static constexpr std::uint32_t kOrdersPerPoll = 64;

  explicit KillSwitch(KillSwitchConfig config) : config_{std::move(config)} {}

  // Reads every source now.
  void poll();
  // Before the orders of a decision taken at `now`: reads every source, unless that was just done.
  void poll(Timestamp now) {
    const std::int64_t since = now.nanoseconds() - polled_at_;
    if (since >= 0 && since < config_.poll_every_ns && !engaged_) return;
    polled_at_ = now.nanoseconds();
    poll();
  }
  // For each order: whether it is refused. Polls again when it is time.
  [[nodiscard]] bool is_engaged() {
    if (config_.ignore) return false;
    if (stop_requested_.load(std::memory_order_relaxed)) return true;
    if (--orders_to_poll_ == 0) poll();
    return engaged_.has_value();
  }
  [[nodiscard]] bool is_ignored() const noexcept { return config_.ignore; }
  // Where it came from: "environment variable SLUICE_KILL_SWITCH=1". Empty when not engaged.
  [[nodiscard]] std::string reason() const;

  // A rule halted. Persists the latch file before it takes effect, where there is one. An error
  // means that the latch could not be written; the switch is engaged all the same.
  Result<void> engage(const std::string& why);
  // From a signal handler.
  void request_stop() noexcept { stop_requested_.store(true, std::memory_order_relaxed); }

 private:
  [[nodiscard]] std::optional<std::string> engaged_by_environment() const;
  [[nodiscard]] std::optional<std::string> engaged_by_file() const;

  KillSwitchConfig config_;
  std::uint32_t orders_to_poll_ = 1;
  std::int64_t polled_at_ = 0;  // the lane's time of the last decision that read the sources
  std::optional<std::string> engaged_;
  std::optional<std::string> halted_by_rule_;
  std::atomic<bool> stop_requested_{false};
};

}  // namespace sluice::risk
