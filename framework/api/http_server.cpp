// SPDX-License-Identifier: Apache-2.0
#include "api/http_server.hpp"

#include <algorithm>
#include <cmath>
#include <thread>
#include <vector>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/strand.hpp>
#include <boost/asio/use_awaitable.hpp>

#include "api/http_connection.hpp"
#include "api/thread_turns.hpp"

namespace sluice::api {

namespace asio = boost::asio;
using asio::ip::tcp;

int RateLimit::take(const std::string& address) {
  if (per_second_ <= 0) return 0;
  constexpr std::size_t kMostAddresses = 16'384;
  const auto now = std::chrono::steady_clock::now();
  const std::lock_guard hold{lock_};
  // One that is full again is as good as unknown.
  if (buckets_.size() >= kMostAddresses)
    std::erase_if(buckets_, [&](const auto& entry) {
      return now - entry.second.filled > std::chrono::seconds{1};
    });
  auto [entry, is_new] = buckets_.try_emplace(address);
  Bucket& bucket = entry->second;
  const double refill =
      is_new ? per_second_
             : std::chrono::duration<double>(now - bucket.filled).count() * per_second_;
  bucket.left = std::min(per_second_, bucket.left + refill);
  bucket.filled = now;
  if (bucket.left < 1)
    return std::max(1, static_cast<int>(std::ceil((1 - bucket.left) / per_second_)));
  bucket.left -= 1;
  return 0;
}

WaitingRoom::Seat::Seat(WaitingRoom& room, PlainStream& stream) : room_{room} {
  auto guest = std::make_shared<Guest>(Guest{stream});
  const std::lock_guard hold{room_.lock_};
  place_ = room_.others_.insert(room_.others_.end(), std::move(guest));
}

WaitingRoom::Seat::~Seat() {
  const std::lock_guard hold{room_.lock_};
  Guest& guest = **place_;
  guest.has_seat = false;
  (guest.state == State::kWaits ? room_.waiting_ : room_.others_).erase(place_);
}

void WaitingRoom::Seat::client_has_the_word(bool has_it) {
  const std::lock_guard hold{room_.lock_};
  Guest& guest = **place_;
  Guests& from = guest.state == State::kWaits ? room_.waiting_ : room_.others_;
  Guests& to = has_it ? room_.waiting_ : room_.others_;
  guest.state = has_it ? State::kWaits : State::kBusy;
  to.splice(to.end(), from, place_);
}

bool WaitingRoom::make_room() {
  const std::lock_guard hold{lock_};
  if (waiting_.empty()) return false;
  const std::shared_ptr<Guest> guest = waiting_.front();
  guest->state = State::kLeaves;
  others_.splice(others_.end(), waiting_, waiting_.begin());
  // The seat is still there, so the stream is.
  asio::post(guest->stream.get_executor(), [this, guest] {
    const std::lock_guard hold_again{lock_};
    // Its client may have said something in the meantime.
    if (guest->has_seat && guest->state == State::kLeaves) guest->stream.close();
  });
  return true;
}

struct HttpServer::State {
  Shared shared;
  asio::io_context context;
  asio::ssl::context tls{asio::ssl::context::tls_server};
  tcp::acceptor acceptor{context};
  std::vector<std::thread> threads;

  State(const ServerSettings& settings, Service& service, EventRing& events,
        SessionEvents& sessions, Metrics& metrics)
      : shared{settings, service, events, sessions, metrics},
        context{static_cast<int>(std::max(1u, settings.threads))} {}

  Result<void> listen();
  Result<void> load_tls();
  asio::awaitable<void> accept();
  [[nodiscard]] asio::any_io_executor connection_executor() {
    if (shared.settings.threads > 1) return asio::make_strand(context);
    return context.get_executor();
  }
};

Result<void> HttpServer::State::listen() {
  const auto& settings = shared.settings;
  boost::system::error_code failed;
  const tcp::endpoint endpoint{asio::ip::make_address(settings.address, failed), settings.port};
  if (!failed) acceptor.open(endpoint.protocol(), failed);
  if (!failed) acceptor.set_option(tcp::acceptor::reuse_address{true}, failed);
  if (!failed) acceptor.bind(endpoint, failed);
  if (!failed) acceptor.listen(asio::socket_base::max_listen_connections, failed);
  if (failed)
    return Error{"cannot listen on " + settings.address + ":" + std::to_string(settings.port) +
                 ": " + failed.message()};
  return {};
}

Result<void> HttpServer::State::load_tls() {
  const auto& settings = shared.settings;
  if (!settings.has_tls()) return {};
  boost::system::error_code failed;
  tls.set_options(asio::ssl::context::default_workarounds | asio::ssl::context::no_sslv2 |
                      asio::ssl::context::no_sslv3 | asio::ssl::context::no_tlsv1 |
                      asio::ssl::context::no_tlsv1_1,
                  failed);
  tls.use_certificate_chain_file(settings.certificate.string(), failed);
  if (failed) return Error{settings.certificate.string() + ": " + failed.message()};
  tls.use_private_key_file(settings.key.string(), asio::ssl::context::pem, failed);
  if (failed) return Error{settings.key.string() + ": " + failed.message()};
  return {};
}

asio::awaitable<void> HttpServer::State::accept() {
  boost::system::error_code failed;
  asio::steady_timer pause{context};
  while (acceptor.is_open()) {
    const auto executor = connection_executor();
    tcp::socket socket{executor};
    co_await acceptor.async_accept(socket, asio::redirect_error(asio::use_awaitable, failed));
    if (failed == asio::error::operation_aborted) co_return;
    if (failed) {
      // Out of descriptors, most likely: others have to end first.
      constexpr std::chrono::milliseconds kPause{50};
      pause.expires_after(kPause);
      co_await pause.async_wait(asio::redirect_error(asio::use_awaitable, failed));
      continue;
    }
    if (shared.connections >= shared.settings.max_connections && !shared.waiting.make_room())
      continue;  // closes it
    boost::system::error_code ignored;
    socket.set_option(tcp::no_delay{true}, ignored);
    if (shared.settings.has_tls())
      asio::co_spawn(executor, serve_tls(std::move(socket), shared, tls), asio::detached);
    else
      asio::co_spawn(executor, serve_plain(std::move(socket), shared), asio::detached);
  }
}

HttpServer::HttpServer(std::unique_ptr<State> state) : state_{std::move(state)} {}
HttpServer::~HttpServer() { stop(); }

Result<std::unique_ptr<HttpServer>> HttpServer::open(const ServerSettings& settings,
                                                     Service& service, EventRing& events,
                                                     SessionEvents& sessions, Metrics& metrics) {
  if (auto why = settings.check(); !why.empty()) return Error{why};
  auto state = std::make_unique<State>(settings, service, events, sessions, metrics);
  if (auto loaded = state->load_tls(); !loaded) return loaded.error();
  if (auto listening = state->listen(); !listening) return listening.error();
  return std::unique_ptr<HttpServer>{new HttpServer{std::move(state)}};
}

void HttpServer::start() {
  asio::co_spawn(state_->context, state_->accept(), asio::detached);
  for (unsigned i = 0; i < std::max(1u, state_->shared.settings.threads); ++i)
    state_->threads.emplace_back([this] {
      begin_thread("http", Turns::kShort);
      state_->context.run();
    });
}

void HttpServer::stop() {
  if (!state_ || state_->shared.stopping.exchange(true)) return;
  asio::post(state_->context, [this] {
    boost::system::error_code ignored;
    state_->acceptor.close(ignored);
  });
  state_->shared.events.announce();
  state_->shared.sessions.announce();
  // Those that have been asked something are answered; those that wait for a request are cut off.
  constexpr std::chrono::milliseconds kLongest{2'000};
  constexpr std::chrono::milliseconds kStep{5};
  const auto begin = std::chrono::steady_clock::now();
  while (state_->shared.busy > 0 && std::chrono::steady_clock::now() - begin < kLongest)
    std::this_thread::sleep_for(kStep);
  std::this_thread::sleep_for(2 * kStep);
  state_->context.stop();
  for (std::thread& thread : state_->threads) thread.join();
  state_->threads.clear();
  // A waiter that came late holds an executor, which must not outlive the context.
  state_->shared.events.announce();
  state_->shared.sessions.announce();
}

std::uint16_t HttpServer::port() const noexcept {
  boost::system::error_code ignored;
  return state_->acceptor.local_endpoint(ignored).port();
}
std::size_t HttpServer::connections() const noexcept { return state_->shared.connections; }
std::size_t HttpServer::listeners() const noexcept { return state_->shared.listeners; }
std::uint64_t HttpServer::dropped() const noexcept { return state_->shared.dropped; }

}  // namespace sluice::api
