// SPDX-License-Identifier: Apache-2.0
//
// desk.hpp: a trading desk of one account: an order lane (gate, router, portfolio) with its journal
// on a disk, a clock that only moves when told, and a venue that says what a table tells it to.
//
// Place: tests of scenarios. Everything but the venue is what production runs. The process can die
// and start again; the journal's directory and the venue outlive it.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "core/instrument.hpp"
#include "drivers/journal_audit.hpp"
#include "drivers/order_lane.hpp"
#include "files/disk.hpp"
#include "journal/log.hpp"
#include "risk/gate.hpp"
#include "scenarios/scenario_venue.hpp"
#include "support/recording_audit.hpp"
#include "support/temporary_directory.hpp"

namespace sluice::scenarios {

// What differs from the usual desk: 10,000 in cash, an answer is due within 1 s, retries after
// 400 ms and up, an order that has not arrived 6 s after it was sent never will.
struct Given {
  const char* cash = "10000";
  const char* gate_refuses_with = "";  // a rule of the gate refuses every order with this code
  std::int64_t not_found_after_ms = 5'000;
  std::uint32_t max_retries = 3;
};

// A journal whose process can die before a commit, and next to which somebody pulls the plug.
class WatchedLog final : public journal::RecordSink {
 public:
  WatchedLog(journal::Log log, risk::KillSwitch& kill_switch)
      : log_{std::move(log)}, kill_switch_{kill_switch} {}
  journal::RecordBuilder& begin(std::string_view type, Timestamp time) override {
    return log_.begin(type, time);
  }
  Result<void> append() override { return log_.append(); }
  Result<void> commit() override;

  bool dies_at_commit = false;
  bool killed_at_commit = false;

 private:
  journal::Log log_;
  risk::KillSwitch& kill_switch_;
};

class Desk final {
 public:
  explicit Desk(const Given& given);

  // Routes one order through the gate. The number tells intents apart.
  void trade(std::uint64_t number, Side side, TimeInForce tif, std::string_view quantity,
             std::string_view limit);
  // The same as one decision of several orders.
  struct Wish {
    std::uint64_t number;
    Side side;
    TimeInForce tif;
    std::string quantity;
    std::string limit;
  };
  void trade(const std::vector<Wish>& wishes);
  void hear(Words words);  // from the venue's stream
  void pass(std::int64_t ms);
  void cancel(OrderId id);
  void replace(OrderId id, std::string_view quantity, std::string_view limit);
  void resolve(OrderId id, routing::Resolution resolution);
  void reconcile();
  void release_halt();
  void start_again();  // a new process, after a death or as an orderly restart

  [[nodiscard]] ScenarioVenue& venue() noexcept { return venue_; }
  [[nodiscard]] WatchedLog& log() noexcept { return *log_; }

  // "PARTIAL, position 4, reserved 600, sent 1": the state of every order asked for, then the
  // account, then how often orders reached the venue; "HALTED" where routing is. What the last
  // call answered follows "->".
  [[nodiscard]] std::string describe();
  // What must hold after every step, whatever the table says; empty: it does.
  [[nodiscard]] std::string violation();
  [[nodiscard]] std::string last_error() const { return error_; }
  void forget_answer() { answer_.clear(); }

 private:
  Result<void> start();
  void end_process();
  void move_clock(Timestamp to);
  [[nodiscard]] Intent intent_of(const Wish& wish) const;
  [[nodiscard]] std::string describe_order(OrderId id);
  void check(const Result<void>& done);
  void answer(const Result<routing::ChangeAnswer>& answer);
  // Runs what may end in the death of the process.
  template <typename Call>
  void alive(Call&& call);

  testing::TemporaryDirectory directory_;
  files::PosixDisk disk_;
  InstrumentTable instruments_;
  testing::Log said_;  // by the scripted rule
  Given given_;
  drivers::LaneConfig config_;
  Timestamp now_;
  ScenarioVenue venue_;

  // One process.
  std::unique_ptr<risk::KillSwitch> kill_switch_;
  std::unique_ptr<WatchedLog> log_;
  std::unique_ptr<drivers::JournalAudit> audit_;
  std::unique_ptr<risk::Gate> gate_;
  std::unique_ptr<drivers::OrderLane> lane_;

  std::vector<std::string> refused_;  // by the gate, with their codes
  std::vector<IntentId> asked_;       // each once
  std::string answer_;
  std::string error_;
};

}  // namespace sluice::scenarios
