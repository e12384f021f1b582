// SPDX-License-Identifier: Apache-2.0
#include "transport.hpp"

#include <algorithm>
#include <atomic>
#include <condition_variable>
#include <mutex>
#include <optional>
#include <thread>
#include <utility>

#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/strand.hpp>

#include "http_line.hpp"
#include "json_fields.hpp"
#include "quiet_thread.hpp"
#include "websocket_line.hpp"

namespace sluice::testnet {
namespace {

using std::chrono::nanoseconds;

// Answers come in time, or the line says that they did not: this only covers a thread that is late.
constexpr nanoseconds kLateThread = std::chrono::seconds{1};
constexpr auto kGlance = std::chrono::milliseconds{2};

// The answer to a question, on its way to the lane that waits.
struct Question {
  std::mutex lock;
  std::condition_variable told;
  std::optional<Answer> answer;
};

std::string text_of_error(const JsonValue& message) {
  const JsonValue* const error = message.find("error");
  if (error == nullptr) return "the subscription was refused";
  return "the subscription was refused: " +
         std::string{text_in(*error, "msg").value_or("no reason")} + " (" +
         std::to_string(integer_in(*error, "code").value_or(0)) + ")";
}

}  // namespace

class Transport::Impl {
 public:
  Impl(TransportSettings settings, std::function<std::int64_t()> clock,
       std::function<std::string()> subscription, std::function<void()> on_news)
      : on_news_{std::move(on_news)},
        tls_{settings.venue.rest.is_tls ? make_tls(settings.ca_file) : nullptr},
        strand_{asio::make_strand(context_)},
        work_{asio::make_work_guard(context_)},
        orders_{strand_, settings.venue.rest, tls_.get(), settings, clock},
        questions_{strand_, settings.venue.rest, tls_.get(), settings, clock},
        stream_{strand_, tls_.get(), stream_plan(settings, std::move(subscription))} {}

  void start() {
    asio::post(strand_, [this] {
      orders_.start();
      questions_.start();
      stream_.start();
    });
    const NoSignals in_the_thread;
    thread_ = std::thread{[this] { context_.run(); }};
  }
  void stop() {
    if (!thread_.joinable()) return;
    is_stopped_ = true;
    asio::post(strand_, [this] {
      orders_.stop();
      questions_.stop();
      stream_.stop();
      work_.reset();
      context_.stop();
    });
    thread_.join();
  }

  void add(HttpLine& line, const std::shared_ptr<Job>& job) {
    if (!is_connected()) {
      Answer refused;
      refused.trouble = "not connected";
      return job->done(std::move(refused));
    }
    line.give(job);
  }
  void send(std::uint64_t tag, std::string bytes, nanoseconds timeout) {
    auto job = std::make_shared<Job>();
    job->bytes = std::move(bytes);
    job->timeout = timeout;
    job->done = [this, tag](Answer&& answer) {
      Arrival arrival;
      arrival.tag = tag;
      arrival.answer = std::move(answer);
      put(std::move(arrival));
    };
    add(orders_, job);
  }
  Answer ask(std::string bytes, nanoseconds timeout) {
    const auto question = std::make_shared<Question>();
    auto job = std::make_shared<Job>();
    job->bytes = std::move(bytes);
    job->timeout = timeout;
    job->done = [question](Answer&& answer) {
      const std::lock_guard hold{question->lock};
      question->answer = std::move(answer);
      question->told.notify_one();
    };
    add(questions_, job);
    std::unique_lock hold{question->lock};
    question->told.wait_for(hold, timeout + kLateThread,
                            [&] { return question->answer.has_value(); });
    if (question->answer) return std::move(*question->answer);
    Answer late;
    late.end = End::kTimedOut;
    late.trouble = "no answer in time";
    return late;
  }

  std::vector<Arrival> take() {
    const std::lock_guard hold{lock_};
    return std::exchange(arrivals_, {});
  }
  [[nodiscard]] bool is_connected() const noexcept {
    return !is_stopped_ && orders_.is_connected() && questions_.is_connected();
  }
  [[nodiscard]] bool is_stream_up() const noexcept { return !is_stopped_ && stream_.is_up(); }

  std::string trouble() {
    if (is_stopped_) return "it has ended";
    const auto question = std::make_shared<Question>();
    asio::post(strand_, [this, question] {
      Answer told;
      told.trouble = !orders_.is_connected()      ? orders_.trouble()
                     : !questions_.is_connected() ? questions_.trouble()
                                                  : stream_.trouble();
      const std::lock_guard hold{question->lock};
      question->answer = std::move(told);
      question->told.notify_one();
    });
    std::unique_lock hold{question->lock};
    question->told.wait_for(hold, kLateThread, [&] { return question->answer.has_value(); });
    return question->answer ? question->answer->trouble : "the network's thread is busy";
  }

 private:
  void put(Arrival&& arrival) {
    keep(std::move(arrival));
    on_news_();
  }
  void keep(Arrival&& arrival) {
    const std::lock_guard hold{lock_};
    // Nobody takes them: what the stream says can be asked for, what became of orders cannot.
    if (arrivals_.size() >= kMaxArrivals && arrival.kind == Arrival::Kind::kEvent) {
      if (!is_overrun_) arrivals_.push_back({Arrival::Kind::kEventsLost, 0, {}, {}, {}});
      is_overrun_ = true;
      return;
    }
    is_overrun_ = false;
    arrivals_.push_back(std::move(arrival));
  }
  void put(Arrival::Kind kind, const std::string& trouble) {
    Arrival arrival;
    arrival.kind = kind;
    arrival.trouble = trouble;
    put(std::move(arrival));
  }

  Heard hear(JsonValue&& message, std::string& trouble) {
    if (const auto id = text_in(message, "id"); id == "subscribe") {
      if (integer_in(message, "status").value_or(0) == 200) return Heard::kUp;
      trouble = text_of_error(message);
      return Heard::kRefused;
    }
    const JsonValue* const wrapped = message.find("event");
    const JsonValue& event = wrapped != nullptr ? *wrapped : message;
    const auto kind = text_in(event, "e");
    if (!kind) return Heard::kNews;
    if (*kind == "eventStreamTerminated" || *kind == "serverShutdown") {
      trouble = "the venue ended the stream: " + std::string{*kind};
      return Heard::kRefused;
    }
    Arrival arrival;
    arrival.kind = Arrival::Kind::kEvent;
    arrival.event = wrapped != nullptr ? JsonValue{*wrapped} : std::move(message);
    put(std::move(arrival));
    return Heard::kNews;
  }

  WebsocketLine::Plan stream_plan(const TransportSettings& settings,
                                  std::function<std::string()> subscription) {
    WebsocketLine::Plan plan;
    plan.door = settings.venue.websocket_api;
    plan.path = "/ws-api/v3";
    plan.connect_timeout = settings.connect_timeout;
    plan.silence = settings.silence;
    plan.greeting = std::move(subscription);
    plan.hear = [this](JsonValue&& message, std::string& trouble) {
      return hear(std::move(message), trouble);
    };
    plan.on_up = [this] { put(Arrival::Kind::kStreamUp, {}); };
    plan.on_down = [this](const std::string& trouble) { put(Arrival::Kind::kStreamDown, trouble); };
    return plan;
  }

  std::function<void()> on_news_;
  // First of all that is used, so that it goes last: what waits in it holds what is below.
  asio::io_context context_;
  std::unique_ptr<asio::ssl::context> tls_;
  asio::strand<asio::io_context::executor_type> strand_;
  asio::executor_work_guard<asio::io_context::executor_type> work_;
  HttpLine orders_;
  HttpLine questions_;
  WebsocketLine stream_;
  std::mutex lock_;  // of what follows
  std::vector<Arrival> arrivals_;
  bool is_overrun_ = false;
  std::atomic<bool> is_stopped_{false};
  std::thread thread_;
};

Transport::Transport(TransportSettings settings, std::function<std::int64_t()> clock,
                     std::function<std::string()> subscription, std::function<void()> on_news)
    : impl_{std::make_unique<Impl>(std::move(settings), std::move(clock), std::move(subscription),
                                   std::move(on_news))} {}
Transport::~Transport() { stop(); }
void Transport::start() { impl_->start(); }
void Transport::stop() { impl_->stop(); }
bool Transport::is_connected() const noexcept { return impl_->is_connected(); }
bool Transport::is_stream_up() const noexcept { return impl_->is_stream_up(); }
std::string Transport::trouble() const { return impl_->trouble(); }

void Transport::wait_for_connection(nanoseconds timeout) const {
  const auto end = std::chrono::steady_clock::now() + timeout;
  while (!is_connected() && std::chrono::steady_clock::now() < end)
    std::this_thread::sleep_for(kGlance);
}
void Transport::wait_for_stream(nanoseconds timeout) const {
  const auto end = std::chrono::steady_clock::now() + timeout;
  while (!is_stream_up() && std::chrono::steady_clock::now() < end)
    std::this_thread::sleep_for(kGlance);
}

void Transport::send(std::uint64_t tag, std::string bytes, nanoseconds timeout) {
  impl_->send(tag, std::move(bytes), timeout);
}
Answer Transport::ask(std::string bytes, nanoseconds timeout) {
  return impl_->ask(std::move(bytes), timeout);
}
std::vector<Arrival> Transport::take() { return impl_->take(); }

}  // namespace sluice::testnet
