// SPDX-License-Identifier: Apache-2.0
#include "paper.hpp"

#include <algorithm>
#include <utility>

#include "order_fault.hpp"
#include "paper_random.hpp"

namespace sluice::executors {
namespace {

CostParams cost_params(const Paper::Params& params) {
  return {params.commission_bps, params.spread_w, params.spread, params.impact_w, params.impact};
}

FillModel fill_model_of(std::string_view name) noexcept {
  if (name == "immediate") return FillModel::kImmediate;
  if (name == "next_open") return FillModel::kNextOpen;
  if (name == "volume") return FillModel::kVolume;
  if (name == "quote") return FillModel::kQuote;
  return name == "book" ? FillModel::kBook : FillModel::kClose;
}

bool caps_at_limit(FillModel model) noexcept {
  return model == FillModel::kVolume || model == FillModel::kQuote || model == FillModel::kBook;
}

std::int64_t nanoseconds_of(Ratio milliseconds) noexcept {
  constexpr std::int64_t kNanosecondsPerMillisecond = 1'000'000;
  return milliseconds.raw() / (kScale / kNanosecondsPerMillisecond);
}

void copy_terms(const sluice_order& order, PaperOrder& kept) noexcept {
  kept.order_id = order.order_id;
  kept.intent_id = order.intent_id;
  kept.instrument = order.instrument;
  kept.side = order.side;
  kept.type = order.type;
  kept.time_in_force = order.time_in_force;
  kept.flags = order.flags;
  kept.quantity = order.quantity;
  kept.limit_price = order.limit_price;
  kept.stop_price = order.stop_price;
  kept.good_till = order.good_till;
  kept.average_daily_volume = order.average_daily_volume;
  kept.daily_volatility = order.daily_volatility;
  kept.decision_time = order.decision_time;
}

}  // namespace

Paper::Paper(const Params& params, Host host)
    : model_{fill_model_of(params.fill_model)},
      latency_ns_{nanoseconds_of(params.latency_ms)},
      jitter_ns_{nanoseconds_of(params.latency_jitter_ms)},
      reject_rate_{params.reject_rate},
      seed_{static_cast<std::uint64_t>(params.seed)},
      host_{host},
      ledger_{state_, cost_params(params), caps_at_limit(model_),
              static_cast<std::size_t>(params.remember_closed)},
      bars_{model_, params.participation, state_, ledger_},
      book_{model_ == FillModel::kBook, state_, ledger_} {
  // The time of a session's bar is a date: a second later would be a day later.
  if (latency_ns_ + jitter_ns_ > 0 && !sees_quotes())
    throw Failure(
        SLUICE_ERROR_ARGUMENT,
        "paper: latency_ms and latency_jitter_ms need the fill model quote or book, got " +
            params.fill_model);
}

void Paper::begin(Rows<Instrument> instruments) {
  symbols_.clear();
  std::vector<sluice_quantity> lots;
  for (const Instrument instrument : instruments) {
    // A line break would break the state's lines.
    if (instrument.symbol().find('\n') != std::string_view::npos)
      throw Failure(SLUICE_ERROR_ARGUMENT, "instrument " + std::to_string(instrument.id()) +
                                               " has a line break in its symbol");
    symbols_.emplace_back(instrument.symbol());
    lots.push_back(std::max<sluice_quantity>(1, instrument.lot().raw()));
  }
  bars_.begin(std::move(lots));
  state_ = PaperState{symbols_.size()};
  if (!unread_state_.empty()) load_state(std::exchange(unread_state_, {}));
}

void Paper::submit(Rows<sluice_order> orders, Reports& reports) {
  ledger_.forget_told();
  sluice_time now = state_.clock;
  for (const sluice_order& order : orders) {
    take(order, reports);
    now = std::max(now, order.decision_time);
  }
  ledger_.sweep(now, reports);
}

void Paper::take(const sluice_order& order, Reports& reports) {
  const Timestamp time = at(order.decision_time);
  if (const std::string_view fault = fault_of(order, symbols_.size()); !fault.empty())
    return reports.reject(order.order_id, fault, time);
  if (state_.open.size() >= kMaxOpenOrders)
    return reports.reject(order.order_id, "TOO_MANY_ORDERS", time);
  if (!state_.seen.insert(order.order_id))
    return reports.reject(order.order_id, "DUPLICATE_ORDER", time);
  PaperOrder& kept = state_.open.emplace_back();
  copy_terms(order, kept);
  const PaperRequest request{PaperRequest::kNew, 0, order.order_id, 0, 0, 0};
  if (is_sent(request, order.decision_time)) return;
  const bool is_late = sees_quotes() && state_.clock > order.decision_time;
  activate(kept, order.reference_price, order.reference_time,
           is_late ? state_.clock : order.decision_time, reports);
}

void Paper::activate(PaperOrder& order, sluice_price reference, sluice_time reference_time,
                     sluice_time time, Reports& reports) {
  order.is_active = true;
  order.priority = ++state_.priorities;
  if (const std::string_view refusal = refusal_of(order, time); !refusal.empty())
    return ledger_.end(order, SLUICE_STATUS_REJECTED, refusal, time, reports);
  if (model_ == FillModel::kImmediate)
    return bars_.fill_at_once(order, reference, reference_time, reports);
  reports.ack(order.order_id, at(time));
  if (sees_quotes()) book_.enter(order, time, reports);
}

std::string_view Paper::refusal_of(const PaperOrder& order, sluice_time time) {
  const bool is_supported = (!order.may_only_rest() || sees_quotes()) &&
                            (!order.is_stop() || model_ != FillModel::kImmediate);
  if (!is_supported) return "UNSUPPORTED_ORDER";
  if (order.time_in_force == SLUICE_TIF_GTD && order.good_till < time) return "GOOD_TILL_PAST";
  if (!reject_rate_.is_zero() &&
      random_below(seed_, state_.random_numbers++, std::uint64_t{kScale}) <
          static_cast<std::uint64_t>(reject_rate_.raw()))
    return "RANDOM_REJECT";
  if (order.may_only_reduce()) {
    if (!state_.knows_positions) return "POSITION_UNKNOWN";
    const sluice_quantity reducible = ledger_.reducible(order);
    const bool is_whole = order.time_in_force == SLUICE_TIF_FOK;
    if (reducible == 0 || (is_whole && reducible < order.quantity)) return "REDUCE_ONLY";
  }
  if (order.may_only_rest() && book_.would_take(order)) return "POST_ONLY";
  return {};
}

void Paper::poll(Reports& reports) {
  if (reports.rows().empty()) return std::swap(reports, state_.pending);
  for (const sluice_execution_report& row : state_.pending.rows()) reports.add(row);
  state_.pending.clear();
}

// The close of a session may be told twice: before and after the decisions taken on it.
void Paper::end_session(sluice_time time) {
  if (model_ == FillModel::kVolume || sees_quotes())
    for (PaperOrder& order : state_.open)
      if (order.time_in_force == SLUICE_TIF_DAY && order.is_active && order.is_open() &&
          order.decision_time < time)
        ledger_.end(order, SLUICE_STATUS_EXPIRED, {}, time, state_.pending);
  ledger_.sweep(time, state_.pending);
  if (time <= state_.last_close) return;
  ledger_.forget_before(state_.last_close);
  state_.last_close = time;
}

void Paper::on_market(std::uint32_t phase, Timestamp time, Rows<sluice_bar> bars) {
  advance(time.nanoseconds());
  if (sees_quotes()) {
    for (const sluice_bar& bar : bars) book_.on_bar(bar, phase, state_.clock, state_.pending);
  } else {
    bars_.on_market(phase, time.nanoseconds(), bars, state_.pending);
  }
  if (phase == SLUICE_PHASE_CLOSE) return end_session(time.nanoseconds());
  ledger_.sweep(state_.clock, state_.pending);
}

void Paper::on_quotes(Timestamp time, Rows<sluice_quote> quotes) {
  if (!sees_quotes()) return;
  for (const sluice_quote& quote : quotes) {
    advance(std::min(quote.time, time.nanoseconds()));
    book_.on_quote(quote, state_.clock, state_.pending);
  }
  advance(time.nanoseconds());
  ledger_.sweep(state_.clock, state_.pending);
}

void Paper::on_trades(Timestamp time, Rows<sluice_trade> trades) {
  if (!sees_quotes()) return;
  for (const sluice_trade& trade : trades) {
    advance(std::min(trade.time, time.nanoseconds()));
    book_.on_trade(trade, state_.clock, state_.pending);
  }
  advance(time.nanoseconds());
  ledger_.sweep(state_.clock, state_.pending);
}

std::string Paper::save_state() const {
  if (!unread_state_.empty()) return unread_state_;
  std::string text = write_paper_state(state_, symbols_, state_size_ + state_size_ / 8);
  state_size_ = text.size();
  return text;
}

void Paper::load_state(std::string_view text) {
  if (symbols_.empty()) {
    unread_state_ = text;
    return;
  }
  state_ = read_paper_state(text, symbols_);
}

}  // namespace sluice::executors
