// SPDX-License-Identifier: Apache-2.0
//
// scripted_venue.hpp: a venue that says what a test tells it to, and counts what reached it.
//
// Place: tests of routing and drivers. Reports put in with `say` go out with the next call that can
// carry them: submit or poll.
#pragma once

#include <cstring>
#include <functional>
#include <string>
#include <vector>

#include "core/ports.hpp"
#include "support/domain_values.hpp"
#include "support/recording_audit.hpp"

namespace sluice::testing {

using VenueReport = sluice_execution_report;

inline VenueReport report(std::uint32_t kind, OrderId order, std::string_view reason = "") {
  VenueReport made{};
  made.size = sizeof made;
  made.kind = kind;
  made.order_id = order;
  made.time = day("2024-01-02").nanoseconds();
  std::memcpy(made.reason, reason.data(), reason.size());
  return made;
}
inline VenueReport fill_report(OrderId order, std::uint64_t number, std::string_view quantity,
                               std::string_view price, std::uint32_t kind = SLUICE_REPORT_FILLED) {
  VenueReport made = report(kind, order);
  made.execution_id = number;
  made.quantity = qty(quantity).raw();
  made.price = px(price).raw();
  return made;
}

class ScriptedVenue final : public Venue {
 public:
  explicit ScriptedVenue(Log& log) : log_{log} {}

  void say(VenueReport report) { reports_.push_back(report); }
  // What the next submit or poll returns once its reports are out.
  void fail_with(std::string message) { failure_ = Error{std::move(message)}; }

  Result<void> submit(std::span<const sluice_order> orders,
                      const sluice_report_sink& sink) override {
    for (const sluice_order& order : orders) {
      received_.push_back(order);
      log_.push_back("venue receives order " + std::to_string(order.order_id));
    }
    return answer(sink);
  }
  Result<void> cancel(const sluice_order& order, const sluice_report_sink& sink) override {
    log_.push_back("venue is asked to cancel order " + std::to_string(order.order_id));
    return answer(sink);
  }
  Result<void> replace(const sluice_order& order, const sluice_report_sink& sink) override {
    log_.push_back("venue is asked to replace order " + std::to_string(order.order_id) + " with " +
                   Quantity::from_raw(order.quantity).to_string() + " @ " +
                   Price::from_raw(order.limit_price).to_string());
    return answer(sink);
  }
  Result<void> query(const sluice_order& order, const sluice_report_sink& sink) override {
    log_.push_back("venue is asked about order " + std::to_string(order.order_id));
    return answer(sink);
  }
  Result<void> snapshot(Timestamp, std::span<const sluice_order>, const sluice_report_sink& sink,
                        sluice_venue_account& account) override {
    log_.emplace_back("venue is asked for a snapshot");
    account.complete = snapshot_.complete;
    account.has_cash = snapshot_.has_cash;
    account.has_positions = snapshot_.has_positions;
    account.cash = snapshot_.cash;
    if (account.has_positions != 0)
      (void)account.on_positions(
          account.context, {positions_.data(), positions_.size(), sizeof(sluice_venue_position)});
    return answer(sink);
  }
  [[nodiscard]] VenueTraits traits() const override { return traits_; }
  void promise(VenueTraits traits) { traits_ = traits; }
  // What the next snapshot says beside its reports.
  void account(sluice_venue_account account, std::vector<sluice_venue_position> positions = {}) {
    snapshot_ = account;
    positions_ = std::move(positions);
  }
  Result<void> poll(const sluice_report_sink& sink) override {
    log_.emplace_back("venue is polled");
    return answer(sink);
  }
  Result<void> on_market(std::uint32_t phase, Timestamp time, sluice_rows bars) override {
    if (on_market_) on_market_(phase, time, bars);
    return {};
  }
  void when_market(std::function<void(std::uint32_t, Timestamp, sluice_rows)> told) {
    on_market_ = std::move(told);
  }

  [[nodiscard]] const std::vector<sluice_order>& received() const noexcept { return received_; }
  // What the sink said to each delivery.
  [[nodiscard]] const std::vector<sluice_status>& statuses() const noexcept { return statuses_; }

 private:
  // Each report is a delivery of its own.
  Result<void> answer(const sluice_report_sink& sink) {
    const auto reports = std::exchange(reports_, {});
    for (const auto& one : reports)
      statuses_.push_back(sink.on_reports(sink.context, {&one, 1, sizeof one}));
    return std::exchange(failure_, {});
  }

  Log& log_;
  std::vector<VenueReport> reports_;
  std::vector<sluice_order> received_;
  std::vector<sluice_status> statuses_;
  std::function<void(std::uint32_t, Timestamp, sluice_rows)> on_market_;
  Result<void> failure_;
  VenueTraits traits_{1, true};
  sluice_venue_account snapshot_{};
  std::vector<sluice_venue_position> positions_;
};

}  // namespace sluice::testing
