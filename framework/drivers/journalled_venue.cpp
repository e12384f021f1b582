// SPDX-License-Identifier: Apache-2.0
#include "drivers/journalled_venue.hpp"

#include <algorithm>
#include <cstring>
#include <utility>

#include "drivers/state_delta.hpp"
#include "journal/record_types.hpp"

namespace sluice::drivers {

JournalledVenue::JournalledVenue(Venue& venue, Save save, journal::RecordSink& sink, Clock clock,
                                 std::string state)
    : ForwardingVenue{venue},
      save_{std::move(save)},
      sink_{sink},
      clock_{std::move(clock)},
      state_{std::move(state)} {}

sluice_report_sink JournalledVenue::inbox() noexcept {
  inbox_.clear();
  return {this, [](void* self, sluice_rows reports) -> sluice_status {
            auto& inbox = static_cast<JournalledVenue*>(self)->inbox_;
            if (reports.count > kMaxReportsPerCall - inbox.size()) return SLUICE_ERROR_ARGUMENT;
            for (std::uint64_t i = 0; i < reports.count; ++i) {
              // A venue built with an older SDK has shorter rows.
              sluice_execution_report report{};
              const auto* const row = SLUICE_ROW(reports, sluice_execution_report, i);
              std::memcpy(&report, row, std::min<std::uint64_t>(sizeof report, reports.stride));
              inbox.push_back(report);
            }
            return SLUICE_OK;
          }};
}

// A call of the venue; its state is kept, then its reports are passed on.
template <typename Call>
Result<void> JournalledVenue::run(const sluice_report_sink& sink, bool changes, Call&& call) {
  if (failure_) return *failure_;
  auto done = call(inbox());
  if (changes || !inbox_.empty()) {
    if (auto kept = keep(); !kept) {
      failure_ = Error{"the venue's state cannot be kept: " + kept.error().message};
      return *failure_;
    }
  }
  if (!inbox_.empty()) {
    const sluice_rows rows{inbox_.data(), inbox_.size(), sizeof(sluice_execution_report)};
    if (sink.on_reports(sink.context, rows) != SLUICE_OK && done)
      done = Error{"the venue reported more than can be taken in"};
  }
  return done;
}

Result<void> JournalledVenue::keep() {
  auto state = save_();
  if (!state) return state.error();
  if (*state == state_) return {};
  put(*state);
  state_ = std::move(*state);
  return sink_.append();
}

void JournalledVenue::put(const std::string& state) {
  auto& record = sink_.begin(journal::kVenueState, clock_());
  if (deltas_ && *deltas_ < kMaxDeltas) {
    const std::string delta = state_delta(state_, state);
    if (delta.size() < state.size() && delta_bytes_ + delta.size() <= state.size()) {
      record.text("delta", delta).integer("bytes", static_cast<std::int64_t>(state.size()));
      ++*deltas_;
      delta_bytes_ += delta.size();
      return;
    }
  }
  record.text("text", state);
  deltas_ = delta_bytes_ = 0;
}

Result<void> JournalledVenue::submit(std::span<const sluice_order> orders,
                                     const sluice_report_sink& sink) {
  return run(sink, true, [&](const auto& to) { return venue_.submit(orders, to); });
}

Result<void> JournalledVenue::cancel(const sluice_order& order, const sluice_report_sink& sink) {
  return run(sink, true, [&](const auto& to) { return venue_.cancel(order, to); });
}

Result<void> JournalledVenue::replace(const sluice_order& amended, const sluice_report_sink& sink) {
  return run(sink, true, [&](const auto& to) { return venue_.replace(amended, to); });
}

Result<void> JournalledVenue::query(const sluice_order& order, const sluice_report_sink& sink) {
  return run(sink, false, [&](const auto& to) { return venue_.query(order, to); });
}

Result<void> JournalledVenue::snapshot(Timestamp since, std::span<const sluice_order> open,
                                       const sluice_report_sink& sink,
                                       sluice_venue_account& account) {
  return run(sink, false,
             [&](const auto& to) { return venue_.snapshot(since, open, to, account); });
}

Result<void> JournalledVenue::poll(const sluice_report_sink& sink) {
  return run(sink, false, [&](const auto& to) { return venue_.poll(to); });
}

Result<void> JournalledVenue::on_market(std::uint32_t phase, Timestamp time, sluice_rows bars) {
  return failure_ ? Result<void>{*failure_} : venue_.on_market(phase, time, bars);
}

}  // namespace sluice::drivers
