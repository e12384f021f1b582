// SPDX-License-Identifier: Apache-2.0
#include "simulation/virtual_venue.hpp"

#include <algorithm>

#include "simulation/virtual_disk.hpp"

namespace sluice::simulation {
namespace {

IntentId client_of(const sluice_order& order) { return {order.intent_id.hi, order.intent_id.lo}; }
IntentId client_of(const sluice_execution_report& report) {
  return {report.intent_id.hi, report.intent_id.lo};
}

}  // namespace

VirtualVenue::VirtualVenue(Exchange& exchange, TrueTime& time, VenueTraits traits, Random random)
    : exchange_{exchange}, time_{time}, traits_{traits}, random_{random} {
  exchange_.tell([this](const sluice_execution_report& report) { publish(report); });
}

void VirtualVenue::know(const sluice_order& order) {
  if (order.order_id != 0) known_[client_of(order)] = order.order_id;
}

void VirtualVenue::publish(const sluice_execution_report& report) {
  if (answer_ != nullptr) answer_->push_back(report);
  // Refusals are told to who asked, and to nobody else.
  if (report.kind == SLUICE_REPORT_REJECTED) return;
  if (report.kind == SLUICE_REPORT_BUSTED) {
    busts_.push_back(report);
    return say_lie(report);
  }
  const int copies = random_.chance(faults_.report_lost)    ? 0
                     : random_.chance(faults_.report_twice) ? 2
                                                            : 1;
  for (int i = 0; i < copies; ++i) {
    const bool late = random_.chance(faults_.report_late);
    const Nanoseconds delay = late ? random_.between(0, 20'000) : random_.between(0, 30);
    messages_.push_back({report, time_.now + delay * kMillisecond, next_number_++, false});
  }
}

void VirtualVenue::say_lie(const sluice_execution_report& report) {
  messages_.push_back({report, time_.now, next_number_++, true});
}

void VirtualVenue::arrive(const Request& request) {
  switch (request.kind) {
    case Request::Kind::kOrder:
      return exchange_.take_order(request.row, time_.now);
    case Request::Kind::kCancel:
      return exchange_.take_cancel(request.row, time_.now);
    case Request::Kind::kReplace:
      return exchange_.take_replace(request.row, request.number, time_.now);
  }
}

void VirtualVenue::advance(Nanoseconds by) {
  const Nanoseconds until = time_.now + by;
  for (;;) {
    const auto next =
        std::min_element(requests_.begin(), requests_.end(), [](const auto& a, const auto& b) {
          return a.arrives != b.arrives ? a.arrives < b.arrives : a.number < b.number;
        });
    if (next == requests_.end() || next->arrives > until) break;
    const Request request = *next;
    requests_.erase(next);
    time_.now = std::max(time_.now, request.arrives);
    arrive(request);
  }
  time_.now = until;
}

void VirtualVenue::maybe_crash() {
  if (random_.chance(faults_.crash)) throw Crash{};
}

void VirtualVenue::maybe_stall() {
  if (random_.chance(faults_.stall)) advance(random_.between(1, 4000) * kMillisecond);
}

Result<void> VirtualVenue::exchange_words(Request request, Reports& answer) {
  const Error no_answer{"the venue did not answer in time"};
  const auto failure = [&]() -> Result<void> {
    return random_.chance(faults_.silent) ? Result<void>{} : Result<void>{no_answer};
  };
  maybe_crash();
  if (random_.chance(faults_.request_lost)) return failure();
  if (random_.chance(faults_.request_late)) {
    const Nanoseconds bound =
        traits_.not_found_after_ns > 0 ? traits_.not_found_after_ns : 10'000 * kMillisecond;
    request.arrives = time_.now + random_.between(1, bound);
    requests_.push_back(request);
    maybe_crash();
    return failure();
  }
  answer_ = &answer;
  arrive(request);
  answer_ = nullptr;
  maybe_crash();
  maybe_stall();
  if (!random_.chance(faults_.answer_lost)) return {};
  answer.clear();
  return failure();
}

Result<void> VirtualVenue::submit(std::span<const sluice_order> orders,
                                  const sluice_report_sink& sink) {
  Result<void> result;
  for (const sluice_order& order : orders) {
    know(order);
    if (when_sending_) when_sending_(order, false);
    Reports answer;
    if (random_.chance(faults_.throttled)) {
      sluice_execution_report refused{};
      refused.size = sizeof refused;
      refused.kind = SLUICE_REPORT_NOT_SENT;
      refused.order_id = order.order_id;
      refused.attempt = order.attempt;
      refused.time = time_.now;
      refused.retry_after_ns = random_.between(0, 3000) * kMillisecond;
      answer.push_back(refused);
    } else {
      auto done = exchange_words({Request::Kind::kOrder, order, next_number_++, 0}, answer);
      if (!done) result = done;
    }
    if (auto told = deliver(answer, sink); !told) return told;
    // What follows in the batch has not been tried, and nobody says so.
    if (!result && random_.chance(500)) return result;
  }
  return result;
}

Result<void> VirtualVenue::cancel(const sluice_order& order, const sluice_report_sink& sink) {
  know(order);
  Reports answer;
  auto done = exchange_words({Request::Kind::kCancel, order, next_number_++, 0}, answer);
  if (auto told = deliver(answer, sink); !told) return told;
  return done;
}

Result<void> VirtualVenue::replace(const sluice_order& order, const sluice_report_sink& sink) {
  know(order);
  if (when_sending_) when_sending_(order, true);
  Reports answer;
  const std::uint64_t number = next_number_++;
  last_wish_[client_of(order)] = number;
  auto done = exchange_words({Request::Kind::kReplace, order, number, 0}, answer);
  if (auto told = deliver(answer, sink); !told) return told;
  return done;
}

// Some answers come from a copy that is behind.
Nanoseconds VirtualVenue::time_of_answer() {
  return random_.chance(faults_.old_answer) ? time_.now - random_.between(1, kMaxLag) : time_.now;
}

void VirtualVenue::describe(const ExchangeOrder& order, Nanoseconds at, Reports& out) const {
  auto status = exchange_.report(SLUICE_REPORT_STATUS, order, at);
  status.order_status = order.status_at(at);
  status.tells = SLUICE_TELLS_CUMULATIVE;
  status.cumulative_quantity = order.filled_at(at);
  if (traits_.can_replace) {
    status.tells |= SLUICE_TELLS_TERMS;
    status.order_quantity = order.terms_at(at).quantity;
    status.order_limit_price = order.terms_at(at).limit;
  }
  out.push_back(status);
}

Result<void> VirtualVenue::query(const sluice_order& order, const sluice_report_sink& sink) {
  know(order);
  maybe_crash();
  if (random_.chance(faults_.unreachable)) return Error{"the venue can't be reached"};
  maybe_stall();
  const Nanoseconds at = time_of_answer();
  Reports answer;
  const ExchangeOrder* const found = exchange_.find(client_of(order), at);
  if (found == nullptr) {
    ExchangeOrder unknown;
    unknown.client = client_of(order);
    auto none = exchange_.report(SLUICE_REPORT_NOT_FOUND, unknown, at);
    none.tells = 0;
    answer.push_back(none);
  } else {
    for (const ExchangeExecution& one : found->executions)
      if (one.time <= at && one.busted_at > at)
        answer.push_back(exchange_.fill_report(*found, one));
    describe(*found, at, answer);
  }
  // Cut off in the middle, the rest is unreadable.
  const bool cut = random_.chance(faults_.answer_lost);
  if (cut) answer.resize(random_.below(answer.size()));
  if (auto told = deliver(answer, sink); !told) return told;
  return cut ? Result<void>{Error{"an answer that can't be read"}} : Result<void>{};
}

Result<void> VirtualVenue::snapshot(Timestamp since, std::span<const sluice_order> open,
                                    const sluice_report_sink& sink, sluice_venue_account& account) {
  for (const sluice_order& order : open) know(order);
  maybe_crash();
  if (random_.chance(faults_.unreachable)) return Error{"the venue can't be reached"};
  maybe_stall();
  const Nanoseconds at = time_of_answer();
  Reports answer;
  for (const ExchangeOrder& order : exchange_.orders())
    for (const ExchangeExecution& one : order.executions)
      if (one.time >= since.nanoseconds() && one.time <= at && one.busted_at > at)
        answer.push_back(exchange_.fill_report(order, one));
  for (const ExchangeOrder& order : exchange_.orders())
    if (order.accepted <= at && order.status_at(at) == SLUICE_STATUS_OPEN)
      describe(order, at, answer);
  const bool cut = random_.chance(faults_.answer_lost);
  if (cut) answer.resize(random_.below(answer.size() + 1));
  if (auto told = deliver(answer, sink); !told) return told;
  if (cut) return Error{"an answer that can't be read"};
  account.complete = 1;
  account.has_cash = 1;
  account.has_positions = 1;
  account.time = at;
  account.cash = exchange_.cash_at(at).to_c();
  std::vector<sluice_venue_position> positions;
  for (InstrumentId id = 0; id < exchange_.instruments(); ++id)
    positions.push_back({sizeof(sluice_venue_position), id, exchange_.position_at(id, at)});
  (void)account.on_positions(account.context,
                             {positions.data(), positions.size(), sizeof positions[0]});
  return {};
}

Result<void> VirtualVenue::poll(const sluice_report_sink& sink) {
  maybe_crash();
  if (random_.chance(faults_.unreachable)) return Error{"the venue can't be reached"};
  std::vector<Message> due;
  std::vector<Message> later;
  for (Message& message : messages_)
    (message.arrives <= time_.now ? due : later).push_back(message);
  messages_ = std::move(later);
  std::sort(due.begin(), due.end(), [](const Message& a, const Message& b) {
    return a.arrives != b.arrives ? a.arrives < b.arrives : a.number < b.number;
  });
  Reports reports;
  for (const Message& message : due) reports.push_back(message.report);
  return deliver(reports, sink);
}

Result<void> VirtualVenue::deliver(const Reports& reports, const sluice_report_sink& sink) {
  for (sluice_execution_report report : reports) {
    const IntentId client = client_of(report);
    const bool of_wish =
        report.kind == SLUICE_REPORT_REPLACED || report.kind == SLUICE_REPORT_REPLACE_REJECTED;
    if (of_wish && report.sequence != last_wish_[client]) continue;
    report.sequence = 0;
    const auto known = known_.find(client);
    if (report.order_id == 0 && known != known_.end()) report.order_id = known->second;
    if (sink.on_reports(sink.context, {&report, 1, sizeof report}) != SLUICE_OK)
      return Error{"reports were not taken"};
  }
  return {};
}

void VirtualVenue::disconnect() {
  known_.clear();
  answer_ = nullptr;
  std::erase_if(messages_,
                [this](const Message& message) { return !message.sure && random_.chance(500); });
  // Nothing that can be asked for tells them, so whoever connects is told them again.
  for (const sluice_execution_report& bust : busts_) say_lie(bust);
}

}  // namespace sluice::simulation
