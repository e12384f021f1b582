// SPDX-License-Identifier: Apache-2.0
//
// paper_session_bench: what an order costs a paper session, from submit to its fill in the books.
//
//   paper_session_bench [ORDERS [REMEMBER_CLOSED]]   default 100,000 and 256
//
// The session is the API's: journal with group commits, gate with two rules of the plugin
// sluice_standard_risk, router, and the executor `paper` with fill model immediate, both called
// through the C ABI. No store: its thread is another one (order_store_bench). Files are made below
// $SLUICE_BENCH_DIR; on /dev/shm what is left is the processor's time.
#include <cstdio>
#include <cstdlib>
#include <ctime>

#include "bench_directory.hpp"
#include "bench_results.hpp"
#include "drivers/paper_session.hpp"
#include "plugins/executor_instance.hpp"
#include "plugins/instance.hpp"
#include "plugins/registry.hpp"

namespace sluice::bench {
namespace {

constexpr InstrumentId kInstruments = 30;

double seconds_of(clockid_t clock) {
  timespec now{};
  clock_gettime(clock, &now);
  return static_cast<double>(now.tv_sec) + static_cast<double>(now.tv_nsec) * 1e-9;
}

Timestamp time_of(std::uint64_t order) {
  return Timestamp::from_date(*Date::from_ymd(2025, 1, 15))
      .plus_nanoseconds(static_cast<std::int64_t>(order) * 20'000);
}

std::vector<Instrument> instruments() {
  std::vector<Instrument> described;
  for (InstrumentId id = 0; id < kInstruments; ++id) {
    Instrument instrument;
    instrument.symbol = "SYM" + std::to_string(id);
    described.push_back(instrument);
  }
  return described;
}

class Account {
 public:
  Account(const std::filesystem::path& directory, std::uint64_t remember_closed) {
    plugins::ScanOptions scan;
    scan.search.configured = {SLUICE_RISK_PLUGIN, SLUICE_EXECUTOR_PLUGIN};
    registry_.emplace(plugins::Registry::scan(std::move(scan)));
    const std::string params =
        R"({"fill_model":"immediate","remember_closed":)" + std::to_string(remember_closed) + "}";
    executor_ = take(registry_->create<plugins::ExecutorInstance>(
        "paper", params, plugins::InstanceOptions{clock_, {}, 0, 0}));
    check(executor_->start());
    check(executor_->begin(table_.rows()));
    std::vector<risk::ChainedRule> rules;
    for (const auto& [id, limits] : {std::pair{"max_notional_per_symbol", R"({"limit":1e9})"},
                                     std::pair{"max_gross_exposure", R"({"limit":"1000x"})"}}) {
      auto rule = take(registry_->create<plugins::RuleInstance>(id, limits, {}));
      check(rule->start());
      rules.push_back({std::move(rule), RuleMode::kEnforce});
    }
    drivers::PaperSessionConfig config;
    config.directory = directory;
    config.lane.seed_capital = *Money::parse("100000000000");
    config.lane.router.ack_timeout_ns = 5 * Timestamp::kNanosecondsPerSecond;
    config.group_records = 1'024;
    config.with_store = false;
    drivers::PaperSessionParts parts{
        disk_,
        table_,
        *executor_,
        {"executor", [this] { return executor_->save_state(); },
         [this](std::string_view state) { return executor_->load_state(state); }},
        kill_switch_,
        nullptr,
        [this](Timestamp now) { clock_->set_now(now); }};
    parts.tags = [this](const IntentId&) { return &tags_; };
    session_ =
        take(drivers::PaperSession::open(std::move(config), std::move(rules), parts, time_of(0)));
    drivers::OrderLane& lane = session_->at(time_of(0));
    for (InstrumentId id = 0; id < kInstruments; ++id)
      lane.on_price(id, Price::from_raw(100 * kScale), time_of(0));
    lane.begin_session(time_of(0));
  }

  void submit(std::size_t count) {
    const Timestamp now = time_of(orders_ + count);
    intents_.clear();
    for (std::size_t i = 0; i < count; ++i) {
      Intent& intent = intents_.emplace_back();
      intent.instrument = static_cast<InstrumentId>(++orders_ % kInstruments);
      intent.side = orders_ / kInstruments % 2 == 0 ? Side::kBuy : Side::kSell;
      intent.quantity = Quantity::from_raw(kScale);
      intent.reference_price = Price::from_raw(100 * kScale);
      intent.decision_time = intent.reference_time = now;
      intent.id = derived_id({0x5eed, 0}, orders_);
    }
    const auto answers = take(session_->at(now).submit(intents_, now));
    for (const drivers::IntentAnswer& answer : answers)
      if (answer.order == 0) give_up(Error{"refused: " + answer.refusal});
  }
  void close() { check(session_->close()); }

 private:
  files::PosixDisk disk_;
  InstrumentTable table_{instruments()};
  std::shared_ptr<plugins::LaneClock> clock_ = std::make_shared<plugins::LaneClock>();
  risk::KillSwitch kill_switch_{{}};
  const drivers::IntentTags tags_{.source = "API",
                                  .route = "PAPER",
                                  .client_order_id = "client-0123456789",
                                  .request = "7d7b8c80-0000-4000-8000-0123456789ab",
                                  .request_hash = 0x0123456789abcdef,
                                  .actor = "bench"};
  std::optional<plugins::Registry> registry_;
  std::unique_ptr<plugins::ExecutorInstance> executor_;
  std::unique_ptr<drivers::PaperSession> session_;
  std::vector<Intent> intents_;
  std::uint64_t orders_ = 0;
};

void measure(std::uint64_t orders, std::size_t batch, std::uint64_t remember_closed) {
  const BenchDirectory directory{"sluice-paper-session-bench"};
  Account account{directory.path(), remember_closed};
  // Until the venue remembers as many as it may.
  for (std::uint64_t i = 0; i < remember_closed; i += batch) account.submit(batch);
  const double begin = seconds_of(CLOCK_PROCESS_CPUTIME_ID);
  const double began = seconds_of(CLOCK_MONOTONIC);
  for (std::uint64_t i = 0; i < orders; i += batch) account.submit(batch);
  const double seconds = seconds_of(CLOCK_PROCESS_CPUTIME_ID) - begin;
  const double elapsed = seconds_of(CLOCK_MONOTONIC) - began;
  account.close();
  std::uint64_t bytes = 0;
  for (const auto& file :
       std::filesystem::directory_iterator{drivers::journal_directory(directory.path())})
    bytes += file.file_size();
  const auto count = static_cast<double>(orders);
  std::printf(
      "batches of %3zu, %5llu remembered: %8.2f us CPU/order %9.1f us CPU/batch %9.0f orders/s "
      "%7.0f bytes/order\n",
      batch, static_cast<unsigned long long>(remember_closed), 1e6 * seconds / count,
      1e6 * seconds / count * static_cast<double>(batch), count / elapsed,
      static_cast<double>(bytes) / count);
}

}  // namespace
}  // namespace sluice::bench

int main(int argc, char** argv) {
  const std::uint64_t orders = argc > 1 ? std::strtoull(argv[1], nullptr, 10) : 100'000;
  const std::uint64_t remembered = argc > 2 ? std::strtoull(argv[2], nullptr, 10) : 256;
  for (const std::size_t batch : {1, 16, 64}) sluice::bench::measure(orders, batch, remembered);
  return 0;
}
