// SPDX-License-Identifier: Apache-2.0
//
// scene.hpp: the account, the market and the orders of one case, as a rule sees them.
//
// Place: rule_tests. Owns instruments, history and risk book; the same book that judges real
// orders. Borrows the case. Thread: one.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "core/ports.hpp"
#include "market/history.hpp"
#include "plugins/host_services.hpp"
#include "risk/risk_book.hpp"
#include "rule_tests/table.hpp"

namespace sluice::rule_tests {

class Scene {
 public:
  Scene(const Case& one, std::uint32_t lookback_sessions, plugins::LaneClock& clock);
  Scene(const Scene&) = delete;
  Scene& operator=(const Scene&) = delete;

  // The account and the market at a time; valid until the next call.
  const sluice_risk_view& view_at(Timestamp now);
  // The order as it would be judged then. Each call makes another order, unless it has a name.
  [[nodiscard]] sluice_order order_at(const OrderSpec& order, Timestamp now);
  // What happens, once: the rule is told, and the account changes.
  void happen(const Step& step, Timestamp at, Rule& rule);

 private:
  // An order that was approved once.
  struct Known {
    std::string name;
    Order order;
    sluice_order row{};
    bool is_working = false;
  };
  void add_history();
  void fill_book();
  [[nodiscard]] Intent intent_at(const OrderSpec& order, Timestamp now);
  [[nodiscard]] sluice_order row_of(const Intent& intent, const OrderSpec& order);
  [[nodiscard]] sluice_intent_id id_of(const OrderSpec& order);
  [[nodiscard]] InstrumentId instrument_of(const OrderSpec& order) const;
  void judged(const Step& step, Timestamp at, Rule& rule);
  void tell_fill(const Intent& intent, OrderId id, Quantity quantity, Price price, Timestamp at,
                 Rule& rule);
  Known& known_order(const Step& step, Timestamp at);
  Known& add_working(const OrderSpec& order, Timestamp at);
  void fill(Known& known, Quantity quantity, Price price, Timestamp at, Rule& rule);
  void bust(const Known& known, Quantity quantity, Price price);
  void book_cash(const Intent& intent, Quantity quantity, Price price);
  void end(Known& known);
  void tell_values();

  const Case& case_;
  plugins::LaneClock& clock_;
  InstrumentTable instruments_;
  market::History history_;
  risk::RiskBook book_;
  risk::Account account_;
  std::vector<Known> known_;
  std::map<std::string, std::uint64_t> intents_;
  std::map<std::string, std::uint64_t> parents_;
  std::uint64_t orders_ = 0;

  // A copy of the book's view, for values that are told outright.
  sluice_risk_view view_{};
  std::vector<sluice_risk_row> rows_;
  std::vector<sluice_risk_group> sectors_;
  std::vector<sluice_risk_group> regions_;
  std::vector<sluice_working_order> working_;
};

}  // namespace sluice::rule_tests
