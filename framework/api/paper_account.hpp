// SPDX-License-Identifier: Apache-2.0
//
// paper_account.hpp: the account of the API: requests become intents of the one order path, and
// what became of them is answered.
//
// Nothing here judges, fills or counts: gate, router, executor and portfolio are those of every
// driver, in a drivers::PaperSession. What is answered is durable.
//
// Place: api; between the lane's queue and the session. Owns the session, who asked (for the
// trail), and the keys of requests. Thread: the lane. Time comes in. Errors: of the journal; after
// one nothing more can be asked.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "api/order_request.hpp"
#include "api/request_keys.hpp"
#include "drivers/paper_session.hpp"

namespace sluice::api {

// Orders of one request.
struct Placement {
  std::vector<OrderRequest> orders;
  std::string actor;
  std::vector<OrderAnswer> answers;  // by order; with a conflict nothing was placed
  [[nodiscard]] bool has(OrderAnswer::Kind kind) const noexcept;
};

// What became of a wish about an order.
struct Change {
  routing::ChangeAnswer answer = routing::ChangeAnswer::kNoSuchOrder;
  // Of new terms that were not admitted: CODE: key=value, …; empty: it is about the order itself.
  std::string refusal = {};
};

struct AccountConfig {
  std::string name = "paper";
  std::string route;
  std::size_t remembered_keys = 262'144;
  // The venue is shown the prices that orders name, as trades: what they reach fills, other limit
  // and stop orders rest. Else it fills all at once.
  bool shows_market = false;
};

class PaperAccount {
 public:
  // What a session is made of; made again for a reset.
  struct Opened {
    std::unique_ptr<drivers::PaperSession> session;
    std::shared_ptr<void> parts = nullptr;  // whatever has to live as long
    // The last ones in the journal, by symbol; told every record there is.
    std::map<std::string, Price, std::less<>> prices = {};
    void take(const journal::Record& record);
  };
  using Open = std::function<Result<Opened>(const drivers::TagLookup& tags, Timestamp now)>;

  static Result<std::unique_ptr<PaperAccount>> open(AccountConfig config,
                                                    const InstrumentTable& instruments, Open open,
                                                    Timestamp now);

  // All orders of all of them are one decision, judged in this order; then all answers are durable.
  Result<void> place(std::span<Placement* const> placements, Timestamp now);
  [[nodiscard]] risk::WhatIf what_if(const OrderRequest& order, Timestamp now);
  // kNoSuchOrder: there is none that is open or remembered.
  Result<Change> cancel(const IntentId& id, Timestamp now);
  Result<Change> replace(const IntentId& id, std::optional<Quantity> quantity,
                         std::optional<Price> limit, const std::string& actor, Timestamp now);
  // Cancels what is open and begins anew. Orders that could not be cancelled keep it as it is; how
  // many. Reads the whole trail again.
  Result<std::size_t> reset(const std::string& actor, Timestamp now);
  // Whatever is due by now.
  Result<void> tick(Timestamp now);
  // A line of the trail about something that was asked, before it is done.
  Result<void> note(std::string_view type, std::string_view text, Timestamp now);

  // Notes what the account is worth, where that has changed since.
  Result<void> mark(Timestamp now);
  void set_price(InstrumentId instrument, Price price, Timestamp time);
  // Shows the venue the prices that are known.
  Result<void> show_market(Timestamp now);
  [[nodiscard]] Price last_price(InstrumentId instrument) const { return prices_[instrument]; }
  // False: a reset closed the session and could not open the next; nothing more can be asked.
  [[nodiscard]] bool is_open() const noexcept { return opened_.session != nullptr; }
  [[nodiscard]] drivers::PaperSession& session() noexcept { return *opened_.session; }
  [[nodiscard]] drivers::OrderLane& lane(Timestamp now) { return opened_.session->at(now); }
  [[nodiscard]] const InstrumentTable& instruments() const noexcept { return instruments_; }
  [[nodiscard]] RequestKeys& keys() noexcept { return keys_; }
  [[nodiscard]] OrderAnswer answer_of(const Order& order) const;

 private:
  PaperAccount(AccountConfig config, const InstrumentTable& instruments, Open open);
  Result<void> open_session(Timestamp now);
  [[nodiscard]] const drivers::IntentTags* tags_of(const IntentId& id) noexcept;
  [[nodiscard]] Intent intent_of(const OrderRequest& order, Price reference, Timestamp now);
  // False: it is answered already.
  bool is_new(const OrderRequest& order, OrderAnswer& answer) const;
  // At an opening, and when a session of the calendar (a day) is over: what was for it alone
  // expires.
  Result<void> begin_session(Timestamp now);
  [[nodiscard]] bool names_new_price(const OrderRequest& order) const;
  [[nodiscard]] Price reference_of(const OrderRequest& order) const;
  void note_price(InstrumentId id, Price price, Timestamp now);
  Result<void> move_market(InstrumentId id, Price price, drivers::OrderLane& lane, Timestamp now);
  Result<void> begin(Placement& placement, drivers::OrderLane& lane, Timestamp now);
  Result<void> send_together(drivers::OrderLane& lane, Timestamp now);
  void finish(Placement& placement, std::size_t& next, drivers::OrderLane& lane);

  AccountConfig config_;
  const InstrumentTable& instruments_;
  Open open_;
  IntentIdentity identity_;
  Opened opened_;
  std::vector<Price> prices_;
  RequestKeys keys_;
  std::optional<Money> marked_;  // what was noted last
  std::uint64_t asked_ = 0;      // makes the ids of orders that are alike differ
  std::vector<Intent> intents_;
  std::vector<drivers::IntentAnswer> answers_;  // to those sent
  std::size_t sent_ = 0;
  std::vector<std::pair<IntentId, drivers::IntentTags>> tags_;  // of the decision
  std::size_t next_tag_ = 0;
};

}  // namespace sluice::api
