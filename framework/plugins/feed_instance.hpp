// SPDX-License-Identifier: Apache-2.0
//
// feed_instance.hpp: a feed of a plugin.
//
// Place: plugins. Thread: the lane. Errors: an end that is none, more bars than there was room for,
// no bar without an end, and a stream out of order, beyond its time or its limit are faults.
#pragma once

#include <sluice/c/feed.h>

#include "core/ports.hpp"
#include "plugins/component.hpp"
#include "plugins/market_rows.hpp"

namespace sluice::plugins {

class FeedInstance final : public Component, public BarSource, public MarketStream {
 public:
  static constexpr Kind kKind = Kind::kFeed;
  FeedInstance(LoadedComponent loaded, InstanceOptions options);

  // The sink throws nothing: it is called by the plugin.
  Result<sluice_feed_info> open(const sluice_feed_request& request,
                                const sluice_issue_sink& issues);
  // How many bars were written, from the first; 0 only at the end. `bars` is not empty.
  Result<std::size_t> pull(std::span<sluice_bar> bars) override;

  // May stream and next_event be called? Never changes.
  [[nodiscard]] bool streams() const noexcept;
  Result<StreamStep> stream(Timestamp until, std::uint64_t limit,
                            const sluice_market_sink& sink) override;
  // kUnknown also where the feed can't tell, or is broken: stream says so.
  [[nodiscard]] Timestamp next_event() override;
  [[nodiscard]] bool rings() const noexcept override { return has_bell(); }

 private:
  const sluice_feed_v1& functions_;
  MarketOrder order_;  // of what was streamed since the feed was opened
};

}  // namespace sluice::plugins
