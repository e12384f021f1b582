// SPDX-License-Identifier: Apache-2.0
//
// session_bench: many sessions on their lanes with the wall's clock, and one over a week as fast as
// it goes.
//
//   session_bench [SECONDS [SESSIONS [SYMBOLS]]]   default 10, 50 and 20
//
// Part one: every symbol of every session has one quote a millisecond; each session ticks once a
// second, and its executor `paper` sees every quote. Told: quotes taken in, ticks, ticks that began
// a whole interval late, processor time. Part two: one session, five symbols, a quote a second each
// for seven days around the clock; told: resident memory at the end of each day.
#include <algorithm>
#include <chrono>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <fstream>
#include <string>
#include <thread>

#include "bench_directory.hpp"
#include "bench_results.hpp"
#include "plugins/executor_instance.hpp"
#include "plugins/instance.hpp"
#include "plugins/registry.hpp"
#include "plugins/trial.hpp"
#include "sessions/session_manager.hpp"

namespace sluice::bench {
namespace {

using sessions::SessionMake;

// Quotes of all symbols at fixed times, without end or up to one.
class SteadyMarket final : public MarketStream {
 public:
  SteadyMarket(Timestamp begin, std::int64_t every_ns, std::size_t symbols,
               std::optional<Timestamp> end)
      : next_{begin}, every_ns_{every_ns}, end_{end}, quotes_(symbols) {}

  Result<StreamStep> stream(Timestamp until, std::uint64_t limit,
                            const sluice_market_sink& sink) override {
    StreamStep step;
    while (next_ <= until && step.rows < limit) {
      if (end_ && next_ >= *end_) break;
      if (told_ == 0) ++beat_;
      for (std::size_t id = 0; id < quotes_.size(); ++id) {
        sluice_quote& quote = quotes_[id];
        quote.time = next_.nanoseconds();
        quote.instrument = static_cast<std::uint32_t>(id);
        const auto wave = static_cast<std::int64_t>(
            50 * std::sin(static_cast<double>(beat_ + 1'000 * id) / 3'000.0));
        quote.bid = (10'000 + wave) * (kScale / 100);
        quote.ask = quote.bid + kScale / 100;
        quote.bid_quantity = quote.ask_quantity = 100 * kScale;
      }
      // As many as may still be told in this call; the rest of the moment comes with the next.
      const std::size_t count = std::min<std::size_t>(quotes_.size() - told_, limit - step.rows);
      if (sink.on_quotes(sink.context, {quotes_.data() + told_, count, sizeof quotes_[0]}) !=
          SLUICE_OK)
        return Error{"not taken"};
      step.rows += count;
      told_ += count;
      if (told_ < quotes_.size()) break;
      told_ = 0;
      next_ = next_.plus_nanoseconds(every_ns_);
    }
    rows_ += step.rows;
    step.ended = step.rows == 0 && end_ && next_ >= *end_;
    return step;
  }
  Timestamp next_event() override { return end_ ? next_ : kUnknown; }
  [[nodiscard]] std::uint64_t rows() const noexcept { return rows_; }

 private:
  Timestamp next_;
  std::int64_t every_ns_;
  std::optional<Timestamp> end_;
  std::vector<sluice_quote> quotes_;
  std::uint64_t beat_ = 0;
  std::size_t told_ = 0;  // of the quotes of this moment
  std::atomic<std::uint64_t> rows_{0};
};

// Holds a symbol while its candle closed above the one before.
class LastMove final : public Strategy {
 public:
  [[nodiscard]] std::uint32_t lookback_sessions() override { return 2; }
  Result<void> on_bars(const sluice_session& session, const sluice_decision_sink& sink) override {
    targets_.clear();
    for (std::uint64_t i = 0; i < session.bars.count; ++i) {
      const auto& bar = *SLUICE_ROW(session.bars, sluice_bar, i);
      sluice_target target{};
      target.instrument = bar.instrument;
      target.kind = SLUICE_TARGET_QUANTITY;
      target.quantity = bar.close > bar.open ? kScale : 0;
      targets_.push_back(target);
    }
    (void)sink.on_targets(sink.context, {targets_.data(), targets_.size(), sizeof(sluice_target)});
    return {};
  }
  Result<void> on_fill(const Fill&) override { return {}; }

 private:
  std::vector<sluice_target> targets_;
};

std::vector<Instrument> symbols(std::size_t count) {
  std::vector<Instrument> made(count);
  for (std::size_t i = 0; i < count; ++i) made[i].symbol = "SYM" + std::to_string(i);
  return made;
}

// The parts of one session; the executor is the plugin, called through the ABI.
struct Run {
  Run(plugins::Registry& registry, std::size_t count) {
    parts.instruments = std::make_unique<InstrumentTable>(symbols(count));
    parts.strategy = std::make_unique<LastMove>();
    auto executor = take(registry.create<plugins::ExecutorInstance>(
        "paper", R"({"fill_model":"quote"})", plugins::InstanceOptions{clock, {}, 0, 0}));
    check(executor->start());
    check(executor->begin(parts.instruments->rows()));
    plugins::ExecutorInstance* const venue = executor.get();
    parts.stateful.push_back(
        {"executor", [venue] { return venue->save_state(); },
         [venue](std::string_view state) { return venue->load_state(state); }});
    parts.executor = venue;
    parts.venue = std::move(executor);
    parts.kill_switch = std::make_unique<risk::KillSwitch>(risk::KillSwitchConfig{});
    parts.path.strategy_name = "last_move";
    parts.path.route = "paper";
    parts.path.seed_capital = *Money::parse("1000000");
    parts.path.on_time = [shared = clock](Timestamp now) { shared->set_now(now); };
  }
  std::shared_ptr<plugins::LaneClock> clock = std::make_shared<plugins::LaneClock>();
  drivers::RunParts parts;
};

SessionMake session(plugins::Registry& registry, const std::filesystem::path& directory,
                    const std::string& id, std::shared_ptr<SteadyMarket> market,
                    std::size_t count) {
  auto run = std::make_shared<Run>(registry, count);
  SessionMake make;
  make.settings.id = id;
  make.settings.limits = {1'000, *Ratio::parse("0.5"), *Ratio::parse("0.5")};
  make.run = std::shared_ptr<drivers::RunParts>{run, &run->parts};
  make.market = std::move(market);
  make.directory = directory / id;
  return make;
}

double cpu_seconds() {
  timespec now{};
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
  return static_cast<double>(now.tv_sec) + static_cast<double>(now.tv_nsec) * 1e-9;
}

void many(plugins::Registry& registry, int seconds, int count, std::size_t symbol_count) {
  const BenchDirectory directory{"sluice-session-bench"};
  files::PosixDisk disk;
  sessions::SessionManager manager{disk, {}};
  std::vector<std::shared_ptr<SteadyMarket>> markets;
  const Timestamp begin = plugins::wall_clock();
  for (int i = 0; i < count; ++i) {
    const std::string id = "session" + std::to_string(i);
    markets.push_back(std::make_shared<SteadyMarket>(begin, 1'000'000, symbol_count, std::nullopt));
    sessions::SessionStatus what;
    what.id = id;
    const auto factory = [&, id, i]() -> sessions::Outcome<SessionMake> {
      SessionMake make = session(registry, directory.path(), id, markets[i], symbol_count);
      make.settings.candle_ns = 1'000'000'000;  // so that there is something to trade
      make.clock = std::make_unique<sessions::WallClock>(&plugins::wall_clock);
      return make;
    };
    if (!manager.add(what, factory).ok() || !manager.start(id).ok())
      give_up(Error{"session " + id + " did not start"});
  }
  const double cpu = cpu_seconds();
  const auto wall = std::chrono::steady_clock::now();
  std::this_thread::sleep_for(std::chrono::seconds{seconds});
  std::uint64_t ticks = 0, late = 0, orders = 0, quotes = 0;
  for (const auto& status : manager.list()) {
    ticks += status.ticks;
    late += status.late_ticks;
    orders += status.orders;
  }
  for (const auto& market : markets) quotes += market->rows();
  const double passed =
      std::chrono::duration<double>(std::chrono::steady_clock::now() - wall).count();
  std::printf(
      "%d sessions, %zu symbols, a quote a ms each: %.0f quotes/s, %llu ticks, %llu late, %llu "
      "orders, %.2f cores\n",
      count, symbol_count, static_cast<double>(quotes) / passed,
      static_cast<unsigned long long>(ticks), static_cast<unsigned long long>(late),
      static_cast<unsigned long long>(orders), (cpu_seconds() - cpu) / passed);
}

long resident_kb() {
  std::ifstream file{"/proc/self/statm"};
  long size = 0, resident = 0;
  file >> size >> resident;
  return resident * 4;
}

void week(plugins::Registry& registry) {
  const BenchDirectory directory{"sluice-session-week"};
  const Timestamp begin = Timestamp::from_date(*Date::from_ymd(2025, 1, 6));
  constexpr std::int64_t kDay = Timestamp::kNanosecondsPerDay;
  const auto market =
      std::make_shared<SteadyMarket>(begin, 1'000'000'000, 5, begin.plus_nanoseconds(7 * kDay));
  SessionMake make = session(registry, directory.path(), "week", market, 5);
  make.run->sync = journal::Sync::kNone;
  files::PosixDisk disk;
  auto opened = sessions::Session::open(make.settings,
                                        {disk, *make.run, *make.market, make.directory}, begin);
  if (!opened) give_up(Error{opened.error().message});
  Timestamp wake = begin;
  Timestamp day = begin;
  const double cpu = cpu_seconds();
  while (!(*opened)->is_over()) {
    wake = take((*opened)->step(wake));
    if (wake < day.plus_nanoseconds(kDay)) continue;
    day = day.plus_nanoseconds(kDay);
    const auto status = (*opened)->status();
    std::printf("week: day %s, %llu orders, %ld KiB resident\n", day.date().to_string().c_str(),
                static_cast<unsigned long long>(status.orders), resident_kb());
  }
  std::printf("week: %.1f s\n", cpu_seconds() - cpu);
}

}  // namespace
}  // namespace sluice::bench

int main(int argc, char** argv) {
  using namespace sluice;
  plugins::ScanOptions scan;
  scan.search.configured = {SLUICE_EXECUTOR_PLUGIN};
  auto registry = plugins::Registry::scan(std::move(scan));
  bench::week(registry);
  bench::many(registry, argc > 1 ? std::atoi(argv[1]) : 10, argc > 2 ? std::atoi(argv[2]) : 50,
              argc > 3 ? static_cast<std::size_t>(std::atoi(argv[3])) : 20);
  return 0;
}
