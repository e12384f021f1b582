// SPDX-License-Identifier: Apache-2.0
#include "http_line.hpp"

#include <algorithm>
#include <charconv>
#include <sys/socket.h>
#include <utility>

#include <boost/asio/buffer.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/write.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/read.hpp>
#include <boost/beast/http/string_body.hpp>

#include "request.hpp"

namespace sluice::testnet {
namespace {

namespace http = beast::http;
using std::chrono::nanoseconds;
using std::chrono::steady_clock;

constexpr nanoseconds kFirstPause = std::chrono::milliseconds{100};
constexpr nanoseconds kLongestPause = std::chrono::seconds{5};
constexpr nanoseconds kKeepAlive = std::chrono::seconds{25};
constexpr std::int64_t kLongestRetryAfter = 3 * 86'400;  // seconds: the venue's longest ban

// The venue has closed it while it lay idle: nothing was written, another one may be opened.
// With TLS there may be bytes that are no answer, so that only an end is a proof.
bool is_closed(Channel& channel) noexcept {
  char byte = 0;
  const auto got =
      ::recv(channel.next_layer().socket().native_handle(), &byte, 1, MSG_PEEK | MSG_DONTWAIT);
  if (got < 0) return errno != EAGAIN && errno != EWOULDBLOCK;
  return got == 0 || channel.tls() == nullptr;
}

std::int64_t retry_after_ns(std::string_view text) noexcept {
  std::int64_t seconds = 0;
  const auto read = std::from_chars(text.data(), text.data() + text.size(), seconds);
  if (read.ec != std::errc{} || seconds < 0) return 0;
  return std::min(seconds, kLongestRetryAfter) * 1'000'000'000;
}

void take_headers(const http::response<http::string_body>& response, Answer& answer) {
  for (const auto& field : response) {
    const std::string_view name{field.name_string().data(), field.name_string().size()};
    const std::string_view value{field.value().data(), field.value().size()};
    if (const auto count = read_limit_header(name, value)) answer.counts.push_back(*count);
    if (field.name() == http::field::retry_after) answer.retry_after_ns = retry_after_ns(value);
  }
}

Answer never_sent(const std::string& why) {
  Answer answer;
  answer.trouble = why;
  return answer;
}

}  // namespace

HttpLine::HttpLine(asio::any_io_executor strand, Endpoint door, asio::ssl::context* tls,
                   const TransportSettings& settings, std::function<std::int64_t()> clock)
    : strand_{std::move(strand)},
      door_{std::move(door)},
      tls_{tls},
      settings_{settings},
      clock_{std::move(clock)},
      wake_{strand_} {}

void HttpLine::start() { asio::co_spawn(strand_, run(), asio::detached); }

void HttpLine::stop() {
  is_stopping_ = true;
  fail_waiting("it is ending");
  wake_.cancel();
}

void HttpLine::give(const std::shared_ptr<Job>& job) {
  if (write_now(job)) return;
  ++queued_;
  asio::post(strand_, [this, job] { add(job); });
}

void HttpLine::add(const std::shared_ptr<Job>& job) {
  const auto refuse = [&](const std::string& why) {
    --queued_;
    job->done(never_sent(why));
  };
  if (is_stopping_ || !is_connected()) return refuse(trouble_);
  if (waiting_.size() >= kMaxWaiting) return refuse("too many requests wait");
  waiting_.push_back(job);
  wake_.cancel();
}

// What was asked before has been answered, so that the system has room for these few bytes: writing
// them waits for nobody.
bool HttpLine::write_now(const std::shared_ptr<Job>& job) {
  {
    const std::lock_guard hold{idle_lock_};
    if (idle_ == nullptr || queued_ != 0 || is_closed(*idle_)) return false;
    job->sent_ns = clock_();
    asio::write(*idle_, asio::buffer(job->bytes), write_failed_);
    written_ = job;
    idle_ = nullptr;
  }
  asio::post(strand_, [this] { wake_.cancel(); });
  return true;
}

void HttpLine::offer(Channel& channel) {
  const std::lock_guard hold{idle_lock_};
  idle_ = &channel;
}

// From here on nobody else writes. What was written meanwhile.
std::shared_ptr<Job> HttpLine::withdraw() {
  const std::lock_guard hold{idle_lock_};
  idle_ = nullptr;
  return std::exchange(written_, nullptr);
}

void HttpLine::fail_waiting(const std::string& why) {
  while (!waiting_.empty()) {
    const auto job = std::move(waiting_.front());
    waiting_.pop_front();
    --queued_;
    job->done(never_sent(why));
  }
}

asio::awaitable<void> HttpLine::wait(nanoseconds time) {
  beast::error_code ended;
  wake_.expires_after(time);
  co_await wake_.async_wait(into(ended));
}

asio::awaitable<void> HttpLine::run() {
  nanoseconds pause = kFirstPause;
  while (!is_stopping_) {
    const auto began = steady_clock::now();
    {
      Channel channel{strand_, tls_};
      trouble_ = co_await open(channel, door_, settings_.connect_timeout);
      if (trouble_.empty()) {
        is_connected_ = true;
        trouble_ = co_await serve(channel);
        is_connected_ = false;
      } else {
        fail_waiting(trouble_);
      }
    }
    // One that has lasted was not refused: those who wait get the next at once.
    if (steady_clock::now() - began > kLongestPause) pause = kFirstPause;
    if (is_stopping_ || pause == kFirstPause) {
      pause *= 2;
      continue;
    }
    co_await wait(pause);
    pause = std::min(2 * pause, kLongestPause);
  }
}

// The line stays warm: the first order after a quiet hour is as quick as any.
std::shared_ptr<Job> HttpLine::keep_alive_job() const {
  auto job = std::make_shared<Job>();
  Request ping;
  ping.path = "/api/v3/ping";
  ping.is_signed = false;
  job->bytes = http_text(ping, door_, nullptr, {});
  job->timeout = settings_.connect_timeout;
  job->done = [](Answer&&) {};
  return job;
}

asio::awaitable<std::string> HttpLine::serve(Channel& channel) {
  while (!is_stopping_) {
    if (waiting_.empty()) {
      const auto began = steady_clock::now();
      offer(channel);
      co_await wait(kKeepAlive);
      if (const auto written = withdraw()) {
        if (std::string broken = co_await hear(channel, *written, write_failed_); !broken.empty())
          co_return broken;
      } else if (waiting_.empty() && steady_clock::now() - began >= kKeepAlive) {
        ++queued_;
        waiting_.push_back(keep_alive_job());
      }
      continue;
    }
    if (is_closed(channel)) co_return "the venue closed the connection";
    const auto job = std::move(waiting_.front());
    waiting_.pop_front();
    --queued_;
    // Its timestamp is too old to be sent.
    if (steady_clock::now() - job->queued > settings_.max_wait) {
      job->done(never_sent("it waited too long for the connection"));
      continue;
    }
    if (std::string broken = co_await exchange(channel, *job); !broken.empty()) co_return broken;
  }
  co_return "it is ending";
}

asio::awaitable<std::string> HttpLine::exchange(Channel& channel, Job& job) {
  beast::error_code failed;
  job.sent_ns = clock_();
  channel.next_layer().expires_after(job.timeout);
  co_await asio::async_write(channel, asio::buffer(job.bytes), into(failed));
  co_return co_await hear(channel, job, failed);
}

// `failed`: how the writing went.
asio::awaitable<std::string> HttpLine::hear(Channel& channel, Job& job, beast::error_code failed) {
  Answer answer;
  answer.sent_ns = job.sent_ns;
  channel.next_layer().expires_after(job.timeout);
  http::response_parser<http::string_body> parser;
  parser.body_limit(kMaxBody);
  beast::flat_buffer buffer;
  if (!failed) co_await http::async_read(channel, buffer, parser, into(failed));
  answer.heard_ns = clock_();
  channel.next_layer().expires_never();
  if (failed) {
    answer.end = failed == beast::error::timeout ? End::kTimedOut : End::kLost;
    answer.trouble = failed.message();
    job.done(std::move(answer));
    co_return "the connection broke: " + failed.message();
  }
  const bool stays_open = parser.keep_alive() && buffer.size() == 0;
  answer.end = End::kAnswered;
  answer.status = static_cast<int>(parser.get().result_int());
  take_headers(parser.get(), answer);
  answer.body = std::move(parser.get().body());
  job.done(std::move(answer));
  co_return stays_open ? std::string{} : "the venue closed the connection";
}

}  // namespace sluice::testnet
