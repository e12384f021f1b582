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
    if (session.bars.empty()) {
      if (chunk_[at_].time <= last_time_) return Error{"the feed gave bars out of order"};
      last_time_ = chunk_[at_].time;
      session.time = Timestamp::from_nanoseconds(last_time_);
    }
    const std::size_t first = at_;
    std::int64_t before = session.bars.empty() ? -1 : std::int64_t{session.bars.back().instrument};
    for (; at_ < filled_ && chunk_[at_].time == last_time_; ++at_) {
      const sluice_bar& bar = chunk_[at_];
      if (bar.instrument <= before) return Error{"the feed gave bars out of order"};
      if (bar.instrument >= instruments_ || bar.close <= 0)
        return Error{"the feed gave a bar that is not valid"};
      before = bar.instrument;
    }
    session.bars.insert(session.bars.end(), chunk_.data() + first, chunk_.data() + at_);
    if (at_ < filled_) return true;
  }
}

}  // namespace sluice::drivers
