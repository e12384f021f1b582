// SPDX-License-Identifier: Apache-2.0
//
// truth_venue.hpp: a venue with a mind of its own: what it does with each order is decided before
// it is sent, what it tells of it may be lost, doubled and shuffled, but what it answers when asked
// is true.
//
// Place: tests of scenarios. Owns the truth. Clock: `now`, moved by the test; the plan of an order
// runs from its arrival. Thread: one.
#pragma once

#include <map>
#include <optional>
#include <vector>

#include "core/ports.hpp"

namespace sluice::scenarios {

// What becomes of one attempt to send.
enum class Way : std::uint8_t {
  kArrives,
  kArrivesAndFails,  // it is there, and the call says it failed
  kArrivesLate,      // before the venue's bound
  kTurnedAway,       // NOT_SENT, told at once
  kLost,             // the call fails and nothing arrives
  kLostSilently
};
inline constexpr int kWays = 6;

struct Planned {
  enum class What : std::uint8_t { kFill, kReject, kCancel, kExpire } what;
  std::int64_t after_ns;  // since its arrival; ascending
  Quantity quantity;      // kFill
};

struct Plan {
  std::vector<Way> ways;  // of each attempt; the last one of those that follow
  bool acks = true;
  bool tells_cumulative = true;
  std::vector<Planned> events;
};

class TruthVenue final : public Venue {
 public:
  static constexpr std::int64_t kBoundNs = 5'000'000'000;

  struct Known {
    OrderId id = 0;
    sluice_order row{};
    Timestamp arrived;
    bool tells_cumulative = true;
    std::vector<Planned> events;  // still to come
    std::vector<sluice_execution_report> executions;
    Quantity filled;
    std::uint32_t status = SLUICE_STATUS_OPEN;
  };

  // Plans by order id, before the order is sent.
  void plan(OrderId id, Plan plan) { plans_[id] = std::move(plan); }
  // What becomes of the next wish for new terms; not kTurnedAway.
  void plan_replace(Way way) { replace_way_ = way; }
  // Everything planned up to then happens.
  void move_to(Timestamp time);

  // What was said on the stream since the last call, in the order of truth; the test decides what
  // of it is heard.
  std::vector<sluice_execution_report> take_said() { return std::exchange(said_, {}); }
  // What the next poll hears.
  void deliver(std::vector<sluice_execution_report> reports) { heard_ = std::move(reports); }

  [[nodiscard]] const Known* find(OrderId id) const;
  // How often an order of that id came to be in the venue's books.
  [[nodiscard]] int arrivals(OrderId id) const;
  [[nodiscard]] bool is_on_its_way(OrderId id) const { return late_.contains(id); }
  [[nodiscard]] Timestamp now() const noexcept { return now_; }

  Result<void> submit(std::span<const sluice_order> orders,
                      const sluice_report_sink& sink) override;
  Result<void> cancel(const sluice_order& order, const sluice_report_sink& sink) override;
  Result<void> replace(const sluice_order& amended, const sluice_report_sink& sink) override;
  Result<void> query(const sluice_order& order, const sluice_report_sink& sink) override;
  Result<void> snapshot(Timestamp since, std::span<const sluice_order> open,
                        const sluice_report_sink& sink, sluice_venue_account& account) override;
  Result<void> poll(const sluice_report_sink& sink) override;
  [[nodiscard]] VenueTraits traits() const override { return {kBoundNs, true}; }
  Result<void> on_market(std::uint32_t, Timestamp, sluice_rows) override { return {}; }

 private:
  struct Late {
    sluice_order row;
    Timestamp arrives;
  };
  void arrive(const sluice_order& row, Timestamp time);
  void amend(const sluice_order& row, Timestamp time);
  void happen(Known& known, const Planned& event, Timestamp time);
  [[nodiscard]] sluice_execution_report report(const Known& known, std::uint32_t kind,
                                               Timestamp time) const;
  [[nodiscard]] sluice_execution_report status_of(const Known& known) const;

  Timestamp now_;
  std::map<OrderId, Plan> plans_;
  std::map<OrderId, Known> books_;
  std::map<OrderId, Late> late_;
  std::map<OrderId, Late> late_terms_;
  std::map<OrderId, int> arrivals_;
  Way replace_way_ = Way::kArrives;
  std::vector<sluice_execution_report> said_;
  std::vector<sluice_execution_report> heard_;
};

}  // namespace sluice::scenarios
