// SPDX-License-Identifier: Apache-2.0
//
// session_fixture.hpp: a session over a recorded market, a strategy that wants what a test says,
// and a venue that fills at the quote.
//
// Place: tests of sessions.
#pragma once

#include <algorithm>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "sessions/session.hpp"
#include "support/domain_values.hpp"
#include "support/temporary_directory.hpp"

namespace sluice::sessions::testing {

using sluice::testing::at;
using sluice::testing::money;
using sluice::testing::px;
using sluice::testing::qty;

inline Ratio ratio(std::string_view text) {
  const auto value = Ratio::parse(text);
  SLUICE_ASSERT(value.has_value());
  return *value;
}

// What the market did, told as a recording is.
class RecordedMarket final : public MarketStream {
 public:
  void quote(Timestamp time, InstrumentId id, std::string_view bid, std::string_view ask) {
    sluice_quote one{};
    one.time = time.nanoseconds();
    one.instrument = id;
    one.bid = px(bid).raw();
    one.ask = px(ask).raw();
    one.bid_quantity = one.ask_quantity = 100 * kScale;
    events_.push_back({time, [one](const sluice_market_sink& sink) {
                         return sink.on_quotes(sink.context, {&one, 1, sizeof one});
                       }});
  }
  void connection(Timestamp time, bool connected, std::string reason = "") {
    events_.push_back({time, [connected, reason](const sluice_market_sink& sink) {
                         return sink.on_connection(sink.context, connected ? 1 : 0, borrow(reason));
                       }});
  }
  // A quote of every instrument each second, from `begin` to `end`.
  void flat(Timestamp begin, Timestamp end, std::size_t instruments, std::string_view bid,
            std::string_view ask) {
    for (Timestamp time = begin; time < end; time = time.plus_nanoseconds(1'000'000'000))
      for (InstrumentId id = 0; id < instruments; ++id) quote(time, id, bid, ask);
  }
  void fail_with(std::string why) { failure_ = std::move(why); }
  void heal() { failure_.clear(); }
  void go_live() { is_live_ = true; }

  Result<StreamStep> stream(Timestamp until, std::uint64_t limit,
                            const sluice_market_sink& sink) override {
    if (!failure_.empty()) return Error{failure_};
    StreamStep step;
    while (at_ < events_.size() && events_[at_].time <= until && step.rows < limit) {
      if (events_[at_++].tell(sink) != SLUICE_OK) return Error{"not taken"};
      ++step.rows;
    }
    step.ended = step.rows == 0 && at_ == events_.size() && !is_live_;
    return step;
  }
  Timestamp next_event() override {
    if (is_live_) return kUnknown;
    return at_ < events_.size() ? events_[at_].time : kNever;
  }

 private:
  struct Event {
    Timestamp time;
    std::function<sluice_status(const sluice_market_sink&)> tell;
  };
  std::vector<Event> events_;
  std::size_t at_ = 0;
  std::string failure_;
  bool is_live_ = false;
};

// Wants the positions a test gives it, candle by candle.
class WishfulStrategy final : public Strategy {
 public:
  struct Call {
    Timestamp candle;
    std::size_t bars = 0;
  };
  std::function<std::vector<sluice_target>(const sluice_session&)> wants;
  std::vector<Call> calls;
  std::vector<Fill> fills;

  [[nodiscard]] std::uint32_t lookback_sessions() override { return 0; }
  Result<void> on_bars(const sluice_session& session, const sluice_decision_sink& sink) override {
    calls.push_back({Timestamp::from_nanoseconds(session.time), session.bars.count});
    if (!wants) return {};
    const auto targets = wants(session);
    if (targets.empty()) return {};
    if (sink.on_targets(sink.context, {targets.data(), targets.size(), sizeof(sluice_target)}) !=
        SLUICE_OK)
      return Error{"the targets were refused"};
    return {};
  }
  Result<void> on_fill(const Fill& fill) override {
    fills.push_back(fill);
    return {};
  }
};

inline sluice_target target(InstrumentId id, std::string_view quantity) {
  sluice_target made{};
  made.instrument = id;
  made.kind = SLUICE_TARGET_QUANTITY;
  made.quantity = qty(quantity).raw();
  return made;
}

// Fills at once at the quote it was shown last, and remembers what it filled.
class QuoteVenue final : public Venue {
 public:
  explicit QuoteVenue(std::size_t instruments) : quotes_(instruments) {}

  Result<void> submit(std::span<const sluice_order> orders,
                      const sluice_report_sink& sink) override {
    for (const sluice_order& order : orders) {
      received.push_back(order);
      if (on_submit) on_submit();
      if (is_silent) continue;
      sluice_execution_report report{};
      report.size = sizeof report;
      report.order_id = order.order_id;
      report.time = order.decision_time;
      const sluice_quote& quote = quotes_[order.instrument];
      if (quote.ask == 0) {
        report.kind = SLUICE_REPORT_REJECTED;
      } else {
        report.kind = SLUICE_REPORT_FILLED;
        report.execution_id = ++executions_;
        report.quantity = order.quantity;
        report.price = order.side == SLUICE_SIDE_BUY ? quote.ask : quote.bid;
        told_.push_back(report);
      }
      if (sink.on_reports(sink.context, {&report, 1, sizeof report}) != SLUICE_OK)
        return Error{"not taken"};
    }
    return {};
  }
  Result<void> cancel(const sluice_order& order, const sluice_report_sink& sink) override {
    cancelled.push_back(order.order_id);
    sluice_execution_report report{};
    report.size = sizeof report;
    report.kind = SLUICE_REPORT_CANCELED;
    report.order_id = order.order_id;
    return sink.on_reports(sink.context, {&report, 1, sizeof report}) == SLUICE_OK
               ? Result<void>{}
               : Result<void>{Error{"not taken"}};
  }
  Result<void> replace(const sluice_order&, const sluice_report_sink&) override {
    return Error{"can't"};
  }
  Result<void> query(const sluice_order& order, const sluice_report_sink& sink) override {
    sluice_execution_report report{};
    report.size = sizeof report;
    report.kind = SLUICE_REPORT_STATUS;
    report.order_id = order.order_id;
    report.order_status = SLUICE_STATUS_OPEN;
    return sink.on_reports(sink.context, {&report, 1, sizeof report}) == SLUICE_OK
               ? Result<void>{}
               : Result<void>{Error{"not taken"}};
  }
  Result<void> snapshot(Timestamp, std::span<const sluice_order>, const sluice_report_sink&,
                        sluice_venue_account& account) override {
    if (!failure.empty()) return Error{failure};
    account.complete = is_complete ? 1 : 0;
    return {};
  }
  Result<void> poll(const sluice_report_sink& sink) override {
    if (!failure.empty()) return Error{failure};
    const auto told = std::exchange(of_strangers, {});
    if (told.empty()) return {};
    return sink.on_reports(sink.context, {told.data(), told.size(), sizeof told.front()}) ==
                   SLUICE_OK
               ? Result<void>{}
               : Result<void>{Error{"not taken"}};
  }
  [[nodiscard]] VenueTraits traits() const override { return {1, false}; }
  Result<void> on_market(std::uint32_t phase, Timestamp, sluice_rows rows) override {
    if (phase != SLUICE_PHASE_QUOTE) return {};
    for (std::uint64_t i = 0; i < rows.count; ++i) {
      const auto& quote = *SLUICE_ROW(rows, sluice_quote, i);
      quotes_[quote.instrument] = quote;
    }
    return {};
  }
  [[nodiscard]] std::string state() const { return std::to_string(executions_); }
  void load(std::string_view state) { executions_ = std::stoull(std::string{state}); }

  std::function<void()> on_submit;
  std::vector<sluice_order> received;
  std::vector<OrderId> cancelled;
  std::vector<sluice_execution_report> of_strangers;  // told with the next poll
  bool is_silent = false;
  bool is_complete = true;
  std::string failure;

 private:
  std::vector<sluice_quote> quotes_;
  std::vector<sluice_execution_report> told_;
  std::uint64_t executions_ = 0;
};

// One process's session; another one over the same directory is a later process.
struct Host {
  Host(const std::filesystem::path& directory, std::vector<Instrument> instruments,
       std::shared_ptr<RecordedMarket> shared_market)
      : market{std::move(shared_market)} {
    run.instruments = std::make_unique<InstrumentTable>(std::move(instruments));
    auto made_strategy = std::make_unique<WishfulStrategy>();
    auto made_venue = std::make_unique<QuoteVenue>(run.instruments->size());
    strategy = made_strategy.get();
    venue = made_venue.get();
    run.strategy = std::move(made_strategy);
    run.venue = std::move(made_venue);
    run.kill_switch = std::make_unique<risk::KillSwitch>(risk::KillSwitchConfig{});
    run.stateful.push_back({"executor", [this] { return Result<std::string>{venue->state()}; },
                            [this](std::string_view state) -> Result<void> {
                              venue->load(state);
                              return {};
                            }});
    run.path.strategy_name = "wishful";
    run.path.route = "paper";
    run.path.seed_capital = money("100000");
    settings.id = "alpha";
    settings.limits = {5, ratio("0.5"), ratio("0.02")};
    place = directory;
  }
  // The venue keeps itself: it is not in this process.
  void put_venue_elsewhere() { run.stateful.clear(); }

  Outcome<Done> try_open(Timestamp now) {
    SessionParts parts{*disk, run, *market, place, checks};
    parts.events = &events;
    parts.budget = budget;
    auto opened = Session::open(settings, std::move(parts), now);
    if (!opened) return opened.error();
    session = std::move(*opened);
    return Done{};
  }
  void open(Timestamp now) {
    const auto opened = try_open(now);
    ASSERT_TRUE(opened.ok()) << opened.error().message;
  }
  // Steps as a lane does at top speed, until `end` or the session is over.
  void run_until(Timestamp end) {
    while (!session->is_over() && wake < end) {
      const auto next = session->step(std::max(wake, session->now()));
      ASSERT_TRUE(next.ok()) << next.error().message;
      wake = *next;
    }
  }
  Quantity position(InstrumentId id) const { return session->lane().portfolio().position(id); }

  files::PosixDisk posix;
  files::Disk* disk = &posix;
  drivers::RunParts run;
  std::shared_ptr<RecordedMarket> market;
  WishfulStrategy* strategy = nullptr;
  QuoteVenue* venue = nullptr;
  SessionSettings settings;
  SessionChecks checks;
  EventHub events;
  AccountBudget* budget = nullptr;
  std::filesystem::path place;
  std::unique_ptr<Session> session;
  Timestamp wake;
};

}  // namespace sluice::sessions::testing
