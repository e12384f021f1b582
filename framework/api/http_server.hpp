// SPDX-License-Identifier: Apache-2.0
//
// http_server.hpp: HTTP/1.1 and WebSocket on Boost.Beast, with C++20 coroutines.
//
// What comes in is bounded in size, time, number and rate, and refused with a 4xx where it is not
// what HTTP allows. What is asked is the service's to answer. Where nobody has to show a token, a
// web page that a user of this machine visits must not be able to ask: a request that carries an
// Origin other than the server's own is refused, and so is a Host that is not a loopback name.
//
// Place: api; the only room with Beast. Owns the threads of the network. Thread: start and stop,
// one; the service is called on them. Errors: an address that can't be listened on, a certificate
// that can't be used.
#pragma once

#include <functional>
#include <memory>

#include <sluice/result.hpp>

#include "api/event_ring.hpp"
#include "api/message.hpp"
#include "api/metrics.hpp"
#include "api/server_settings.hpp"
#include "api/session_events.hpp"

namespace sluice::api {

class Service {
 public:
  virtual ~Service() = default;
  // Answers now or later, from any thread.
  virtual void handle(Request request, ResponderPtr responder) = 0;
};

class HttpServer {
 public:
  // Events and metrics outlive the server; so does the service.
  static Result<std::unique_ptr<HttpServer>> open(const ServerSettings& settings, Service& service,
                                                  EventRing& events, SessionEvents& sessions,
                                                  Metrics& metrics);
  HttpServer(const HttpServer&) = delete;
  HttpServer& operator=(const HttpServer&) = delete;
  ~HttpServer();

  void start();
  // Accepts nothing more; lets those that wait for an answer have it, and ends streams.
  void stop();
  [[nodiscard]] std::uint16_t port() const noexcept;
  [[nodiscard]] std::size_t connections() const noexcept;
  [[nodiscard]] std::size_t listeners() const noexcept;
  [[nodiscard]] std::uint64_t dropped() const noexcept;

 private:
  struct State;
  explicit HttpServer(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

}  // namespace sluice::api
