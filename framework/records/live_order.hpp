// SPDX-License-Identifier: Apache-2.0
//
// live_order.hpp: an order of the store while records change it, and what each kind of record
// changes.
//
// Place: inside records; the writer reads it from the database and puts it back. Errors: a record
// that does not fit is thrown.
#pragma once

#include <cstdint>
#include <string>

#include "records/order_rows.hpp"
#include "records/trail_row.hpp"

namespace sluice::records {

// `status` and `average_price` are only what they were when it was last stored.
struct LiveOrder : OrderDetail {
  // Of executions that were not taken back: price times quantity, added up.
  int128 value = 0;
  std::uint64_t executions = 0;  // with those taken back

  // How it stands to the database.
  bool is_stored = false;
  bool is_dirty = false;
  std::string lines;  // places that are not stored yet
  std::uint64_t first_line = 0;

  // The terms and who asked.
  static LiveOrder of_intent(const TrailRow& row, Timestamp created);
  [[nodiscard]] bool is_pending() const noexcept { return order_id == 0 && is_open; }
  [[nodiscard]] OrderStatus present_status() const noexcept {
    return status_of(state, filled, quantity);
  }
  [[nodiscard]] Price present_average() const noexcept;  // to 1e-8, halves up

  void end(OrderState as, std::string_view why, Timestamp time);
  void put_state(const TrailRow& row);
  void put_execution(const TrailRow& row);
  void take_back(Quantity quantity_of, Price price_of);
  void put_note(const TrailRow& row);  // but a bust: that is take_back's
  void add_line(const RecordPlace& place);

 private:
  void add_filled(Quantity more, Price price);
};

}  // namespace sluice::records
