// SPDX-License-Identifier: Apache-2.0
#include "drivers/store_feed.hpp"

#include "core/ports.hpp"
#include "journal/record_types.hpp"

namespace sluice::drivers {
namespace {

using records::TrailRow;

journal::Place place_of(const records::TrailPlace& place) {
  return {place.segment, place.offset, place.seq,
          journal::Hash::parse(place.hash).value_or(journal::Hash{})};
}

records::TrailPlace place_of(const journal::Place& place) {
  return {place.segment, place.offset, place.seq, place.hash.hex()};
}

std::string text_of(const journal::Record& record, std::string_view field) {
  return record.text(field).value_or("");
}

// A number as it is written.
std::string digits_of(const journal::Record& record, std::string_view field) {
  return std::string{record.json(field).value_or("")};
}

bool is_note(std::string_view type) {
  for (std::size_t i = 0; i < kOrderNoteCount; ++i)
    if (name(static_cast<OrderNote>(i)) == type) return true;
  return false;
}

TrailRow::Kind kind_of(const journal::Record& record) {
  if (record.type() == journal::kNew) return TrailRow::Kind::kIntent;
  if (record.type() == journal::kVerdict)
    return record.text("state") == name(OrderState::kDenied) ? TrailRow::Kind::kRefused
                                                             : TrailRow::Kind::kApproved;
  if (!record.integer("order_id") || record.type() == journal::kReconciled)
    return TrailRow::Kind::kEvent;
  if (is_note(record.type())) return TrailRow::Kind::kNote;
  return record.integer("execution") ? TrailRow::Kind::kExecution : TrailRow::Kind::kOrder;
}

bool is_for_the_store(const journal::Record& record) {
  return record.type() != journal::kVenueState && record.type() != journal::kOpen &&
         record.type() != journal::kReconciled;
}

// What an event says: its own text, or all it has.
std::string event_text(const journal::Record& record) {
  const auto text = record.text("text");
  return text ? *text : std::string{record.own_fields()};
}

}  // namespace

TrailRow trail_row(const journal::Record& record) {
  TrailRow row;
  row.kind = kind_of(record);
  row.seq = record.seq();
  row.time = text_of(record, "time");
  if (!is_for_the_store(record)) return row;
  row.type = record.type();
  row.intent_id = text_of(record, "intent_id");
  row.order_id = static_cast<std::uint64_t>(record.integer("order_id").value_or(0));
  row.state = text_of(record, "state");
  row.text = row.kind == TrailRow::Kind::kEvent ? event_text(record) : text_of(record, "reason");
  row.quantity = digits_of(record, "qty");
  row.limit_price = digits_of(record, "limit_price");
  if (row.kind == TrailRow::Kind::kIntent) {
    row.symbol = text_of(record, "symbol");
    row.side = text_of(record, "side");
    row.order_type = text_of(record, "order_type");
    row.time_in_force = text_of(record, "tif");
    row.stop_price = digits_of(record, "stop_price");
    row.reference_price = digits_of(record, "reference_price");
  }
  row.attempt = static_cast<std::uint32_t>(record.integer("attempt").value_or(0));
  row.execution = static_cast<std::uint64_t>(record.integer("execution").value_or(0));
  row.epoch = static_cast<std::uint32_t>(record.integer("epoch").value_or(0));
  row.price = digits_of(record, "price");
  row.base_price = digits_of(record, "base_price");
  row.commission = digits_of(record, "commission");
  return row;
}

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
    const TrailRow row = trail_row(record);
    return row.type.empty() ? Result<void>{} : store_.take(row);
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
