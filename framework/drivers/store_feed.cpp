// SPDX-License-Identifier: Apache-2.0
#include "drivers/store_feed.hpp"

#include "drivers/trail_rows.hpp"

namespace sluice::drivers {
namespace {

journal::Place place_of(const records::TrailPlace& place) {
  return {place.segment, place.offset, place.seq,
          journal::Hash::parse(place.hash).value_or(journal::Hash{})};
}

records::TrailPlace place_of(const journal::Place& place) {
  return {place.segment, place.offset, place.seq, place.hash.hex()};
}

}  // namespace

Result<StoreFeed> StoreFeed::open(files::Disk& disk, const std::filesystem::path& path,
                                  const std::filesystem::path& directory) {
  auto store = records::OrderStore::open(path);
  if (!store) return store.error();
  StoreFeed feed{std::move(*store), journal::Follower{disk, directory}};
  feed.why_rebuilt_ = feed.store_.why_empty();
  if (feed.store_.place().segment.empty()) return feed;
  const auto stands = feed.follower_.resume(place_of(feed.store_.place()));
  if (!stands) return stands.error();
  if (*stands) return feed;
  feed.why_rebuilt_ = "the trail has no such record " + std::to_string(feed.store_.place().seq);
  if (auto cleared = feed.store_.clear(); !cleared) return cleared.error();
  return feed;
}

Result<std::uint64_t> StoreFeed::catch_up(std::uint64_t until) {
  std::uint64_t count = 0;
  for (;;) {
    const auto group = take_group(until);
    if (!group) return group.error();
    count += *group;
    if (*group < kGroupRecords) return count;
  }
}

Result<std::uint64_t> StoreFeed::take_group(std::uint64_t until) {
  if (follower_.place().seq >= until) return std::uint64_t{0};
  const journal::Place before = follower_.place();
  if (auto begun = store_.begin(); !begun) return begun.error();
  auto count = follower_.follow(until, kGroupRecords, [&](const journal::Record& record) {
    return store_.take(trail_row(record, follower_.segment(), follower_.offset()));
  });
  Result<void> done;
  if (!count) {
    store_.roll_back();
    done = count.error();
  } else if (*count == 0) {
    store_.roll_back();
  } else {
    done = store_.commit(place_of(follower_.place()));
  }
  if (done) return count;
  // What was undone is to be handed out again.
  if (const auto back = follower_.resume(before); !back) return back.error();
  return done.error();
}

}  // namespace sluice::drivers
