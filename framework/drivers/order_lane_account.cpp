// SPDX-License-Identifier: Apache-2.0
//
// order_lane_account.cpp: what rules see of the account and the session, and their life in a lane.
#include <algorithm>
#include <utility>

#include "drivers/order_lane.hpp"

namespace sluice::drivers {

// A session that an earlier process began goes on: what was lost in it stays lost.
void OrderLane::begin_session(Timestamp now) {
  now_ = now;
  refresh_account(now);
  if (!is_same_session(now)) {
    session_equity_ = Money::from_c(book_.view().equity);
    session_ = now;
    journal_marks(now);
    refresh_account(now);
  }
  parts_.gate.begin_session(book_);
}

bool OrderLane::is_same_session(Timestamp now) const {
  if (session_ == Timestamp{}) return false;
  if (!config_.hours) return session_.date() == now.date();
  return config_.hours->at(session_) == config_.hours->at(now);
}

// The peak a little too high, so that it need not be written for every price; against us.
void OrderLane::journal_marks(Timestamp now) {
  journalled_peak_ = Money::from_raw(peak_equity_.raw() + peak_equity_.raw() / 10'000);
  trail_.on_event("ACCOUNT", now,
                  AccountMarks{journalled_peak_, session_equity_, session_}.to_text());
}

void OrderLane::refresh_account(Timestamp now) {
  const Money held = portfolio_.positions_value([this](InstrumentId id) { return last_[id]; });
  const auto equity = checked_add(portfolio_.cash(), held);
  SLUICE_ASSERT(equity.has_value());
  const Money peak = std::max(peak_equity_, *equity);
  if (peak > peak_equity_ && !is_supposing_) {
    peak_equity_ = peak;
    if (peak_equity_ > journalled_peak_) journal_marks(now);
  }
  const Money pnl = Money::from_raw(equity->raw() - session_equity_.raw());
  book_.begin_session(now, {portfolio_.cash(), *equity, pnl, peak}, nullptr);
  book_.set_reserved_cash(router_.reserved());
  if (config_.hours && now >= hours_end_) refresh_hours(now);
}

// The session in progress or the next one, until that is over.
void OrderLane::refresh_hours(Timestamp now) {
  const auto hours = config_.hours->at(now);
  hours_end_ = hours ? hours->close : Timestamp::from_nanoseconds(INT64_MAX);
  book_.set_session_times(hours ? hours->open : Timestamp{}, hours ? hours->close : Timestamp{});
}

risk::WhatIf OrderLane::what_if(const Intent& intent, Timestamp now) {
  refresh_account(std::max(now_, now));
  return parts_.gate.what_if(intent, book_);
}

bool OrderLane::would_send(Intent intent, Timestamp now) {
  const InstrumentId id = intent.instrument;
  const Price last = std::exchange(last_[id], intent.reference_price);
  const auto seen = Timestamp::from_nanoseconds(book_.row(id).last_time);
  is_supposing_ = true;
  book_.set_last(id, intent.reference_price, now);
  const risk::WhatIf answer = what_if(intent, now);
  is_supposing_ = false;
  last_[id] = last;
  book_.set_last(id, last, seen);
  refresh_account(now);
  if (!answer.approved) return false;
  intent.quantity = answer.quantity;
  return router_.would_send(intent, portfolio_.cash());
}

// Rules are exchanged, and those that halt without an order are asked.
Result<void> OrderLane::look_at_rules(Timestamp now) {
  if (config_.reload_every_ns > 0 && (!next_reload_ || now >= *next_reload_)) {
    next_reload_ = now.plus_nanoseconds(config_.reload_every_ns);
    (void)parts_.gate.request_reload();
  }
  bool has_news = std::exchange(rules_have_news_, false);
  has_news |= parts_.gate.adopt_prepared(now);
  if (parts_.gate.has_assessors()) {
    refresh_account(now);
    has_news |= parts_.gate.assess(book_);
  }
  return has_news ? trail_.commit() : Result<void>{};
}

}  // namespace sluice::drivers
