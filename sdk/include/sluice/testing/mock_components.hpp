// SPDX-License-Identifier: Apache-2.0
//
// mock_components.hpp: one class a kind that calls a component's table as the host does, and keeps
// what comes back.
//
// Place: SDK, tests only. Thread: one. Errors: status() and error() of the last call.
#pragma once

#include <cstring>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include <sluice/c/sluice.h>
#include <sluice/market_view.hpp>
#include <sluice/testing/mock_host.hpp>
#include <sluice/verdict.hpp>

namespace sluice::testing {

class MockRule : public MockInstance {
 public:
  using MockInstance::MockInstance;
  // The verdict the host would see: filled in with REJECT PLUGIN_FAULT beforehand.
  [[nodiscard]] sluice_verdict check(const sluice_order& order, const sluice_risk_view* view) {
    sluice_verdict verdict = reject("PLUGIN_FAULT").raw();
    table<sluice_risk_rule_v1>().check(get(), &order, view, &verdict);
    return verdict;
  }
  sluice_status on_session(const sluice_risk_view* view) {
    return keep(table<sluice_risk_rule_v1>().on_session(get(), view, error_out()));
  }
  sluice_status on_fills(std::span<const sluice_fill> fills) {
    return keep(table<sluice_risk_rule_v1>().on_fills(get(), rows_of(fills), error_out()));
  }
  void on_event(const sluice_risk_event& event) {
    if (has_on_event()) table<sluice_risk_rule_v1>().on_event(get(), &event);
  }
  [[nodiscard]] bool has_on_event() const {
    return table<sluice_risk_rule_v1>().on_event != nullptr;
  }
  [[nodiscard]] bool has_state() const {
    return table<sluice_risk_rule_v1>().state_version != nullptr;
  }
  // The verdict the host would see: filled in with APPROVE beforehand.
  [[nodiscard]] sluice_verdict assess(const sluice_risk_view* view) {
    sluice_verdict verdict = approve().raw();
    if (table<sluice_risk_rule_v1>().assess != nullptr)
      table<sluice_risk_rule_v1>().assess(get(), view, &verdict);
    return verdict;
  }
  [[nodiscard]] std::uint64_t state_version() {
    return table<sluice_risk_rule_v1>().state_version(get());
  }
  // What the host would journal.
  [[nodiscard]] std::string save_rule_state() {
    StringSink sink;
    keep(table<sluice_risk_rule_v1>().save_state(get(), sink.raw(), error_out()));
    return sink.text();
  }
  sluice_status restore_rule_state(std::string_view state) {
    return keep(table<sluice_risk_rule_v1>().restore_state(get(), to_c(state), error_out()));
  }
  // Empty if the rule does not explain.
  [[nodiscard]] std::string explain() {
    StringSink sink;
    if (table<sluice_risk_rule_v1>().explain != nullptr)
      keep(table<sluice_risk_rule_v1>().explain(get(), sink.raw(), error_out()));
    return sink.text();
  }
  // The component's, where the rule has none of its own.
  [[nodiscard]] std::string instance_version() {
    const auto& functions = table<sluice_risk_rule_v1>();
    return std::string{view_of(functions.instance_version == nullptr
                                   ? component().version
                                   : functions.instance_version(get()))};
  }
  sluice_status prepare() { return keep(table<sluice_risk_rule_v1>().prepare(get(), error_out())); }
  // Empty if the rule does not tell.
  [[nodiscard]] std::string prepared_version() {
    const auto& functions = table<sluice_risk_rule_v1>();
    return functions.prepared_version == nullptr
               ? std::string{}
               : std::string{view_of(functions.prepared_version(get()))};
  }
  void adopt() { table<sluice_risk_rule_v1>().adopt(get()); }
};

class MockStrategy : public MockInstance {
 public:
  using MockInstance::MockInstance;
  [[nodiscard]] std::uint32_t lookback_sessions() const {
    return table<sluice_strategy_v1>().lookback_sessions(get());
  }
  // Afterwards, targets() and intents() are those of this session.
  sluice_status on_bars(const sluice_session* session) {
    targets_.clear();
    intents_.clear();
    const sluice_decision_sink sink{this,
                                    [](void* self, sluice_rows rows) -> sluice_status {
                                      for (const sluice_target& row : Rows<sluice_target>{rows})
                                        static_cast<MockStrategy*>(self)->targets_.push_back(row);
                                      return SLUICE_OK;
                                    },
                                    [](void* self, sluice_rows rows) -> sluice_status {
                                      for (const sluice_intent& row : Rows<sluice_intent>{rows})
                                        static_cast<MockStrategy*>(self)->intents_.push_back(row);
                                      return SLUICE_OK;
                                    }};
    return keep(table<sluice_strategy_v1>().on_bars(get(), session, &sink, error_out()));
  }
  [[nodiscard]] const std::vector<sluice_target>& targets() const noexcept { return targets_; }
  [[nodiscard]] const std::vector<sluice_intent>& intents() const noexcept { return intents_; }
  [[nodiscard]] bool has_factors() const {
    return table<sluice_strategy_v1>().factor_returns != nullptr;
  }
  // Of the session just shown, as name and return.
  [[nodiscard]] std::vector<std::pair<std::string, double>> factor_returns() {
    std::vector<std::pair<std::string, double>> told;
    const sluice_factor_sink sink{
        &told, [](void* to, sluice_rows rows) -> sluice_status {
          for (const sluice_factor_return& row : Rows<sluice_factor_return>{rows})
            static_cast<std::vector<std::pair<std::string, double>>*>(to)->emplace_back(
                view_of(row.name), row.value);
          return SLUICE_OK;
        }};
    keep(table<sluice_strategy_v1>().factor_returns(get(), &sink, error_out()));
    return told;
  }

 private:
  std::vector<sluice_target> targets_;
  std::vector<sluice_intent> intents_;
};

class MockExecutor : public MockInstance {
 public:
  using MockInstance::MockInstance;
  sluice_status begin(Rows<Instrument> instruments) {
    return keep(venue().begin(get(), instruments.raw(), error_out()));
  }
  sluice_status submit(std::span<const sluice_order> orders) {
    return keep(venue().submit(get(), rows_of(orders), &sink_, error_out()));
  }
  sluice_status cancel(const sluice_order& order) {
    return keep(venue().cancel(get(), &order, &sink_, error_out()));
  }
  [[nodiscard]] bool can_replace() const { return venue().replace != nullptr; }
  sluice_status replace(const sluice_order& amended) {
    return keep(venue().replace(get(), &amended, &sink_, error_out()));
  }
  sluice_status query(const sluice_order& order) {
    return keep(venue().query(get(), &order, &sink_, error_out()));
  }
  // What the venue holds: reports as from take_reports, and the account.
  struct Snapshot {
    sluice_venue_account account{};
    std::vector<sluice_venue_position> positions;
  };
  Snapshot snapshot(Timestamp since, std::span<const sluice_order> open) {
    Snapshot told;
    told.account.size = sizeof(told.account);
    told.account.context = &told;
    told.account.on_positions = [](void* self, sluice_rows rows) -> sluice_status {
      for (const auto& row : Rows<sluice_venue_position>{rows})
        static_cast<Snapshot*>(self)->positions.push_back(row);
      return SLUICE_OK;
    };
    keep(venue().snapshot(get(), since.nanoseconds(), rows_of(open), &sink_, &told.account,
                          error_out()));
    return told;
  }
  // What the venue says of the account; balances as "USDT 5 + 1 locked".
  struct Account {
    sluice_account_facts facts{};
    std::vector<std::string> balances;
  };
  [[nodiscard]] bool has_account() const { return venue().account != nullptr; }
  Account account() {
    Account told;
    told.facts.size = sizeof(told.facts);
    told.facts.context = &told;
    told.facts.on_balances = [](void* self, sluice_rows rows) -> sluice_status {
      for (const auto& row : Rows<sluice_account_balance>{rows})
        static_cast<Account*>(self)->balances.push_back(
            std::string{view_of(row.asset)} + " " + Money::from_c(row.free).to_string() + " + " +
            Money::from_c(row.locked).to_string() + " locked");
      return SLUICE_OK;
    };
    keep(venue().account(get(), &told.facts, error_out()));
    return told;
  }
  sluice_status poll() { return keep(venue().poll(get(), &sink_, error_out())); }
  sluice_status on_market(std::uint32_t phase, Timestamp time, std::span<const sluice_bar> bars) {
    return keep(venue().on_market(get(), phase, time.nanoseconds(), rows_of(bars), error_out()));
  }
  sluice_status on_quotes(Timestamp time, std::span<const sluice_quote> quotes) {
    return keep(venue().on_market(get(), SLUICE_PHASE_QUOTE, time.nanoseconds(), rows_of(quotes),
                                  error_out()));
  }
  sluice_status on_trades(Timestamp time, std::span<const sluice_trade> trades) {
    return keep(venue().on_market(get(), SLUICE_PHASE_TRADE, time.nanoseconds(), rows_of(trades),
                                  error_out()));
  }
  [[nodiscard]] sluice_executor_health health() {
    sluice_executor_health health{};
    health.size = sizeof(health);
    venue().health(get(), &health);
    return health;
  }
  // Everything reported since the last call of this function.
  [[nodiscard]] std::vector<sluice_execution_report> take_reports() {
    return std::exchange(reports_, {});
  }

 private:
  [[nodiscard]] const sluice_executor_v1& venue() const { return table<sluice_executor_v1>(); }
  std::vector<sluice_execution_report> reports_;
  sluice_report_sink sink_{this, [](void* self, sluice_rows rows) -> sluice_status {
                             for (const auto& row : Rows<sluice_execution_report>{rows})
                               static_cast<MockExecutor*>(self)->reports_.push_back(row);
                             return SLUICE_OK;
                           }};
};

class MockFeed : public MockInstance {
 public:
  // What an issue said, kept.
  struct Issue {
    std::uint32_t severity;
    std::string code, file;
    std::uint64_t line;
    std::string symbol, message, action;
    std::uint64_t count;
  };

  using MockInstance::MockInstance;
  sluice_status open(const std::vector<std::string>& symbols, sluice_time from = INT64_MIN,
                     sluice_time to = INT64_MAX, std::uint32_t lookback_sessions = 0) {
    std::vector<sluice_str> names;
    for (const std::string& symbol : symbols) names.push_back(to_c(symbol));
    const sluice_feed_request request{sizeof(request), lookback_sessions, rows_of(names), from, to};
    const sluice_issue_sink sink{this, [](void* self, const sluice_feed_issue* row) {
                                   static_cast<MockFeed*>(self)->keep_issue(*row);
                                 }};
    issues_.clear();
    info_ = {};
    info_.size = sizeof(info_);
    return keep(table<sluice_feed_v1>().open(get(), &request, &sink, &info_, error_out()));
  }
  [[nodiscard]] const sluice_feed_info& info() const noexcept { return info_; }
  [[nodiscard]] const std::vector<Issue>& issues() const noexcept { return issues_; }

  // Every bar to the end, `capacity` at a time.
  [[nodiscard]] std::vector<sluice_bar> pull_all(std::size_t capacity = 1000) {
    std::vector<sluice_bar> all;
    std::vector<sluice_bar> some(capacity);
    std::uint64_t count = 0;
    while (keep(table<sluice_feed_v1>().pull(get(), some.data(), some.size(), &count,
                                             error_out())) == SLUICE_OK)
      all.insert(all.end(), some.begin(), some.begin() + static_cast<std::ptrdiff_t>(count));
    return all;
  }

  // One call of a stream: its rows in three lists, and what it said of its connection.
  struct Streamed {
    std::vector<sluice_quote> quotes;
    std::vector<sluice_trade> trades;
    std::vector<sluice_bar> bars;
    std::vector<std::pair<bool, std::string>> connections;
  };
  [[nodiscard]] bool streams() const { return table<sluice_feed_v1>().stream != nullptr; }
  Streamed stream(Timestamp until, std::uint64_t limit = 1000) {
    Streamed told;
    const sluice_market_sink sink{
        &told,
        [](void* to, sluice_rows rows) -> sluice_status {
          for (const auto& row : Rows<sluice_quote>{rows})
            static_cast<Streamed*>(to)->quotes.push_back(row);
          return SLUICE_OK;
        },
        [](void* to, sluice_rows rows) -> sluice_status {
          for (const auto& row : Rows<sluice_trade>{rows})
            static_cast<Streamed*>(to)->trades.push_back(row);
          return SLUICE_OK;
        },
        [](void* to, sluice_rows rows) -> sluice_status {
          for (const auto& row : Rows<sluice_bar>{rows})
            static_cast<Streamed*>(to)->bars.push_back(row);
          return SLUICE_OK;
        },
        [](void* to, std::uint32_t connected, sluice_str reason) -> sluice_status {
          static_cast<Streamed*>(to)->connections.emplace_back(connected != 0, view_of(reason));
          return SLUICE_OK;
        }};
    stream_into(until.nanoseconds(), limit, sink);
    return told;
  }
  // The same into a sink of one's own, which sees the order of rows of different kinds.
  sluice_status stream_into(sluice_time until, std::uint64_t limit,
                            const sluice_market_sink& sink) {
    return keep(table<sluice_feed_v1>().stream(get(), until, limit, &sink, error_out()));
  }
  // INT64_MIN also where the feed can't tell.
  [[nodiscard]] sluice_time next_event() {
    const auto& functions = table<sluice_feed_v1>();
    return functions.next_event == nullptr ? INT64_MIN : functions.next_event(get());
  }

 private:
  void keep_issue(const sluice_feed_issue& row) {
    const auto text = [](sluice_str from) { return std::string{view_of(from)}; };
    issues_.push_back({row.severity, text(row.code), text(row.file), row.line, text(row.symbol),
                       text(row.message), text(row.action), row.count});
  }
  sluice_feed_info info_{};
  std::vector<Issue> issues_;
};

class MockReport : public MockInstance {
 public:
  using MockInstance::MockInstance;
  [[nodiscard]] std::string_view file_name() const {
    return view_of(table<sluice_report_v1>().file_name(get()));
  }
  sluice_status begin(const sluice_report_run& run) {
    return keep(table<sluice_report_v1>().begin(get(), &run, error_out()));
  }
  sluice_status on_days(std::span<const sluice_report_day> rows) {
    return keep(table<sluice_report_v1>().on_days(get(), rows_of(rows), error_out()));
  }
  sluice_status on_trades(std::span<const sluice_report_trade> rows) {
    return keep(table<sluice_report_v1>().on_trades(get(), rows_of(rows), error_out()));
  }
  sluice_status on_blocked(std::span<const sluice_report_blocked> rows) {
    return keep(table<sluice_report_v1>().on_blocked(get(), rows_of(rows), error_out()));
  }
  // Whether the report shows positions; on_positions may be called then.
  [[nodiscard]] bool wants_positions() const {
    return SLUICE_HAS_SLOT(&table<sluice_report_v1>(), sluice_report_v1, on_positions);
  }
  sluice_status on_positions(std::span<const sluice_report_position> rows) {
    return keep(table<sluice_report_v1>().on_positions(get(), rows_of(rows), error_out()));
  }
  [[nodiscard]] std::string render() {
    StringSink sink;
    keep(table<sluice_report_v1>().render(get(), sink.raw(), error_out()));
    return sink.text();
  }
};

}  // namespace sluice::testing
