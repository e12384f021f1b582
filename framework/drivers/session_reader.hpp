// SPDX-License-Identifier: Apache-2.0
//
// session_reader.hpp: groups a feed's bars into sessions.
//
// Place: drivers. Holds one session and one chunk of bars, whatever the length of the feed. Thread:
// the lane. Errors: the feed's; bars out of order or with an unknown instrument are a fault of the
// feed.
#pragma once

#include <optional>
#include <vector>

#include <sluice/c/market.h>
#include <sluice/time.hpp>

#include "core/ports.hpp"

namespace sluice::drivers {

struct SessionBars {
  Timestamp time;
  std::vector<sluice_bar> bars;  // by instrument

  [[nodiscard]] sluice_rows rows() const noexcept {
    return {bars.data(), bars.size(), sizeof(sluice_bar)};
  }
};

class SessionReader {
 public:
  SessionReader(BarSource& source, std::size_t instruments);

  // The next session; false at the end. `session` is overwritten.
  Result<bool> next(SessionBars& session);

 private:
  Result<bool> refill();

  BarSource& source_;
  std::size_t instruments_;
  std::vector<sluice_bar> chunk_;
  std::size_t at_ = 0;
  std::size_t filled_ = 0;
  std::int64_t last_time_ = INT64_MIN;
};

}  // namespace sluice::drivers
