// SPDX-License-Identifier: Apache-2.0
//
// kill_switch.hpp: what stops orders, and can't be argued with.
//
// Place: risk. Owns the halts in force. Sources: environment variables, a latch file, a signal, a
// call from any thread, a rule that halts. Any of them engages; one that can't be read counts as
// engaged. What happens once (signal, call, rule) is written to the latch file before it takes
// effect. The environment and the latch file are read again at every decision, and after every
// kOrdersPerPoll answers at the latest: reading a file costs more than judging an order. Where
// poll_every_ns is set, for sessions, a decision that comes within that much of the lane's time of
// the last reading does without; what is already known to be engaged is never looked past. Whether
// a signal, a call or a rule has engaged is a flag, read for every order.
// Thread: request is safe from every thread, request_stop in a signal handler too; everything else
// is the lane's. Errors: a latch that can't be written is told, and engaged all the same.
#pragma once

#include <atomic>
#include <cstdint>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include <sluice/result.hpp>
#include <sluice/time.hpp>

#include "risk/halts.hpp"
#include "risk/latch_file.hpp"

namespace sluice::risk {

struct KillSwitchConfig {
  static constexpr std::uint32_t kOrdersPerPoll = 64;
  std::vector<std::string> environment_names;
  std::string latch_file;  // empty: none
  bool persist =
      true;  // false: a halting rule writes no latch (a backtest must not stop a live track)
  bool ignore = false;             // debugging of offline runs only; said aloud by whoever sets it
  std::int64_t poll_every_ns = 0;  // of the lane's time; 0: at every decision
  // Answers after which the sources are read again within a decision. A run whose orders leave
  // nothing but results may do with more.
  std::uint32_t orders_per_poll = kOrdersPerPoll;
  std::shared_ptr<LatchStorage> storage;  // in the latch file's place, where there is one
};

class KillSwitch {
 public:
  static constexpr std::uint32_t kOrdersPerPoll = KillSwitchConfig::kOrdersPerPoll;
  // What a signal stands for: whoever pulls it wants nothing of ours left in the market.
  static constexpr HaltLevel kSignalLevel = HaltLevel::kHaltAndCancel;

  explicit KillSwitch(KillSwitchConfig config);
  KillSwitch(const KillSwitch&) = delete;
  KillSwitch& operator=(const KillSwitch&) = delete;

  // Reads every source now.
  void poll();
  // Before the orders of a decision taken at `now`: reads every source, unless that was just done.
  void poll(Timestamp now) {
    const std::int64_t since = now.nanoseconds() - polled_at_;
    if (since >= 0 && since < config_.poll_every_ns && halts_.empty()) return;
    polled_at_ = now.nanoseconds();
    poll();
  }
  // For each order: whether anything is halted at all. Polls again when it is time.
  [[nodiscard]] bool is_engaged() {
    if (config_.ignore) return false;
    if (--orders_to_poll_ == 0) poll();
    // Latching takes time, in which more may be asked for.
    while (requested_.load(std::memory_order_acquire)) take_requests();
    return !halts_.empty();
  }
  [[nodiscard]] bool is_ignored() const noexcept { return config_.ignore; }
  // In force as of the last poll; another version whenever they may have changed.
  [[nodiscard]] const std::vector<Halt>& halts() const noexcept { return halts_; }
  [[nodiscard]] std::uint64_t version() const noexcept { return version_; }
  // The hardest of them that concerns orders of these names and this symbol; null: none.
  [[nodiscard]] const Halt* halt_for(const HaltNames& names,
                                     std::string_view symbol) const noexcept {
    return hardest(halts_, names, symbol);
  }

  // Persists, then engages. An error means that the latch could not be written: it is engaged all
  // the same, and written as soon as that is possible. What is in force already is neither written
  // nor told again; an error then means that the latch still lacks something.
  Result<void> engage(Halt halt);
  // From any thread: engaged before the next order; the lane persists it then, and at each poll.
  void request(Halt halt);
  // From a signal handler: everything, at kSignalLevel.
  void request_stop() noexcept {
    signalled_.store(true, std::memory_order_relaxed);
    requested_.store(true, std::memory_order_release);
  }

  // What was engaged since the last call, to be journalled: a halt, and why its latch could not be
  // written (empty: it was, or there is none).
  struct News {
    Halt halt;
    std::string fault;
  };
  [[nodiscard]] std::vector<News> take_news();

  // For a session: from now on a halt stays, wherever it came from, until a release of it is
  // carried out. `known` are in force already and no news.
  void hold(const std::vector<Halt>& known);
  [[nodiscard]] const std::vector<Halt>& held() const noexcept { return latched_.halts; }
  // The releases that the latch file asks for, of halts that are held.
  [[nodiscard]] std::vector<Release> asked_releases() const;
  // Whether it would end anything that is held.
  [[nodiscard]] bool holds_any_of(const Release& release) const noexcept;
  // Ends what it covers, in the latch file too; what still engages does so again at the next poll.
  // After an error everything is as it was.
  Result<std::vector<Halt>> carry_out(Release release);

 private:
  void take_requests();
  void read_environment();
  void read_latch_file();
  Result<void> persist(const std::vector<Halt>& halts);
  void persist_again();
  void take_in_latch();
  void refresh();

  KillSwitchConfig config_;
  std::uint32_t orders_to_poll_ = 1;
  std::int64_t polled_at_ = 0;  // the lane's time of the last decision that read the sources
  bool holding_ = false;

  Latch latched_;                  // engaged here or held; its releases are the file's
  std::vector<Halt> unwritten_;    // of those, what the latch file does not have yet
  std::string unwritten_why_;      // of the last try
  std::int64_t written_at_ = 0;    // when that was last tried
  std::vector<Halt> environment_;  // in force as long as it stays so
  std::vector<Halt> file_;
  std::vector<Halt> halts_;  // all of them, each once
  std::uint64_t version_ = 1;
  std::vector<News> news_;

  std::atomic<bool> requested_{false};
  std::atomic<bool> signalled_{false};
  std::mutex inbox_lock_;
  Latch inbox_;  // requested, not taken in yet
};

}  // namespace sluice::risk
