// SPDX-License-Identifier: Apache-2.0
//
// simulation.hpp: one seed: a world, a lane that lives and dies in it, a trader, an operator, and
// the invariants after every step and at the end.
//
// Place: tests/simulation. Everything is drawn from the seed; nothing else is read. Thread: one.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "simulation/lane_process.hpp"

namespace sluice::simulation {

struct SeedResult {
  std::optional<Violation> violation;
  std::uint64_t step = 0;       // the last one begun
  std::uint64_t journal = 0;    // hash of every file the seed left
  bool refused_damage = false;  // the seed ended there, as it should
  std::uint64_t restarts = 0;
  std::uint64_t accepted = 0;  // orders at the venue
  std::uint64_t lies = 0;
  // Where asked for: what was done, and what the journal holds.
  std::vector<std::string> trace;
  std::vector<std::string> journal_lines;
};

class Simulation final : private OrderObserver {
 public:
  Simulation(std::uint64_t seed, Plant plant, bool keep_trace);
  SeedResult run();

 private:
  // Told to the listener of the lane.
  void on_fill(const Order& order, const Fill& fill) override;
  void on_bust(const Order&, const Fill&) override {}
  void on_replaced(const Order&, Quantity) override {}
  void on_revived(const Order&, Quantity) override {}
  void on_final(const Order&, Quantity) override {}

  // simulation.cpp
  void play();
  void step();
  Result<void> act();
  void die(std::string_view how, bool power);
  void restart();
  bool try_start(bool expect_refusal);
  void acknowledge();
  Result<void> keep_state_file();
  void check_state_file();
  Result<bool> reconcile(std::string_view trigger);
  void when_sending(const sluice_order& order, bool replaces);
  void check();
  void check_nothing_lost();
  void check_no_false_alarm();
  void tell_journal();
  void note(const std::string& line);

  // workload.cpp
  Result<void> trade();
  Result<void> trade_group();
  Result<void> ask_same_again();
  Result<void> cancel_one();
  Result<void> replace_one();
  Result<void> operate();
  Result<void> settle_disputes();
  void lie();
  [[nodiscard]] bool has_heard_all_of(const ExchangeOrder& there);
  void engage_kill_switch();
  Result<void> release_kill_switch();
  [[nodiscard]] bool is_stopped() const;
  void check_may_leave(const sluice_order& order, const std::string& which);
  void see_what_is_latched();
  void check_latched();
  void try_second_writer();
  [[nodiscard]] Intent draw_intent(Timestamp now);
  [[nodiscard]] const Order* draw_open_order();

  // settling.cpp
  void settle();
  Result<bool> settle_round();
  Result<void> decide_what_stays_open();
  [[nodiscard]] std::string unsettled();
  void check_books();
  void check_groups();

  drivers::OrderLane& lane() { return process_->lane(); }
  [[nodiscard]] Timestamp now() const { return process_->now(); }

  Plant plant_;
  bool keep_trace_;
  Random random_;
  Settings settings_;
  InstrumentTable instruments_;
  Money seed_capital_;
  TrueTime time_;
  VirtualDisk disk_;
  Exchange exchange_;
  VirtualVenue venue_;
  Surroundings around_;
  IntentIdentity identity_{"simulated", "account"};

  std::unique_ptr<LaneProcess> process_;
  Acknowledged acknowledged_;
  std::map<std::uint64_t, std::string> state_files_;  // by record: what was or may have been kept
  std::uint64_t state_kept_ = 0;                      // the record of the last one that surely was
  Nanoseconds wall_offset_ = 0;
  // What somebody engaged and nobody released. What is latched survives every death; the rest may.
  struct Stop {
    risk::Halt halt;
    bool is_latched = false;
    bool is_in_doubt = false;  // a release of it began, and its end was not heard of
  };
  std::vector<Stop> stops_;
  std::uint64_t stops_made_ = 0;
  bool lies_told_ = false;
  bool books_bent_ = false;  // by a lie: executions beyond an order, or taken back
  bool done_ = false;
  std::vector<Price> told_prices_;
  struct Asked {
    Intent intent;
    OrderId order;
  };
  std::vector<Asked> asked_;
  struct Grouped {
    bool is_bracket;
    Quantity quantity;       // of a pair
    IntentId first, second;  // a pair's legs; a bracket's entry
  };
  std::vector<Grouped> grouped_;
  SeedResult result_;
};

}  // namespace sluice::simulation
