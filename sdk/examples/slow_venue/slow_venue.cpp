// SPDX-License-Identifier: Apache-2.0
//
// slow_venue: takes every order at once, and fills it piece by piece, one piece a poll.
// Place: an example; an executor, one instance is one venue. State: its open orders and every
// execution, at most kMaxExecutions. Units: whole units of an instrument; a fill is at the order's
// reference price. Time: the host's. What a venue said is reported; what it was not asked, or could
// not answer, is an error: the router owns retries.
#include <algorithm>
#include <vector>

#include <sluice/plugin.hpp>

namespace {

using namespace sluice;

class SlowVenue {
 public:
  static constexpr auto id = "example_slow_venue";
  static constexpr auto version = "1.0.0";
  static constexpr auto summary = "fills orders piece by piece, one piece a poll";
  static constexpr std::size_t kMaxExecutions = 1'000'000;
  struct Params {
    Quantity piece;
  };
  static constexpr auto parameters =
      params(param("piece", &Params::piece).def(100).min(1).help("most units of one execution"));

  SlowVenue(const Params& params, Host host) : piece_{params.piece}, host_{host} {}

  void begin(Rows<Instrument> instruments) { instruments_ = instruments.size(); }

  void submit(Rows<sluice_order> orders, Reports& reports) {
    for (const sluice_order& row : orders) {
      const Order order{&row};
      if (find(row.order_id) != orders_.end()) {
        reports.reject(row.order_id, "DUPLICATE_ORDER", host_.now());
      } else if (order.instrument() >= instruments_ || !order.quantity().is_positive() ||
                 order.type() != OrderType::kMarket || !order.reference_price()) {
        reports.reject(row.order_id, "UNSUPPORTED_ORDER", host_.now());
      } else {
        orders_.push_back({row, Quantity{}, SLUICE_STATUS_OPEN});
        reports.ack(row.order_id, host_.now());
      }
    }
  }

  void cancel(const sluice_order& order, Reports& reports) {
    const auto held = find(order.order_id);
    if (held == orders_.end() || held->status != SLUICE_STATUS_OPEN)
      return reports.cancel_rejected(order.order_id, "NOT_OPEN", host_.now());
    held->status = SLUICE_STATUS_CANCELED;
    reports.cancel(order.order_id, held->filled, host_.now());
  }

  // Every execution of the order, then how it stands.
  void query(const sluice_order& order, Reports& reports) const {
    const auto held = find(order.order_id);
    if (held == orders_.end()) return reports.not_found(order.order_id, host_.now());
    for (const auto& row : executions_)
      if (row.order_id == order.order_id) reports.add(row);
    tell(*held, reports);
  }

  // Every execution since then, then every open order.
  void snapshot(Timestamp since, Rows<sluice_order>, Reports& reports,
                VenueAccount& account) const {
    for (const auto& row : executions_)
      if (row.time >= since.nanoseconds()) reports.add(row);
    for (const Held& held : orders_)
      if (held.status == SLUICE_STATUS_OPEN) tell(held, reports);
    account.complete(host_.now());
  }

  void poll(Reports& reports) {
    for (Held& held : orders_) {
      if (held.status != SLUICE_STATUS_OPEN) continue;
      if (executions_.size() == kMaxExecutions)
        throw Failure(SLUICE_ERROR_LIMIT, "slow_venue: its list of executions is full");
      const Order order{&held.order};
      const auto rest = *checked_subtract(order.quantity(), held.filled);
      const auto price = *order.reference_price();
      const auto quantity = std::min(rest, piece_);
      reports.fill(order.order_id(), executions_.size() + 1, quantity, price, price, Money{},
                   host_.now());
      executions_.push_back(reports.rows().back());
      held.filled = *checked_add(held.filled, quantity);
      if (held.filled == order.quantity()) held.status = SLUICE_STATUS_FILLED;
    }
  }

  Health health() const {
    return instruments_ > 0 ? Health{} : Health{false, "begin was not called"};
  }

 private:
  struct Held {
    sluice_order order;  // a copy: what the host gives ends with the call
    Quantity filled;
    std::uint32_t status;  // SLUICE_STATUS_…
  };

  std::vector<Held>::iterator find(std::uint64_t order_id) {
    return std::find_if(orders_.begin(), orders_.end(),
                        [=](const Held& held) { return held.order.order_id == order_id; });
  }
  std::vector<Held>::const_iterator find(std::uint64_t order_id) const {
    return std::find_if(orders_.begin(), orders_.end(),
                        [=](const Held& held) { return held.order.order_id == order_id; });
  }
  void tell(const Held& held, Reports& reports) const {
    reports.status(held.order.order_id, held.status, held.filled,
                   Quantity::from_raw(held.order.quantity), Price{}, host_.now());
  }

  Quantity piece_;
  Host host_;
  std::size_t instruments_ = 0;
  std::vector<Held> orders_;  // in the order they came
  std::vector<sluice_execution_report> executions_;
};

}  // namespace

SLUICE_LIBRARY("example_slow_venue", "1.0.0", sluice::executor<SlowVenue>)
