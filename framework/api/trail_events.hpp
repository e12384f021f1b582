// SPDX-License-Identifier: Apache-2.0
//
// trail_events.hpp: records of the trail as events of the stream.
//
//   order     an order reached a status          fill   a part of it was filled
//   verdict   what the gate said of an intent    position   what is held now
//   kill_switch   a halt began or ended          reset  the account begins anew
//
// Of a session's trail the same, named session_order and so on, with `session` and `session_seq` in
// the place of `seq`; what only sessions tell is in session_records.hpp.
//
// Place: api. Owns what a later record does not repeat of an order that is open, or that the router
// may still hear of, and positions. Thread: one. Records come in their order, from the first.
#pragma once

#include <cstdint>
#include <deque>
#include <string>
#include <unordered_map>
#include <utility>

#include "core/order.hpp"
#include "journal/reader.hpp"

namespace sluice::api {

// The members that every event begins with; `session`: empty for the account.
[[nodiscard]] std::string begin_event(const journal::Record& record, std::string_view session,
                                      std::string_view event);

class TrailEvents {
 public:
  // Of the account's trail, or of that session's.
  explicit TrailEvents(std::string session = {}) : session_{std::move(session)} {}
  // JSON objects with commas between them; empty: nothing that a listener is told.
  [[nodiscard]] std::string events_of(const journal::Record& record);

 private:
  struct Known {
    std::string symbol, side, quantity, client_order_id;  // JSON
    std::uint32_t fills = 0;
    std::string asked = {};  // the quantity of new terms on their way
    OrderId order = 0;       // once it was over; 0: the gate refused it
    bool is_over = false;
    std::uint32_t places = 0;  // among ended_
  };
  [[nodiscard]] std::string begin(const journal::Record& record, std::string_view event) const;
  [[nodiscard]] std::string order_event(const journal::Record& record, std::string_view intent,
                                        const Known& known, std::string_view status) const;
  [[nodiscard]] std::string fill_events(const journal::Record& record, std::string_view intent,
                                        Known& known);
  [[nodiscard]] std::string position_event(const journal::Record& record, const Known& known,
                                           int sign);
  void end(const std::string& intent, Known& known, OrderId order);
  void leave_ended();

  std::string session_;
  std::unordered_map<std::string, Known> known_;
  std::deque<std::string> ended_;                        // of those, oldest first
  std::unordered_map<OrderId, std::string> long_ended_;  // of those no more in ended_, by place
  std::unordered_map<std::string, Quantity> positions_;  // by symbol as JSON
};

}  // namespace sluice::api
