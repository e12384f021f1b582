// SPDX-License-Identifier: Apache-2.0
#include "sessions/session_assembly.hpp"

#include <cmath>

#include "config/text.hpp"

namespace sluice::sessions {
namespace {

constexpr double kNanosecondsPerSecond = 1e9;

std::int64_t nanoseconds(double seconds) {
  return static_cast<std::int64_t>(std::llround(seconds * kNanosecondsPerSecond));
}

// Against us: a share is cut.
Ratio share_of(double percent) {
  return Ratio::from_double(percent / 100, Rounding::kDown).value_or(Ratio{});
}

}  // namespace

std::filesystem::path sessions_directory(const std::filesystem::path& output_root) {
  return output_root / "sessions";
}

std::filesystem::path session_store_path(const std::filesystem::path& output_root) {
  return sessions_directory(output_root) / "sessions.db";
}

Result<SessionSettings> settings_of(const config::RunConfig& config) {
  if (!config.session)
    return Error{
        "session: required: the config has no such section, which names at least "
        "max_positions, max_position_size_pct and max_daily_loss_pct"};
  const config::Session& section = *config.session;
  SessionSettings settings;
  settings.id = section.id;
  settings.account = section.account;
  settings.mode = parse_execution_mode(section.execution_mode).value_or(ExecutionMode::kAuto);
  settings.limits = {static_cast<std::uint32_t>(section.max_positions),
                     share_of(section.max_position_size_pct), share_of(section.max_daily_loss_pct)};
  if (section.account_budget) {
    settings.account_budget = Money::parse(*section.account_budget);
    if (!settings.account_budget)
      return Error{"session.account_budget: not a decimal with at most 8 decimals"};
  }
  settings.tick_ns = nanoseconds(section.tick_seconds);
  settings.on_quotes = section.ticks_on_quotes;
  settings.candle_ns = nanoseconds(section.candle_seconds);
  settings.signal_ttl_ns = nanoseconds(section.signal_ttl_seconds);
  settings.max_price_age_ns = nanoseconds(section.max_price_age_seconds);
  settings.disconnect_after_ns = nanoseconds(section.disconnect_after_seconds);
  settings.resume_when_reconciled = section.resume_when_reconciled;
  settings.order_type = section.limit_orders ? OrderType::kLimit : OrderType::kMarket;
  settings.slippage =
      Ratio::from_double(config.router.slippage_bps / 10'000, Rounding::kUp).value_or(Ratio{});
  return settings;
}

SessionStatus created(const config::RunConfig& config, const SessionSettings& settings) {
  SessionStatus status;
  status.id = settings.id;
  status.strategy = config.strategy_name;
  status.account = settings.account;
  status.route = config.executor.type;
  status.mode = settings.mode;
  status.symbols = config.universe.symbols;
  status.risk.max_positions = settings.limits.max_positions;
  return status;
}

void choose_fill_model(config::ComponentConfig& executor, const config::Session& session) {
  if (executor.type != "paper") return;
  executor.params.set("fill_model", config::make_value(session.fill_model));
  executor.params_json = config::to_json(executor.params);
}

Outcome<SessionMake> make_session(const config::RunConfig& config,
                                  std::shared_ptr<drivers::RunParts> parts,
                                  std::function<Timestamp()> wall) {
  auto settings = settings_of(config);
  if (!settings) return fault(settings.error().message);
  const auto feed = parts->open_feed({});
  if (!feed) return fault("data: " + feed.error().message);
  if (feed->stream == nullptr)
    return fault("data.source: feed '" + parts->feed_id +
                 "' gives bars alone and no stream, which a session needs; replay gives both");
  SessionMake make;
  make.directory = sessions_directory(config.output.root) / settings->id;
  make.settings = std::move(*settings);
  make.market = std::shared_ptr<MarketStream>{parts, feed->stream};
  make.run = std::move(parts);
  const Timestamp first = make.market->next_event();
  if (first == MarketStream::kUnknown)
    make.clock = std::make_unique<WallClock>(std::move(wall));
  else
    make.clock = std::make_unique<ReplayClock>(first == MarketStream::kNever ? wall() : first,
                                               config.session->speed);
  return make;
}

}  // namespace sluice::sessions
