// SPDX-License-Identifier: Apache-2.0
//
// lane_host.hpp: the one thread that may touch the account, and the queue in front of it.
//
// Requests wait in a bounded queue. Placements that are taken together are one decision with one
// group commit: that is what makes durability cheap when many ask. Half of those that are on their
// way are taken, so that disk and processor work at the same time. Everything else is done one by
// one, in the order it came. Between requests the lane does what is due.
//
// Place: api. Owns the account and the thread. Thread: post, stop and what is published, from any;
// the rest is the lane's. Errors: the first of the journal ends the lane: whoever waits hears of
// it, everything later is refused, and on_failure is told.
#pragma once

#include <atomic>
#include <condition_variable>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <variant>
#include <vector>

#include "api/metrics.hpp"
#include "api/paper_account.hpp"

namespace sluice::api {

// A placement on its way, with where its answer goes. Answered on the lane; `failure` is empty or
// why it could not be done.
struct PlaceJob {
  Placement placement;
  std::function<void(PlaceJob& job, const std::string& failure)> done;
};
// Anything else; `failure` as above, and the account is not to be touched then.
using LaneJob =
    std::function<void(PaperAccount* account, Timestamp now, const std::string& failure)>;

struct LaneHostConfig {
  std::size_t max_waiting = 4'096;  // requests
  std::size_t max_orders_per_decision = 512;
  std::int64_t idle_ns = 200'000'000;           // how long it sleeps at most
  std::int64_t mark_every_ns = 60'000'000'000;  // how often the account's worth is noted
};

class LaneHost {
 public:
  using Clock = std::function<Timestamp()>;

  LaneHost(LaneHostConfig config, std::unique_ptr<PaperAccount> account, Clock clock,
           Metrics& metrics);
  LaneHost(const LaneHost&) = delete;
  LaneHost& operator=(const LaneHost&) = delete;
  ~LaneHost();

  // Told on the lane: after every decision how far the trail is durable, and once that it failed.
  void on_durable(std::function<void(std::uint64_t seq)> told) { on_durable_ = std::move(told); }
  void on_failure(std::function<void(const std::string&)> told) { on_failure_ = std::move(told); }
  void start();
  // Everything that waits is done; then the session is closed. What closing has against it.
  Result<void> stop();

  // False: the queue is full or the lane is over, and the job was not taken.
  [[nodiscard]] bool post(std::unique_ptr<PlaceJob>& job);
  [[nodiscard]] bool post(LaneJob& job);

  // On the lane, before an answer leaves: who asks next must see what it tells.
  void publish();

  [[nodiscard]] std::size_t waiting() const noexcept { return waiting_.load(); }
  [[nodiscard]] std::uint64_t durable_seq() const noexcept { return durable_seq_.load(); }
  // Records before this are of before the last reset.
  [[nodiscard]] std::uint64_t reset_seq() const noexcept { return reset_seq_.load(); }
  [[nodiscard]] std::size_t open_orders() const noexcept { return open_orders_.load(); }
  [[nodiscard]] bool is_over() const noexcept { return is_over_.load(); }
  // Why; empty: it was asked to end, or goes on.
  [[nodiscard]] std::string failure() const;

 private:
  using Job = std::variant<std::unique_ptr<PlaceJob>, LaneJob>;
  [[nodiscard]] bool push(Job&& job);
  void run();
  bool wait(std::vector<Job>& jobs);
  void do_all(std::vector<Job>& jobs);
  void place(std::vector<std::unique_ptr<PlaceJob>>& jobs);
  void look_after();
  void refuse_waiting();
  void fail(const std::string& why);

  LaneHostConfig config_;
  std::unique_ptr<PaperAccount> account_;
  Clock clock_;
  Metrics& metrics_;
  std::function<void(std::uint64_t)> on_durable_;
  std::function<void(const std::string&)> on_failure_;

  mutable std::mutex lock_;
  std::condition_variable news_;
  std::vector<Job> queue_;
  bool stopping_ = false;
  std::size_t taken_ = 0;  // last time
  std::string failure_;
  std::atomic<std::size_t> waiting_{0};
  std::atomic<std::uint64_t> durable_seq_{0};
  std::atomic<std::uint64_t> reset_seq_{0};
  std::atomic<std::size_t> open_orders_{0};
  std::atomic<bool> is_over_{false};
  Timestamp next_look_, next_mark_;
  std::vector<std::unique_ptr<PlaceJob>> placing_;
  std::vector<Placement*> placements_;
  std::thread thread_;
};

}  // namespace sluice::api
