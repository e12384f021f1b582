// SPDX-License-Identifier: Apache-2.0
#include "drivers/order_desk.hpp"

#include <algorithm>
#include <optional>
#include <vector>

#include "drivers/journal_audit.hpp"
#include "drivers/lane_recovery.hpp"
#include "drivers/order_lane.hpp"
#include "drivers/paper_session.hpp"
#include "journal/log.hpp"
#include "journal/record_types.hpp"

namespace sluice::drivers {
namespace {

namespace fs = std::filesystem;

// Stands where the session has its venue.
class NoVenue final : public Venue {
 public:
  Result<void> submit(std::span<const sluice_order>, const sluice_report_sink&) override {
    return nobody();
  }
  Result<void> cancel(const sluice_order&, const sluice_report_sink&) override { return nobody(); }
  Result<void> replace(const sluice_order&, const sluice_report_sink&) override { return nobody(); }
  Result<void> query(const sluice_order&, const sluice_report_sink&) override { return nobody(); }
  Result<void> snapshot(Timestamp, std::span<const sluice_order>, const sluice_report_sink&,
                        sluice_venue_account&) override {
    return nobody();
  }
  Result<void> poll(const sluice_report_sink&) override { return nobody(); }
  [[nodiscard]] VenueTraits traits() const override { return {}; }
  Result<void> on_market(std::uint32_t, Timestamp, sluice_rows) override { return nobody(); }

 private:
  static Result<void> nobody() { return Error{"there is no venue at the operator's desk"}; }
};

Result<void> check_session(files::Disk& disk, const fs::path& session) {
  const auto names = disk.list(journal_directory(session));
  if (!names) return names.error();
  const bool has_segment = std::any_of(names->begin(), names->end(), [](const std::string& name) {
    return name.ends_with(".jsonl");
  });
  if (has_segment) return {};
  return Error{"'" + session.native() + "' is no session: there is no journal/order_audit.*.jsonl"};
}

// Every symbol the journal has wished for, in the order of its first wish.
Result<std::vector<Instrument>> symbols_of(files::Disk& disk, const fs::path& session) {
  std::vector<Instrument> found;
  journal::Follower follower{disk, journal_directory(session)};
  const auto read = follower.follow(journal::Follower::kToTheEnd, journal::Follower::kToTheEnd,
                                    [&](const journal::Record& record) -> Result<void> {
                                      if (record.type() != journal::kNew) return {};
                                      const std::string symbol = record.text("symbol").value_or("");
                                      const bool is_known = std::any_of(
                                          found.begin(), found.end(),
                                          [&](const auto& one) { return one.symbol == symbol; });
                                      if (!is_known) found.emplace_back().symbol = symbol;
                                      return {};
                                    });
  if (!read) return read.error();
  return found;
}

// The session's lane without its venue, rules and prices: for decisions about orders alone.
class Desk {
 public:
  explicit Desk(std::vector<Instrument> instruments) : table_{std::move(instruments)} {}

  Result<void> open(files::Disk& disk, const fs::path& session, Timestamp now) {
    LaneConfig config;
    config.router.ack_timeout_ns = Timestamp::kNanosecondsPerSecond;
    LaneRecovery recovery{table_, config.seed_capital, config.router.remembered_orders};
    journal::LogOptions options;
    options.directory = journal_directory(session);
    options.header = {now, {{"desk", "operator"}}};
    auto log = journal::Log::open(disk, std::move(options), [&](const journal::Record& record) {
      return recovery.take(record);
    });
    if (!log) return log.error();
    log_.emplace(std::move(*log));
    audit_.write_to(*log_);
    now_ = std::max(now, recovery.last_time());
    lane_.emplace(config, LaneParts{table_, venue_, gate_, kill_switch_, audit_});
    return lane_->restore(std::move(recovery).state(), now_);
  }
  [[nodiscard]] OrderLane& lane() { return *lane_; }
  [[nodiscard]] Timestamp now() const noexcept { return now_; }
  Result<void> close() { return log_->close(); }

 private:
  InstrumentTable table_;
  NoVenue venue_;
  risk::KillSwitch kill_switch_{{}};
  JournalAudit audit_{table_, {}};
  risk::Gate gate_{{}, {}, kill_switch_, audit_};
  std::optional<journal::Log> log_;
  std::optional<OrderLane> lane_;
  Timestamp now_;
};

// Opens the session, does one thing, and closes it.
template <typename Decide>
auto at_desk(files::Disk& disk, const fs::path& session, Timestamp now, Decide decide)
    -> decltype(decide(std::declval<Desk&>())) {
  if (auto good = check_session(disk, session); !good) return good.error();
  auto symbols = symbols_of(disk, session);
  if (!symbols) return symbols.error();
  Desk desk{std::move(*symbols)};
  if (auto opened = desk.open(disk, session, now); !opened) return opened.error();
  auto decided = decide(desk);
  if (auto closed = desk.close(); !closed && decided) return closed.error();
  return decided;
}

}  // namespace

Result<StoreFeed> look_at_orders(files::Disk& disk, const fs::path& session) {
  if (auto good = check_session(disk, session); !good) return good.error();
  auto feed = StoreFeed::open(disk, records::kStoreInMemory, journal_directory(session));
  if (!feed) return feed.error();
  if (auto taken = feed->catch_up(); !taken) return taken.error();
  return feed;
}

Result<routing::ChangeAnswer> decide_order(files::Disk& disk, const fs::path& session,
                                           OrderId order, routing::Resolution resolution,
                                           std::string_view who_and_why, Timestamp now) {
  SLUICE_ASSERT(resolution != routing::Resolution::kAskAgain);
  return at_desk(disk, session, now, [&](Desk& desk) {
    return desk.lane().resolve(order, resolution, who_and_why, desk.now());
  });
}

Result<bool> release_halt(files::Disk& disk, const fs::path& session, std::string_view who_and_why,
                          Timestamp now) {
  return at_desk(disk, session, now, [&](Desk& desk) -> Result<bool> {
    if (desk.lane().router().halted().empty()) return false;
    if (auto released = desk.lane().release_halt(who_and_why, desk.now()); !released)
      return released.error();
    return true;
  });
}

}  // namespace sluice::drivers
