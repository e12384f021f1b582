// SPDX-License-Identifier: Apache-2.0
//
// feed_instance.hpp: a feed of a plugin.
//
// Place: plugins. Thread: the lane. Errors: an end that is none, more bars than there was room for,
// or no bar without an end are faults.
#pragma once

#include <sluice/c/feed.h>

#include "core/ports.hpp"
#include "plugins/component.hpp"

namespace sluice::plugins {

class FeedInstance final : public Component, public BarSource {
 public:
  static constexpr Kind kKind = Kind::kFeed;
  FeedInstance(LoadedComponent loaded, InstanceOptions options);

  // The sink throws nothing: it is called by the plugin.
  Result<sluice_feed_info> open(const sluice_feed_request& request,
                                const sluice_issue_sink& issues);
  // How many bars were written, from the first; 0 only at the end. `bars` is not empty.
  Result<std::size_t> pull(std::span<sluice_bar> bars) override;

 private:
  const sluice_feed_v1& functions_;
};

}  // namespace sluice::plugins
