// SPDX-License-Identifier: Apache-2.0
//
// service.hpp: the venue's requests, whichever way they came: who asks, whether he may, and the
// answer.
//
// Place: tests/venue_simulator, wire. Pure: no network, time comes in. Thread: one.
#pragma once

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "venue_simulator/keys.hpp"
#include "venue_simulator/limits.hpp"
#include "venue_simulator/venue.hpp"
#include "venue_simulator/wire.hpp"

namespace sluice::venue_simulator {

struct Call {
  std::string method;
  std::string path;
  Params params;
  std::string payload;  // what the signature is of
  std::string api_key;
  std::string address;  // of the caller
};

struct Answer {
  int status = 200;
  Json body;
  std::vector<std::pair<std::string, std::string>> headers;
};

[[nodiscard]] Answer answer_of(const Refusal& refusal);

class Service {
 public:
  Service(VenueSettings venue, LimitSettings limits, Keys keys)
      : venue_{std::move(venue)}, limits_{limits}, keys_{std::move(keys)} {}

  [[nodiscard]] Answer handle(const Call& call, Milliseconds now);
  // The same, but what it sees is `past`.
  [[nodiscard]] Answer handle_stale(const Call& call, const Venue& past, Milliseconds now);
  // Whether the path and method are one of the venue's.
  [[nodiscard]] static bool knows(std::string_view method, std::string_view path);
  // Whether it can change anything but counters.
  [[nodiscard]] static bool changes(const Call& call) { return call.method != "GET"; }

  [[nodiscard]] Venue& venue() noexcept { return venue_; }
  [[nodiscard]] Keys& keys() noexcept { return keys_; }
  [[nodiscard]] Limits& limits() noexcept { return limits_; }

 private:
  struct Ask {
    const Params& params;
    int account;
    Milliseconds now;
    const Venue& seen;
  };
  using Handler = Outcome<Json> (Service::*)(const Ask&);
  struct Endpoint {
    std::string_view method;
    std::string_view path;
    std::int64_t weight;
    Security security;
    Handler handler;
    std::string_view names;  // of the parameters it knows
    bool counts_as_order = false;
  };
  static const std::vector<Endpoint>& endpoints();
  static const Endpoint* find(std::string_view method, std::string_view path);
  Answer serve(const Call& call, const Venue& seen, Milliseconds now);
  Outcome<Json> perform(const Endpoint& endpoint, const Ask& ask, std::optional<Wait>& wait);
  void add_usage(Answer& answer, const Endpoint& endpoint, const Call& call, int account,
                 Milliseconds now);

  [[nodiscard]] static Outcome<int> symbol_in(const Ask& ask);
  [[nodiscard]] static Outcome<std::vector<int>> symbols_in(const Ask& ask);
  [[nodiscard]] static Outcome<std::size_t> limit_in(const Ask& ask, std::size_t usual,
                                                     std::size_t most);
  [[nodiscard]] static Outcome<OrderName> name_in(const Ask& ask, const char* id,
                                                  const char* client_id);
  [[nodiscard]] static Outcome<NewOrder> new_order_in(const Ask& ask);
  [[nodiscard]] Json placed_answer(const Ask& ask, const NewOrder& wanted, const Placed& placed);

  // market
  Outcome<Json> ping(const Ask& ask);
  Outcome<Json> time(const Ask& ask);
  Outcome<Json> exchange_info(const Ask& ask);
  Outcome<Json> depth(const Ask& ask);
  Outcome<Json> trades(const Ask& ask);
  Outcome<Json> aggregates(const Ask& ask);
  Outcome<Json> candles(const Ask& ask);
  Outcome<Json> average_price(const Ask& ask);
  Outcome<Json> day_ticker(const Ask& ask);
  Outcome<Json> price_ticker(const Ask& ask);
  Outcome<Json> book_ticker(const Ask& ask);
  // orders
  Outcome<Json> place(const Ask& ask);
  Outcome<Json> test(const Ask& ask);
  Outcome<Json> query(const Ask& ask);
  Outcome<Json> cancel(const Ask& ask);
  Outcome<Json> cancel_all(const Ask& ask);
  Outcome<Json> cancel_replace(const Ask& ask);
  Outcome<Json> amend(const Ask& ask);
  Outcome<Json> open_orders(const Ask& ask);
  Outcome<Json> all_orders(const Ask& ask);
  // account
  Outcome<Json> account(const Ask& ask);
  Outcome<Json> commission(const Ask& ask);
  Outcome<Json> order_limits(const Ask& ask);
  Outcome<Json> own_trades(const Ask& ask);

  Venue venue_;
  Limits limits_;
  Keys keys_;
};

}  // namespace sluice::venue_simulator
