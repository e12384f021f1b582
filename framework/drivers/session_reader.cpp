// SPDX-License-Identifier: Apache-2.0
#include "drivers/session_reader.hpp"

namespace sluice::drivers {
namespace {

constexpr std::size_t kChunkBars = 8192;

}  // namespace

SessionReader::SessionReader(BarSource& source, std::size_t instruments)
    : source_{source}, instruments_{instruments}, chunk_(kChunkBars) {}

Result<bool> SessionReader::refill() {
  const auto pulled = source_.pull(chunk_);
  if (!pulled) return pulled.error();
  at_ = 0;
  filled_ = *pulled;
  return filled_ > 0;
}

Result<bool> SessionReader::next(SessionBars& session) {
  session.bars.clear();
  for (;;) {
    if (at_ == filled_) {
      const auto more = refill();
      if (!more) return more.error();
      if (!*more) return !session.bars.empty();
    }
    const sluice_bar& bar = chunk_[at_];
    if (session.bars.empty()) {
      if (bar.time <= last_time_) return Error{"the feed gave bars out of order"};
      session.time = Timestamp::from_nanoseconds(bar.time);
      last_time_ = bar.time;
    } else if (bar.time != last_time_) {
      return true;
    } else if (bar.instrument <= session.bars.back().instrument) {
      return Error{"the feed gave bars out of order"};
    }
    if (bar.instrument >= instruments_ || bar.close <= 0)
      return Error{"the feed gave a bar that is not valid"};
    session.bars.push_back(bar);
    ++at_;
  }
}

}  // namespace sluice::drivers
