// SPDX-License-Identifier: Apache-2.0
//
// signal_book.hpp: the signals of a session: those that wait, and the newest that are over.
//
// Place: sessions. Owns them. Thread: the lane. Bounded: one open signal an instrument, and the
// newest kRemembered of all.
#pragma once

#include <deque>
#include <vector>

#include "sessions/signal.hpp"

namespace sluice::sessions {

class SignalBook {
 public:
  static constexpr std::size_t kRemembered = 200;

  // Gives it the next number. The address is good until the next call.
  Signal& add(Signal signal);
  // As the journal tells it: new, or another state of one that is known.
  void take(const Signal& signal);
  [[nodiscard]] Signal* find(std::uint64_t id) noexcept;
  // Whether a signal of the instrument is not over.
  [[nodiscard]] bool has_open(InstrumentId id) const noexcept;
  // Those that are not over, by number.
  [[nodiscard]] std::vector<std::uint64_t> open() const;
  [[nodiscard]] const std::deque<Signal>& all() const noexcept { return signals_; }

 private:
  std::deque<Signal> signals_;  // by number
  std::uint64_t next_id_ = 1;
};

}  // namespace sluice::sessions
