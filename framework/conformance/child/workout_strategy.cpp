// SPDX-License-Identifier: Apache-2.0
//
// workout_strategy.cpp: a strategy through every session of a scene, in order.
#include <cmath>
#include <functional>
#include <set>
#include <string>

#include "conformance/child/workout.hpp"

namespace sluice::conformance {
namespace {

constexpr std::uint32_t kRebalanceEvery = 5;

// Takes decisions as the host does, and refuses what it would refuse.
class DecisionTaker {
 public:
  DecisionTaker(Instance& instance, std::uint32_t instruments, bool rebalance)
      : instance_{instance}, instruments_{instruments}, rebalance_{rebalance} {}
  [[nodiscard]] sluice_decision_sink raw() noexcept { return {this, &on_targets, &on_intents}; }

 private:
  sluice_status refuse_early() {
    if (rebalance_) return SLUICE_OK;
    instance_.find("on_bars decided on a session that is not a rebalance session");
    return SLUICE_ERROR_STATE;
  }
  sluice_status bad(const char* what) {
    instance_.find_in("on_bars", what);
    return SLUICE_ERROR_ARGUMENT;
  }

  sluice_status take(const sluice_target& target) {
    if (target.instrument >= instruments_) return bad("gave a target of an unknown instrument");
    if (target.kind != SLUICE_TARGET_WEIGHT && target.kind != SLUICE_TARGET_QUANTITY)
      return bad("gave a target of an unknown kind");
    if (target.kind == SLUICE_TARGET_WEIGHT && !std::isfinite(target.weight))
      return bad("gave a weight that is not finite");
    instance_.record().put("target.instrument", target.instrument);
    instance_.record().put("target.kind", target.kind);
    instance_.record().put("target.weight", target.weight);
    instance_.record().put("target.quantity", target.quantity);
    return SLUICE_OK;
  }
  sluice_status take(const sluice_intent& intent) {
    if (intent.instrument >= instruments_) return bad("gave an intent of an unknown instrument");
    if (intent.side != SLUICE_SIDE_BUY && intent.side != SLUICE_SIDE_SELL)
      return bad("gave an intent of an unknown side");
    if (intent.quantity <= 0) return bad("gave an intent of no quantity");
    instance_.record().put("intent.instrument", intent.instrument);
    instance_.record().put("intent.side", intent.side);
    instance_.record().put("intent.type", intent.type);
    instance_.record().put("intent.quantity", intent.quantity);
    instance_.record().put("intent.limit_price", intent.limit_price);
    return SLUICE_OK;
  }

  template <typename Row>
  sluice_status take_all(sluice_rows rows) {
    if (const auto early = refuse_early(); early != SLUICE_OK) return early;
    if (rows.count > 0 && rows.stride < sizeof(Row)) return bad("gave rows of too small a stride");
    for (std::uint64_t i = 0; i < rows.count; ++i)
      if (const auto status = take(*SLUICE_ROW(rows, Row, i)); status != SLUICE_OK) return status;
    return SLUICE_OK;
  }
  static sluice_status on_targets(void* context, sluice_rows rows) noexcept {
    return static_cast<DecisionTaker*>(context)->take_all<sluice_target>(rows);
  }
  static sluice_status on_intents(void* context, sluice_rows rows) noexcept {
    return static_cast<DecisionTaker*>(context)->take_all<sluice_intent>(rows);
  }

  Instance& instance_;
  std::uint32_t instruments_;
  bool rebalance_;
};

// Takes factor returns as the host does.
struct FactorTaker {
  Instance& instance;
  std::set<std::string, std::less<>> names;

  sluice_status bad(const char* what) {
    instance.find_in("factor_returns", what);
    return SLUICE_ERROR_ARGUMENT;
  }
  sluice_status take(const sluice_factor_return& factor) {
    if (factor.name.len == 0 || factor.name.len > SLUICE_FACTOR_NAME_LIMIT)
      return bad("gave a factor without a name, or with one that is too long");
    if (!names.emplace(factor.name.ptr, factor.name.len).second) return bad("gave a factor twice");
    if (!std::isfinite(factor.value)) return bad("gave a return that is not finite");
    instance.record().put("factor.value", factor.value);
    return SLUICE_OK;
  }
  static sluice_status on_factors(void* context, sluice_rows rows) noexcept {
    auto& self = *static_cast<FactorTaker*>(context);
    if (rows.count > SLUICE_FACTOR_LIMIT) return self.bad("gave too many factors");
    if (rows.count > 0 && rows.stride < sizeof(sluice_factor_return))
      return self.bad("gave rows of too small a stride");
    for (std::uint64_t i = 0; i < rows.count; ++i)
      if (const auto status = self.take(*SLUICE_ROW(rows, sluice_factor_return, i));
          status != SLUICE_OK)
        return status;
    return SLUICE_OK;
  }
};

void factor_returns(Instance& instance) {
  const auto& functions = instance.table<sluice_strategy_v1>();
  if (!SLUICE_HAS_SLOT(&functions, sluice_strategy_v1, factor_returns)) return;
  LentMemory lent = instance.lend();
  FactorTaker taker{instance, {}};
  const auto* sink = lent.copy(sluice_factor_sink{&taker, &FactorTaker::on_factors});
  instance.call("factor_returns", lent, [&](sluice_error* error) {
    return functions.factor_returns(instance.get(), sink, error);
  });
}

void on_fills(Instance& instance, const Scene& scene, std::uint32_t session) {
  const auto& functions = instance.table<sluice_strategy_v1>();
  if (!SLUICE_HAS_SLOT(&functions, sluice_strategy_v1, on_fills)) return;
  std::vector<sluice_fill> fills;
  for (std::uint32_t i = session % 7; i < scene.orders().size(); i += 7)
    fills.push_back(scene.fill_of(scene.orders()[i], i));
  LentMemory lent = instance.lend();
  const sluice_rows rows = lent.rows(fills);
  instance.call("on_fills", lent, [&](sluice_error* error) {
    return functions.on_fills(instance.get(), rows, error);
  });
}

}  // namespace

void work_strategy(Instance& instance, const Scene& scene) {
  const auto& functions = instance.table<sluice_strategy_v1>();
  {
    LentMemory lent = instance.lend();
    instance.call_plain("lookback_sessions", lent, [&] {
      instance.record().put("lookback_sessions", functions.lookback_sessions(instance.get()));
    });
  }
  for (std::uint32_t i = 0; i < scene.shape().sessions; ++i) {
    LentMemory lent = instance.lend();
    const bool rebalance = i % kRebalanceEvery == 0;
    const auto* session = scene.lend_session(lent, i, rebalance);
    DecisionTaker taker{instance, scene.shape().instruments, rebalance};
    const auto* sink = lent.copy(taker.raw());
    instance.host().set_now(session->time);
    const auto status = instance.call("on_bars", lent, [&](sluice_error* error) {
      return functions.on_bars(instance.get(), session, sink, error);
    });
    if (status < 0 && scene.shape().values == Values::kPlain)
      instance.find("on_bars failed on a plain session: " + instance.error_text());
    factor_returns(instance);
    on_fills(instance, scene, i);
  }
}

}  // namespace sluice::conformance
