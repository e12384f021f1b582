// SPDX-License-Identifier: Apache-2.0
#include "simulation/lane_process.hpp"

#include <algorithm>

namespace sluice::simulation {
namespace {

// Cuts what is too large, so that what was approved differs from what was asked for.
class CutToSize final : public Rule {
 public:
  [[nodiscard]] std::string_view id() const noexcept override { return "cut_to_size"; }
  [[nodiscard]] std::string_view version() const noexcept override { return "1.0.0"; }
  void check(const sluice_order& order, const sluice_risk_view&,
             sluice_verdict& verdict) noexcept override {
    constexpr std::int64_t kLargest = 50 * kScale;
    verdict.code[0] = '\0';
    verdict.action = order.quantity > kLargest ? SLUICE_VERDICT_RESIZE : SLUICE_VERDICT_APPROVE;
    verdict.resize_quantity = order.quantity > kLargest ? kLargest : 0;
  }
  [[nodiscard]] std::uint32_t lookback_sessions() const noexcept override { return 0; }
  Result<void> on_session(const sluice_risk_view&) override { return {}; }
  Result<void> on_fill(const Fill&) override { return {}; }
};

std::vector<risk::ChainedRule> make_rules() {
  std::vector<risk::ChainedRule> rules;
  rules.push_back({std::make_unique<CutToSize>(), RuleMode::kEnforce});
  return rules;
}

void expect_same(const drivers::LaneState& a, const drivers::LaneState& b, std::string_view whose) {
  if (const auto found = simulation::difference(a, b); !found.empty())
    throw Violation{Invariant::kRebuilt, std::string{whose} + ": " + found};
}

}  // namespace

journal::LogOptions LaneProcess::log_options(const Settings& settings, Timestamp time) {
  journal::LogOptions options;
  options.directory = "/journal";
  options.header.time = time;
  options.segment_bytes = settings.segment_bytes;
  options.preallocate_bytes = settings.preallocate_bytes;
  return options;
}

Result<void> LaneProcess::check_rebuilt(const Surroundings& around, const Lines& lines,
                                        const Acknowledged& before,
                                        const drivers::LaneState& rebuilt) {
  drivers::LaneRecovery again{around.instruments, around.seed_capital,
                              around.settings.router.remembered_orders};
  for (std::size_t i = 0; i < lines.size(); ++i) {
    const journal::Record record{lines[i], i + 1};
    if (auto taken = again.take(record); !taken) return taken;
    if (record.seq() != before.seq) continue;
    drivers::LaneRecovery then = again;
    expect_same(before.state, std::move(then).state(),
                "the lane before its end, and what its journal gives");
  }
  expect_same(rebuilt, std::move(again).state(), "rebuilt twice");
  return {};
}

namespace {

// The latch of the kill switch, on the virtual disk as production writes it on a real one.
class VirtualLatch final : public risk::LatchStorage {
 public:
  explicit VirtualLatch(VirtualDisk& disk) : disk_{disk} {}
  Result<std::optional<std::string>> read() override {
    const auto names = disk_.list(kDirectory);
    if (!names) return names.error();
    if (std::find(names->begin(), names->end(), kName) == names->end())
      return std::optional<std::string>{};
    auto file = disk_.open(kLatchFile, files::Disk::Mode::kRead);
    if (!file) return file.error();
    const auto size = (*file)->size();
    if (!size) return size.error();
    std::string text(static_cast<std::size_t>(*size), '\0');
    const auto got = (*file)->read_at(0, text.data(), text.size());
    if (!got) return got.error();
    text.resize(*got);
    return std::optional{std::move(text)};
  }
  Result<void> write(std::string_view text) override {
    if (auto made = disk_.make_directory(kDirectory); !made) return made;
    const std::string temporary = std::string{kLatchFile} + ".new";
    (void)disk_.remove(temporary);  // of one who died at it
    auto file = disk_.open(temporary, files::Disk::Mode::kCreateNew);
    if (!file) return file.error();
    if (auto written = (*file)->write_at(0, text); !written) return written;
    if (auto synced = (*file)->sync_data(); !synced) return synced;
    if (auto closed = (*file)->close(); !closed) return closed;
    if (auto moved = disk_.rename(temporary, kLatchFile); !moved) return moved;
    return disk_.sync_directory(kDirectory);
  }

 private:
  static constexpr const char* kDirectory = "/data";
  static constexpr const char* kName = "KILL_SWITCH";
  static constexpr const char* kLatchFile = "/data/KILL_SWITCH";
  VirtualDisk& disk_;
};

risk::KillSwitchConfig kill_config(VirtualDisk& disk) {
  risk::KillSwitchConfig config;
  config.storage = std::make_shared<VirtualLatch>(disk);
  return config;
}

}  // namespace

LaneProcess::LaneProcess(const Surroundings& around, std::vector<risk::ChainedRule> rules,
                         journal::Log log)
    : around_{around},
      born_{around.time.now},
      kill_switch_{kill_config(around.disk)},
      log_{std::make_unique<journal::Log>(std::move(log))},
      audit_{around.instruments, {"cut_to_size@1.0.0"}},
      wrong_trail_{plant_in_trail(around.plant, audit_)},
      wrong_venue_{plant_in_venue(around.plant, around.venue)} {
  audit_.write_to(*log_);
  AuditTrail& trail = wrong_trail_ ? *wrong_trail_ : audit_;
  Venue& venue = wrong_venue_ ? *wrong_venue_ : static_cast<Venue&>(around.venue);
  gate_ = std::make_unique<risk::Gate>(risk::GateConfig{}, std::move(rules), kill_switch_, trail);
  drivers::LaneConfig config{around.seed_capital, around.settings.router};
  if (around.plant == Plant::kSpendProceedsEarly) config.router.reservations.sells_fund_buys = true;
  const bool deaf = around.plant == Plant::kDeafToKillSwitch;
  lane_ = std::make_unique<drivers::OrderLane>(
      config, drivers::LaneParts{around.instruments, venue, *gate_,
                                 deaf ? never_engaged_ : kill_switch_, trail, &around.listener});
}

Timestamp LaneProcess::now() const noexcept {
  const Nanoseconds jumped = around_.plant == Plant::kWallClock ? jumped_ : 0;
  return Timestamp::from_nanoseconds(base_ + (around_.time.now - born_) +
                                     std::max<Nanoseconds>(jumped, 0));
}

Result<std::unique_ptr<LaneProcess>> LaneProcess::start(const Surroundings& around,
                                                        Nanoseconds wall_offset,
                                                        const Acknowledged& before) {
  drivers::LaneRecovery recovery{around.instruments, around.seed_capital,
                                 around.settings.router.remembered_orders};
  Lines lines;
  const auto wall = Timestamp::from_nanoseconds(around.time.now + wall_offset);
  auto log = journal::Log::open(around.disk, log_options(around.settings, wall),
                                [&](const journal::Record& record) -> Result<void> {
                                  lines.emplace_back(record.line());
                                  return recovery.take(record);
                                });
  if (!log) return log.error();
  const std::uint64_t last = lines.empty() ? 0 : journal::Record{lines.back(), 1}.seq();
  if (last < before.seq)
    throw Violation{Invariant::kRebuilt, "record " + std::to_string(before.seq) +
                                             " was acknowledged, the journal ends with " +
                                             std::to_string(last)};
  const Timestamp not_before = recovery.last_time();
  drivers::LaneState state = std::move(recovery).state();
  if (auto checked = check_rebuilt(around, lines, before, state); !checked) return checked.error();
  plant_in_recovery(around.plant, state);
  std::unique_ptr<LaneProcess> process{new LaneProcess{around, make_rules(), std::move(*log)}};
  process->base_ = std::max(wall.nanoseconds(), not_before.nanoseconds());
  if (auto restored = process->lane_->restore(std::move(state), process->now()); !restored)
    return restored.error();
  return process;
}

}  // namespace sluice::simulation
