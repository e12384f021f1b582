// SPDX-License-Identifier: Apache-2.0
//
// order_path_bench: what an order costs from a market's tick to the call of the executor, and how
// many get through with a durable journal.
//
// The lane is the one of a session: strategy (an object here), gate with twelve rules of the plugin
// sluice_standard_risk, loaded and called through the C ABI, kill switch with its environment
// variables and latch file, router, and a venue here that takes the time and fills at once. The
// time runs from before the tick is told to the entry of the venue's submit.
//
//   --orders N    orders of the memory benchmark (default 1,000,000; its figure wants 10,000,000)
//
// Files of the journal are made below $SLUICE_BENCH_DIR, else the system's directory for temporary
// files: that must be a real disk.
#include <algorithm>
#include <chrono>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

#include <benchmark/benchmark.h>

#include "bench_directory.hpp"
#include "bench_results.hpp"
#include "drivers/journal_audit.hpp"
#include "drivers/order_lane.hpp"
#include "drivers/run_parts.hpp"
#include "journal/log.hpp"
#include "plugins/instance.hpp"
#include "plugins/registry.hpp"

namespace sluice::bench {
namespace {

namespace fs = std::filesystem;
using Clock = std::chrono::steady_clock;

constexpr InstrumentId kInstruments = 30;
std::uint64_t memory_orders = 1'000'000;

Timestamp time_of(std::uint64_t tick) {
  constexpr std::int64_t kTick_ns = 1'000;
  return Timestamp::from_date(*Date::from_ymd(2025, 1, 15))
      .plus_nanoseconds(static_cast<std::int64_t>(tick) * kTick_ns);
}

// Acknowledges and fills everything at its reference price.
class InstantVenue final : public Venue {
 public:
  Result<void> submit(std::span<const sluice_order> orders,
                      const sluice_report_sink& sink) override {
    entered = Clock::now();
    reports_.clear();
    for (const sluice_order& order : orders) {
      sluice_execution_report report{};
      report.size = sizeof report;
      report.kind = SLUICE_REPORT_ACKED;
      report.order_id = order.order_id;
      report.time = order.decision_time;
      reports_.push_back(report);
      report.kind = SLUICE_REPORT_FILLED;
      report.execution_id = ++executions_;
      report.quantity = order.quantity;
      report.price = order.reference_price;
      reports_.push_back(report);
    }
    (void)sink.on_reports(sink.context, {reports_.data(), reports_.size(), sizeof reports_[0]});
    return {};
  }
  Result<void> cancel(const sluice_order&, const sluice_report_sink&) override { return {}; }
  Result<void> replace(const sluice_order&, const sluice_report_sink&) override { return {}; }
  Result<void> query(const sluice_order&, const sluice_report_sink&) override { return {}; }
  Result<void> snapshot(Timestamp, std::span<const sluice_order>, const sluice_report_sink&,
                        sluice_venue_account&) override {
    return {};
  }
  Result<void> poll(const sluice_report_sink&) override { return {}; }
  [[nodiscard]] VenueTraits traits() const override { return {1, false}; }
  Result<void> on_market(std::uint32_t, Timestamp, sluice_rows) override { return {}; }

  Clock::time_point entered;

 private:
  std::uint64_t executions_ = 0;
  std::vector<sluice_execution_report> reports_;
};

std::vector<Instrument> instruments() {
  std::vector<Instrument> described;
  for (InstrumentId id = 0; id < kInstruments; ++id) {
    Instrument instrument;
    instrument.symbol = "SYM" + std::to_string(id);
    instrument.sector = "sector " + std::to_string(id % 5);
    instrument.region = "region " + std::to_string(id % 3);
    described.push_back(instrument);
  }
  return described;
}

// Buys what rises and sells what falls; the smallest strategy there is.
class Momentum {
 public:
  explicit Momentum(const InstrumentTable& table) : table_{table}, last_(table.size()) {}
  Intent on_tick(InstrumentId id, Price price, std::uint64_t tick) {
    Intent intent;
    intent.instrument = id;
    intent.side = price >= last_[id] ? Side::kBuy : Side::kSell;
    intent.type = OrderType::kMarket;
    intent.time_in_force = TimeInForce::kIoc;
    intent.quantity = Quantity::from_raw(kScale);
    intent.reference_price = price;
    intent.decision_time = intent.reference_time = time_of(tick);
    intent.id = identity_.id_of(intent, table_.symbol(id), tick);
    last_[id] = price;
    return intent;
  }

 private:
  const InstrumentTable& table_;
  IntentIdentity identity_{"momentum", "bench"};
  std::vector<Price> last_;
};

enum class Trail { kNone, kWritten, kDurable };

// A lane as a session has it.
class Desk {
 public:
  explicit Desk(Trail trail, std::size_t rule_count = 12,
                std::size_t group_records = journal::kMaxGroupRecords) {
    plugins::ScanOptions scan;
    scan.search.configured = {SLUICE_RISK_PLUGIN};
    registry_.emplace(plugins::Registry::scan(std::move(scan)));
    auto rules = twelve_rules();
    rules.resize(rule_count);
    AuditTrail* audit = &none_;
    if (trail != Trail::kNone) {
      journal_.emplace(table_, drivers::rule_names(rules));
      open_log(trail == Trail::kDurable ? journal::Sync::kBatch : journal::Sync::kNone,
               group_records);
      journal_->write_to(*log_);
      audit = &*journal_;
    }
    gate_.emplace(risk::GateConfig{}, std::move(rules), kill_switch_, *audit);
    drivers::LaneConfig config;
    config.seed_capital = *Money::parse("1000000000");
    config.router.ack_timeout_ns = 5'000'000'000;
    lane_.emplace(config,
                  drivers::LaneParts{table_, venue_, *gate_, kill_switch_, *audit, nullptr});
    for (InstrumentId id = 0; id < kInstruments; ++id)
      lane_->on_price(id, price_at(id, 0), time_of(0));
    lane_->begin_session(time_of(0));
  }

  // Nanoseconds from the tick to the venue's submit.
  std::int64_t tick() {
    const std::uint64_t tick = ++ticks_;
    const auto id = static_cast<InstrumentId>(tick % kInstruments);
    const Price price = price_at(id, tick);
    const auto begin = Clock::now();
    lane_->on_price(id, price, time_of(tick));
    const Intent intent = strategy_.on_tick(id, price, tick);
    const auto answers = lane_->submit({&intent, 1}, time_of(tick));
    if (!answers) give_up(answers.error());
    if (answers->front().order == 0) give_up(Error{"refused: " + answers->front().refusal});
    return std::chrono::duration_cast<std::chrono::nanoseconds>(venue_.entered - begin).count();
  }
  // Orders of one decision.
  void batch(std::size_t orders) {
    intents_.clear();
    const std::uint64_t time = ticks_ + orders;
    for (std::size_t i = 0; i < orders; ++i) {
      const std::uint64_t tick = ++ticks_;
      const auto id = static_cast<InstrumentId>(tick % kInstruments);
      const Price price = price_at(id, tick);
      lane_->on_price(id, price, time_of(time));
      intents_.push_back(strategy_.on_tick(id, price, tick));
      intents_.back().decision_time = time_of(time);
    }
    const auto answers = lane_->submit(intents_, time_of(time));
    if (!answers) give_up(answers.error());
  }
  [[nodiscard]] std::uint64_t bytes() const {
    std::uint64_t sum = 0;
    for (const auto& file : fs::directory_iterator{directory_.path() / "journal"})
      sum += file.file_size();
    return sum;
  }
  [[nodiscard]] std::uint64_t records() const { return log_->position().chain.seq; }

 private:
  static Price price_at(InstrumentId id, std::uint64_t tick) {
    const std::uint64_t cents = 10'000 + id * 100 + (tick / kInstruments * 7) % 50;
    return Price::from_raw(static_cast<std::int64_t>(cents) * (kScale / 100));
  }
  std::vector<risk::ChainedRule> twelve_rules() {
    struct Row {
      const char* id;
      const char* params;
    };
    constexpr Row kRows[] = {{"max_notional_per_symbol", R"({"limit":400000000})"},
                             {"max_notional_per_symbol", R"({"limit":300000000})"},
                             {"max_notional_per_symbol", R"({"limit":"0.5x"})"},
                             {"max_weight_per_symbol", R"({"limit":0.5})"},
                             {"max_weight_per_symbol", R"({"limit":0.4})"},
                             {"max_weight_per_symbol", R"({"limit":0.3})"},
                             {"max_gross_exposure", R"({"limit":"2x"})"},
                             {"max_gross_exposure", R"({"limit":900000000})"},
                             {"max_sector_exposure", R"({"limit":"0.9x","limits":{}})"},
                             {"max_sector_exposure", R"({"limit":800000000,"limits":{}})"},
                             {"max_region_exposure", R"({"limit":"0.9x","limits":{}})"},
                             {"max_region_exposure", R"({"limit":800000000,"limits":{}})"}};
    std::vector<risk::ChainedRule> rules;
    for (const Row& row : kRows) {
      auto rule = take(registry_->create<plugins::RuleInstance>(row.id, row.params, {}));
      check(rule->start());
      rules.push_back({std::move(rule), RuleMode::kEnforce});
    }
    return rules;
  }
  void open_log(journal::Sync sync, std::size_t group_records) {
    journal::LogOptions options;
    options.directory = directory_.path() / "journal";
    options.sync = sync;
    options.group_records = group_records;
    options.header.time = time_of(0);
    log_.emplace(take(journal::Log::open(disk_, std::move(options), {})));
  }

  BenchDirectory directory_{"sluice-order-path-bench"};
  files::PosixDisk disk_;
  InstrumentTable table_{instruments()};
  InstantVenue venue_;
  risk::KillSwitch kill_switch_{{{"SLUICE_KILL_SWITCH", "ASSEMBLED_KILL_SWITCH"},
                                 (directory_.path() / "KILL_SWITCH").native(),
                                 true,
                                 false,
                                 1'000'000}};
  std::optional<plugins::Registry> registry_;
  drivers::NoAudit none_;
  std::optional<drivers::JournalAudit> journal_;
  std::optional<journal::Log> log_;
  std::optional<risk::Gate> gate_;
  std::optional<drivers::OrderLane> lane_;
  Momentum strategy_{table_};
  std::vector<Intent> intents_;
  std::uint64_t ticks_ = 0;
};

double at_share(std::vector<std::int64_t>& samples, double share) {
  const auto place = samples.begin() +
                     static_cast<std::ptrdiff_t>(share * static_cast<double>(samples.size() - 1));
  std::nth_element(samples.begin(), place, samples.end());
  return static_cast<double>(*place);
}

void tick_to_executor(benchmark::State& state, Trail trail) {
  Desk desk{trail};
  for (int i = 0; i < 20'000; ++i) desk.tick();
  std::vector<std::int64_t> samples;
  samples.reserve(1u << 20);
  for (auto _ : state) {
    const std::int64_t sample = desk.tick();
    if (samples.size() < samples.capacity()) samples.push_back(sample);
    state.SetIterationTime(static_cast<double>(sample) * 1e-9);
  }
  state.counters["median_ns"] = at_share(samples, 0.5);
  state.counters["p99_ns"] = at_share(samples, 0.99);
  state.counters["p999_ns"] = at_share(samples, 0.999);
}
BENCHMARK_CAPTURE(tick_to_executor, no_trail, Trail::kNone)->UseManualTime()->Iterations(300'000);
BENCHMARK_CAPTURE(tick_to_executor, trail_without_sync, Trail::kWritten)
    ->UseManualTime()
    ->Iterations(200'000);

// What the clock itself takes: part of every figure above.
void clock_alone(benchmark::State& state) {
  for (auto _ : state) benchmark::DoNotOptimize(Clock::now());
}
BENCHMARK(clock_alone);

// Whole orders, fills and their books included, with every record on the disk before it counts.
void durable_orders(benchmark::State& state) {
  const auto orders = static_cast<std::size_t>(state.range(0));
  Desk desk{Trail::kDurable, static_cast<std::size_t>(state.range(1)),
            static_cast<std::size_t>(state.range(2))};
  for (auto _ : state) desk.batch(orders);
  state.counters["bytes_per_order"] =
      static_cast<double>(desk.bytes()) / static_cast<double>(state.iterations() * state.range(0));
  state.counters["records_per_order"] = static_cast<double>(desk.records()) /
                                        static_cast<double>(state.iterations() * state.range(0));
  state.counters["orders_per_second"] =
      benchmark::Counter(static_cast<double>(state.iterations()) * static_cast<double>(orders),
                         benchmark::Counter::kIsRate);
}
BENCHMARK(durable_orders)
    ->ArgNames({"orders", "rules", "group_records"})
    ->Args({64, 12, 64})
    ->Args({64, 12, 1'024})
    ->Args({256, 12, 1'024})
    ->Args({64, 1, 64})
    ->Args({64, 1, 1'024})
    ->Args({256, 1, 1'024})
    ->UseRealTime()
    ->MinTime(1.0);

double resident_mib() {
  std::ifstream file{"/proc/self/statm"};
  std::uint64_t all = 0;
  std::uint64_t resident = 0;
  file >> all >> resident;
  return static_cast<double>(resident) * 4096 / (1 << 20);
}

void memory_of_many_orders(benchmark::State& state) {
  for (auto _ : state) {
    Desk desk{Trail::kNone};
    const std::uint64_t first = std::min<std::uint64_t>(1'000'000, memory_orders / 10);
    for (std::uint64_t i = 0; i < first; ++i) desk.tick();
    state.counters["mib_at_first"] = resident_mib();
    state.counters["first"] = static_cast<double>(first);
    for (std::uint64_t i = first; i < memory_orders; ++i) desk.tick();
    state.counters["mib_at_end"] = resident_mib();
    state.counters["orders"] = static_cast<double>(memory_orders);
  }
}
BENCHMARK(memory_of_many_orders)->Iterations(1)->Unit(benchmark::kSecond);

}  // namespace
}  // namespace sluice::bench

int main(int argc, char** argv) {
  benchmark::Initialize(&argc, argv);
  for (int i = 1; i < argc; ++i) {
    if (std::string_view{argv[i]} != "--orders" || i + 1 == argc) {
      std::fprintf(stderr, "order_path_bench: expected --orders N, or options of the library\n");
      return 2;
    }
    sluice::bench::memory_orders = std::strtoull(argv[++i], nullptr, 10);
  }
  benchmark::RunSpecifiedBenchmarks();
  return 0;
}
