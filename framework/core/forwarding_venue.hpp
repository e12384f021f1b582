// SPDX-License-Identifier: Apache-2.0
//
// forwarding_venue.hpp: a venue that stands before another, and passes every call on.
//
// Place: core; the base of those that do something about a few of the calls. Borrows the other
// venue. Thread: the lane. Errors: the other's.
#pragma once

#include "core/ports.hpp"

namespace sluice {

class ForwardingVenue : public Venue {
 public:
  explicit ForwardingVenue(Venue& venue) noexcept : venue_{venue} {}

  Result<void> submit(std::span<const sluice_order> orders,
                      const sluice_report_sink& sink) override {
    return venue_.submit(orders, sink);
  }
  Result<void> cancel(const sluice_order& order, const sluice_report_sink& sink) override {
    return venue_.cancel(order, sink);
  }
  Result<void> replace(const sluice_order& amended, const sluice_report_sink& sink) override {
    return venue_.replace(amended, sink);
  }
  Result<void> query(const sluice_order& order, const sluice_report_sink& sink) override {
    return venue_.query(order, sink);
  }
  Result<void> snapshot(Timestamp since, std::span<const sluice_order> open,
                        const sluice_report_sink& sink, sluice_venue_account& account) override {
    return venue_.snapshot(since, open, sink, account);
  }
  Result<void> poll(const sluice_report_sink& sink) override { return venue_.poll(sink); }
  [[nodiscard]] VenueTraits traits() const override { return venue_.traits(); }
  Result<void> on_market(std::uint32_t phase, Timestamp time, sluice_rows rows) override {
    return venue_.on_market(phase, time, rows);
  }

 protected:
  Venue& venue_;
};

}  // namespace sluice
