// SPDX-License-Identifier: Apache-2.0
//
// history.hpp: the bars a component may see: a sliding window of sessions that ends at the as-of
// time.
//
// Place: market. Owns its columns. A bar is copied in when its session is reached, so that memory
// later than the as-of time does not exist; a bar leaves when its session falls out of the window.
// Both ends depend on the session alone: a run that starts cold with the window's sessions sees
// exactly what a long run sees. Units: int64 1e-8 prices and quantities, nanoseconds UTC. Thread:
// the lane.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <vector>

#include <sluice/c/market.h>
#include <sluice/decimal.hpp>
#include <sluice/result.hpp>
#include <sluice/time.hpp>

#include "core/instrument.hpp"
#include "market/corporate_actions.hpp"

namespace sluice::market {

class History {
 public:
  // Shortest window the host's own features need: 20 returns are 21 closes.
  static constexpr std::uint32_t kMinimumWindow = 21;
  static constexpr std::uint32_t kFeatureSessions = 20;

  // `window_sessions` is how many sessions, the newest included, stay visible.
  History(const InstrumentTable& instruments, std::uint32_t window_sessions);

  // The next session and its bars (sluice_bar, at most one for an instrument).
  void append(Timestamp session, sluice_rows bars);
  // The instrument was split before the next session: what was seen so far is told in new units.
  void rescale(InstrumentId id, const SplitRatio& ratio) noexcept;

  [[nodiscard]] const sluice_market_view& view() const noexcept { return view_; }
  [[nodiscard]] Timestamp as_of() const noexcept {
    return Timestamp::from_nanoseconds(view_.as_of);
  }
  [[nodiscard]] std::uint64_t sessions() const noexcept { return session_; }

  // Mean volume of the newest 20 bars, rounded down; nothing where there are fewer or one has no
  // volume.
  [[nodiscard]] std::optional<Quantity> average_daily_volume(InstrumentId id) const;
  // Sample standard deviation of the newest 20 close-to-close returns; 0 where there are fewer.
  [[nodiscard]] double daily_volatility(InstrumentId id) const;

 private:
  struct Columns {
    std::vector<std::int64_t> values;    // six columns of `capacity` rows each, as in sluice_series
    std::vector<std::uint64_t> session;  // number of the session of each row
    std::size_t begin = 0;
    std::size_t end = 0;
    std::uint64_t oldest = 0;  // session of the row at `begin`
    // Of the newest kFeatureSessions bars, or all there are: kept up bar by bar, for every order
    // asks for their mean.
    int128 volume = 0;
    std::uint32_t without_volume = 0;
  };
  void add(Columns& columns, sluice_series& series, const sluice_bar& bar);
  void drop_old(Columns& columns) const noexcept;
  void fetch(InstrumentId id) const noexcept;
  void count_volume(Columns& columns, std::size_t row, int sign) const noexcept;
  void publish(const Columns& columns, sluice_series& series) const noexcept;

  std::uint64_t window_;
  std::size_t capacity_;
  std::uint64_t session_ = 0;
  std::vector<Columns> columns_;
  std::vector<sluice_series> series_;
  sluice_market_view view_{};
};

}  // namespace sluice::market
