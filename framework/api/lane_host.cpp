// SPDX-License-Identifier: Apache-2.0
#include "api/lane_host.hpp"

#include <algorithm>
#include <chrono>
#include <iterator>
#include <utility>

#include "api/thread_turns.hpp"

namespace sluice::api {

LaneHost::LaneHost(LaneHostConfig config, std::unique_ptr<PaperAccount> account, Clock clock,
                   Metrics& metrics)
    : config_{config}, account_{std::move(account)}, clock_{std::move(clock)}, metrics_{metrics} {}

LaneHost::~LaneHost() {
  if (thread_.joinable()) (void)stop();
}

void LaneHost::start() {
  publish();
  thread_ = std::thread{[this] { run(); }};
}

Result<void> LaneHost::stop() {
  {
    const std::lock_guard hold{lock_};
    stopping_ = true;
  }
  news_.notify_one();
  if (thread_.joinable()) thread_.join();
  refuse_waiting();
  const std::string why = failure();
  if (!why.empty()) return Error{why};
  if (!account_) return {};
  auto closed = account_->session().close();
  publish();
  account_.reset();
  return closed;
}

std::string LaneHost::failure() const {
  const std::lock_guard hold{lock_};
  return failure_;
}

bool LaneHost::push(Job&& job) {
  {
    const std::lock_guard hold{lock_};
    if (stopping_ || is_over_ || queue_.size() >= config_.max_waiting) return false;
    queue_.push_back(std::move(job));
    waiting_ = queue_.size();
    if (queue_.size() > 1) return true;  // it has been woken
  }
  news_.notify_one();
  return true;
}

bool LaneHost::post(std::unique_ptr<PlaceJob>& job) {
  Job moved{std::move(job)};
  if (push(std::move(moved))) return true;
  job = std::move(std::get<0>(moved));
  return false;
}

bool LaneHost::post(LaneJob& job) {
  Job moved{std::move(job)};
  if (push(std::move(moved))) return true;
  job = std::move(std::get<1>(moved));
  return false;
}

// False: asked to stop, and nothing waits.
bool LaneHost::wait(std::vector<Job>& jobs) {
  std::unique_lock hold{lock_};
  const auto longest = std::chrono::nanoseconds{config_.idle_ns};
  news_.wait_for(hold, longest, [this] { return stopping_ || !queue_.empty(); });
  // Half of those that are on their way: while they wait for the disk, the others' answers are read
  // and their next requests come. All at once would leave the disk and the processor idle in turns.
  const std::size_t share = (queue_.size() + taken_ + 1) / 2;
  const auto end = queue_.begin() + static_cast<std::ptrdiff_t>(std::min(share, queue_.size()));
  jobs.assign(std::make_move_iterator(queue_.begin()), std::make_move_iterator(end));
  queue_.erase(queue_.begin(), end);
  taken_ = jobs.size();
  waiting_ = queue_.size();
  return !jobs.empty() || !stopping_;
}

void LaneHost::run() {
  begin_thread("lane", Turns::kShort);
  std::vector<Job> jobs;
  while (wait(jobs)) {
    do_all(jobs);
    jobs.clear();
    if (!is_over_) look_after();
    // Nobody waits for the end of the process to hear of it.
    if (is_over_) return refuse_waiting();
  }
}

void LaneHost::do_all(std::vector<Job>& jobs) {
  std::size_t orders = 0;
  for (Job& job : jobs) {
    if (auto* const placing = std::get_if<0>(&job)) {
      orders += (*placing)->placement.orders.size();
      placing_.push_back(std::move(*placing));
      if (orders < config_.max_orders_per_decision) continue;
    }
    if (!placing_.empty()) place(placing_);
    orders = 0;
    if (auto* const other = std::get_if<1>(&job)) {
      (*other)(is_over_ ? nullptr : account_.get(), clock_(), failure());
      if (!account_->is_open()) fail("the account could not be opened again after a reset");
    }
  }
  if (!placing_.empty()) place(placing_);
}

// Those that came while it failed.
void LaneHost::refuse_waiting() {
  std::vector<Job> left;
  {
    const std::lock_guard hold{lock_};
    left.swap(queue_);
    waiting_ = 0;
  }
  std::string why = failure();
  if (why.empty()) why = "the server is ending";
  for (Job& job : left) {
    if (auto* const placing = std::get_if<0>(&job))
      (*placing)->done(**placing, why);
    else
      std::get<1>(job)(nullptr, Timestamp{}, why);
  }
}

void LaneHost::place(std::vector<std::unique_ptr<PlaceJob>>& jobs) {
  if (!is_over_) {
    placements_.clear();
    for (const auto& job : jobs) placements_.push_back(&job->placement);
    const Stopwatch stopwatch;
    if (auto placed = account_->place(placements_, clock_()); !placed)
      fail(placed.error().message);
    else
      metrics_.tell_decision(placements_, stopwatch.seconds());
    publish();
  }
  const std::string why = failure();
  for (const auto& job : jobs) job->done(*job, why);
  jobs.clear();
}

// What is due; and between decisions the kill switch's sources are read at least this often.
void LaneHost::look_after() {
  const Timestamp now = clock_();
  if (now < next_look_) return;
  next_look_ = now.plus_nanoseconds(config_.idle_ns);
  if (auto ticked = account_->tick(now); !ticked) return fail(ticked.error().message);
  if (now >= next_mark_) {
    next_mark_ = now.plus_nanoseconds(config_.mark_every_ns);
    if (auto marked = account_->mark(now); !marked) return fail(marked.error().message);
  }
  publish();
}

void LaneHost::publish() {
  reset_seq_ = account_->session().reset_seq();
  open_orders_ = account_->session().lane().router().open_orders().size();
  const std::uint64_t seq = account_->session().durable_seq();
  if (durable_seq_.exchange(seq) != seq && on_durable_) on_durable_(seq);
}

void LaneHost::fail(const std::string& why) {
  {
    const std::lock_guard hold{lock_};
    if (is_over_) return;
    failure_ = why;
    is_over_ = true;
  }
  if (on_failure_) on_failure_(why);
}

}  // namespace sluice::api
