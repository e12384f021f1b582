// SPDX-License-Identifier: Apache-2.0
//
// transport.hpp: the network behind the executor: two connections for requests, one for events.
//
// Orders have a connection of their own, so that a question never delays one. A request is written
// by the lane itself where the connection lies idle; a thread of its own does the rest: answers,
// pings, reconnecting. Place: executor plugin; no type of the network's is visible here. Thread:
// the lane, where nothing else is said. Bounds: kMaxArrivals; every call ends in the time it is
// given. Errors: in the Answer.
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include <sluice/json.hpp>

#include "classification.hpp"
#include "endpoint.hpp"
#include "rate_limits.hpp"

namespace sluice::testnet {

struct TransportSettings {
  VenueAddress venue;
  std::string ca_file;
  std::chrono::nanoseconds connect_timeout{};
  std::chrono::nanoseconds max_wait{};  // of a request for the connection, before it is given up
  std::chrono::nanoseconds silence{};   // of the venue's stream that means it is dead
};

struct Answer {
  End end = End::kNeverSent;
  int status = 0;  // HTTP
  std::string body;
  std::vector<LimitCount> counts;
  std::int64_t retry_after_ns = 0;
  std::int64_t sent_ns = 0;   // of our clock
  std::int64_t heard_ns = 0;  // of our clock
  std::string trouble;        // where it was not answered
};

// What has come in.
struct Arrival {
  enum class Kind : std::uint8_t {
    kAnswer,      // to the request of `tag`
    kEvent,       // of the account
    kStreamUp,    // from here on every event is told
    kStreamDown,  // from here on some may be missing; `trouble` says why
    kEventsLost   // there were more than we can hold: some are missing
  };
  Kind kind = Kind::kAnswer;
  std::uint64_t tag = 0;
  Answer answer;
  JsonValue event;
  std::string trouble;
};

class Transport {
 public:
  static constexpr std::size_t kMaxArrivals = 65'536;

  // `clock`: our time. `subscription`: the first message on the stream. `on_news`: something has
  // arrived. All are called on any thread.
  Transport(TransportSettings settings, std::function<std::int64_t()> clock,
            std::function<std::string()> subscription, std::function<void()> on_news);
  ~Transport();
  Transport(const Transport&) = delete;
  Transport& operator=(const Transport&) = delete;

  void start();
  // Joins the thread. Nothing arrives afterwards.
  void stop();

  [[nodiscard]] bool is_connected() const noexcept;
  [[nodiscard]] bool is_stream_up() const noexcept;
  // Why not.
  [[nodiscard]] std::string trouble() const;
  // Returns once there is a connection, or after so long.
  void wait_for_connection(std::chrono::nanoseconds timeout) const;
  // The same for the stream.
  void wait_for_stream(std::chrono::nanoseconds timeout) const;

  // The answer arrives under its tag. Written at once if the connection is free.
  void send(std::uint64_t tag, std::string bytes, std::chrono::nanoseconds timeout);
  // Sends on the connection for questions and waits.
  [[nodiscard]] Answer ask(std::string bytes, std::chrono::nanoseconds timeout);
  // Everything that has come since, in the order it came.
  [[nodiscard]] std::vector<Arrival> take();

 private:
  class Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace sluice::testnet
