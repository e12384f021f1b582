// SPDX-License-Identifier: Apache-2.0
//
// scene.hpp: a generated market, account and stream of orders for components to work on.
//
// Place: conformance, in the runner's process. The same shape and seed give the same scene. Plain
// scenes keep what the ABI promises; extreme ones use the ends of every range; fuzzed ones keep
// nothing but that pointers are valid. Lent to a component piece by piece, in the call's memory.
// Units: as in the C headers. Thread: one.
#pragma once

#include <deque>
#include <string>
#include <vector>

#include <sluice/c/sluice.h>

#include "conformance/child/lent_memory.hpp"
#include "conformance/random.hpp"

namespace sluice::conformance {

inline constexpr std::int64_t kUnit = SLUICE_SCALE;  // one whole, of a price or a quantity

enum class Values { kPlain, kExtreme, kFuzzed };

struct SceneShape {
  std::uint32_t instruments = 8;
  std::uint32_t sessions = 90;
  std::uint32_t orders = 60;
  Values values = Values::kPlain;
  std::vector<std::string> symbols;  // of the first instruments; the rest is made up
};

class Scene {
 public:
  Scene(SceneShape shape, std::uint64_t seed);

  [[nodiscard]] const SceneShape& shape() const noexcept { return shape_; }
  [[nodiscard]] sluice_time time_of(std::uint32_t session) const noexcept;
  [[nodiscard]] const std::vector<sluice_order>& orders() const noexcept { return orders_; }
  [[nodiscard]] const std::vector<std::string>& symbols() const noexcept { return symbols_; }
  [[nodiscard]] std::vector<sluice_bar> bars_of(std::uint32_t session) const;
  [[nodiscard]] sluice_fill fill_of(const sluice_order& order, std::uint32_t number) const;

  [[nodiscard]] sluice_rows lend_instruments(LentMemory& lent) const;
  [[nodiscard]] const sluice_market_view* lend_market(LentMemory& lent,
                                                      std::uint32_t session) const;
  // The account while order number `step` is judged.
  [[nodiscard]] const sluice_risk_view* lend_risk_view(LentMemory& lent, std::uint32_t session,
                                                       std::uint32_t step) const;
  [[nodiscard]] const sluice_session* lend_session(LentMemory& lent, std::uint32_t session,
                                                   bool rebalance) const;

  // A number for a field without a bound, after the scene's values.
  [[nodiscard]] std::int64_t amount(Random& random, std::int64_t low, std::int64_t high) const;
  [[nodiscard]] sluice_money money(Random& random, std::int64_t low, std::int64_t high) const;

 private:
  struct Columns {
    std::vector<sluice_time> time;
    std::vector<sluice_price> open, high, low, close;
    std::vector<sluice_quantity> volume;
  };
  struct Names {
    std::string symbol, sector, region, currency;
  };

  void make_instruments(Random& random);
  void make_columns(Random& random);
  void make_orders(Random& random);
  [[nodiscard]] sluice_order make_order(Random& random, std::uint32_t number) const;
  void disturb(sluice_order& order, Random& random) const;
  [[nodiscard]] sluice_risk_row make_row(Random& random, std::uint32_t instrument,
                                         std::uint32_t session) const;
  [[nodiscard]] std::vector<sluice_working_order> working_orders(Random& random,
                                                                 std::uint32_t step) const;

  SceneShape shape_;
  std::uint64_t seed_;
  std::vector<std::string> symbols_;
  std::deque<Names> names_;
  std::vector<sluice_instrument> instruments_;  // without their texts
  std::vector<Columns> columns_;
  std::vector<sluice_order> orders_;
};

}  // namespace sluice::conformance
