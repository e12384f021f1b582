// SPDX-License-Identifier: Apache-2.0
//
// controls_bench: what the standard controls cost an order.
//
// Rules of the library sluice_standard_risk, loaded and called as the gate does, each verdict
// checked and kept in memory. 30 instruments with positions and quotes, ten orders open; orders go
// through the instruments in turn. Three chains: five limits of pre_trade and ten controls; the
// same with qa_status and vol_target, whose cost is its window of 60 sessions; everything that
// judges orders. `with_events` adds what rules hear of an approval and of one fill.
#include <chrono>
#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

#include <benchmark/benchmark.h>

#include <sluice/rows.hpp>

#include "core/verdict.hpp"
#include "plugins/instance.hpp"
#include "plugins/registry.hpp"
#include "risk/risk_book.hpp"

namespace sluice::bench {
namespace {

namespace fs = std::filesystem;

constexpr InstrumentId kInstruments = 30;
constexpr int kSessions = 61;

struct Row {
  const char* id;
  const char* params;
};

constexpr Row kPreTrade[] = {{"max_notional_per_symbol", R"({"limit":400000000})"},
                             {"max_weight_per_symbol", R"({"limit":0.5})"},
                             {"max_gross_exposure", R"({"limit":"2x"})"},
                             {"max_sector_exposure", R"({"limit":"0.9x","limits":{}})"},
                             {"max_region_exposure", R"({"limit":"0.9x","limits":{}})"}};
constexpr Row kPreTradeRest[] = {{"qa_status", R"({"file":"DIR/qa.json"})"},
                                 {"vol_target", R"({"limit":9})"}};
constexpr Row kTen[] = {{"trading_state", "{}"},
                        {"instrument_filters", "{}"},
                        {"max_order_quantity", R"({"limit":1000})"},
                        {"max_order_notional", R"({"limit":"0.1x"})"},
                        {"price_collar", "{}"},
                        {"stale_reference", "{}"},
                        {"crossed_market", "{}"},
                        {"max_open_orders", "{}"},
                        {"working_notional", R"({"limit":"0.5x"})"},
                        {"max_position", R"({"quantity":100000})"}};
constexpr Row kOthers[] = {{"period_collar", "{}"},
                           {"intent_conflict", "{}"},
                           {"duplicate_order", "{}"},
                           {"order_rate", "{}"},
                           {"message_rate", "{}"},
                           {"repeated_execution", R"({"limit":2000})"},
                           {"daily_notional", R"({"limit":"100x"})"},
                           {"buying_power", "{}"},
                           {"max_leverage", "{}"},
                           {"concentration", R"({"sector":0.9,"region":0.9})"},
                           {"adv_participation", R"({"day":1000000})"},
                           {"self_trade", "{}"},
                           {"restricted_list", R"({"file":"DIR/restricted.csv"})"},
                           {"short_sale", "{}"},
                           {"market_hours", "{}"},
                           {"daily_loss", "{}"},
                           {"drawdown", "{}"},
                           {"parent_conservation", "{}"},
                           {"reject_burst", "{}"},
                           {"disconnect", "{}"},
                           {"position_drift", "{}"},
                           {"config_hash", R"({"approved":"DIR/approved.txt"})"},
                           {"max_positions", R"({"limit":100})"},
                           {"live_limits", R"({"max_live_notional_total":900000000})"}};

[[noreturn]] void give_up(const std::string& why) {
  std::fprintf(stderr, "controls_bench: %s\n", why.c_str());
  std::exit(1);
}

const std::string& directory() {
  static const std::string kPath = [] {
    const fs::path path = fs::temp_directory_path() / "sluice-controls-bench";
    fs::create_directories(path);
    std::ofstream{path / "qa.json"} << R"({"can_trade_today":true})";
    std::ofstream{path / "restricted.csv"} << "symbol,from\nSYM3,2030-01-01\n";
    std::ofstream{path / "approved.txt"} << std::string(64, 'a') << "\n";
    return path.string();
  }();
  return kPath;
}

std::vector<Instrument> instruments() {
  std::vector<Instrument> described;
  for (InstrumentId id = 0; id < kInstruments; ++id) {
    Instrument instrument;
    instrument.symbol = "SYM" + std::to_string(id);
    instrument.sector = "sector " + std::to_string(id % 5);
    instrument.region = "region " + std::to_string(id % 3);
    instrument.tick = Price::from_raw(kScale / 100);
    instrument.average_daily_volume = Quantity::from_raw(1'000'000 * kScale);
    described.push_back(instrument);
  }
  return described;
}

// History of every instrument, for vol_target.
class History {
 public:
  explicit History(const InstrumentTable& table) : columns_(table.size()) {
    for (auto& column : columns_)
      for (int session = 0; session < kSessions; ++session)
        column.push_back((100 + session % 7) * kScale);
    for (int session = 0; session < kSessions; ++session)
      times_.push_back(
          Timestamp::from_date(Date::from_days(20'000 - kSessions + session)).nanoseconds());
    for (const auto& column : columns_) {
      const std::int64_t* const closes = column.data();
      series_.push_back({column.size(), times_.data(), closes, closes, closes, closes, closes});
    }
    view_ = {sizeof view_, 0, times_.back(), table.rows(), rows_of(series_)};
  }
  [[nodiscard]] const sluice_market_view* view() const { return &view_; }

 private:
  std::vector<std::vector<std::int64_t>> columns_;
  std::vector<std::int64_t> times_;
  std::vector<sluice_series> series_;
  sluice_market_view view_{};
};

class Desk {
 public:
  explicit Desk(const std::vector<Row>& chain) {
    plugins::ScanOptions scan;
    scan.search.configured = {SLUICE_RISK_PLUGIN};
    registry_.emplace(plugins::Registry::scan(std::move(scan)));
    show_account();
    for (const Row& row : chain) add(row);
    for (InstrumentId id = 0; id < kInstruments; ++id)
      orders_.push_back(to_row(limit_order(id), 0));
    verdicts_.reserve(rules_.size());
  }

  void judge(bool with_events) {
    const sluice_order& order = orders_[++turn_ % orders_.size()];
    verdicts_.clear();
    for (std::uint32_t i = 0; i < rules_.size(); ++i) {
      RuleVerdict& answer = verdicts_.emplace_back(blank_);
      answer.rule = i;
      rules_[i]->check(order, book_.view(), answer.verdict);
    }
    if (with_events) tell(order);
    benchmark::DoNotOptimize(verdicts_.data());
    benchmark::ClobberMemory();
  }
  void expect_approvals() {
    for (std::size_t i = 0; i < orders_.size(); ++i) {
      judge(false);
      for (const RuleVerdict& each : verdicts_)
        if (each.verdict.action != SLUICE_VERDICT_APPROVE)
          give_up(std::string{rules_[each.rule]->id()} + " answers " + std::string{each.code()});
    }
  }
  [[nodiscard]] std::size_t rules() const { return rules_.size(); }

 private:
  static Timestamp now() {
    return Timestamp::from_date(Date::from_days(20'000)).plus_nanoseconds(1'000'000'000);
  }

  void show_account() {
    const Money equity = *Money::parse("100000000");
    book_.set_names({"bench", "bench", "bench", "bench", std::string(64, 'a')});
    book_.set_session_times(now(), now().plus_nanoseconds(3'600'000'000'000));
    book_.set_venue_heartbeat(now());
    book_.set_account_state(SLUICE_TRADING_ACTIVE);
    book_.begin_session(now(), {equity, equity, Money{}, equity}, history_.view());
    for (InstrumentId id = 0; id < kInstruments; ++id) {
      book_.set_last(id, Price::from_raw(100 * kScale), now());
      book_.set_quote(id, Price::from_raw(99 * kScale), Price::from_raw(101 * kScale), now());
      book_.set_position(id, Quantity::from_raw(500 * kScale));
      book_.set_venue_position(id, Quantity::from_raw(500 * kScale));
      book_.set_trading_state(id, SLUICE_TRADING_ACTIVE);
    }
    for (InstrumentId id = 0; id < 10; ++id) book_.add_working(limit_order(id));
    book_.number_working(1, 10);
  }
  static Intent limit_order(InstrumentId id) {
    Intent intent;
    intent.instrument = id;
    intent.id.lo = 1'000 + id;
    intent.side = Side::kBuy;
    intent.type = OrderType::kLimit;
    intent.time_in_force = TimeInForce::kDay;
    intent.quantity = Quantity::from_raw(10 * kScale);
    intent.limit_price = Price::from_raw(100 * kScale);
    intent.reference_price = Price::from_raw(100 * kScale);
    intent.average_daily_volume = Quantity::from_raw(1'000'000 * kScale);
    intent.decision_time = intent.reference_time = now();
    return intent;
  }
  void add(const Row& row) {
    std::string params = row.params;
    if (const auto place = params.find("DIR"); place != std::string::npos)
      params.replace(place, 3, directory());
    auto rule = registry_->create<plugins::RuleInstance>(row.id, params, {});
    if (!rule) give_up(rule.error().message);
    if (auto begun = (*rule)->start(); !begun) give_up(begun.error().message);
    if (auto begun = (*rule)->on_session(book_.view()); !begun) give_up(begun.error().message);
    hears_.push_back((*rule)->traits().hears_events);
    rules_.push_back(std::move(*rule));
  }
  void tell(const sluice_order& order) {
    time_ += 1'000'000'000;
    for (const std::uint32_t kind : {SLUICE_RISK_EVENT_APPROVED, SLUICE_RISK_EVENT_FILLED}) {
      const sluice_risk_event event{sizeof event, kind,           time_,
                                    &order,       order.quantity, order.limit_price};
      for (std::size_t i = 0; i < rules_.size(); ++i)
        if (hears_[i]) rules_[i]->on_event(event);
    }
  }

  InstrumentTable table_{instruments()};
  History history_{table_};
  risk::RiskBook book_{table_};
  std::optional<plugins::Registry> registry_;
  std::vector<std::unique_ptr<plugins::RuleInstance>> rules_;
  std::vector<bool> hears_;
  std::vector<sluice_order> orders_;
  std::vector<RuleVerdict> verdicts_;
  RuleVerdict blank_;
  std::size_t turn_ = 0;
  std::int64_t time_ = now().nanoseconds();
};

template <typename... Rows>
std::vector<Row> chain_of(const Rows&... parts) {
  std::vector<Row> chain;
  (chain.insert(chain.end(), std::begin(parts), std::end(parts)), ...);
  return chain;
}

// The median of many short rounds: one that somebody else's work fell into does not count.
void judge_orders(benchmark::State& state, const std::vector<Row>& chain, bool with_events) {
  constexpr int kRound = 300;
  Desk desk{chain};
  desk.expect_approvals();
  std::vector<double> rounds;
  for (auto _ : state) {
    const auto begin = std::chrono::steady_clock::now();
    for (int i = 0; i < kRound; ++i) desk.judge(with_events);
    const std::chrono::duration<double> took = std::chrono::steady_clock::now() - begin;
    state.SetIterationTime(took.count());
    rounds.push_back(took.count() * 1e9 / kRound);
  }
  std::nth_element(rounds.begin(), rounds.begin() + static_cast<std::ptrdiff_t>(rounds.size() / 2),
                   rounds.end());
  state.counters["rules"] = static_cast<double>(desk.rules());
  state.counters["median_ns_per_order"] = rounds[rounds.size() / 2];
}

#define SLUICE_BENCH(name, chain, with_events) \
  BENCHMARK_CAPTURE(judge_orders, name, chain, with_events)->UseManualTime()->MinTime(0.5)

SLUICE_BENCH(pre_trade_and_ten, chain_of(kPreTrade, kTen), false);
SLUICE_BENCH(pre_trade_with_volatility_and_ten, chain_of(kPreTrade, kPreTradeRest, kTen), false);
SLUICE_BENCH(all_controls, chain_of(kTen, kOthers), false);
SLUICE_BENCH(all_controls_with_events, chain_of(kTen, kOthers), true);

// One control at a time.
void one_control(benchmark::State& state) {
  const auto chain = chain_of(kPreTrade, kPreTradeRest, kTen, kOthers);
  const Row& row = chain.at(static_cast<std::size_t>(state.range(0)));
  judge_orders(state, {row}, false);
  state.SetLabel(row.id);
}
BENCHMARK(one_control)->DenseRange(0, 40)->UseManualTime()->MinTime(0.02);

}  // namespace
}  // namespace sluice::bench

BENCHMARK_MAIN();
