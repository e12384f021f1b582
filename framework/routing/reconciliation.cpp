// SPDX-License-Identifier: Apache-2.0
//
// reconciliation.cpp: our books against the venue's, and the certificate about it.
#include <algorithm>

#include "routing/order_router.hpp"

namespace sluice::routing {
namespace {

constexpr std::size_t kMaxDifferences = 64;

// What the venue says of the account.
struct VenueAnswer {
  sluice_venue_account account{};
  std::vector<sluice_venue_position> positions;

  VenueAnswer() {
    account.size = sizeof account;
    account.context = this;
    account.on_positions = [](void* self, sluice_rows rows) -> sluice_status {
      auto& kept = static_cast<VenueAnswer*>(self)->positions;
      for (std::uint64_t i = 0; i < rows.count; ++i)
        kept.push_back(*SLUICE_ROW(rows, sluice_venue_position, i));
      return SLUICE_OK;
    };
  }
  VenueAnswer(const VenueAnswer&) = delete;
  VenueAnswer& operator=(const VenueAnswer&) = delete;

  [[nodiscard]] Quantity position(InstrumentId instrument) const noexcept {
    for (const auto& row : positions)
      if (row.instrument == instrument) return Quantity::from_raw(row.quantity);
    return {};
  }
};

void add(Certificate& certificate, std::string difference) {
  if (certificate.differences.size() < kMaxDifferences)
    certificate.differences.push_back(std::move(difference));
}

void compare(const VenueAnswer& venue, const AccountView& ours, Certificate& certificate) {
  if (venue.account.has_positions != 0)
    for (InstrumentId id = 0; id < ours.instruments(); ++id)
      if (venue.position(id) != ours.position(id))
        add(certificate, "position of instrument " + std::to_string(id) + ": ours " +
                             ours.position(id).to_string() + ", the venue's " +
                             venue.position(id).to_string());
  if (venue.account.has_cash != 0 && Money::from_c(venue.account.cash) != ours.cash())
    add(certificate, "cash: ours " + ours.cash().to_string() + ", the venue's " +
                         Money::from_c(venue.account.cash).to_string());
}

}  // namespace

Result<Certificate> OrderRouter::reconcile(std::string_view trigger, const AccountView& account,
                                           Timestamp now) {
  Certificate certificate;
  certificate.trigger = trigger;
  certificate.time = now;
  certificate.since = now.plus_nanoseconds(-config_.reconcile_window_ns);
  std::vector<sluice_order> rows;
  for (const Order& order : orders_.open()) {
    rows.push_back(to_row(order.intent, order.id, order.attempts));
    // Executions of an order that is still open may be older than the window; not where they are in
    // the trail with what they followed from.
    if (!config_.venue_lives_in_the_trail)
      certificate.since = std::min(certificate.since, order.intent.decision_time);
  }
  certificate.open_here = rows.size();
  VenueAnswer answer;
  const auto told = venue_.snapshot(certificate.since, rows, sink(), answer.account);
  const std::uint64_t taken_before = executions_taken_;
  strangers_.clear();
  std::vector<OrderId> there;
  for (const auto& report : inbox_) {
    if (report.kind != SLUICE_REPORT_STATUS || report.order_status != SLUICE_STATUS_OPEN) continue;
    ++certificate.open_there;
    const Order* const ours = order_of(report);
    if (ours != nullptr) there.push_back(ours->id);
  }
  in_snapshot_ = true;
  take_inbox(now);
  in_snapshot_ = false;
  if (auto done = conclude(now); !done) return done.error();
  // What we hold open and the venue does not: each is asked for by its own name.
  for (const sluice_order& row : rows) {
    if (std::find(there.begin(), there.end(), row.order_id) != there.end()) continue;
    Order* const order = orders_.find_open(row.order_id);
    if (order == nullptr || is_final(order->state) || order->state == OrderState::kRetry) continue;
    ask_now(*order, now);
    if (auto asked = ask(*order, now); !asked) return asked.error();
    const Watch* const watched = find_watch(row.order_id);
    const Order* const left = orders_.find_open(row.order_id);
    if (watched != nullptr && watched->needs_answer && left != nullptr && !left->flags.unknown)
      add(certificate, "order " + std::to_string(row.order_id) +
                           " is open here, and the venue did not say how it stands");
  }
  certificate.executions_taken = executions_taken_ - taken_before;
  for (const std::string& stranger : strangers_) add(certificate, stranger);
  for (const Order& order : orders_.open())
    if (order.flags.unknown || order.flags.disputed)
      add(certificate, "order " + std::to_string(order.id) +
                           (order.flags.disputed ? " is disputed" : " is at the venue or not"));
  if (told) compare(answer, account, certificate);
  certificate.complete =
      told.ok() && answer.account.complete != 0 && certificate.differences.empty();
  if (!told) add(certificate, "the venue could not be asked: " + told.error().message);
  certified_ = certificate.complete;
  audit_.on_certificate(certificate);
  if (auto kept = audit_.commit(); !kept) return kept.error();
  return certificate;
}

}  // namespace sluice::routing
