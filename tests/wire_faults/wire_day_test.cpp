// SPDX-License-Identifier: Apache-2.0
//
// wire_day_test.cpp: a day of real minutes twice, as a session of the same config: on paper, and
// over the wire through the venue simulator. What is decided is the same; what is paid differs by
// as much as the simulator asks more than the recording shows, and `sluice drift` says so.
#include <algorithm>
#include <chrono>
#include <cstdlib>
#include <fstream>
#include <thread>

#include <gmock/gmock.h>
#include <nlohmann/json.hpp>

#include "drivers/assemble.hpp"
#include "e2e/cli_fixture.hpp"
#include "executors/testnet/simulator.hpp"
#include "executors/testnet_binance/json_fields.hpp"
#include "sessions/drift_session.hpp"
#include "sessions/session_assembly.hpp"
#include "sessions/session_manager.hpp"

namespace sluice::wire_faults {
namespace {

namespace fs = std::filesystem;
using Json = nlohmann::json;
using ::testing::HasSubstr;

const fs::path kShared = fs::path{SLUICE_SOURCE_DIR} / "../shared/data";
constexpr auto kPatience = std::chrono::seconds{90};
// So much more than the recording's best price the venue asks, and so much less it bids.
const Price kWorse = *Price::parse("0.02");

// A recorded market that is shown to the venue before the session sees it, at the session's time.
class ShownMarket final : public MarketStream {
 public:
  ShownMarket(std::shared_ptr<MarketStream> recording, const InstrumentTable& instruments,
              testnet::test::Simulator& venue)
      : recording_{std::move(recording)}, instruments_{instruments}, venue_{venue} {}

  Result<StreamStep> stream(Timestamp until, std::uint64_t limit,
                            const sluice_market_sink& sink) override {
    session_ = &sink;
    until_ms_ = std::to_string(until.nanoseconds() / 1'000'000);
    quotes_.clear();
    sluice_market_sink between = sink;
    between.context = this;
    between.on_quotes = [](void* self, sluice_rows rows) {
      return static_cast<ShownMarket*>(self)->take(rows);
    };
    between.on_bars = [](void* self, sluice_rows rows) {
      const auto* const session = static_cast<ShownMarket*>(self)->session_;
      return session->on_bars(session->context, rows);
    };
    between.on_trades = [](void* self, sluice_rows rows) {
      const auto* const session = static_cast<ShownMarket*>(self)->session_;
      return session->on_trades(session->context, rows);
    };
    auto step = recording_->stream(until, limit, between);
    if (!quotes_.empty()) venue_.post("market", "{\"quotes\":[" + quotes_ + "]}");
    return step;
  }
  Timestamp next_event() override { return recording_->next_event(); }

 private:
  // The venue has as much of it as anybody wants: sizes of a minute's end say little.
  sluice_status take(sluice_rows rows) {
    for (std::uint64_t i = 0; i < rows.count; ++i) {
      const auto& quote = *SLUICE_ROW(rows, sluice_quote, i);
      if (quote.bid <= 0 || quote.ask <= 0) continue;
      quotes_ += (quotes_.empty() ? "" : ",") + std::string{R"({"symbol":")"} +
                 instruments_.symbol(quote.instrument) + R"(","bid":")" +
                 Price::from_raw(quote.bid - kWorse.raw()).to_string() +
                 R"(","bid_size":"1000000","ask":")" +
                 Price::from_raw(quote.ask + kWorse.raw()).to_string() +
                 R"(","ask_size":"1000000","time":)" + until_ms_ + "}";
    }
    return session_->on_quotes(session_->context, rows);
  }

  std::shared_ptr<MarketStream> recording_;
  const InstrumentTable& instruments_;
  testnet::test::Simulator& venue_;
  const sluice_market_sink* session_ = nullptr;
  std::string until_ms_;
  std::string quotes_;
};

// What one day of a recording needs to be traded.
struct Day {
  const char* name;
  std::vector<std::string> symbols;
  std::string capital;
  std::string step;  // of quantities
  std::string data;  // the config's sections of data and trading
};

class WireDay : public e2e::CliTest {
 protected:
  WireDay() {
    ::setenv("WIRE_KEY", "wireKeyOfMain", 1);
    ::setenv("WIRE_SECRET", "wireSecretOfMain", 1);
  }
  // The rows of one day, with the header; how many.
  std::size_t keep_day(const fs::path& from, const std::string& day, const std::string& to) {
    std::ifstream file{from};
    std::string kept;
    std::size_t rows = 0;
    std::string line;
    std::getline(file, line);
    kept = line + "\n";
    while (std::getline(file, line))
      if (line.starts_with(day)) {
        kept += line + "\n";
        ++rows;
      }
    write(to, kept);
    return rows;
  }
  // A thousandth of the capital is traded, so that no size follows from what a trade before cost.
  std::string config_of(const Day& day) {
    std::string instruments = "symbol,currency,tick,lot\n";
    std::string symbols;
    for (const std::string& symbol : day.symbols) {
      instruments += symbol + ",USD,0.00001," + day.step + "\n";
      symbols += (symbols.empty() ? "" : ", ") + symbol;
    }
    write("instruments.csv", instruments);
    write("day.yaml",
          "strategy_name: " + std::string{day.name} +
              "\nstrategy: {type: trend_baseline, ma_fast: 5, ma_slow: 20}\n"
              "universe: {symbols: [" +
              symbols + "]}\n" + day.data +
              "costs: {commission_bps: 0, spread_w: 0, impact_w: 0}\n"
              "portfolio: {seed_capital: " +
              day.capital +
              "}\n"
              "session: {max_positions: 4, max_position_size_pct: 10, max_daily_loss_pct: 5}\n"
              "journal: {sync: none}\nreports: []\n");
    return path("day.yaml").string();
  }
  [[nodiscard]] static std::string venue_config(const Day& day) {
    Json config;
    Json balances{{"USD", day.capital}};
    for (const std::string& symbol : day.symbols) {
      balances[symbol] = "0";
      config["symbols"].push_back({{"symbol", symbol},
                                   {"base", symbol},
                                   {"quote", "USD"},
                                   {"filters",
                                    {{"tick", "0.00001"},
                                     {"step", day.step},
                                     {"min_quantity", day.step},
                                     {"max_quantity", "1000000"},
                                     {"max_market_quantity", "1000000"}}}});
    }
    config["accounts"].push_back({{"name", "main"}, {"balances", balances}});
    config["keys"].push_back(
        {{"key", "wireKeyOfMain"}, {"secret", "wireSecretOfMain"}, {"account", "main"}});
    return config.dump();
  }

  // `venue`: over the wire there; null: on paper. Everything else is the same config.
  void run(const std::string& config, const std::string& root, testnet::test::Simulator* venue) {
    std::vector<std::string> changes{
        "output.root=" + path(root).string(),
        "plugins.search_path=[" + e2e::plugin_directory().string() + "]"};
    if (venue != nullptr)
      changes.insert(changes.end(),
                     {"environment.mode=testnet",
                      R"(executor={type: testnet_binance, url: ")" + venue->url() +
                          R"(", api_key_env: WIRE_KEY, secret_env: WIRE_SECRET, clock: host, )"
                          "recv_window_ms: 60000, max_clock_offset_ms: 600000, "
                          "compare_balances: true}"});
    const auto loaded = config::load_run_config(config, changes);
    ASSERT_TRUE(loaded.ok()) << config::format(loaded.faults);
    auto adapted = loaded;
    sessions::choose_fill_model(adapted.config.executor, *adapted.config.session);
    auto scan = drivers::scan_options(adapted.config, true);
    ASSERT_TRUE(scan.ok()) << scan.error().message;
    auto registry = plugins::Registry::scan(std::move(*scan));
    files::PosixDisk disk;
    sessions::SessionManager manager{disk, {}};
    const auto factory = [&]() -> sessions::Outcome<sessions::SessionMake> {
      drivers::AssembleOptions options;
      options.with_reports = false;
      options.executor_of_mode = true;
      auto assembled = drivers::assemble(adapted, registry, options);
      if (!assembled.faults.empty()) return sessions::fault(assembled.faults.front().message);
      std::shared_ptr<drivers::RunParts> parts = std::move(assembled.parts);
      if (venue != nullptr) tell_time_of(*parts, *venue);
      auto made = sessions::make_session(adapted.config, parts, nullptr);
      if (made && venue != nullptr)
        made->market = std::make_shared<ShownMarket>(made->market, *parts->instruments, *venue);
      return made;
    };
    const auto settings = sessions::settings_of(adapted.config);
    ASSERT_TRUE(manager.add(sessions::created(adapted.config, *settings), factory).ok());
    const auto started = manager.start(settings->id);
    ASSERT_TRUE(started.ok()) << started.error().message;
    const auto end = std::chrono::steady_clock::now() + kPatience;
    while (manager.runs(settings->id)) {
      const auto status = manager.status(settings->id);
      ASSERT_LT(std::chrono::steady_clock::now(), end)
          << name(status->state) << " " << status->why << " " << status->now.to_string();
      ASSERT_NE(status->state, sessions::SessionState::kPaused) << status->why;
      std::this_thread::sleep_for(std::chrono::milliseconds{10});
    }
    EXPECT_EQ(manager.failure(settings->id), "");
    const auto status = manager.status(settings->id);
    EXPECT_EQ(status->state, sessions::SessionState::kStopped);
    EXPECT_EQ(status->why, "RECORDING_OVER: the recording is over");
    EXPECT_EQ(status->late_ticks, 0u);
    EXPECT_TRUE(status->is_reconciled);
  }

  // The venue's clock is the session's.
  static void tell_time_of(drivers::RunParts& parts, testnet::test::Simulator& venue) {
    parts.path.on_time = [inner = parts.path.on_time, &venue,
                          told = std::int64_t{0}](Timestamp now) mutable {
      const std::int64_t now_ms = now.nanoseconds() / 1'000'000;
      if (std::exchange(told, now_ms) != now_ms)
        venue.post("clock", "{\"time\":" + std::to_string(now_ms) + "}");
      inner(now);
    };
  }

  [[nodiscard]] drivers::DriftRun read(const Day& day, const std::string& root) const {
    auto head = drivers::read_drift_head(path(root) / "sessions" / day.name);
    EXPECT_TRUE(head.ok());
    auto run = sessions::read_drift_session(std::move(*head));
    EXPECT_TRUE(run.ok());
    return std::move(*run);
  }

  void expect_the_same_decisions(const Day& day, std::size_t at_least) {
    const auto paper = read(day, "paper");
    const auto wire = read(day, "wire");
    ASSERT_EQ(paper.decisions.size(), wire.decisions.size());
    EXPECT_GE(paper.decisions.size(), at_least);
    for (std::size_t i = 0; i < paper.decisions.size(); ++i) {
      const auto& one = paper.decisions[i];
      const auto& other = wire.decisions[i];
      EXPECT_EQ(one.time, other.time);
      EXPECT_EQ(one.decided, other.decided);
      EXPECT_EQ(one.symbol + one.side + one.terms, other.symbol + other.side + other.terms);
      EXPECT_EQ(one.quantity, other.quantity);
      EXPECT_EQ(one.reference, other.reference);
      EXPECT_EQ(one.refused, "");
      EXPECT_EQ(other.refused, "");
    }
    ASSERT_EQ(paper.fills.size(), wire.fills.size());
    int128 worse = 0;
    for (std::size_t i = 0; i < paper.fills.size(); ++i) {
      const std::int64_t by = paper.fills[i].side == "BUY" ? kWorse.raw() : -kWorse.raw();
      EXPECT_EQ(wire.fills[i].price.raw(), paper.fills[i].price.raw() + by);
      worse += notional(kWorse, paper.fills[i].quantity, Rounding::kDown).raw();
    }
    worse_ = Money::from_raw(worse);
    RecordProperty("decisions", static_cast<int>(paper.decisions.size()));
  }

  // By the command, of what the two sessions left.
  void expect_drift_says_price_alone(const Day& day) {
    const std::string below = std::string{"/sessions/"} + day.name;
    const e2e::Outcome run =
        sluice({"drift", path("paper").string() + below, path("wire").string() + below, "--json"});
    ASSERT_EQ(run.exit_code, 1) << run.out << run.err;
    const Json drift = Json::parse(run.out);
    EXPECT_EQ(drift["first_difference"]["cause"], "price") << drift["first_difference"];
    EXPECT_THAT(drift["first_difference"]["text"], HasSubstr("trade BUY"));
    const double worse = std::stod(worse_.to_amount());
    EXPECT_NEAR(drift["equity"]["difference"].get<double>(), worse, 1e-6);
    for (const Json& each : drift["causes"])
      EXPECT_NEAR(each["direct"].get<double>(), each["cause"] == "price" ? worse : 0, 1e-6) << each;
    for (const Json& each : drift["causes"]) EXPECT_EQ(each["followed"].get<double>(), 0) << each;
    EXPECT_NEAR(drift["unexplained"].get<double>(), 0, 1e-6);
    EXPECT_TRUE(drift["data"].empty()) << drift["data"];
    for (const Json& each : drift["config"])
      EXPECT_TRUE(each["key"].get<std::string>().starts_with("executor") ||
                  each["key"].get<std::string>().starts_with("environment"))
          << each;
  }

  // What the session holds is what the venue says.
  void expect_books_of_the_venue(const Day& day, testnet::test::Simulator& venue) {
    const auto wire = read(day, "wire");
    const JsonValue state = venue.control("GET", "/simulator/state");
    const auto* const main = state.find("balances")->find("main");
    const auto balance = [&](const std::string& asset) {
      return *Money::parse(*testnet::text_in(*main->find(asset), "free"));
    };
    EXPECT_EQ(balance("USD"), wire.curve.rbegin()->second.cash);
    for (const std::string& symbol : day.symbols) {
      std::int64_t held = 0;
      for (const auto& fill : wire.fills)
        if (fill.symbol == symbol) held += (fill.side == "BUY" ? 1 : -1) * fill.quantity.raw();
      EXPECT_EQ(balance(symbol).raw(), held) << symbol;
    }
  }

  void trade(const Day& day, std::size_t at_least) {
    const std::string config = config_of(day);
    ASSERT_NO_FATAL_FAILURE(run(config, "paper", nullptr));
    testnet::test::Simulator venue{venue_config(day), 0, "told"};
    venue.post("clock", R"({"time":1})");  // until the session knows its own
    ASSERT_NO_FATAL_FAILURE(run(config, "wire", &venue));
    ASSERT_NO_FATAL_FAILURE(expect_the_same_decisions(day, at_least));
    expect_books_of_the_venue(day, venue);
    ASSERT_NO_FATAL_FAILURE(expect_drift_says_price_alone(day));
  }

 private:
  Money worse_;
};

TEST_F(WireDay, Bitcoin_IsDecidedAlike_AndCostsWhatTheVenueAsksMore) {
  const fs::path data = kShared / "btc_perp_1m/btc_perp_1m.csv";
  if (!fs::exists(data)) GTEST_SKIP() << data << " is not here: this test needs that data";
  ASSERT_EQ(keep_day(data, "2022-01-03", "BTCUSD.csv"), 1'440u);
  trade({"btc_day",
         {"BTCUSD"},
         "1000000000",
         "0.001",
         "data: {source: replay, path: BTCUSD.csv, symbol: BTCUSD, freq: 1min, "
         "quote_spread_bps: 1, instruments: instruments.csv}\n"
         "trading: {freq: 5min, max_gross_exposure: 0.0001}\n"},
        50);
}

TEST_F(WireDay, UsShares_AreDecidedAlike_AndCostWhatTheVenueAsksMore) {
  const fs::path data = kShared / "us_minute";
  if (!fs::exists(data)) GTEST_SKIP() << data << " is not here: this test needs that data";
  const std::vector<std::string> symbols{"AIG", "BAC", "IBM", "SPY"};
  for (const std::string& symbol : symbols)
    ASSERT_GT(
        keep_day(data / (symbol + "_quote.csv"), "2013-10-07", "day/" + symbol + "_quote.csv"),
        390u);
  write("hours.csv",
        "kind,from,to,days,open,close,offset\nsession,,,Mon-Fri,09:30,16:00,America/New_York\n");
  trade({"us_day", symbols, "1000000000", "1",
         "data:\n  source: replay\n  quotes: day\n  quotes_suffix: _quote\n"
         "  quote_bar_minutes: 1\n  time_column: time_ny\n  timezone: America/New_York\n"
         "  instruments: instruments.csv\n"
         "trading: {freq: 5min, calendar: hours.csv, max_gross_exposure: 0.0001}\n"},
        50);
}

}  // namespace
}  // namespace sluice::wire_faults
