// SPDX-License-Identifier: Apache-2.0
//
// order_store_schema.hpp: the tables of the order store, as docs/formats/order_store.md tells them.
//
// Place: inside records. Changing anything here raises kOrderStoreVersion and adds what changed to
// kVersions. A store of another version is filled again from the trail: nothing is converted.
// Numbers stand for words in the order of OrderStatus, OrderState, Side, OrderType and TimeInForce:
// those are part of the version too.
#pragma once

namespace sluice::records {

// Tells our file from any other database: "SLOS".
inline constexpr int kApplicationId = 0x534c4f53;

// How long a connection waits for another one that writes.
inline constexpr int kBusyTimeoutMs = 2'000;

inline constexpr const char* kVersions[] = {
    "orders, executions, refusals, events",
    "refusals are orders; status, average price, who asked, places of the records; numbers are "
    "integers"};

inline constexpr const char* kTables[] = {"orders", "executions", "events", "amendments",
                                          "requests"};

// In the order of the table: what a page of the blotter shows comes first.
inline constexpr const char* kBlotterColumns =
    "seq, created, intent_hi, intent_lo, symbol, side, order_type, tif, qty, limit_price, "
    "stop_price, status, filled_qty, average_price, route, source, client_order_id, reason";
inline constexpr int kBlotterColumnCount = 18;
inline constexpr const char* kDetailColumns =
    "order_id, decided, updated, state, reference_price, reduce_only, post_only, good_till, "
    "parent_hi, parent_lo, actor, is_open, unknown, disputed, pending_cancel, pending_replace, "
    "replace_qty, replace_limit, attempts";
inline constexpr int kDetailColumnCount = 19;

inline constexpr const char* kSchema = R"sql(
CREATE TABLE schema_versions(version INTEGER PRIMARY KEY, what TEXT NOT NULL);
CREATE TABLE trail(
  id INTEGER PRIMARY KEY CHECK(id = 1), segment TEXT NOT NULL, offset INTEGER NOT NULL,
  seq INTEGER NOT NULL, hash TEXT NOT NULL);
CREATE TABLE orders(
  seq INTEGER PRIMARY KEY, created INTEGER NOT NULL,
  intent_hi INTEGER NOT NULL, intent_lo INTEGER NOT NULL,
  symbol TEXT NOT NULL, side INTEGER NOT NULL, order_type INTEGER NOT NULL, tif INTEGER NOT NULL,
  qty INTEGER NOT NULL, limit_price INTEGER NOT NULL, stop_price INTEGER NOT NULL,
  status INTEGER NOT NULL, filled_qty INTEGER NOT NULL, average_price INTEGER NOT NULL,
  route TEXT NOT NULL, source TEXT NOT NULL, client_order_id TEXT NOT NULL, reason TEXT NOT NULL,
  order_id INTEGER, decided INTEGER NOT NULL, updated INTEGER NOT NULL, state INTEGER NOT NULL,
  reference_price INTEGER NOT NULL, reduce_only INTEGER NOT NULL, post_only INTEGER NOT NULL,
  good_till INTEGER NOT NULL, parent_hi INTEGER NOT NULL, parent_lo INTEGER NOT NULL,
  actor TEXT NOT NULL, is_open INTEGER NOT NULL, unknown INTEGER NOT NULL,
  disputed INTEGER NOT NULL, pending_cancel INTEGER NOT NULL, pending_replace INTEGER NOT NULL,
  replace_qty INTEGER NOT NULL, replace_limit INTEGER NOT NULL, attempts INTEGER NOT NULL);
CREATE INDEX orders_by_created ON orders(created);
CREATE INDEX orders_by_symbol ON orders(symbol);
CREATE INDEX orders_by_status ON orders(status);
CREATE INDEX orders_by_route ON orders(route);
CREATE INDEX orders_by_source ON orders(source);
CREATE INDEX orders_by_client_id ON orders(client_order_id) WHERE client_order_id <> '';
CREATE INDEX orders_by_intent ON orders(intent_lo);
CREATE INDEX orders_by_id ON orders(order_id) WHERE order_id IS NOT NULL;
CREATE INDEX open_orders ON orders(order_id) WHERE is_open AND order_id IS NOT NULL;
CREATE INDEX unresolved_orders ON orders(order_id) WHERE unknown OR disputed;
CREATE TABLE lines(
  order_seq INTEGER NOT NULL, first_seq INTEGER NOT NULL, places BLOB NOT NULL,
  PRIMARY KEY(order_seq, first_seq)) WITHOUT ROWID;
CREATE TABLE executions(
  seq INTEGER PRIMARY KEY, order_seq INTEGER NOT NULL, ordinal INTEGER NOT NULL,
  intent_hi INTEGER NOT NULL, intent_lo INTEGER NOT NULL, symbol TEXT NOT NULL,
  side INTEGER NOT NULL, route TEXT NOT NULL, time INTEGER NOT NULL, qty INTEGER NOT NULL,
  price INTEGER NOT NULL, base_price INTEGER NOT NULL, commission NOT NULL,
  epoch INTEGER NOT NULL, execution INTEGER NOT NULL, busted INTEGER NOT NULL);
CREATE INDEX executions_by_order ON executions(order_seq);
CREATE INDEX executions_by_symbol ON executions(symbol);
CREATE INDEX executions_by_route ON executions(route);
CREATE TABLE events(
  seq INTEGER PRIMARY KEY, time INTEGER NOT NULL, type TEXT NOT NULL, order_id INTEGER NOT NULL,
  text TEXT NOT NULL);
CREATE INDEX events_by_order ON events(order_id) WHERE order_id <> 0;
CREATE TABLE amendments(
  seq INTEGER PRIMARY KEY, intent_hi INTEGER NOT NULL, intent_lo INTEGER NOT NULL,
  order_seq INTEGER NOT NULL);
CREATE INDEX amendments_by_intent ON amendments(intent_lo);
CREATE TABLE requests(
  seq INTEGER PRIMARY KEY, request TEXT NOT NULL, request_hash INTEGER NOT NULL,
  intent_hi INTEGER NOT NULL, intent_lo INTEGER NOT NULL);
CREATE INDEX requests_by_key ON requests(request);
)sql";

}  // namespace sluice::records
