// SPDX-License-Identifier: Apache-2.0
//
// host_history.hpp: who answers when a component asks the host for one bar of the past.
//
// Place: plugins; the drivers plug in what guards the as-of time. Thread: the lane.
#pragma once

#include <cstdint>

#include <sluice/c/history.h>

namespace sluice::plugins {

class HostHistory {
 public:
  virtual ~HostHistory() = default;
  // As sluice_history_v1 says; `bar` is there.
  virtual sluice_status bar_at(std::uint32_t instrument, sluice_time time,
                               sluice_bar& bar) noexcept = 0;
};

}  // namespace sluice::plugins
