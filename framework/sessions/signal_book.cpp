// SPDX-License-Identifier: Apache-2.0
#include "sessions/signal_book.hpp"

#include <algorithm>

namespace sluice::sessions {

Signal& SignalBook::add(Signal signal) {
  signal.id = next_id_++;
  signals_.push_back(std::move(signal));
  // One that waits is remembered however old it is: it is the oldest of an instrument at most.
  while (signals_.size() > kRemembered) {
    const auto over = std::find_if(signals_.begin(), signals_.end(),
                                   [](const Signal& one) { return is_over(one.state); });
    if (over == signals_.end()) break;
    signals_.erase(over);
  }
  return signals_.back();
}

void SignalBook::take(const Signal& signal) {
  if (Signal* const known = find(signal.id); known != nullptr) {
    *known = signal;
    return;
  }
  next_id_ = signal.id;
  add(signal);
}

Signal* SignalBook::find(std::uint64_t id) noexcept {
  const auto found = std::find_if(signals_.begin(), signals_.end(),
                                  [id](const Signal& one) { return one.id == id; });
  return found == signals_.end() ? nullptr : &*found;
}

bool SignalBook::has_open(InstrumentId id) const noexcept {
  return std::any_of(signals_.begin(), signals_.end(), [id](const Signal& one) {
    return one.instrument == id && !is_over(one.state);
  });
}

std::vector<std::uint64_t> SignalBook::open() const {
  std::vector<std::uint64_t> ids;
  for (const Signal& one : signals_)
    if (!is_over(one.state)) ids.push_back(one.id);
  return ids;
}

}  // namespace sluice::sessions
