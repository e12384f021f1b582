// SPDX-License-Identifier: Apache-2.0
//
// store_feed.hpp: keeps an order store behind its trail.
//
// Place: drivers; joins journal::Follower and records::OrderStore. Reads what the log has made
// durable and hands it to the store in groups, off the way of an order: nothing waits for SQLite.
// Owns: the store. Thread: one. Errors: the trail's and the store's; trading goes on without it,
// and the next start fills it again.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>

#include "files/disk.hpp"
#include "journal/follower.hpp"
#include "records/order_store.hpp"

namespace sluice::drivers {

class StoreFeed {
 public:
  static constexpr std::uint64_t kGroupRecords = 4'096;  // of one transaction

  // The store at `path` for the log in `directory`. One that stands nowhere in the log is emptied.
  static Result<StoreFeed> open(files::Disk& disk, const std::filesystem::path& path,
                                const std::filesystem::path& directory);

  // Takes in every record up to seq `until` that is not there yet; how many.
  Result<std::uint64_t> catch_up(std::uint64_t until = journal::Follower::kToTheEnd);
  // As of the store.
  Result<void> go_unsynced() { return store_.go_unsynced(); }
  [[nodiscard]] const records::OrderStore& store() const noexcept { return store_; }
  // Why it was filled from the beginning; empty: it was not.
  [[nodiscard]] const std::string& why_rebuilt() const noexcept { return why_rebuilt_; }

 private:
  StoreFeed(records::OrderStore store, journal::Follower follower)
      : store_{std::move(store)}, follower_{std::move(follower)} {}
  Result<std::uint64_t> take_group(std::uint64_t until);

  records::OrderStore store_;
  journal::Follower follower_;
  std::string why_rebuilt_;
};

}  // namespace sluice::drivers
