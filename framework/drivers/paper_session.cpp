// SPDX-License-Identifier: Apache-2.0
#include "drivers/paper_session.hpp"

#include <algorithm>
#include <utility>

#include "drivers/lane_recovery.hpp"

namespace sluice::drivers {

std::filesystem::path journal_directory(const std::filesystem::path& session) {
  return session / "journal";
}

std::filesystem::path order_store_path(const std::filesystem::path& session) {
  return session / "orders.db";
}

PaperSession::PaperSession(PaperSessionConfig config, const PaperSessionParts& parts)
    : config_{std::move(config)}, parts_{parts} {}

Result<std::unique_ptr<PaperSession>> PaperSession::open(PaperSessionConfig config,
                                                         std::vector<risk::ChainedRule> rules,
                                                         const PaperSessionParts& parts,
                                                         Timestamp now) {
  // What a venue elsewhere was sent must be known to whoever comes after us.
  if (!parts.venue_state.save) SLUICE_ASSERT(!config.lane.router.venue_lives_in_the_trail);
  std::unique_ptr<PaperSession> session{new PaperSession{std::move(config), parts}};
  if (auto recovered = session->recover(std::move(rules), now); !recovered)
    return recovered.error();
  if (session->config_.with_store) session->open_store();
  return session;
}

Result<void> PaperSession::recover(std::vector<risk::ChainedRule> rules, Timestamp now) {
  const auto& lane = config_.lane;
  LaneRecovery recovery{parts_.instruments, lane.seed_capital, lane.router.remembered_orders};
  journal::LogOptions options;
  options.directory = journal_directory(config_.directory);
  options.sync = config_.sync;
  options.segment_bytes = config_.segment_bytes;
  options.group_records = config_.group_records;
  if (config_.group_records > journal::kMaxGroupRecords)
    options.group_bytes = journal::kMaxRecordBytes;
  options.header = {now, config_.header};
  auto log = journal::Log::open(
      parts_.disk, std::move(options), [&](const journal::Record& record) -> Result<void> {
        if (auto taken = recovery.take(record); !taken) return taken;
        return parts_.on_record ? parts_.on_record(record) : Result<void>{};
      });
  if (!log) return log.error();
  log_.emplace(std::move(*log));
  now_ = std::max(now, recovery.last_time());
  reset_seq_ = recovery.reset_seq();
  if (parts_.on_time) parts_.on_time(now_);
  LaneState state = std::move(recovery).state();
  if (!state.venue_state.empty() && parts_.venue_state.load)
    if (auto loaded = parts_.venue_state.load(state.venue_state); !loaded) return loaded;
  audit_.emplace(parts_.instruments, rule_names(rules));
  audit_->write_to(*log_);
  audit_->look_up_tags(parts_.tags);
  gate_.emplace(config_.gate, std::move(rules), parts_.kill_switch, *audit_);
  if (parts_.venue_state.save)
    venue_.emplace(
        parts_.venue, parts_.venue_state.save, *log_, [this] { return now_; }, state.venue_state);
  Venue& venue = venue_ ? static_cast<Venue&>(*venue_) : parts_.venue;
  lane_.emplace(config_.lane, LaneParts{parts_.instruments, venue, *gate_, parts_.kill_switch,
                                        *audit_, parts_.listener, parts_.faults, parts_.stopwatch});
  if (auto restored = lane_->restore(std::move(state), now_); !restored) return restored;
  auto certificate = lane_->reconcile("start", now_);
  if (!certificate) return certificate.error();
  start_ = std::move(*certificate);
  return {};
}

void PaperSession::open_store() {
  auto feed = StoreFeed::open(parts_.disk, order_store_path(config_.directory),
                              journal_directory(config_.directory));
  if (feed) {
    feed_.emplace(std::move(*feed));
    catch_up();
  } else {
    store_fault_ = feed.error().message;
  }
}

OrderLane& PaperSession::at(Timestamp now) {
  now_ = std::max(now_, now);
  if (parts_.on_time) parts_.on_time(now_);
  return *lane_;
}

void PaperSession::catch_up() {
  if (!feed_) return;
  // Without durability everything written counts.
  const std::uint64_t until =
      config_.sync == journal::Sync::kNone ? journal::Follower::kToTheEnd : log_->durable_seq();
  if (auto taken = feed_->catch_up(until); !taken) {
    store_fault_ = taken.error().message;
    feed_.reset();
  }
}

Result<void> PaperSession::note(std::string_view type, std::string_view text) {
  audit_->on_event(type, now_, text);
  return audit_->commit();
}

Result<void> PaperSession::close() {
  if (auto closed = log_->close(); !closed) return closed;
  catch_up();
  return {};
}

}  // namespace sluice::drivers
