// SPDX-License-Identifier: Apache-2.0
//
// http_line.hpp: one connection that is kept open, and the requests that wait for it.
//
// One request at a time, in the order given: they reach the venue in this order. Where the
// connection lies idle the giver writes it himself, and nobody has to be woken first. What became
// of each is told exactly once. A request whose first byte may have left is never sent again; one
// that waited in vain is NEVER_SENT. Place: private to the transport. Thread: its strand; give()
// one other, is_connected() any. Bounds: kMaxWaiting, kMaxBody.
#pragma once

#include <atomic>
#include <chrono>
#include <deque>
#include <functional>
#include <memory>
#include <mutex>
#include <string>

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/steady_timer.hpp>

#include "channel.hpp"
#include "transport.hpp"

namespace sluice::testnet {

struct Job {
  std::string bytes;
  std::chrono::nanoseconds timeout{};  // from the first byte to the last of the answer
  std::function<void(Answer&&)> done;
  std::chrono::steady_clock::time_point queued = std::chrono::steady_clock::now();
  std::int64_t sent_ns = 0;  // of our clock
};

class HttpLine {
 public:
  static constexpr std::size_t kMaxWaiting = 1024;
  static constexpr std::size_t kMaxBody = 8u << 20;

  HttpLine(asio::any_io_executor strand, Endpoint door, asio::ssl::context* tls,
           const TransportSettings& settings, std::function<std::int64_t()> clock);

  // On the strand.
  void start();
  void stop();
  // On a thread of the caller's, always the same.
  void give(const std::shared_ptr<Job>& job);
  [[nodiscard]] bool is_connected() const noexcept { return is_connected_.load(); }
  // Why not; on the strand.
  [[nodiscard]] const std::string& trouble() const noexcept { return trouble_; }

 private:
  asio::awaitable<void> run();
  asio::awaitable<std::string> serve(Channel& channel);
  // What went wrong with the connection; empty: it can be used again.
  asio::awaitable<std::string> exchange(Channel& channel, Job& job);
  asio::awaitable<std::string> hear(Channel& channel, Job& job, beast::error_code failed);
  void add(const std::shared_ptr<Job>& job);
  bool write_now(const std::shared_ptr<Job>& job);
  void offer(Channel& channel);
  std::shared_ptr<Job> withdraw();
  asio::awaitable<void> wait(std::chrono::nanoseconds time);
  void fail_waiting(const std::string& why);
  [[nodiscard]] std::shared_ptr<Job> keep_alive_job() const;

  asio::any_io_executor strand_;
  Endpoint door_;
  asio::ssl::context* tls_;
  TransportSettings settings_;
  std::function<std::int64_t()> clock_;
  asio::steady_timer wake_;
  std::deque<std::shared_ptr<Job>> waiting_;
  std::atomic<std::size_t> queued_{0};  // given, and neither written nor given up yet
  std::mutex idle_lock_;                // of what follows
  Channel* idle_ = nullptr;             // may be written to by whoever holds the lock
  std::shared_ptr<Job> written_;        // by its giver: its answer is to be heard
  beast::error_code write_failed_;
  std::atomic<bool> is_connected_{false};
  bool is_stopping_ = false;
  std::string trouble_ = "not connected yet";
};

}  // namespace sluice::testnet
