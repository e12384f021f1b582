// SPDX-License-Identifier: Apache-2.0
//
// journalled_venue.hpp: a simulated venue that lives in this process, and survives it.
//
// A venue in memory dies with its process. So what it remembers is put into the journal whenever it
// has told something or was asked to do something, and only then is what it told passed on. A later
// process loads it (LaneState::venue_state). The state it finds is then never behind the reports
// that followed from it; where it is ahead, the reports that were lost are told again by query and
// snapshot, and those that were not are known. Market events alone are not kept: nothing can follow
// from one but what a later call tells.
//
// Orders and state stand in one journal, in the order it happened: a crash between them leaves the
// orders and a state from before, which has never heard of them. So nothing has to be durable
// before the venue is called (RouterConfig::venue_lives_in_the_trail).
//
// Cost: the state's text, made and compared once for each such call; where it has changed, a record
// of what is different (state_delta.hpp), or of the whole: the first time, every 256th, when the
// differences since have become as long as the text, and where that is shorter. Calls without a
// report that ask for nothing cost nothing.
//
// Place: drivers; between router and executor. Owns the last text. Thread: the lane. Errors: a
// state that cannot be told or kept is the venue's failure, and it is not called again: what it did
// after would be forgotten. What it told in that call is not passed on.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "core/forwarding_venue.hpp"
#include "journal/record_sink.hpp"

namespace sluice::drivers {

class JournalledVenue final : public ForwardingVenue {
 public:
  using Save = std::function<Result<std::string>()>;
  using Clock = std::function<Timestamp()>;
  static constexpr std::size_t kMaxReportsPerCall = 1u << 20;
  static constexpr std::size_t kMaxDeltas = 255;  // in a row

  // `state` is what the journal has by now; empty: nothing.
  JournalledVenue(Venue& venue, Save save, journal::RecordSink& sink, Clock clock,
                  std::string state = {});

  Result<void> submit(std::span<const sluice_order> orders,
                      const sluice_report_sink& sink) override;
  Result<void> cancel(const sluice_order& order, const sluice_report_sink& sink) override;
  Result<void> replace(const sluice_order& amended, const sluice_report_sink& sink) override;
  Result<void> query(const sluice_order& order, const sluice_report_sink& sink) override;
  Result<void> snapshot(Timestamp since, std::span<const sluice_order> open,
                        const sluice_report_sink& sink, sluice_venue_account& account) override;
  Result<void> poll(const sluice_report_sink& sink) override;
  Result<void> on_market(std::uint32_t phase, Timestamp time, sluice_rows bars) override;

 private:
  template <typename Call>
  Result<void> run(const sluice_report_sink& sink, bool changes, Call&& call);
  Result<void> keep();
  void put(const std::string& state);
  [[nodiscard]] sluice_report_sink inbox() noexcept;

  Save save_;
  journal::RecordSink& sink_;
  Clock clock_;
  std::string state_;
  std::optional<std::size_t> deltas_;  // since the whole text; nothing: this process wrote none
  std::size_t delta_bytes_ = 0;        // of those
  std::vector<sluice_execution_report> inbox_;  // of the present call
  std::optional<Error> failure_;
};

}  // namespace sluice::drivers
