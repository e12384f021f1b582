// SPDX-License-Identifier: Apache-2.0
//
// market_intake.hpp: takes in what the market does, in its order: into candles, prices, and the
// venue, where that is simulated.
//
// Place: sessions. Owns the candles that grow and the newest prices. Thread: the lane. Errors: the
// stream's and the lane's.
#pragma once

#include <string>
#include <vector>

#include "core/ports.hpp"
#include "drivers/order_lane.hpp"
#include "sessions/candle_builder.hpp"

namespace sluice::sessions {

// What is known of one instrument's price.
struct PriceNow {
  Price last;  // of a trade or bar, else the middle of a quote; 0: none
  Price bid;
  Price ask;
  Timestamp time;  // of the newest of them
};

class MarketIntake {
 public:
  // Rows of one call: other lanes wait for nobody, but commands of this one do.
  static constexpr std::uint64_t kRowsPerCall = 4'096;

  MarketIntake(MarketStream& stream, std::size_t instruments, std::int64_t candle_ns);

  // Everything up to `now`. Without a lane nothing but candles and prices: it is history.
  // True: there was something.
  Result<bool> drain(Timestamp now, drivers::OrderLane* lane);
  // The newest quote of each instrument once more, for a venue that has not seen them.
  Result<void> show_again(drivers::OrderLane& lane, Timestamp now);

  [[nodiscard]] CandleBuilder& candles() noexcept { return candles_; }
  [[nodiscard]] const PriceNow& price(InstrumentId id) const noexcept { return prices_[id]; }
  // By instrument, 0: none.
  [[nodiscard]] const std::vector<Price>& last_prices() const noexcept { return last_; }
  [[nodiscard]] bool is_over() const noexcept { return is_over_; }
  [[nodiscard]] bool is_connected() const noexcept { return is_connected_; }
  [[nodiscard]] const std::string& why_disconnected() const noexcept { return why_; }
  [[nodiscard]] Timestamp next_event() {
    return is_over_ ? MarketStream::kNever : stream_.next_event();
  }
  [[nodiscard]] bool rings() const noexcept { return stream_.rings(); }

 private:
  sluice_status take_quotes(sluice_rows rows);
  sluice_status take_trades(sluice_rows rows);
  sluice_status take_bars(sluice_rows rows);
  sluice_status show(std::uint32_t phase, std::int64_t time, sluice_rows rows);
  void set_last(InstrumentId id, Price price, Timestamp time);
  [[nodiscard]] bool is_known(std::uint32_t instrument) const noexcept {
    return instrument < prices_.size();
  }

  MarketStream& stream_;
  CandleBuilder candles_;
  std::vector<PriceNow> prices_;
  std::vector<Price> last_;
  std::vector<bool> moved_;             // by instrument: since the lane was told its price
  drivers::OrderLane* lane_ = nullptr;  // while it drains
  Timestamp now_;
  Result<void> failure_;  // of the lane, in a call
  bool is_over_ = false;
  bool is_connected_ = true;
  std::string why_;
};

}  // namespace sluice::sessions
