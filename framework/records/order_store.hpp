// SPDX-License-Identifier: Apache-2.0
//
// order_store.hpp: orders, executions and what happened to them, in SQLite, to be asked.
//
// A projection of the trail and nothing else: whoever owns it hands in the trail's records in their
// order, and the store keeps with them where in the trail it stands. A store that is missing,
// damaged, of another version, or that stands nowhere in the trail is emptied and filled again; it
// is never believed over the trail. That is why a group does not wait for the disk: what a power
// cut takes from it is taken in again.
//
// Place: records; filled by the drivers (store_feed.hpp). Owns: one database file in WAL mode, with
// its -wal and -shm beside it. Units: decimals and times are texts as the trail has them. Thread:
// one; other processes may read. Errors: SQLite's, with the file's name; nothing is thrown.
#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include <sluice/result.hpp>

#include "records/trail_row.hpp"

namespace sluice::records {

inline constexpr int kOrderStoreVersion = 2;
inline constexpr std::size_t kMaxStoreRows = 10'000;  // of one answer
// In place of a path: a store that is gone with its owner.
inline constexpr const char* kStoreInMemory = ":memory:";

// The last record that is in the store.
struct TrailPlace {
  std::string segment;  // empty: none
  std::uint64_t offset = 0;
  std::uint64_t seq = 0;
  std::string hash;

  friend bool operator==(const TrailPlace&, const TrailPlace&) = default;
};

struct StoredOrder {
  std::uint64_t id = 0;
  std::string intent_id, decided_at, updated_at;
  std::string symbol, side, order_type, time_in_force;
  std::string quantity, limit_price, stop_price, reference_price;
  std::string state, filled, reason;
  bool is_open = false, unknown = false, disputed = false;
  bool pending_cancel = false, pending_replace = false;
  std::uint32_t attempts = 0;
};

struct StoredExecution {
  std::uint64_t order = 0, id = 0, seq = 0;
  std::uint32_t epoch = 0;
  std::string time, quantity, price, base_price, commission;
  bool busted = false;
};

struct StoredEvent {
  std::uint64_t seq = 0, order = 0;  // order 0: outside one order
  std::string time, type, text;
};

struct OrderQuery {
  bool only_open = false;
  bool only_unresolved = false;  // UNKNOWN or DISPUTED
  std::string symbol;            // empty: any
  std::uint64_t below = 0;       // ids below this one; 0: from the newest
  std::size_t limit = 100;       // at most kMaxStoreRows
};

class OrderStore {
 public:
  // Makes what is not usable anew; `why_empty` then says what was wrong with it. An error is a file
  // that cannot be made.
  static Result<OrderStore> open(const std::filesystem::path& path);
  OrderStore(OrderStore&&) noexcept;
  OrderStore& operator=(OrderStore&&) noexcept;
  ~OrderStore();

  // Empty where the store was used as it was.
  [[nodiscard]] const std::string& why_empty() const noexcept;
  [[nodiscard]] const TrailPlace& place() const noexcept;

  // From here until it is gone the disk is never waited for, nor made busy for others by it. If the
  // machine goes down before, the store is made anew at its next opening (unsynced_mark.hpp).
  Result<void> go_unsynced();
  // Forgets everything: the trail begins again.
  Result<void> clear();
  // A group of records is taken whole, with the place it ends at, or not at all: after an error
  // everything since begin() is undone.
  Result<void> begin();
  Result<void> take(const TrailRow& row);
  Result<void> commit(const TrailPlace& place);
  void roll_back() noexcept;

  // Newest first.
  [[nodiscard]] Result<std::vector<StoredOrder>> orders(const OrderQuery& query) const;
  [[nodiscard]] Result<std::optional<StoredOrder>> order(std::uint64_t id) const;
  // In the order they came.
  [[nodiscard]] Result<std::vector<StoredExecution>> executions(std::uint64_t order) const;
  // Of one order, or with 0 of all and none; the newest `limit`, in the order they came.
  [[nodiscard]] Result<std::vector<StoredEvent>> events(std::uint64_t order,
                                                        std::size_t limit = 100) const;
  // SHA-256 of every row of every table: two stores of one trail have the same.
  [[nodiscard]] Result<std::string> digest() const;

 private:
  struct State;
  explicit OrderStore(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

}  // namespace sluice::records
