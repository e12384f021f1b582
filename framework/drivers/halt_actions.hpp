// SPDX-License-Identifier: Apache-2.0
//
// halt_actions.hpp: what a halt does in a lane beside blocking: cancels what is open, waits until
// the venue has confirmed every end, then closes what is held.
//
// Nothing is remembered that the orders and positions don't tell: after a restart it goes on from
// them. A cancel is never taken for done: it is asked for until the order is over, also where the
// venue rejected it or the order's fate is unknown. A halt acts only once its record is durable.
//
// Place: drivers; the order lane's. Thread: the lane. Errors: a journal that can't be kept; cancels
// go out all the same.
#pragma once

#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "core/ports.hpp"
#include "portfolio/portfolio.hpp"
#include "risk/kill_switch.hpp"
#include "routing/order_router.hpp"

namespace sluice::drivers {

class HaltActions {
 public:
  // Between two cancels of one order, or two tries to close one position; of the lane's time. Twice
  // as long each time, up to the second.
  static constexpr std::int64_t kAskAgainNs = Timestamp::kNanosecondsPerSecond;
  static constexpr std::int64_t kMaxAskAgainNs = 8 * Timestamp::kNanosecondsPerSecond;

  struct Lane {
    routing::OrderRouter& router;
    const portfolio::Portfolio& portfolio;
    const InstrumentTable& instruments;
    const risk::KillSwitch& kill_switch;
    AuditTrail& audit;
    std::function<risk::HaltNames()> names;
    std::function<Price(InstrumentId)> last_price;
    // Through the gate; why it was refused, empty: it is on its way.
    std::function<Result<std::string>(const Intent&, Timestamp)> order;
  };
  explicit HaltActions(Lane lane) : lane_{std::move(lane)} {}

  // Does what the halts in force ask for now. What they were engaged by is durable.
  Result<void> act(Timestamp now);
  // When there is something to do again; nothing: never.
  [[nodiscard]] std::optional<Timestamp> next_due() const noexcept { return due_; }
  // Every halt has what it asks for.
  [[nodiscard]] bool is_done() const noexcept { return !due_; }

 private:
  // How far a halt is; told to the journal where it changes.
  struct Progress {
    risk::Halt halt;
    std::size_t open = 0;  // orders, at the last look
    bool is_cancelled = false;
    bool is_flat = false;
  };
  bool follow_halts();  // false: nothing has changed
  [[nodiscard]] bool reaches(const risk::Halt& halt, InstrumentId instrument) const;
  [[nodiscard]] bool must_end(const Order& order) const;
  Result<void> cancel_open(Timestamp now);
  Result<void> close_positions(Timestamp now);
  Result<void> close(InstrumentId instrument, Timestamp now);
  [[nodiscard]] bool is_in_the_market(InstrumentId instrument) const;
  // What was asked for, and when it may be asked for again.
  struct Asked {
    Timestamp next;
    std::int64_t wait_ns = kAskAgainNs;
  };
  using AskedFor = std::map<std::uint64_t, Asked>;
  [[nodiscard]] static bool is_due(AskedFor& asked, std::uint64_t key, Timestamp now);
  void tell(Progress& progress, Timestamp now);
  void tell(const std::string& what, const risk::Halt& halt, Timestamp now);

  Lane lane_;
  std::vector<Progress> halts_;  // that ask for more than a block
  std::uint64_t halts_version_ = 0;
  AskedFor cancel_asked_;  // by order
  AskedFor close_asked_;   // by instrument
  std::optional<Timestamp> due_;
};

}  // namespace sluice::drivers
