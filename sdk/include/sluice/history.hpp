// SPDX-License-Identifier: Apache-2.0
//
// history.hpp: History, single bars of the past by their time.
//
// Place: SDK. Borrows the host's interface sluice.history/1. Thread: the lane, during a call that
// was given a market view. Errors: nothing for a bar that is not there; a question beyond the as-of
// time gets nothing either, and the host ends the run in strict mode.
#pragma once

#include <cstdint>
#include <optional>

#include <sluice/c/history.h>
#include <sluice/host.hpp>
#include <sluice/time.hpp>

namespace sluice {

class History {
 public:
  explicit History(const Host& host) noexcept
      : raw_{static_cast<const sluice_history_v1*>(host.get_interface(SLUICE_HISTORY_ID))} {}
  // Whether this host can be asked.
  [[nodiscard]] bool is_there() const noexcept {
    return raw_ != nullptr && SLUICE_HAS_SLOT(raw_, sluice_history_v1, bar_at);
  }
  [[nodiscard]] std::optional<sluice_bar> bar_at(std::uint32_t instrument,
                                                 Timestamp session) const noexcept {
    sluice_bar bar{};
    if (!is_there() ||
        raw_->bar_at(raw_->context, instrument, session.nanoseconds(), &bar) != SLUICE_OK)
      return std::nullopt;
    return bar;
  }

 private:
  const sluice_history_v1* raw_;
};

}  // namespace sluice
