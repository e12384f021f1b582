// SPDX-License-Identifier: Apache-2.0
#include "drivers/paper_track.hpp"

#include <utility>

#include "drivers/day_reader.hpp"
#include "drivers/health_day.hpp"
#include "drivers/health_files.hpp"
#include "drivers/journal_audit.hpp"
#include "drivers/report_feed.hpp"
#include "drivers/risk_page.hpp"
#include "drivers/risk_report.hpp"
#include "drivers/track_files.hpp"
#include "drivers/track_journal.hpp"
#include "drivers/track_statistics.hpp"
#include "drivers/track_store.hpp"

namespace sluice::drivers {
namespace {

namespace fs = std::filesystem;

Date next_day(Date day) { return Date::from_days(day.days() + 1); }

// One call of `paper-track run`.
class PaperTrack {
 public:
  PaperTrack(RunParts& parts, const PaperTrackOptions& options, const Console& console)
      : parts_{parts},
        options_{options},
        console_{console},
        audit_{*parts.instruments, parts.rule_names()},
        gate_{parts.gate, std::move(parts.rules), *parts.kill_switch, audit_},
        risk_reports_{parts, console} {}

  PaperTrackResult run() {
    const auto done = run_all();
    if (!done) result_.failure = failure_ ? failure_ : run_failure(done.error());
    if (store_) result_.state = state_;
    return std::move(result_);
  }

 private:
  Result<void> run_all();
  Result<void> run_range();
  Result<void> render_due_reports();
  Result<void> render_due_page();
  Result<void> open_store();
  Result<void> check_dates();
  // Whether there is anything to run in the data; says why not.
  Result<bool> has_sessions(const OpenFeed& data);
  Result<void> restore(OrderPath& path);
  Result<void> run_sessions(OrderPath& path, DayReader& reader);
  // Says how many sessions before `day` are left out; what a killed run began there goes aside.
  Result<void> leave_out(std::size_t sessions, Date day);
  // What a run leaves beside its days: the config it ran by, and whether reports are due.
  Result<void> note_run();
  Result<void> run_day(OrderPath& path, const TradingDay& bars);
  Result<void> run_bars(OrderPath& path, const TradingDay& bars);
  // The health check joins the day's files.
  Result<void> check_health(const records::Day& day, const analytics::DailyStatistics& statistics,
                            records::TrackState& next, DayFiles& files);
  // What follows from it once the day is committed.
  Result<void> heed_health();
  records::TrackState state_after(const OrderPath& path);
  Result<void> end_run();
  [[nodiscard]] records::TrackState fresh_state() const;
  [[nodiscard]] bool is_catch_up() const { return !first_ || !last_ || *first_ != *last_; }

  Result<void> usage(std::string message) {
    failure_ = usage_failure(message);
    return Error{std::move(message)};
  }

  RunParts& parts_;
  const PaperTrackOptions& options_;
  const Console& console_;
  JournalAudit audit_;
  risk::Gate gate_;
  RiskReports risk_reports_;
  std::optional<TrackStore> store_;
  records::TrackState state_;
  std::optional<Failure> failure_;
  std::optional<Date> first_;   // day to begin with; nothing: the newest session
  std::optional<Date> last_;    // nothing: the end of the data
  std::uint64_t left_out_ = 0;  // sessions between the last run and the day that is run
  PaperTrackResult result_;
};

records::TrackState PaperTrack::fresh_state() const {
  records::TrackState state;
  state.strategy_name = parts_.path.strategy_name;
  state.config_hash = parts_.config_hash;
  state.seed_capital = state.cash = state.equity = state.peak_equity = parts_.path.seed_capital;
  state.journal.hash = journal::Hash{}.hex();
  return state;
}

Result<void> PaperTrack::run_all() {
  if (auto opened = open_store(); !opened) return opened;
  if (auto checked = check_dates(); !checked) return checked;
  const bool all_ran = first_ && last_ && *first_ > *last_;
  if (!all_ran)
    if (auto ran = run_range(); !ran) return ran;
  if (auto rendered = render_due_reports(); !rendered) return rendered;
  return render_due_page();
}

// One day's run costs the same every day; reports cost the more, the longer the track, and follow a
// catch-up, or the run that completes an interrupted one.
Result<void> PaperTrack::render_due_reports() {
  if (result_.interrupted || !store_->reports_are_due()) return {};
  auto reports = render_track_reports(parts_, console_);
  result_.reports = std::move(reports.files);
  if (reports.failure) {
    failure_ = std::move(reports.failure);
    return Error{failure_->message};
  }
  return store_->mark_reports_done();
}

Result<void> PaperTrack::render_due_page() {
  if (result_.interrupted) return {};
  auto page = render_due_risk_page(parts_, state_, console_);
  for (auto& file : page.files) result_.reports.push_back(std::move(file));
  if (!page.failure) return {};
  failure_ = std::move(page.failure);
  return Error{failure_->message};
}

Result<void> PaperTrack::run_range() {
  // A single day is made durable at once; a catch-up at its end, for its days can be run again.
  store_->set_durability(is_catch_up() ? files::Durability::kVolatile
                                       : files::Durability::kDurable);
  const auto data = parts_.open_feed({first_, last_, parts_.path.window_sessions});
  if (!data) return data.error();
  const auto runnable = has_sessions(*data);
  if (!runnable) return runnable.error();
  if (!*runnable) return {};
  OrderPath path{parts_.path,
                 {*parts_.instruments, *parts_.strategy, *parts_.venue, gate_, audit_}};
  if (auto restored = restore(path); !restored) return restored;
  DayReader reader{*data->source, parts_.instruments->size(), parts_.path.zone};
  if (auto ran = run_sessions(path, reader); !ran) return ran;
  return end_run();
}

Result<void> PaperTrack::open_store() {
  auto store = TrackStore::open(parts_.output_directory, files::Durability::kDurable);
  if (!store) return store.error();
  store_.emplace(std::move(store).value());
  auto loaded = store_->load(fresh_state());
  if (!loaded) return loaded.error();
  state_ = std::move(loaded->state);
  if (const auto settled = settle_pause(parts_.output_directory, state_); !settled)
    return settled.error();
  const auto paused = pause_reason(parts_.output_directory);
  if (!paused || !paused->empty()) {
    failure_ = Failure{kExitBlocked,
                       "the track is paused: " + (paused ? *paused : paused.error().message) +
                           " (sluice paper-track resume --reason ... lets it run again)"};
    return Error{failure_->message};
  }
  for (const auto& notice : loaded->notices) console_.warn(notice);
  if (loaded->foreign_version)
    return usage("the state in " + parts_.output_directory.string() + " is of version " +
                 *loaded->foreign_version + ", this build reads version " +
                 std::string{records::kStateVersion} +
                 "; run it with the build that wrote it, or move that track away");
  if (state_.strategy_name != parts_.path.strategy_name)
    return usage(parts_.output_directory.string() + " holds the track of strategy '" +
                 state_.strategy_name + "', the config is of '" + parts_.path.strategy_name +
                 "'; use another output.strategy_dir, or move that track away");
  if (state_.seed_capital != parts_.path.seed_capital)
    return usage("this track began with a seed capital of " + state_.seed_capital.to_amount() +
                 ", the config says " + parts_.path.seed_capital.to_amount());
  if (state_.last_run_date && state_.config_hash != parts_.config_hash)
    console_.warn("the config has changed since the last run of this track");
  return loaded->existed ? Result<void>{} : store_->create(state_);
}

Result<void> PaperTrack::check_dates() {
  first_ = options_.from;
  last_ = options_.to;
  const auto ran = state_.last_run_date;
  if (last_ && *last_ > options_.today)
    console_.warn(last_->to_string() + " is in the future (today is " + options_.today.to_string() +
                  ")");
  if (!ran) return {};
  if (last_ && *last_ < *ran)
    return usage("the track has run up to " + ran->to_string() + ", later than " +
                 last_->to_string() + "; a track does not go back");
  if (options_.force) {
    if (last_ != ran || first_ != ran)
      return usage("--force runs the track's last day again, which is " + ran->to_string());
    auto previous = store_->step_back();
    if (!previous) return previous.error();
    state_ = std::move(previous).value();
    console_.say("running " + last_->to_string() + " again, from the state before it");
    return {};
  }
  if (last_ == ran) {
    console_.say("already run: " + ran->to_string() + " is in the track (--force runs it again)");
    first_ = next_day(*ran);
    return {};
  }
  if (!first_ || *first_ <= *ran) first_ = next_day(*ran);
  return {};
}

Result<bool> PaperTrack::has_sessions(const OpenFeed& data) {
  const std::string span = data.first.to_string() + " to " + data.last.to_string();
  if (last_ && data.first > *last_)
    return Error{"no prices as of " + last_->to_string() + ": the data reaches from " + span};
  if (!first_) first_ = data.last;
  if (*first_ > data.last) {
    // A track that is up to date has nothing to wait for; a day asked for by name has no prices
    // yet.
    if (!options_.from && !options_.to) {
      console_.say("up to date: the data ends on " + data.last.to_string());
      return false;
    }
    return Error{"no prices for " + first_->to_string() + " yet: the data reaches from " + span};
  }
  return true;
}

Result<void> PaperTrack::restore(OrderPath& path) {
  const InstrumentTable& instruments = *parts_.instruments;
  PathState known;
  known.positions.resize(instruments.size());
  known.cash = state_.cash;
  known.peak_equity = state_.peak_equity;
  known.last_equity = state_.equity;
  known.last_session = state_.last_session;
  known.next_order_id = state_.next_order_id;
  for (const auto& position : state_.positions) {
    const auto id = instruments.find(position.symbol);
    if (!id)
      return usage("the track holds " + position.quantity.to_string() + " " + position.symbol +
                   ", which is not in the universe; keep it there until it is sold");
    known.positions[*id] = position.quantity;
  }
  for (const auto& kept : state_.open_orders) {
    const auto id = instruments.find(kept.symbol);
    if (!id)
      return usage("the track has an open order for " + kept.symbol +
                   ", which is not in the universe");
    known.open_orders.push_back(kept.order);
    known.open_orders.back().intent.instrument = *id;
  }
  for (const auto& mark : state_.marks)
    if (const auto id = instruments.find(mark.symbol))
      path.restore_price(*id, {mark.price, mark.time});
  path.restore(std::move(known));
  for (const auto& part : parts_.stateful) {
    const auto kept = state_.components.find(part.role);
    if (kept == state_.components.end()) continue;
    if (auto loaded = part.load(kept->second); !loaded) return loaded;
  }
  return {};
}

Result<void> PaperTrack::run_sessions(OrderPath& path, DayReader& reader) {
  TradingDay bars;
  std::size_t left_out = 0;
  for (;;) {
    const auto more = reader.next(bars);
    if (!more) return more.error();
    if (!*more) break;
    const Date day = bars.date;
    if (day < *first_) {
      if (state_.last_run_date && day > *state_.last_run_date) ++left_out;
      for (const SessionBars& session : bars.sessions)
        if (auto warmed = path.warm_up(session); !warmed) return warmed;
      continue;
    }
    if (console_.is_stopped()) {
      result_.interrupted = true;
      return {};
    }
    if (left_out > 0 || !state_.last_run_date)
      if (auto left = leave_out(left_out, day); !left) return left;
    left_out_ = std::exchange(left_out, 0);
    if (!options_.skip_risk_report)
      if (auto reported = risk_reports_.before(day, state_); !reported) return reported;
    // Before the day, so that a run killed behind it has left nothing undone.
    if (auto noted = note_run(); !noted) return noted;
    if (auto ran = run_day(path, bars); !ran)
      return Error{day.to_string() + ": " + ran.error().message};
    console_.advance(++result_.days_run, day);
    if (auto heeded = heed_health(); !heeded) return heeded;
    if (!result_.paused.empty()) return {};
  }
  if (result_.days_run == 0)
    console_.say(last_
                     ? last_->to_string() + " is not a trading session of this data; nothing to do"
                     : std::string{"no session to run"});
  return {};
}

Result<void> PaperTrack::leave_out(std::size_t sessions, Date day) {
  if (sessions > 0)
    console_.warn(std::to_string(sessions) + (sessions == 1 ? " session" : " sessions") +
                  " between the last run (" + state_.last_run_date->to_string() + ") and " +
                  day.to_string() + (sessions == 1 ? " is" : " are") + " left out; --from " +
                  next_day(*state_.last_run_date).to_string() + " would have run them");
  const auto kept = store_->set_aside_days(state_.last_run_date, day);
  if (!kept) return kept.error();
  for (const auto& path : *kept)
    console_.warn("a run that died had begun a day that is left out now; it is kept as " +
                  path.string());
  return {};
}

Result<void> PaperTrack::note_run() {
  if (result_.days_run == 0) return store_->write_config(parts_.config_yaml);
  return result_.days_run == 1 ? store_->mark_reports_due() : Result<void>{};
}

Result<void> PaperTrack::run_bars(OrderPath& path, const TradingDay& bars) {
  for (const SessionBars& session : bars.sessions) {
    auto ran = path.run(session);
    const auto contained = contain_track_faults(parts_, audit_, session.time, console_);
    // What happened stays in the trail, also where the day is run again.
    if (auto kept = audit_.commit(); !kept) return ran ? kept : ran;
    if (!ran) return ran;
    if (!contained) return contained;
  }
  return {};
}

Result<void> PaperTrack::run_day(OrderPath& path, const TradingDay& bars) {
  const auto last_hash = journal::Hash::parse(state_.journal.hash);
  SLUICE_ASSERT(last_hash.has_value());
  journal::Header header = parts_.journal_header(bars.sessions.front().time);
  header.caller_synchronises = is_catch_up();
  auto writer = journal::Writer::resume(store_->segment_path(bars.date), header, parts_.sync,
                                        {state_.journal.next_seq, *last_hash});
  if (!writer) return writer.error();
  audit_.write_to(*writer);
  if (auto ran = run_bars(path, bars); !ran) return ran;
  const records::Day& day = path.day();
  if (auto marked = append_mark(*writer, day); !marked) return marked;

  records::TrackState next = state_after(path);
  for (const auto& part : parts_.stateful) {
    auto saved = part.save();
    if (!saved) return saved.error();
    if (!saved->empty()) next.components[part.role] = std::move(saved).value();
  }
  note_broken_rules(day, gate_.names(), state_, next, result_.blocked_by_broken_rule);
  auto statistics = statistics_of(state_);
  statistics.add_day(day.equity.to_double());
  keep_statistics(statistics, next);
  const records::DayContext context{parts_.path.seed_capital,
                                    state_.equity,
                                    statistics.sharpe(ReportFeed::kTradingDaysPerYear),
                                    statistics.max_drawdown,
                                    parts_.path.strategy_name,
                                    parts_.instruments.get()};
  DayFiles files = day_files(path, *parts_.instruments, next, context);
  if (auto checked = check_health(day, statistics, next, files); !checked) return checked;
  if (auto stated = append_state(*writer, bars.sessions.back().time, next); !stated) return stated;
  if (auto finished = writer->finish(); !finished) return finished;
  const journal::Outcome& outcome = writer->outcome();
  if (outcome.kind == journal::Outcome::Kind::kWrittenAnew) console_.warn(outcome.to_string());
  const journal::Position end = writer->position();
  next.journal = {end.segment, end.bytes, end.chain.seq, end.chain.prev.hex()};
  if (auto committed = store_->commit_day(files, next); !committed) return committed;
  risk_reports_.after(files);
  state_ = std::move(next);
  result_.trades += day.trades.size();
  result_.orders_blocked += day.blocked;
  result_.blocked_by_kill_switch |= day.kill_switch_engaged;
  return {};
}

Result<void> PaperTrack::check_health(const records::Day& day,
                                      const analytics::DailyStatistics& statistics,
                                      records::TrackState& next, DayFiles& files) {
  const HealthSettings& settings = parts_.health;
  result_.health.reset();
  if (!settings.enabled || options_.skip_health_check) return {};
  auto health = check_day(parts_, {day, state_, next, statistics}, left_out_);
  if (!health) return health.error();
  add_health(*health, settings, files, next);
  result_.health = std::move(health).value();
  if (result_.health->status != HealthStatus::kCritical) return {};
  ++result_.critical_days;
  return settings.pause_on_critical ? plan_pause(parts_.output_directory, *result_.health)
                                    : Result<void>{};
}

Result<void> PaperTrack::heed_health() {
  auto paused = settle_pause(parts_.output_directory, state_);
  if (!paused) return paused.error();
  result_.paused = std::move(paused).value();
  return {};
}

records::TrackState PaperTrack::state_after(const OrderPath& path) {
  const InstrumentTable& instruments = *parts_.instruments;
  const records::Day& day = path.day();
  PathState now = path.state();
  records::TrackState next;
  next.strategy_name = state_.strategy_name;
  next.config_hash = parts_.config_hash;
  next.last_run_date = day.time.date();
  next.last_session = now.last_session;
  next.created_at = state_.last_run_date ? state_.created_at : day.time;
  next.updated_at = day.time;
  next.seed_capital = state_.seed_capital;
  next.cash = day.cash;
  next.equity = day.equity;
  next.peak_equity = now.peak_equity;
  next.total_trades = state_.total_trades + day.trades.size();
  next.next_order_id = now.next_order_id;
  next.files = state_.files;
  for (InstrumentId id = 0; id < instruments.size(); ++id) {
    if (!now.positions[id].is_zero())
      next.positions.push_back({instruments.symbol(id), now.positions[id]});
    // Prices of this session are in the data's last session; older ones may lie before the next
    // window.
    const market::LastPrice& last = path.prices().last(id);
    if (last.price.is_positive() && last.time != now.last_session)
      next.marks.push_back({instruments.symbol(id), last.price, last.time});
  }
  for (Order& order : now.open_orders) {
    const std::string symbol = instruments.symbol(order.intent.instrument);
    next.open_orders.push_back({symbol, std::move(order)});
  }
  return next;
}

Result<void> PaperTrack::end_run() {
  if (result_.days_run == 0) return {};
  return is_catch_up() ? files::sync_file_system(store_->directory()) : Result<void>{};
}

}  // namespace

PaperTrackResult run_paper_track(RunParts& parts, const PaperTrackOptions& options,
                                 const Console& console) {
  return PaperTrack{parts, options, console}.run();
}

}  // namespace sluice::drivers
