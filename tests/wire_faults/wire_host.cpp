// SPDX-License-Identifier: Apache-2.0
#include "wire_faults/wire_host.hpp"

#include "plugins/instance.hpp"
#include "wire_faults/wire_desk.hpp"

namespace sluice::wire_faults {
namespace {

using sessions::testing::ratio;
using sessions::testing::target;
using sessions::testing::WishfulStrategy;

constexpr std::int64_t kCandleNs = 5'000'000'000;
constexpr std::int64_t kRecordingNs = 7'200'000'000'000;
// Of the time that is told: how long one step and a measurement may be apart.
constexpr const char* kMaxOffset_ms = "3000";

}  // namespace

Result<void> WireHost::open_executor() {
  plugins::ScanOptions scan;
  scan.search.configured = {options_.plugins};
  registry_.emplace(plugins::Registry::scan(std::move(scan)));
  auto executor = registry_->create<plugins::ExecutorInstance>(
      "testnet_binance",
      R"({"url":")" + options_.url +
          R"(","api_key_env":"WIRE_KEY","secret_env":"WIRE_SECRET","clock":"host",)"
          R"("call_timeout_ms":1000,"max_clock_offset_ms":)" +
          kMaxOffset_ms + "}",
      plugins::InstanceOptions{clock_, {}, 0, 0});
  if (!executor) return executor.error();
  run_.executor = executor->get();
  run_.venue = std::move(*executor);
  if (auto started = run_.executor->start(); !started) return started;
  return run_.executor->begin(run_.instruments->rows());
}

Result<void> WireHost::open(Timestamp now) {
  clock_->set_now(now);
  run_.instruments = std::make_unique<InstrumentTable>(traded());
  if (auto opened = open_executor(); !opened) return opened;
  auto strategy = std::make_unique<WishfulStrategy>();
  strategy->wants = [this](const sluice_session& session) {
    const bool is_time = session.time >= options_.enters.nanoseconds();
    return std::vector{target(0, is_time ? options_.wanted.to_string() : "0")};
  };
  run_.strategy = std::move(strategy);
  run_.kill_switch = std::make_unique<risk::KillSwitch>(risk::KillSwitchConfig{});
  run_.path.strategy_name = "wishful";
  run_.path.route = "testnet_binance";
  run_.path.seed_capital = opening_cash();
  run_.path.on_time = [this](Timestamp time) { clock_->set_now(time); };
  market_.flat(options_.begin, options_.begin.plus_nanoseconds(kRecordingNs), 1, "99999.99",
               "100000.01");
  market_.go_live();
  sessions::SessionSettings settings;
  settings.id = options_.id;
  settings.account = "main";
  settings.limits = {1, ratio("0.5"), ratio("0.02")};
  settings.candle_ns = kCandleNs;
  settings.resume_when_reconciled = options_.resumes;
  sessions::SessionParts parts{disk_, run_, market_, options_.directory};
  parts.events = &events_;
  auto opened = sessions::Session::open(settings, std::move(parts), now);
  if (!opened) return Error{opened.error().message};
  session_ = std::move(*opened);
  return {};
}

Result<void> WireHost::step(Timestamp now) {
  const auto next = session_->step(now);
  return next ? Result<void>{} : Result<void>{next.error()};
}

}  // namespace sluice::wire_faults
