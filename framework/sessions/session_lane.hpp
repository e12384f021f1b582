// SPDX-License-Identifier: Apache-2.0
//
// session_lane.hpp: the thread of one session, and the bounded queue of what people ask of it.
//
// Place: sessions. Owns session, clock and thread. Thread: run by itself; ask, post, status,
// is_over and end from any. Errors: the session's first; whoever waits hears of it.
#pragma once

#include <atomic>
#include <condition_variable>
#include <functional>
#include <future>
#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "plugins/lane_bell.hpp"
#include "sessions/session.hpp"
#include "sessions/session_clock.hpp"

namespace sluice::sessions {

class SessionLane {
 public:
  static constexpr std::size_t kMaxWaiting = 256;
  using Request = std::function<Outcome<Done>(Session&)>;
  // What will have come of it.
  using Answer = std::future<Outcome<Done>>;

  // `bells`: rung by feed and executor; may be null.
  SessionLane(std::unique_ptr<Session> session, std::unique_ptr<SessionClock> clock,
              std::shared_ptr<plugins::LaneBells> bells);
  SessionLane(const SessionLane&) = delete;
  SessionLane& operator=(const SessionLane&) = delete;
  // Ends it as end() does.
  ~SessionLane();

  void start();
  // Done between two steps; waits until it is.
  Outcome<Done> ask(Request request) { return post(std::move(request)).get(); }
  // Waits for nothing. There is an answer at the lane's end at the latest.
  [[nodiscard]] Answer post(Request request);
  // Of what needs no lane.
  [[nodiscard]] static Answer answered(Outcome<Done> outcome);
  // The session as of a moment ago.
  [[nodiscard]] SessionStatus status() const;
  // Stopped, failed, or ended.
  [[nodiscard]] bool is_over() const noexcept { return is_over_.load(); }
  // Why the session failed; empty: it did not.
  [[nodiscard]] std::string failure() const;
  // Ends the thread and closes the journal. A session that still ran goes on with a later process.
  void end();

 private:
  struct Waiting {
    Request request;
    std::promise<Outcome<Done>> answer;
  };
  void run();
  void answer_all();
  Result<void> look_around();
  [[nodiscard]] bool is_rung() const noexcept;
  void wait_for(std::chrono::nanoseconds longest);
  void publish(bool at_once);
  [[nodiscard]] bool is_frozen() const;

  std::unique_ptr<Session> session_;
  std::unique_ptr<SessionClock> clock_;
  std::shared_ptr<plugins::LaneBells> bells_;
  mutable std::mutex lock_;
  std::condition_variable news_;
  std::vector<Waiting> queue_;
  bool ending_ = false;
  std::string failure_;
  SessionStatus status_;
  std::chrono::steady_clock::time_point published_at_{};
  std::atomic<bool> is_over_{false};
  std::atomic<bool> heeds_market_{false};
  std::atomic<bool> heeds_venue_{false};
  Timestamp wake_;     // of the next step
  Timestamp stepped_;  // the last one
  std::thread thread_;
};

}  // namespace sluice::sessions
