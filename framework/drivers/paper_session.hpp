// SPDX-License-Identifier: Apache-2.0
//
// paper_session.hpp: a session in a directory of its own, that may be killed at any moment.
//
//   DIRECTORY/journal/    the trail: all there is to know, and the lock of the one process
//   DIRECTORY/orders.db   the order store: a cache of the trail, to be asked
//
// open() rebuilds the lane from the journal, and the venue where it is simulated in this process;
// reconciles the two, and the session goes on where it was. A venue elsewhere keeps itself: then
// nothing is sent before it is durable, nor before a complete certificate. close() only ends the
// journal's segment: a session that is dropped instead is as one whose process was killed.
//
// Place: drivers; for the API and the session manager. Owns journal, gate, lane and store; the
// parts are the caller's and outlive it. Thread: one, the lane's. Time comes in and never goes
// back. Errors: of the journal; what the store has against it is told by store_fault() and stops
// nothing.
#pragma once

#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "drivers/journal_audit.hpp"
#include "drivers/journalled_venue.hpp"
#include "drivers/order_lane.hpp"
#include "drivers/run_parts.hpp"
#include "drivers/store_feed.hpp"
#include "files/disk.hpp"
#include "journal/log.hpp"

namespace sluice::drivers {

struct PaperSessionConfig {
  std::filesystem::path directory;
  LaneConfig lane;
  risk::GateConfig gate;
  journal::Sync sync = journal::Sync::kBatch;
  std::uint64_t segment_bytes = 64u << 20;
  std::size_t group_records = journal::kMaxGroupRecords;  // made durable at once; see LogOptions
  std::vector<journal::Header::Field> header;  // of each segment: config hash, strategy, …
  bool with_store = true;
};

struct PaperSessionParts {
  files::Disk& disk;
  const InstrumentTable& instruments;
  Venue& venue;  // fresh where it is simulated in this process
  // How it saves and loads what it remembers; without `save` it is elsewhere, and
  // LaneConfig::router may not say that it lives in the trail.
  StatefulPart venue_state;
  risk::KillSwitch& kill_switch;
  OrderObserver* listener = nullptr;
  std::function<void(Timestamp)> on_time;  // told every time before the lane acts
  PluginFaults* faults = nullptr;          // of rules, venue and listener
  LaneStopwatch* stopwatch = nullptr;
  TagLookup tags = nullptr;  // asked for each intent, before it is judged
  // Shown every record that open() finds, in order; an error is that of open().
  std::function<Result<void>(const journal::Record&)> on_record = nullptr;
};

// Where they are, for whoever looks at a session from outside.
[[nodiscard]] std::filesystem::path journal_directory(const std::filesystem::path& session);
[[nodiscard]] std::filesystem::path order_store_path(const std::filesystem::path& session);

class PaperSession {
 public:
  // `now` is pushed forward to the last record's time.
  static Result<std::unique_ptr<PaperSession>> open(PaperSessionConfig config,
                                                    std::vector<risk::ChainedRule> rules,
                                                    const PaperSessionParts& parts, Timestamp now);
  PaperSession(const PaperSession&) = delete;
  PaperSession& operator=(const PaperSession&) = delete;

  // The lane, with every clock at `now` or, where that is in the past, at the last time.
  OrderLane& at(Timestamp now);
  [[nodiscard]] Timestamp now() const noexcept { return now_; }
  [[nodiscard]] const OrderLane& lane() const noexcept { return *lane_; }
  // What the journal held, and the comparison with the venue that followed. Where it is not
  // complete, orders are UNKNOWN: tick() asks on, and a later reconcile() lets trading begin.
  [[nodiscard]] const journal::Recovery& recovery() const noexcept { return log_->recovery(); }
  [[nodiscard]] const Certificate& start() const noexcept { return start_; }
  // Of the last record that no crash can take away; 0 without durability.
  [[nodiscard]] std::uint64_t durable_seq() const noexcept { return log_->durable_seq(); }
  // Of the last RESET in the journal; 0: there was none.
  [[nodiscard]] std::uint64_t reset_seq() const noexcept { return reset_seq_; }
  // Puts a line about something outside of orders into the trail; durable when it returns.
  Result<void> note(std::string_view type, std::string_view text);
  // The same, durable with whatever is committed next.
  void tell(std::string_view type, std::string_view text) { audit_->on_event(type, now_, text); }
  Result<void> commit() { return audit_->commit(); }
  // While held, nothing that the lane does waits for the disk: its owner commits when all of it is
  // done, before anybody hears of it. Only for a venue that lives in the trail.
  void hold_commits(bool held) noexcept {
    SLUICE_ASSERT(config_.lane.router.venue_lives_in_the_trail);
    audit_->hold_commits(held);
  }
  [[nodiscard]] AuditTrail& trail() noexcept { return *audit_; }

  // Takes into the store what is durable by now; to be called when there is nothing better to do.
  void catch_up();
  // Nothing without a store or after a fault of it.
  [[nodiscard]] const records::OrderStore* store() const noexcept {
    return feed_ ? &feed_->store() : nullptr;
  }
  [[nodiscard]] const std::string& store_fault() const noexcept { return store_fault_; }
  // Why the store was filled from the beginning; empty: it was not.
  [[nodiscard]] std::string why_rebuilt() const { return feed_ ? feed_->why_rebuilt() : ""; }

  Result<void> close();

 private:
  PaperSession(PaperSessionConfig config, const PaperSessionParts& parts);
  Result<void> recover(std::vector<risk::ChainedRule> rules, Timestamp now);
  void open_store();

  PaperSessionConfig config_;
  PaperSessionParts parts_;
  Timestamp now_;
  std::optional<journal::Log> log_;
  std::optional<JournalAudit> audit_;
  std::optional<risk::Gate> gate_;
  std::optional<JournalledVenue> venue_;
  std::optional<OrderLane> lane_;
  std::optional<StoreFeed> feed_;
  std::string store_fault_;
  std::uint64_t reset_seq_ = 0;
  Certificate start_;
};

}  // namespace sluice::drivers
