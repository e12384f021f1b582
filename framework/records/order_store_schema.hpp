// SPDX-License-Identifier: Apache-2.0
//
// order_store_schema.hpp: the tables of the order store, as docs/formats/order_store.md tells them.
//
// Place: inside records. Changing anything here raises kOrderStoreVersion and adds what changed to
// kVersions. A store of another version is filled again from the trail: nothing is converted.
#pragma once

namespace sluice::records {

// Tells our file from any other database: "SLOS".
inline constexpr int kApplicationId = 0x534c4f53;

inline constexpr const char* kVersions[] = {"orders, executions, refusals, events"};

inline constexpr const char* kTables[] = {"orders", "executions", "refusals", "events", "intents"};

inline constexpr const char* kSchema = R"sql(
CREATE TABLE schema_versions(version INTEGER PRIMARY KEY, what TEXT NOT NULL);
CREATE TABLE trail(
  id INTEGER PRIMARY KEY CHECK(id = 1), segment TEXT NOT NULL, offset INTEGER NOT NULL,
  seq INTEGER NOT NULL, hash TEXT NOT NULL);
CREATE TABLE intents(
  intent_id TEXT PRIMARY KEY, decided_at TEXT NOT NULL, symbol TEXT NOT NULL, side TEXT NOT NULL,
  order_type TEXT NOT NULL, tif TEXT NOT NULL, qty TEXT NOT NULL, limit_price TEXT NOT NULL,
  stop_price TEXT NOT NULL, reference_price TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE orders(
  order_id INTEGER PRIMARY KEY, intent_id TEXT NOT NULL, decided_at TEXT NOT NULL,
  symbol TEXT NOT NULL, side TEXT NOT NULL, order_type TEXT NOT NULL, tif TEXT NOT NULL,
  qty TEXT NOT NULL, limit_price TEXT NOT NULL, stop_price TEXT NOT NULL,
  reference_price TEXT NOT NULL, state TEXT NOT NULL DEFAULT '',
  filled_qty TEXT NOT NULL DEFAULT '0', reason TEXT NOT NULL DEFAULT '',
  updated_at TEXT NOT NULL DEFAULT '', is_open INTEGER NOT NULL DEFAULT 1,
  unknown INTEGER NOT NULL DEFAULT 0, disputed INTEGER NOT NULL DEFAULT 0,
  pending_cancel INTEGER NOT NULL DEFAULT 0, pending_replace INTEGER NOT NULL DEFAULT 0,
  replace_qty TEXT NOT NULL DEFAULT '', replace_limit TEXT NOT NULL DEFAULT '',
  attempts INTEGER NOT NULL DEFAULT 0);
CREATE INDEX orders_by_intent ON orders(intent_id);
CREATE INDEX open_orders ON orders(order_id) WHERE is_open;
CREATE INDEX unresolved_orders ON orders(order_id) WHERE unknown OR disputed;
CREATE INDEX orders_by_symbol ON orders(symbol, order_id);
CREATE TABLE executions(
  order_id INTEGER NOT NULL, epoch INTEGER NOT NULL, execution INTEGER NOT NULL,
  seq INTEGER NOT NULL, time TEXT NOT NULL, qty TEXT NOT NULL, price TEXT NOT NULL,
  base_price TEXT NOT NULL, commission TEXT NOT NULL, busted INTEGER NOT NULL DEFAULT 0,
  PRIMARY KEY(order_id, epoch, execution)) WITHOUT ROWID;
CREATE TABLE refusals(
  seq INTEGER PRIMARY KEY, time TEXT NOT NULL, intent_id TEXT NOT NULL, symbol TEXT NOT NULL,
  side TEXT NOT NULL, qty TEXT NOT NULL, reason TEXT NOT NULL);
CREATE TABLE events(
  seq INTEGER PRIMARY KEY, time TEXT NOT NULL, type TEXT NOT NULL, order_id INTEGER NOT NULL,
  text TEXT NOT NULL);
CREATE INDEX events_by_order ON events(order_id, seq) WHERE order_id <> 0;
)sql";

}  // namespace sluice::records
