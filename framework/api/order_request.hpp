// SPDX-License-Identifier: Apache-2.0
//
// order_request.hpp: an order as a client asked for it, understood but not judged; and its answer.
//
// Place: api. Values. Units as in core: prices and quantities are exact decimals.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "api/endpoints.hpp"
#include "core/intent.hpp"

namespace sluice::api {

struct OrderRequest {
  InstrumentId instrument = 0;
  Side side = Side::kBuy;
  OrderType type = OrderType::kMarket;
  TimeInForce time_in_force = TimeInForce::kDay;
  bool reduce_only = false;
  bool post_only = false;
  Quantity quantity;
  std::optional<Price> price;  // what a market order is valued at; nothing: the last price
  Price limit, stop;           // 0: none
  std::string client_order_id, route, source;
  std::string key;         // what makes a repeated request the same one; empty: nothing does
  std::uint64_t hash = 0;  // of what was asked for
};

struct OrderAnswer {
  enum class Kind : std::uint8_t {
    kPlaced,   // judged and routed now
    kKnown,    // an earlier request with this key was the same
    kConflict  // an earlier request with this key asked for something else
  };
  Kind kind = Kind::kPlaced;
  IntentId id;
  std::string_view status;     // as the paper API words it
  std::optional<Price> price;  // average of the fills, else what was asked for
  std::string reason;          // of a refusal
};

// "'X' is not in the universe", and what was meant most likely.
[[nodiscard]] std::string unknown_symbol(const std::string& symbol,
                                         const InstrumentTable& instruments);

// From checked values. A fault is one that only the universe or the order's type can tell.
[[nodiscard]] std::optional<OrderRequest> order_request(const Values& values,
                                                        const InstrumentTable& instruments,
                                                        std::string_view route, const Place& place,
                                                        Faults& faults);

// Why an order that is over was not filled as asked: the code, or how it ended where there is none.
[[nodiscard]] std::string paper_reason(std::string_view ended_as, Quantity filled,
                                       Quantity quantity, std::string_view reason);

// The word of the paper API for where an order stands.
[[nodiscard]] std::string_view paper_status(const std::string& status_word) noexcept;

}  // namespace sluice::api
