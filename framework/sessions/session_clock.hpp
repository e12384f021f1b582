// SPDX-License-Identifier: Apache-2.0
//
// session_clock.hpp: the time of a session: the wall's, or that of a recording at any speed.
//
// Place: sessions; the only place where a session's time comes from. Thread: the lane.
#pragma once

#include <algorithm>
#include <chrono>
#include <functional>
#include <optional>

#include <sluice/time.hpp>

namespace sluice::sessions {

class SessionClock {
 public:
  virtual ~SessionClock() = default;
  [[nodiscard]] virtual Timestamp now() = 0;
  // How long that is to wait for, by the wall. 0: it is there, or has just become so.
  [[nodiscard]] virtual std::chrono::nanoseconds reach(Timestamp time) = 0;
  // The same while somebody elsewhere is waited for, who has no part in how fast we are: no quicker
  // than the wall, unless a speed was asked for.
  [[nodiscard]] virtual std::chrono::nanoseconds reach_in_step(Timestamp time) {
    return reach(time);
  }
  // It is this time now, as far as that can be chosen: nothing that passed while the session stood
  // still, or before it was begun again, is waited for or caught up with.
  virtual void go_on_from(Timestamp) {}
};

class WallClock final : public SessionClock {
 public:
  explicit WallClock(std::function<Timestamp()> now) : now_{std::move(now)} {}
  Timestamp now() override { return now_(); }
  std::chrono::nanoseconds reach(Timestamp time) override {
    const std::int64_t left = time.nanoseconds() - now_().nanoseconds();
    return std::chrono::nanoseconds{left > 0 ? left : 0};
  }

 private:
  std::function<Timestamp()> now_;
};

// `speed` times as fast as the wall; 0: as fast as it goes, and then always the same.
class ReplayClock final : public SessionClock {
 public:
  ReplayClock(Timestamp start, double speed)
      : start_{start}, now_{start}, speed_{speed}, began_{std::chrono::steady_clock::now()} {}
  void go_on_from(Timestamp time) override {
    start_ = now_ = time;
    began_ = std::chrono::steady_clock::now();
    in_step_since_.reset();
  }
  Timestamp now() override {
    if (speed_ > 0) {
      const std::chrono::duration<double, std::nano> passed =
          std::chrono::steady_clock::now() - began_;
      now_ = start_.plus_nanoseconds(static_cast<std::int64_t>(passed.count() * speed_));
    }
    return now_;
  }
  std::chrono::nanoseconds reach(Timestamp time) override {
    in_step_since_.reset();
    if (speed_ > 0) {
      const auto left = static_cast<double>(time.nanoseconds() - now().nanoseconds()) / speed_;
      return std::chrono::nanoseconds{left > 0 ? static_cast<std::int64_t>(left) : 0};
    }
    if (time > now_) now_ = time;
    return std::chrono::nanoseconds{0};
  }
  std::chrono::nanoseconds reach_in_step(Timestamp time) override {
    if (speed_ > 0) return reach(time);
    const auto wall = std::chrono::steady_clock::now();
    if (in_step_since_) {
      const std::chrono::nanoseconds passed = wall - *in_step_since_;
      now_ = std::max(now_, std::min(time, now_.plus_nanoseconds(passed.count())));
    }
    in_step_since_ = wall;
    return std::chrono::nanoseconds{time > now_ ? time.nanoseconds() - now_.nanoseconds() : 0};
  }

 private:
  Timestamp start_;
  Timestamp now_;
  double speed_;
  std::chrono::steady_clock::time_point began_;
  std::optional<std::chrono::steady_clock::time_point> in_step_since_;
};

}  // namespace sluice::sessions
