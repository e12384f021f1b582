// SPDX-License-Identifier: Apache-2.0
//
// venue_ear.hpp: hears what a venue tells beside its reports: that it is there, and what it holds.
//
// A call that succeeds is a sign of life, a poll too: an executor that has lost its venue says so
// by an error. Positions come with snapshots.
//
// Place: drivers; between a lane's router and its venue. Owns nothing. Thread: the lane.
#pragma once

#include <vector>

#include "core/forwarding_venue.hpp"
#include "risk/risk_book.hpp"

namespace sluice::drivers {

class VenueEar final : public ForwardingVenue {
 public:
  // `now` is the lane's time; everything outlives this.
  VenueEar(Venue& venue, risk::RiskBook& book, const Timestamp& now)
      : ForwardingVenue{venue}, book_{book}, now_{now} {}

  Result<void> submit(std::span<const sluice_order> orders,
                      const sluice_report_sink& sink) override {
    return heard(venue_.submit(orders, sink));
  }
  Result<void> cancel(const sluice_order& order, const sluice_report_sink& sink) override {
    return heard(venue_.cancel(order, sink));
  }
  Result<void> replace(const sluice_order& amended, const sluice_report_sink& sink) override {
    return heard(venue_.replace(amended, sink));
  }
  Result<void> query(const sluice_order& order, const sluice_report_sink& sink) override {
    return heard(venue_.query(order, sink));
  }
  Result<void> snapshot(Timestamp since, std::span<const sluice_order> open,
                        const sluice_report_sink& sink, sluice_venue_account& account) override;
  Result<void> poll(const sluice_report_sink& sink) override { return heard(venue_.poll(sink)); }

 private:
  Result<void> heard(Result<void> done) {
    if (done.ok()) book_.set_venue_heartbeat(now_);
    return done;
  }

  risk::RiskBook& book_;
  const Timestamp& now_;
};

}  // namespace sluice::drivers
