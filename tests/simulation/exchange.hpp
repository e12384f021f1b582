// SPDX-License-Identifier: Apache-2.0
//
// exchange.hpp: the venue's engine in a simulated world, and its truth: what was accepted, what was
// executed, and what the account is.
//
// Place: tests/simulation. Knows requests and orders, nothing of networks or processes. As real
// venues do, it refuses a client id only among open orders: one that is over may be used again. So
// an order that is sent once too often trades twice, and the history tells. It keeps when
// everything happened, so that an answer can be old. Units: raw 1e-8, nanoseconds of true time.
#pragma once

#include <cstdint>
#include <functional>
#include <vector>

#include <sluice/c/order.h>
#include <sluice/decimal.hpp>

#include "core/intent.hpp"
#include "simulation/random.hpp"

namespace sluice::simulation {

using Nanoseconds = std::int64_t;
inline constexpr Nanoseconds kMillisecond = 1'000'000;
inline constexpr Nanoseconds kSecond = 1000 * kMillisecond;
inline constexpr std::int64_t kCent = kScale / 100;

struct ExchangeExecution {
  std::uint64_t id = 0;
  std::uint32_t epoch = 0;
  std::int64_t quantity = 0;
  std::int64_t price = 0;
  Money commission;
  Nanoseconds time = 0;
  Nanoseconds busted_at = INT64_MAX;
};

struct ExchangeOrder {
  IntentId client;
  InstrumentId instrument = 0;
  Side side = Side::kBuy;
  bool is_market = false;
  bool is_immediate = false;  // what does not trade at once expires
  bool waits = false;         // the market was not at the stop price yet
  bool reduces = false;       // never trades more than the position
  bool foreign = false;       // not of our account
  std::int64_t quantity = 0;
  std::int64_t limit = 0;
  std::int64_t stop = 0;
  std::int64_t filled = 0;
  std::uint32_t status = SLUICE_STATUS_OPEN;
  Nanoseconds accepted = 0;
  Nanoseconds ended = INT64_MAX;
  struct Terms {
    Nanoseconds since;
    std::int64_t quantity;
    std::int64_t limit;
  };
  std::vector<Terms> terms;
  std::vector<ExchangeExecution> executions;

  [[nodiscard]] bool is_open() const noexcept { return status == SLUICE_STATUS_OPEN; }
  [[nodiscard]] std::int64_t left() const noexcept { return quantity - filled; }
  // As it stood at `time`, not before it was accepted.
  [[nodiscard]] std::int64_t filled_at(Nanoseconds time) const noexcept;
  [[nodiscard]] std::uint32_t status_at(Nanoseconds time) const noexcept {
    return ended <= time ? status : static_cast<std::uint32_t>(SLUICE_STATUS_OPEN);
  }
  [[nodiscard]] const Terms& terms_at(Nanoseconds time) const noexcept;
};

struct ExchangeTraits {
  bool can_replace = true;
  bool tells_cumulative = true;
  bool remembers_rejections = true;
  unsigned rejects = 20;  // of a thousand orders
};

class Exchange {
 public:
  Exchange(std::size_t instruments, Money cash, const ExchangeTraits& traits, Random random);

  // Where everything that happens is told, order_id 0. A new order's rejection too.
  using Listener = std::function<void(const sluice_execution_report&)>;
  void tell(Listener listener) { listener_ = std::move(listener); }

  void take_order(const sluice_order& order, Nanoseconds now);
  void take_cancel(const sluice_order& order, Nanoseconds now);
  void take_replace(const sluice_order& amended, std::uint64_t request, Nanoseconds now);
  // The price moves, and what it crosses trades.
  void move_market(Nanoseconds now);
  // Execution ids begin anew. Some open orders may end unasked.
  void restart(Nanoseconds now);

  // What no venue should do. False: there was nothing to do it to.
  bool overfill(Nanoseconds now);
  bool bust(Nanoseconds now);
  bool lose_order(Nanoseconds now);
  void add_foreign_order(Nanoseconds now);
  void remove_foreign_orders(Nanoseconds now);

  [[nodiscard]] const std::vector<ExchangeOrder>& orders() const noexcept { return orders_; }
  // The newest order of that client id that was there at `time`; nullptr: none.
  [[nodiscard]] const ExchangeOrder* find(const IntentId& client, Nanoseconds time) const noexcept;
  [[nodiscard]] Money cash_at(Nanoseconds time) const;
  [[nodiscard]] std::int64_t position_at(InstrumentId instrument, Nanoseconds time) const;
  [[nodiscard]] std::int64_t price(InstrumentId instrument) const { return prices_[instrument]; }
  [[nodiscard]] std::size_t instruments() const noexcept { return prices_.size(); }
  [[nodiscard]] const ExchangeTraits& traits() const noexcept { return traits_; }

  // A report about an execution as a query, a snapshot or the stream tells it.
  [[nodiscard]] sluice_execution_report fill_report(const ExchangeOrder& order,
                                                    const ExchangeExecution& execution) const;
  [[nodiscard]] sluice_execution_report report(std::uint32_t kind, const ExchangeOrder& order,
                                               Nanoseconds time) const;

 private:
  ExchangeOrder* find_open(const IntentId& client) noexcept;
  void trade(ExchangeOrder& order, std::int64_t quantity, Nanoseconds now);
  void match(ExchangeOrder& order, Nanoseconds now);
  void end(ExchangeOrder& order, std::uint32_t status, std::uint32_t kind, Nanoseconds now);
  void say(const sluice_execution_report& report) {
    if (listener_) listener_(report);
  }

  Money seed_;
  ExchangeTraits traits_;
  Random random_;
  Listener listener_;
  std::vector<std::int64_t> prices_;
  std::vector<std::int64_t> depth_;
  std::vector<ExchangeOrder> orders_;
  std::uint64_t next_execution_ = 1;
  std::uint32_t epoch_ = 1;
};

}  // namespace sluice::simulation
