// SPDX-License-Identifier: Apache-2.0
//
// http_connection.hpp: what connections share, and the coroutine that each of them is.
//
// Place: inside api, behind http_server.hpp. Thread: those of the network; each connection runs on
// one executor at a time.
#pragma once

#include <atomic>
#include <cstdint>
#include <list>
#include <memory>
#include <mutex>
#include <string>
#include <unordered_map>
#include <utility>

#include <boost/asio/awaitable.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/ssl/context.hpp>
#include <boost/beast/core/tcp_stream.hpp>
#include <boost/beast/ssl/ssl_stream.hpp>

#include "api/http_server.hpp"

namespace sluice::api {

using PlainStream = boost::beast::tcp_stream;
using TlsStream = boost::beast::ssl_stream<boost::beast::tcp_stream>;

// Requests of an address, as a bucket that refills.
class RateLimit {
 public:
  explicit RateLimit(double per_second) : per_second_{per_second} {}
  // Seconds to wait; 0: go on.
  [[nodiscard]] int take(const std::string& address);

 private:
  struct Bucket {
    double left = 0;
    std::chrono::steady_clock::time_point filled;
  };
  const double per_second_;
  std::mutex lock_;
  std::unordered_map<std::string, Bucket> buckets_;
};

// Connections whose client has the word. At the limit, the one that has had it longest makes room:
// clients that only hold connections keep nobody out.
class WaitingRoom {
  enum class State : std::uint8_t { kBusy, kWaits, kLeaves };
  struct Guest {
    PlainStream& stream;  // only looked at while there is a seat, on the connection's executor
    bool has_seat = true;
    State state = State::kBusy;
  };
  using Guests = std::list<std::shared_ptr<Guest>>;

 public:
  // A connection's own, for as long as its stream stays where it is.
  class Seat {
   public:
    Seat(WaitingRoom& room, PlainStream& stream);
    Seat(const Seat&) = delete;
    Seat& operator=(const Seat&) = delete;
    ~Seat();
    void client_has_the_word(bool has_it);

   private:
    WaitingRoom& room_;
    Guests::iterator place_;
  };

  // False: none waits.
  bool make_room();

 private:
  std::mutex lock_;
  Guests waiting_;  // longest first
  Guests others_;
};

struct Shared {
  ServerSettings settings;
  Service& service;
  EventRing& events;
  SessionEvents& sessions;
  Metrics& metrics;
  RateLimit rate;
  WaitingRoom waiting;
  std::atomic<std::size_t> connections{0};
  std::atomic<std::size_t> busy{0};  // requests that are not answered yet
  std::atomic<std::size_t> listeners{0};
  std::atomic<std::uint64_t> dropped{0};
  std::atomic<bool> stopping{false};

  Shared(ServerSettings to_use, Service& to_ask, EventRing& to_stream, SessionEvents& of_sessions,
         Metrics& to_tell)
      : settings{std::move(to_use)},
        service{to_ask},
        events{to_stream},
        sessions{of_sessions},
        metrics{to_tell},
        rate{settings.requests_per_second} {}
};

// Counts one for as long as it lives.
class Counted {
 public:
  explicit Counted(std::atomic<std::size_t>& count) : count_{count} { ++count_; }
  Counted(const Counted&) = delete;
  Counted& operator=(const Counted&) = delete;
  ~Counted() { --count_; }

 private:
  std::atomic<std::size_t>& count_;
};

// From the first byte to the last. Instantiated in http_plain.cpp and http_tls.cpp.
boost::asio::awaitable<void> serve_plain(boost::asio::ip::tcp::socket socket, Shared& shared);
boost::asio::awaitable<void> serve_tls(boost::asio::ip::tcp::socket socket, Shared& shared,
                                       boost::asio::ssl::context& context);

}  // namespace sluice::api
