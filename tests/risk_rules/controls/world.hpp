// SPDX-License-Identifier: Apache-2.0
//
// world.hpp: an account, its market and its open orders, as a host shows them to a rule.
//
// Place: tests of the standard controls. Everything is in order at first: prices, quotes, volumes,
// session hours, a venue that agrees. Totals follow from rows and open orders. Units: decimal text
// in, 1e-8 inside. Thread: one.
#pragma once

#include <deque>
#include <string>
#include <string_view>
#include <vector>

#include <sluice/c/risk_rule.h>
#include <sluice/order_view.hpp>

namespace sluice::risk_rules::test {

inline constexpr Side kBuy = Side::kBuy;
inline constexpr Side kSell = Side::kSell;

[[nodiscard]] std::int64_t units_of(std::string_view decimal);
[[nodiscard]] sluice_money money_of(std::string_view decimal);

class World {
 public:
  explicit World(std::uint32_t instruments = 3);
  World(const World&) = delete;
  World& operator=(const World&) = delete;

  // The view's own fields; those that are sums are overwritten by view().
  sluice_risk_view fields{};
  [[nodiscard]] sluice_risk_row& row(std::uint32_t id) { return rows_.at(id); }
  [[nodiscard]] sluice_working_order& working(std::size_t index) { return working_.at(index); }
  [[nodiscard]] std::uint32_t size() const { return static_cast<std::uint32_t>(rows_.size()); }

  void set_price(std::uint32_t id, std::string_view price);
  void set_quote(std::uint32_t id, std::string_view bid, std::string_view ask);
  // The venue agrees.
  void hold(std::uint32_t id, std::string_view quantity);
  void set_equity(std::string_view equity) { fields.equity = money_of(equity); }
  void set_cash(std::string_view cash) { fields.cash = money_of(cash); }
  void set_now(std::string_view iso);
  void advance_ms(std::int64_t ms);
  void set_offline();
  std::uint32_t add_sector(std::string name);
  std::uint32_t add_region(std::string name);
  void set_config_hash(std::string hash);
  void set_symbol(std::uint32_t id, std::string symbol);

  // Of a new intent each, decided now at the last price.
  [[nodiscard]] sluice_order market(std::uint32_t id, Side side, std::string_view quantity);
  [[nodiscard]] sluice_order limit(std::uint32_t id, Side side, std::string_view quantity,
                                   std::string_view price);
  [[nodiscard]] sluice_order stop(std::uint32_t id, Side side, std::string_view quantity,
                                  std::string_view price);

  // Approved and not yet final; not yet routed where `is_routed` is false.
  void open(const sluice_order& order, bool is_routed = true);
  void fill(const sluice_order& order, std::int64_t quantity);
  // Gives what did not fill.
  std::int64_t close(const sluice_order& order);
  [[nodiscard]] const std::vector<sluice_working_order>& open_orders() const { return working_; }

  // Valid until the next change.
  [[nodiscard]] const sluice_risk_view* view();

 private:
  [[nodiscard]] std::size_t find(const sluice_order& order) const;
  void sum_up();

  std::deque<std::string> texts_;
  std::vector<sluice_instrument> instruments_;
  std::vector<sluice_risk_row> rows_;
  std::vector<sluice_risk_group> sectors_;
  std::vector<sluice_risk_group> regions_;
  std::vector<sluice_working_order> working_;
  sluice_market_view market_{};
  std::uint64_t intents_ = 0;
};

}  // namespace sluice::risk_rules::test
