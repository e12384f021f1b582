// SPDX-License-Identifier: Apache-2.0
//
// order_store_writer.hpp: what each record of the trail changes in the order store.
//
// Place: inside records; OrderStore owns one. Owns prepared statements. Errors: SQLite's are
// thrown; so is a record that does not fit those before it.
#pragma once

#include <SQLiteCpp/SQLiteCpp.h>

#include "records/order_store.hpp"

namespace sluice::records {

class OrderStoreWriter {
 public:
  explicit OrderStoreWriter(SQLite::Database& database);
  void take(const TrailRow& row);
  void put_place(const TrailPlace& place);

 private:
  void put_intent(const TrailRow& row);
  void refuse(const TrailRow& row);
  void make_order(const TrailRow& row);
  void put_state(const TrailRow& row);
  void put_execution(const TrailRow& row);
  void put_note(const TrailRow& row);
  void bust(const TrailRow& row);
  void put_event(const TrailRow& row);
  void add_filled(const TrailRow& row, bool back);
  template <typename... Values>
  int run(SQLite::Statement& statement, const Values&... values);

  SQLite::Statement put_place_, put_intent_, approve_, refuse_, drop_intent_, has_order_,
      make_order_, put_state_, put_execution_, filled_, put_filled_, bust_, put_event_;
  SQLite::Statement unknown_, disputed_, pending_cancel_, pending_replace_, ask_replace_, replaced_,
      resolved_, limit_;
};

}  // namespace sluice::records
