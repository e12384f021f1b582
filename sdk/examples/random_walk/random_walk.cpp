// SPDX-License-Identifier: Apache-2.0
//
// random_walk: made-up daily closes, each up or down by at most a share of the one before.
// Place: an example; a feed. State: where the pull stands, and every instrument's last close. Its
// random numbers come from the host's seeded stream, taken once at creation: opened again, it gives
// the same bars. Units: prices in the instrument's currency; a session is every day from
// 2025-01-01 on.
#include <algorithm>
#include <span>
#include <vector>

#include <sluice/plugin.hpp>

namespace {

using namespace sluice;

class RandomWalk {
 public:
  static constexpr auto id = "example_random_walk";
  static constexpr auto version = "1.0.0";
  static constexpr auto summary = "made-up daily closes that go up and down at random";
  static constexpr Date kFirst = *Date::from_ymd(2025, 1, 1);
  struct Params {
    std::int64_t days;
    Ratio largest_step;
  };
  static constexpr auto parameters =
      params(param("days", &Params::days).def(250).min(1).max(20000).help("how many sessions"),
             param("largest_step", &Params::largest_step)
                 .def("0.02")
                 .min(0)
                 .max("0.5")
                 .help("of one day"));

  RandomWalk(const Params& params, Host host) : params_{params}, seed_{host.random()} {}

  FeedInfo open(const FeedRequest& request, Issues&) {
    const std::int64_t before = sessions_up_to(request.from().plus_nanoseconds(-1));
    const std::int64_t lookback = request.lookback_sessions();
    instruments_ = request.symbols().size();
    end_ = sessions_up_to(request.to());
    next_ = std::min(before > lookback ? before - lookback : 0, end_);
    instrument_ = 0;
    closes_.assign(instruments_, Price::from_raw(100 * kScale).raw());
    state_ = seed_;
    for (std::int64_t session = 0; session < next_; ++session)
      for (std::int64_t& close : closes_) step(close);
    FeedInfo info;
    info.bar_count = static_cast<std::uint64_t>(end_ - next_) * instruments_;
    info.first = time_of(0);
    info.last = time_of(params_.days - 1);
    info.content_hash = std::to_string(seed_);
    return info;
  }

  std::size_t pull(std::span<sluice_bar> bars) {
    std::size_t count = 0;
    for (; count < bars.size() && next_ < end_ && instruments_ > 0; ++count) {
      sluice_bar bar{};
      bar.time = time_of(next_).nanoseconds();
      bar.instrument = static_cast<std::uint32_t>(instrument_);
      bar.close = step(closes_[instrument_]);
      bars[count] = bar;
      instrument_ = (instrument_ + 1) % instruments_;
      if (instrument_ == 0) ++next_;
    }
    return count;
  }

 private:
  static Timestamp time_of(std::int64_t session) {
    return Timestamp::from_date(Date::from_days(kFirst.days() + static_cast<int>(session)));
  }
  // How many sessions are at or before `time`.
  std::int64_t sessions_up_to(Timestamp time) const {
    const std::int64_t count = std::int64_t{time.date().days()} - kFirst.days() + 1;
    return std::clamp<std::int64_t>(count, 0, params_.days);
  }
  // SplitMix64 (Steele, Lea and Flood, 2014).
  std::uint64_t random() {
    std::uint64_t z = (state_ += 0x9E3779B97F4A7C15);
    z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
    z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
    return z ^ (z >> 31);
  }
  // The next close; never below one cent, nor above what leaves room for a step.
  std::int64_t step(std::int64_t& close) {
    constexpr std::int64_t kHighest = std::int64_t{1} << 60;
    const int128 range = int128{close} * params_.largest_step.raw() / kScale;
    const auto width = static_cast<std::uint64_t>(range) * 2 + 1;
    close += static_cast<std::int64_t>(random() % width) - static_cast<std::int64_t>(range);
    close = std::clamp(close, kScale / 100, kHighest);
    return close;
  }

  Params params_;
  std::uint64_t seed_;
  std::uint64_t state_ = 0;
  std::size_t instruments_ = 0;
  std::int64_t next_ = 0;       // session
  std::int64_t end_ = 0;        // session
  std::size_t instrument_ = 0;  // within the session
  std::vector<std::int64_t> closes_;
};

}  // namespace

SLUICE_LIBRARY("example_random_walk", "1.0.0", sluice::feed<RandomWalk>)
