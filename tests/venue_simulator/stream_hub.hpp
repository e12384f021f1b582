// SPDX-License-Identifier: Apache-2.0
//
// stream_hub.hpp: who listens to what, and the events that each of them is told.
//
// Place: tests/venue_simulator, streams. Knows no sockets: a listener takes texts. Thread: one.
#pragma once

#include <memory>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "venue_simulator/events.hpp"
#include "venue_simulator/faults.hpp"
#include "venue_simulator/venue.hpp"
#include "venue_simulator/wire.hpp"

namespace sluice::venue_simulator {

class Listener {
 public:
  virtual ~Listener() = default;
  virtual void send(std::string text, Milliseconds delay) = 0;
  virtual void disconnect() = 0;

  std::vector<std::pair<int, int>> accounts;  // subscription, account
  std::set<std::string> streams;              // of the market, as "btcusdt@trade"
  bool is_combined = false;                   // told with the name of the stream
  bool is_silent = false;                     // open, but told nothing any more
};

class StreamHub {
 public:
  explicit StreamHub(FaultBook& faults) : faults_{faults} {}

  void add(const std::shared_ptr<Listener>& listener) { listeners_.push_back(listener); }
  void publish(const Venue& venue, const std::vector<Event>& events, Milliseconds now);
  // Everybody, or those alone who listen to an account.
  void disconnect_all(bool only_users);
  void silence_all(bool is_silent);
  [[nodiscard]] std::size_t listeners() const;
  // Whether the venue has a market stream of that name.
  [[nodiscard]] static bool knows(const Venue& venue, const std::string& stream);

 private:
  struct Held {
    std::string on;
    int account = 0;
    Json event;
  };
  void tell_user(const std::string& what, int account, const Json& event);
  void send_user(int account, const Json& event, Milliseconds delay, bool garbled);
  void strike(const Fault& fault, int account, const Json& event);
  [[nodiscard]] bool is_heard(const std::string& stream) const;
  void tell_market(const std::string& stream, const Json& event);
  void tell_print(const Venue& venue, const PrintEvent& event, Milliseconds now);
  void tell_top(const Venue& venue, const TopEvent& event);
  [[nodiscard]] std::vector<std::shared_ptr<Listener>> present();

  FaultBook& faults_;
  std::vector<std::weak_ptr<Listener>> listeners_;
  std::vector<Held> held_;  // until the next one that fits
};

// The user's events as the venue's JSON.
[[nodiscard]] Json order_event_json(const Venue& venue, const OrderEvent& event, Milliseconds now);
[[nodiscard]] Json balance_event_json(const BalanceEvent& event, Milliseconds now);
[[nodiscard]] Json transfer_event_json(const TransferEvent& event, Milliseconds now);

// Not JSON any more, but text.
[[nodiscard]] std::string garbled(const std::string& text);

}  // namespace sluice::venue_simulator
