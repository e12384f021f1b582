// SPDX-License-Identifier: Apache-2.0
//
// sample.cpp: a sound library with a component of every kind. What they do is plain enough to be
// checked from outside; the rule tells of its life in the log.
#include <charconv>

#include <sluice/plugin.hpp>

namespace {

using namespace sluice;

struct SampleRule {
  static constexpr auto id = "sample_rule";
  static constexpr auto version = "1.2.3";
  static constexpr auto summary = "refuses quantities above the cap, and counts what it judged";
  struct Params {
    Quantity cap;
    std::string greeting;
  };
  static constexpr auto parameters =
      params(param("cap", &Params::cap).required().above(0).help("largest quantity"),
             param("greeting", &Params::greeting).def("hello").one_of("hello", "good day"));

  SampleRule(Params params, Host host) : params_{std::move(params)}, host_{host} {
    if (params_.cap == Quantity::parse("13")) throw std::invalid_argument("13 brings bad luck");
    tell("create " + params_.greeting);
  }
  ~SampleRule() { tell("destroy"); }
  SampleRule(const SampleRule&) = delete;
  SampleRule& operator=(const SampleRule&) = delete;

  void start() { tell("start"); }
  void quiesce() { tell("quiesce"); }
  Verdict check(const Order& order, const RiskView&) const noexcept {
    ++judged_;
    return order.quantity() > params_.cap ? reject("TOO_MANY", order.quantity(), params_.cap)
                                          : approve(order.quantity(), params_.cap);
  }
  void on_session(const RiskView&) {
    tell("session at " + host_.now().to_string() + ", random " + std::to_string(host_.random()));
    if (judged_ == 99) throw Failure(SLUICE_ERROR_IO, "the list can't be read");
  }
  void on_fills(Rows<Fill> fills) { tell("fills " + std::to_string(fills.size())); }
  std::string save_state() const { return std::to_string(judged_); }
  void load_state(std::string_view text) {
    const char* end = text.data() + text.size();
    if (std::from_chars(text.data(), end, judged_).ptr != end)
      throw Failure(SLUICE_ERROR_ARGUMENT, "the state is not a number");
  }

 private:
  void tell(const std::string& text) { host_.log(LogLevel::kInfo, text); }

  Params params_;
  Host host_;
  mutable int judged_ = 0;  // for tests that want to know; a verdict never depends on it
};

struct SampleStrategy {
  static constexpr auto id = "sample_strategy";
  static constexpr auto version = "1.0.0";
  std::uint32_t lookback_sessions() const noexcept { return 7; }
  void on_bars(const Session&, Decisions& decisions) { decisions.target_weight(0, 0.5); }
};

struct SampleExecutor {
  static constexpr auto id = "sample_executor";
  static constexpr auto version = "1.0.0";
  void begin(Rows<Instrument>) {}
  void submit(Rows<sluice_order> orders, Reports& reports) {
    for (const sluice_order& order : orders) {
      open_.push_back(order);
      reports.ack(order.order_id, Timestamp{});
    }
  }
  void cancel(const sluice_order& order, Reports&) {
    throw Failure(SLUICE_ERROR_NOT_FOUND, "no order " + std::to_string(order.order_id));
  }
  void query(const sluice_order& order, Reports& reports) {
    for (const sluice_order& open : open_)
      if (open.order_id == order.order_id) return tell(open, reports);
    reports.not_found(order.order_id, Timestamp{});
  }
  void snapshot(Timestamp since, Rows<sluice_order>, Reports& reports, VenueAccount& account) {
    for (const sluice_order& open : open_) tell(open, reports);
    account.cash(Money::from_raw(500));
    sluice_venue_position position{sizeof(sluice_venue_position), 1, -3};
    account.positions({position});
    account.complete(since);
  }
  void poll(Reports&) {}
  Health health() { return {false, "closed on Sundays"}; }

 private:
  static void tell(const sluice_order& order, Reports& reports) {
    reports.status(order.order_id, SLUICE_STATUS_OPEN, Quantity{},
                   Quantity::from_raw(order.quantity), Price{}, Timestamp{});
  }
  std::vector<sluice_order> open_;
};

struct SampleLive : SampleExecutor {
  static constexpr auto id = "sample_live";
  static constexpr std::uint64_t traits = SLUICE_TRAIT_NONDETERMINISTIC;
  void replace(const sluice_order& amended, Reports& reports) {
    reports.replaced(amended.order_id, Quantity::from_raw(amended.quantity),
                     Price::from_raw(amended.limit_price), Timestamp{});
  }
  std::int64_t not_found_after_ns() { return 60'000'000'000; }
  void account(AccountFacts& facts) {
    facts.name("uid 7");
    facts.permissions(true, true);
    facts.clock(-5, 2);
    facts.balances({{sizeof(sluice_account_balance), 0, to_c("USDT"), Money::from_raw(3).to_c(),
                     Money::from_raw(1).to_c()}});
  }
};

struct SampleFeed {
  static constexpr auto id = "sample_feed";
  static constexpr auto version = "1.0.0";
  FeedInfo open(const FeedRequest&, Issues&) {
    left_ = 3;
    return {0, 3, {}, {}, "abc", false};
  }
  std::size_t pull(std::span<sluice_bar> bars) {
    std::size_t count = 0;
    for (; count < bars.size() && left_ > 0; --left_) bars[count++].close = left_;
    return count;
  }
  // A quote at 10, a trade at 20, a bar from 10 to 30, and a venue that is gone at 25.
  bool stream(Timestamp until, std::uint64_t limit, Market& market) {
    const auto has_come = [&](int step, sluice_time time) {
      return streamed_ == step && market.count() < limit && until.nanoseconds() >= time;
    };
    if (streamed_ == 4) return false;
    if (has_come(0, 10)) {
      const sluice_quote quote{10, 0, 0, 5, 6, 1, 1};
      market.quotes({&quote, 1});
      ++streamed_;
    }
    if (has_come(1, 20)) {
      const sluice_trade trade{20, 0, 0, 6, 1};
      market.trades({&trade, 1});
      ++streamed_;
    }
    if (has_come(2, 25)) {
      market.disconnected("gone");
      ++streamed_;
    }
    if (has_come(3, 30)) {
      sluice_bar bar{};
      bar.time = 10;
      bar.close = 6;
      market.bars({&bar, 1});
      ++streamed_;
    }
    return true;
  }
  Timestamp next_event() noexcept {
    constexpr sluice_time kTimes[] = {10, 20, 25, 30, INT64_MAX};
    return Timestamp::from_nanoseconds(kTimes[streamed_]);
  }

 private:
  int left_ = 0;
  int streamed_ = 0;
};

struct SampleReport {
  static constexpr auto id = "sample_report";
  static constexpr auto version = "1.0.0";
  static constexpr auto file_name = "sample.txt";
  void begin(const Run& run) { title_ = run.title(); }
  void on_days(Rows<sluice_report_day>) {}
  void on_trades(Rows<sluice_report_trade>) {}
  void on_blocked(Rows<sluice_report_blocked>) {}
  void on_positions(Rows<sluice_report_position> rows) {
    for (const sluice_report_position& row : rows) held_ += " " + std::string{view_of(row.symbol)};
  }
  void render(Sink& sink) { sink.write("title: " + title_ + held_); }

 private:
  std::string title_;
  std::string held_;
};

}  // namespace

SLUICE_LIBRARY("sample", "2.0.1", sluice::risk_rule<SampleRule>, sluice::strategy<SampleStrategy>,
               sluice::executor<SampleExecutor>, sluice::executor<SampleLive>,
               sluice::feed<SampleFeed>, sluice::report<SampleReport>)
