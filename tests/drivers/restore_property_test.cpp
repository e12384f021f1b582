// SPDX-License-Identifier: Apache-2.0
//
// restore_property_test.cpp: a run that is stopped and restored after every session is the run that
// was not. The venue lives on, as a paper executor's saved state does.
//
// Random: prices, which instruments trade when (one stops for good, longer ago than the window),
// monthly to daily rebalancing, fills at the close or the next open. The strategy decides by what
// its history shows, and a rule writes down everything the account shows it, so that a difference
// in either is a difference in the trail.
#include <rapidcheck.h>

#include "drivers/path_fixture.hpp"

namespace sluice::drivers {
namespace {

constexpr std::uint32_t kWindow = 21;

// What does not depend on when it is asked: weights out of the history's closes.
Result<void> decide_by_history(const sluice_session& seen, const sluice_decision_sink& sink) {
  if (seen.rebalance == 0) return {};
  std::vector<sluice_target> targets;
  for (InstrumentId id = 0; id < 3; ++id) {
    const auto* series = SLUICE_ROW(seen.market->series, sluice_series, id);
    std::int64_t mixed = 0;
    for (std::uint64_t i = 0; i < series->count; ++i)
      mixed = mixed % 1'000'003 + series->close[i] % 997;
    targets.push_back(weight(id, static_cast<double>(mixed % 100 - 20) / 150.0));
  }
  sink.on_targets(sink.context, testing::rows_of(targets));
  return {};
}

testing::Answer writes_down_the_view(testing::Log& log) {
  return [&log](const sluice_order& order, const sluice_risk_view& view, sluice_verdict& verdict) {
    std::string line = "view " + Money::from_c(view.cash).to_string() + " " +
                       Money::from_c(view.equity).to_string() + " " +
                       Money::from_c(view.gross_exposure).to_string() + " " +
                       Money::from_c(view.net_exposure).to_string() + " " +
                       Money::from_c(view.day_pnl).to_string() + " " +
                       Money::from_c(view.peak_equity).to_string();
    for (std::uint64_t i = 0; i < view.instruments.count; ++i) {
      const auto* row = SLUICE_ROW(view.instruments, sluice_risk_row, i);
      for (const std::int64_t value : {row->position, row->working_buy, row->working_sell,
                                       row->last, row->last_time, row->average_daily_volume})
        line += " " + std::to_string(value);
    }
    line += " " + std::to_string(order.intent_id.hi) + " " + std::to_string(order.intent_id.lo) +
            " " + std::to_string(order.average_daily_volume) + " " +
            std::to_string(order.daily_volatility);
    log.push_back(line);
    const bool odd = order.quantity / kScale % 7 == 3;
    testing::set_answer(verdict, odd ? SLUICE_VERDICT_REJECT : SLUICE_VERDICT_APPROVE,
                        odd ? "ODD" : "");
  };
}

std::string text_of(const records::Day& day) {
  std::string text = day.time.to_string() + (day.rebalance ? " R " : " - ");
  for (const Money amount :
       {day.equity, day.cash, day.positions_value, day.traded_notional, day.commission})
    text += amount.to_string() + " ";
  text += std::to_string(day.positions) + " " + std::to_string(day.blocked);
  for (const auto& row : day.orders)
    text += "\n order " + std::to_string(row.order_id) + " " + row.intent_id.to_string() + " " +
            row.quantity.to_string() + " " + row.fill_price.to_string() + " " +
            row.costs.to_string() + " " + std::string{name(row.state)} + " " + row.reason;
  for (const auto& row : day.trades)
    text += "\n trade " + std::to_string(row.order_id) + " " + row.quantity.to_string() + " " +
            row.fill_price.to_string() + " " + row.costs.to_string();
  return text;
}

std::string text_of(const PathState& state) {
  std::string text = state.cash.to_string() + " " + state.peak_equity.to_string() + " " +
                     state.last_equity.to_string() + " " + std::to_string(state.next_order_id) +
                     (state.last_session ? state.last_session->to_string() : "never");
  for (const Quantity position : state.positions) text += " " + position.to_string();
  for (const Order& order : state.open_orders)
    text += "\n open " + std::to_string(order.id) + " " + std::string{name(order.state)} + " " +
            order.filled.to_string() + " " + order.reserved.to_string();
  return text;
}

struct RunRecord {
  std::vector<std::string> lines;  // days, states and the trail
};

RunRecord run_all(const std::vector<SessionBars>& sessions, OrderPathConfig config,
                  std::uint32_t fills_at, bool restart_after_every_session) {
  RunRecord record;
  testing::Log log;
  testing::RecordingAudit audit{log};
  const InstrumentTable table{testing::instruments({"AAA", "BBB", "CCC"})};
  ScriptedStrategy strategy{log};
  strategy.decide = decide_by_history;
  BarVenue venue{fills_at};
  risk::KillSwitch kill_switch{{}};
  std::vector<risk::ChainedRule> rules;
  rules.push_back(testing::chained("look", writes_down_the_view(log), log));
  risk::Gate gate{{}, std::move(rules), kill_switch, audit};
  const OrderPathParts parts{table, strategy, venue, gate, audit};
  auto path = std::make_unique<OrderPath>(config, parts);
  for (std::size_t i = 0; i < sessions.size(); ++i) {
    if (restart_after_every_session && i > 0) {
      auto next = std::make_unique<OrderPath>(config, parts);
      for (InstrumentId id = 0; id < table.size(); ++id)
        if (path->prices().has_price(id)) next->restore_price(id, path->prices().last(id));
      next->restore(path->state());
      RC_ASSERT(text_of(next->state()) == text_of(path->state()));
      for (std::size_t w = i > kWindow ? i - kWindow : 0; w < i; ++w) {
        const auto warmed = next->warm_up(sessions[w]);
        RC_ASSERT(warmed.ok());
      }
      path = std::move(next);
    }
    const auto ran = path->run(sessions[i]);
    if (!ran) RC_FAIL(ran.error().message);
    record.lines.push_back(text_of(path->day()));
    record.lines.push_back(text_of(path->state()));
  }
  record.lines.insert(record.lines.end(), log.begin(), log.end());
  return record;
}

std::vector<SessionBars> random_sessions() {
  std::vector<SessionBars> sessions;
  const int count = *rc::gen::inRange(2, 60);
  const int delisted = *rc::gen::inRange(1, 30);
  int number = 0;
  for (int i = 0; i < count; ++i) {
    number += *rc::gen::inRange(1, 4);
    std::vector<sluice_bar> bars;
    for (InstrumentId id = 0; id < 3; ++id) {
      if (id == kB && i >= delisted) continue;
      if (*rc::gen::inRange(0, 6) == 0) continue;
      bars.push_back(testing::bar({}, id, std::to_string(*rc::gen::inRange(50, 150)),
                                  std::to_string(*rc::gen::inRange(1, 10'000))));
    }
    sessions.push_back(session(Date::from_days(19'700 + number).to_string(), std::move(bars)));
  }
  return sessions;
}

TEST(RestoreProperty, StoppedAndRestoredAfterEverySession_IsTheSameRun) {
  EXPECT_TRUE(rc::check("restore = continue", [] {
    OrderPathConfig config;
    config.strategy_name = "test";
    config.seed_capital = testing::money("100000");
    config.window_sessions = kWindow;
    config.needs_volatility = true;
    config.missing_price =
        *rc::gen::element(market::MissingPrice::kLast, market::MissingPrice::kSkip);
    config.rebalance = *rc::gen::element(RebalanceFrequency::kDaily, RebalanceFrequency::kWeekly,
                                         RebalanceFrequency::kMonthly);
    config.router.reservations.budget =
        *rc::gen::element(routing::BudgetMode::kCash, routing::BudgetMode::kMargin);
    const auto fills_at = *rc::gen::element<std::uint32_t>(SLUICE_PHASE_OPEN, SLUICE_PHASE_CLOSE);
    const auto sessions = random_sessions();
    const RunRecord whole = run_all(sessions, config, fills_at, false);
    const RunRecord stopped = run_all(sessions, config, fills_at, true);
    RC_ASSERT(stopped.lines.size() == whole.lines.size());
    for (std::size_t i = 0; i < whole.lines.size(); ++i)
      RC_ASSERT(stopped.lines[i] == whole.lines[i]);
    RC_CLASSIFY(whole.lines.size() > 3 * sessions.size(), "with orders");
  }));
}

}  // namespace
}  // namespace sluice::drivers
