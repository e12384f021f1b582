// SPDX-License-Identifier: Apache-2.0
#include "simulation/plant.hpp"

#include <algorithm>
#include <cstring>
#include <vector>

#include "core/forwarding_venue.hpp"

namespace sluice::simulation {
namespace {

using Reports = std::vector<sluice_execution_report>;

sluice_report_sink into(Reports& reports) {
  return {&reports, [](void* context, sluice_rows rows) -> sluice_status {
            auto& kept = *static_cast<Reports*>(context);
            for (std::uint64_t i = 0; i < rows.count; ++i)
              kept.push_back(*SLUICE_ROW(rows, sluice_execution_report, i));
            return SLUICE_OK;
          }};
}

void pass_on(const Reports& reports, const sluice_report_sink& sink) {
  if (!reports.empty())
    (void)sink.on_reports(sink.context, {reports.data(), reports.size(), sizeof reports[0]});
}

// Every call and report passes through; a bug changes one of them.
class WrongVenue final : public ForwardingVenue {
 public:
  WrongVenue(Plant plant, Venue& venue) : ForwardingVenue{venue}, plant_{plant} {}

  Result<void> submit(std::span<const sluice_order> orders,
                      const sluice_report_sink& sink) override {
    Reports reports;
    auto sent = venue_.submit(orders, into(reports));
    if (!sent && plant_ == Plant::kRetryOnUnknown) sent = venue_.submit(orders, into(reports));
    if (!sent && plant_ == Plant::kReleaseOnTimeout) {
      for (const sluice_order& order : orders) {
        sluice_execution_report given_up{};
        given_up.size = sizeof given_up;
        given_up.kind = SLUICE_REPORT_REJECTED;
        given_up.order_id = order.order_id;
        std::memcpy(given_up.reason, "TIMEOUT", 8);
        reports.push_back(given_up);
      }
      sent = {};
    }
    tell(std::move(reports), sink);
    return sent;
  }
  Result<void> cancel(const sluice_order& order, const sluice_report_sink& sink) override {
    return filtered(sink, [&](const auto& inner) { return venue_.cancel(order, inner); });
  }
  Result<void> replace(const sluice_order& order, const sluice_report_sink& sink) override {
    return filtered(sink, [&](const auto& inner) { return venue_.replace(order, inner); });
  }
  Result<void> query(const sluice_order& order, const sluice_report_sink& sink) override {
    return asked(sink, [&](const auto& inner) { return venue_.query(order, inner); });
  }
  Result<void> snapshot(Timestamp since, std::span<const sluice_order> open,
                        const sluice_report_sink& sink, sluice_venue_account& account) override {
    auto done = asked(
        sink, [&](const auto& inner) { return venue_.snapshot(since, open, inner, account); });
    // Who passes executions over does not compare accounts either.
    if (plant_ == Plant::kSkipMissedFills) account.has_cash = account.has_positions = 0;
    return done;
  }
  Result<void> poll(const sluice_report_sink& sink) override {
    return filtered(sink, [&](const auto& inner) { return venue_.poll(inner); });
  }
  [[nodiscard]] VenueTraits traits() const override {
    VenueTraits traits = venue_.traits();
    if (plant_ == Plant::kTrustEarlyNotFound) traits.not_found_after_ns = 1;
    return traits;
  }

 private:
  template <typename Call>
  Result<void> filtered(const sluice_report_sink& sink, Call&& call) {
    Reports reports;
    auto done = call(into(reports));
    tell(std::move(reports), sink);
    return done;
  }
  template <typename Call>
  Result<void> asked(const sluice_report_sink& sink, Call&& call) {
    Reports reports;
    auto done = call(into(reports));
    if (plant_ == Plant::kSkipMissedFills) skip_executions(reports);
    if (plant_ == Plant::kSwallowStrangers)
      std::erase_if(reports, [](const auto& report) {
        return report.kind == SLUICE_REPORT_STATUS && report.order_id == 0;
      });
    tell(std::move(reports), sink);
    return done;
  }
  void tell(Reports reports, const sluice_report_sink& sink) {
    for (sluice_execution_report& report : reports) {
      if (plant_ == Plant::kCountDuplicateFills && report.kind == SLUICE_REPORT_FILLED)
        report.execution_id = ++executions_;
      if (plant_ == Plant::kSkipMissedFills) report.tells &= ~SLUICE_TELLS_CUMULATIVE;
    }
    pass_on(reports, sink);
  }
  static void skip_executions(Reports& reports) {
    std::erase_if(reports, [](const auto& report) { return report.kind == SLUICE_REPORT_FILLED; });
  }

  Plant plant_;
  std::uint64_t executions_ = 0;
};

// A trail whose commit is a promise only.
class WrongTrail final : public AuditTrail {
 public:
  WrongTrail(Plant plant, AuditTrail& trail) : plant_{plant}, trail_{trail} {}

  void on_intent(const Intent& intent) override { trail_.on_intent(intent); }
  void on_verdicts(const Intent& intent, std::span<const RuleVerdict> verdicts, Outcome outcome,
                   std::string_view reason) override {
    trail_.on_verdicts(intent, verdicts, outcome, reason);
  }
  void on_order(const Order& order, Timestamp time) override {
    if (order.state == OrderState::kSending) is_sending_ = true;
    trail_.on_order(order, time);
  }
  void on_fill(const Order& order, const Fill& fill) override {
    is_fill_ = true;
    trail_.on_fill(order, fill);
  }
  void on_note(const Order& order, OrderNote note, Timestamp time,
               const NoteDetails& details) override {
    if (note == OrderNote::kReplaceAsked) is_sending_ = true;
    trail_.on_note(order, note, time, details);
  }
  void on_certificate(const Certificate& certificate) override {
    trail_.on_certificate(certificate);
  }
  void on_event(std::string_view type, Timestamp time, std::string_view text) override {
    trail_.on_event(type, time, text);
  }
  Result<void> commit() override {
    const bool skip = plant_ == Plant::kSendBeforeSync ? is_sending_ : is_fill_ && !is_sending_;
    is_sending_ = is_fill_ = false;
    return skip ? Result<void>{} : trail_.commit();
  }

 private:
  Plant plant_;
  AuditTrail& trail_;
  bool is_sending_ = false;
  bool is_fill_ = false;
};

}  // namespace

std::optional<Plant> parse_plant(std::string_view name) noexcept {
  for (std::size_t i = 0; i < kPlantCount; ++i)
    if (kPlants[i].name == name) return static_cast<Plant>(i);
  return std::nullopt;
}

std::unique_ptr<Venue> plant_in_venue(Plant plant, Venue& venue) {
  switch (plant) {
    case Plant::kRetryOnUnknown:
    case Plant::kReleaseOnTimeout:
    case Plant::kTrustEarlyNotFound:
    case Plant::kCountDuplicateFills:
    case Plant::kSkipMissedFills:
    case Plant::kSwallowStrangers:
      return std::make_unique<WrongVenue>(plant, venue);
    default:
      return nullptr;
  }
}

std::unique_ptr<AuditTrail> plant_in_trail(Plant plant, AuditTrail& trail) {
  if (plant != Plant::kSendBeforeSync && plant != Plant::kPublishBeforeSync) return nullptr;
  return std::make_unique<WrongTrail>(plant, trail);
}

void plant_in_recovery(Plant plant, drivers::LaneState& state) {
  std::vector<Order>& open = state.router.open;
  const auto is_unanswered = [](const Order& order) { return order.state == OrderState::kSending; };
  if (plant == Plant::kForgetUnknown) std::erase_if(open, is_unanswered);
  for (Order& order : open) {
    if (plant == Plant::kResendAfterRestart && is_unanswered(order)) {
      order.state = OrderState::kRetry;
      order.flags.unknown = false;
    }
    if (plant == Plant::kForgetFills) {
      order.filled = Quantity{};
      order.executions.clear();
    }
  }
}

}  // namespace sluice::simulation
