// SPDX-License-Identifier: Apache-2.0
//
// scenario_venue.hpp: a venue that answers each kind of call as a table tells it to.
//
// Place: tests of scenarios. An answer stays until another one is told; the stream is told once.
// Counts how often an order of a client order id reached it: by that the tables prove that nothing
// is sent twice.
#pragma once

#include <map>
#include <string>
#include <utility>

#include "core/ports.hpp"
#include "scenarios/says.hpp"

namespace sluice::scenarios {

// The process ends here, in the middle of a call.
struct ProcessDies {};

struct Answer {
  Words words;
  std::string failure;  // the call fails after the words are out
};

class ScenarioVenue final : public Venue {
 public:
  enum class Death { kNone, kBeforeArrival, kAfterArrival };

  Answer at_submit;
  Answer at_query;
  Answer at_cancel;
  Answer at_replace;
  Answer at_snapshot;
  Words stream;
  bool snapshot_is_complete = true;
  std::map<InstrumentId, Quantity> positions;  // told when there are any
  bool tells_positions = false;
  VenueTraits promises;
  Death death = Death::kNone;  // in the next submit
  Timestamp now;

  [[nodiscard]] int arrivals(const IntentId& intent) const {
    const auto found = arrivals_.find(intent);
    return found == arrivals_.end() ? 0 : found->second;
  }
  [[nodiscard]] int questions() const noexcept { return questions_; }
  [[nodiscard]] int cancels_received() const noexcept { return cancels_; }
  [[nodiscard]] int replaces_received() const noexcept { return replaces_; }

  Result<void> submit(std::span<const sluice_order> orders,
                      const sluice_report_sink& sink) override {
    if (death == Death::kBeforeArrival) throw ProcessDies{};
    for (const sluice_order& order : orders)
      ++arrivals_[IntentId{order.intent_id.hi, order.intent_id.lo}];
    if (death == Death::kAfterArrival) throw ProcessDies{};
    return say(at_submit, sink, orders.empty() ? 1 : orders.front().attempt);
  }
  Result<void> cancel(const sluice_order&, const sluice_report_sink& sink) override {
    ++cancels_;
    return say(at_cancel, sink);
  }
  Result<void> replace(const sluice_order&, const sluice_report_sink& sink) override {
    ++replaces_;
    return say(at_replace, sink);
  }
  Result<void> query(const sluice_order&, const sluice_report_sink& sink) override {
    ++questions_;
    return say(at_query, sink);
  }
  Result<void> snapshot(Timestamp, std::span<const sluice_order>, const sluice_report_sink& sink,
                        sluice_venue_account& account) override {
    auto told = say(at_snapshot, sink);
    account.complete = snapshot_is_complete ? 1 : 0;
    account.has_positions = tells_positions ? 1 : 0;
    for (const auto& [instrument, quantity] : positions) {
      const sluice_venue_position row{sizeof row, instrument, quantity.raw()};
      (void)account.on_positions(account.context, {&row, 1, sizeof row});
    }
    return told;
  }
  Result<void> poll(const sluice_report_sink& sink) override {
    return say({std::exchange(stream, {}), ""}, sink);
  }
  [[nodiscard]] VenueTraits traits() const override { return promises; }
  Result<void> on_market(std::uint32_t, Timestamp, sluice_rows) override { return {}; }

 private:
  Result<void> say(const Answer& answer, const sluice_report_sink& sink,
                   std::uint32_t attempt = 1) const {
    for (Word word : answer.words) {
      word.report.time = now.nanoseconds();
      word.report.attempt = attempt;
      (void)sink.on_reports(sink.context, {&word.report, 1, sizeof word.report});
    }
    if (!answer.failure.empty()) return Error{answer.failure};
    return {};
  }

  std::map<IntentId, int> arrivals_;
  int questions_ = 0;
  int cancels_ = 0;
  int replaces_ = 0;
};

}  // namespace sluice::scenarios
