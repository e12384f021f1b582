// SPDX-License-Identifier: Apache-2.0
#include "drivers/risk_check.hpp"

#include "core/nearest.hpp"
#include "drivers/journal_audit.hpp"
#include "drivers/order_path.hpp"
#include "drivers/paper_track.hpp"
#include "drivers/session_reader.hpp"

namespace sluice::drivers {
namespace {

// Keeps nothing: a question leaves no trail.
class NoTrail final : public NoAudit {
 public:
  [[nodiscard]] bool keeps_explanations() const override { return true; }
};

class Check {
 public:
  explicit Check(RunParts& parts)
      : parts_{parts}, gate_{parts.gate, std::move(parts.rules), *parts.kill_switch, trail_} {}

  RiskCheck run(const std::string& symbol, const Intent& intent) {
    if (auto done = run_all(symbol, intent); !done && !result_.failure)
      result_.failure = run_failure(done.error());
    return std::move(result_);
  }

 private:
  Result<void> usage(const std::string& message) {
    result_.failure = usage_failure(message);
    return Error{message};
  }
  Result<void> run_all(const std::string& symbol, const Intent& intent);
  Result<void> read_track();
  Result<void> see_data(OrderPath& path);
  Result<void> restore(OrderPath& path);
  Result<std::vector<Quantity>> positions_of() const;
  Result<void> load_parts();

  RunParts& parts_;
  NoTrail trail_;
  risk::Gate gate_;
  std::optional<records::TrackState> state_;
  RiskCheck result_;
};

Result<void> Check::read_track() {
  std::error_code ignored;
  if (!std::filesystem::exists(parts_.output_directory / "state" / "state.json", ignored))
    return {};
  auto track = read_track_status(parts_.output_directory);
  if (track.failure) {
    result_.failure = track.failure;
    return Error{track.failure->message};
  }
  if (track.state && track.state->last_run_date) state_ = std::move(track.state);
  result_.has_track = state_.has_value();
  return {};
}

// Everything up to the session of the state.
Result<void> Check::see_data(OrderPath& path) {
  const auto last = state_ ? state_->last_run_date : std::nullopt;
  const auto data = parts_.open_feed({last, last, parts_.path.window_sessions});
  if (!data) return data.error();
  const Date end = last.value_or(data->last);
  SessionReader reader{*data->source, parts_.instruments->size()};
  SessionBars session;
  for (;;) {
    const auto more = reader.next(session);
    if (!more) return more.error();
    if (!*more || parts_.path.zone.date(session.time) > end) return {};
    if (auto warmed = path.warm_up(session); !warmed) return warmed;
    result_.time = session.time;
  }
}

Result<std::vector<Quantity>> Check::positions_of() const {
  std::vector<Quantity> positions(parts_.instruments->size());
  for (const auto& position : state_->positions) {
    const auto id = parts_.instruments->find(position.symbol);
    if (!id) return Error{"the track holds " + position.symbol + ", which is not in the universe"};
    positions[*id] = position.quantity;
  }
  return positions;
}

Result<void> Check::restore(OrderPath& path) {
  PathState known;
  known.positions.resize(parts_.instruments->size());
  known.cash = known.peak_equity = known.last_equity = parts_.path.seed_capital;
  if (state_) {
    auto positions = positions_of();
    if (!positions) return usage(positions.error().message);
    known.positions = std::move(positions).value();
    known.cash = state_->cash;
    known.peak_equity = state_->peak_equity;
    known.last_equity = state_->equity;
    known.last_session = state_->last_session;
    known.next_order_id = state_->next_order_id;
    for (const auto& kept : state_->open_orders) {
      const auto id = parts_.instruments->find(kept.symbol);
      if (!id)
        return usage("the track has an open order for " + kept.symbol +
                     ", which is not in the universe");
      known.open_orders.push_back(kept.order);
      known.open_orders.back().intent.instrument = *id;
    }
    for (const auto& mark : state_->marks)
      if (const auto id = parts_.instruments->find(mark.symbol))
        path.restore_price(*id, {mark.price, mark.time});
  }
  result_.cash = known.cash;
  path.restore(std::move(known));
  return {};
}

// What strategy, executor and rules remember.
Result<void> Check::load_parts() {
  if (!state_) return {};
  for (const auto& part : parts_.stateful) {
    const auto kept = state_->components.find(part.role);
    if (kept == state_->components.end()) continue;
    if (auto loaded = part.load(kept->second); !loaded) return loaded;
  }
  return {};
}

Result<void> Check::run_all(const std::string& symbol, const Intent& intent) {
  const InstrumentTable& instruments = *parts_.instruments;
  const auto id = instruments.find(symbol);
  if (!id) {
    std::vector<std::string> known;
    for (InstrumentId each = 0; each < instruments.size(); ++each)
      known.push_back(instruments.symbol(each));
    return usage("'" + symbol + "' is not in the universe" + did_you_mean(symbol, known));
  }
  if (auto read = read_track(); !read) return read;
  OrderPath path{parts_.path, {instruments, *parts_.strategy, *parts_.venue, gate_, trail_}};
  if (auto seen = see_data(path); !seen) return seen;
  if (auto restored = restore(path); !restored) return restored;
  if (auto loaded = load_parts(); !loaded) return loaded;
  result_.intent = intent;
  result_.intent.instrument = *id;
  result_.answer = path.what_if(result_.intent);
  result_.rules = rule_names(gate_.rules());
  return {};
}

}  // namespace

RiskCheck check_risk(RunParts& parts, const std::string& symbol, Intent intent) {
  return Check{parts}.run(symbol, intent);
}

}  // namespace sluice::drivers
