// SPDX-License-Identifier: Apache-2.0
//
// paper_account_test.cpp: what the account's venue is shown and when, over a venue that writes it
// down; and that all of it is one decision for the disk.
#include "api/paper_account.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "journal/memory_disk.hpp"
#include "routing/scripted_venue.hpp"
#include "support/domain_values.hpp"

namespace sluice::api {
namespace {

using ::testing::ElementsAre;
using testing::money;
using testing::px;
using testing::qty;

class PaperAccountTest : public ::testing::Test {
 protected:
  PaperAccountTest() {
    venue_.when_market([this](std::uint32_t phase, Timestamp, sluice_rows rows) {
      if (phase == SLUICE_PHASE_CLOSE) log_.emplace_back("close");
      if (phase != SLUICE_PHASE_TRADE) return;
      for (std::uint64_t i = 0; i < rows.count; ++i) {
        const auto* const trade = SLUICE_ROW(rows, sluice_trade, i);
        log_.push_back(table_.symbol(trade->instrument) + " at " +
                       Price::from_raw(trade->price).to_string());
      }
    });
  }
  PaperAccount& account() {
    if (!account_) {
      reopen();
      log_.clear();
    }
    return *account_;
  }
  void reopen() {
    account_.reset();
    log_.clear();
    auto opened = PaperAccount::open(
        {.name = "paper",
         .route = "PAPER",
         .remembered_keys = remembered_keys_,
         .shows_market = shows_market_},
        table_, [this](const drivers::TagLookup& tags, Timestamp at) { return open(tags, at); },
        now_);
    ASSERT_TRUE(opened.ok()) << opened.error().message;
    account_ = std::move(*opened);
  }
  Result<PaperAccount::Opened> open(const drivers::TagLookup& tags, Timestamp at) {
    drivers::PaperSessionConfig config;
    config.directory = "/session";
    config.lane.seed_capital = money("1000000");
    config.lane.router.venue_lives_in_the_trail = true;
    config.lane.router.ack_timeout_ns = 5 * Timestamp::kNanosecondsPerSecond;
    config.with_store = false;
    drivers::PaperSessionParts parts{disk_,
                                     table_,
                                     venue_,
                                     {"executor", [this] { return Result<std::string>{state_}; },
                                      [](std::string_view) { return Result<void>{}; }},
                                     kill_switch_};
    parts.tags = tags;
    PaperAccount::Opened opened;
    parts.on_record = [&opened](const journal::Record& record) {
      opened.take(record);
      return Result<void>{};
    };
    auto session = drivers::PaperSession::open(std::move(config), {}, parts, at);
    if (!session) return session.error();
    opened.session = std::move(*session);
    return opened;
  }
  static OrderRequest order(InstrumentId id, const char* price = nullptr) {
    OrderRequest asked;
    asked.instrument = id;
    asked.quantity = qty("1");
    if (price != nullptr) asked.price = px(price);
    return asked;
  }
  void place(std::vector<OrderRequest> orders) {
    PaperAccount& account = this->account();
    log_.clear();
    Placement placement;
    placement.orders = std::move(orders);
    Placement* const one = &placement;
    const auto placed = account.place({&one, 1}, now_);
    ASSERT_TRUE(placed.ok()) << placed.error().message;
    EXPECT_EQ(placement.answers.size(), placement.orders.size());
    for (const OrderAnswer& answer : placement.answers) EXPECT_NE(answer.id, IntentId{});
  }
  // What the venue was shown and sent.
  [[nodiscard]] testing::Log shown() const {
    testing::Log lines;
    for (const std::string& line : log_)
      lines.push_back(line.starts_with("venue receives ") ? "order" : line);
    return lines;
  }

  journal::testing::MemoryDisk disk_;
  InstrumentTable table_{testing::instruments({"AAA", "BBB"})};
  testing::Log log_;
  testing::ScriptedVenue venue_{log_};
  risk::KillSwitch kill_switch_{{}};
  std::string state_ = "state";
  bool shows_market_ = true;
  std::size_t remembered_keys_ = 100;
  std::uint64_t orders_ = 0;
  Timestamp now_ = *Timestamp::parse("2025-01-15T12:00:00Z");
  std::unique_ptr<PaperAccount> account_;
};

TEST_F(PaperAccountTest, NewPrice_IsShownBehindTheOrdersBeforeIt) {
  place({order(0, "100"), order(0), order(1, "50"), order(0), order(0, "100")});
  EXPECT_THAT(shown(), ElementsAre("AAA at 100", "order", "order", "BBB at 50", "venue is polled",
                                   "order", "order", "order"));
}

TEST_F(PaperAccountTest, PriceThatIsKnown_IsNotShownAgain) {
  place({order(0, "100")});
  place({order(0, "100")});
  EXPECT_THAT(shown(), ElementsAre("order"));
}

TEST_F(PaperAccountTest, PriceThatIsNamedAgain_IsAsNewAsThat) {
  for (const bool shows_market : {true, false}) {
    shows_market_ = shows_market;
    ASSERT_NO_FATAL_FAILURE(reopen());
    for (int second = 0; second < 2; ++second) {
      now_ = now_.plus_nanoseconds(Timestamp::kNanosecondsPerSecond);
      const std::uint64_t id = ++orders_;
      venue_.say(testing::fill_report(id, id, "1", "100"));
      place({order(0, "100")});
      EXPECT_EQ(account().session().lane().book().row(0).last_time, now_.nanoseconds());
    }
  }
}

// Each order trades at its own price. What has to be asked for in between is what rests.
TEST_F(PaperAccountTest, SecondPriceOfASymbol_IsShownBehindTheOrdersBeforeIt) {
  place({order(0, "100"), order(1, "50"), order(0, "101"), order(0, "102")});
  EXPECT_THAT(shown(), ElementsAre("AAA at 100", "order", "BBB at 50", "venue is polled", "order",
                                   "AAA at 101", "venue is polled", "order", "AAA at 102",
                                   "venue is polled", "order"));
}

// The list's first key takes the place of its second one.
TEST_F(PaperAccountTest, KeyThatIsForgottenWithinItsOwnList_IsNotPlacedAgain) {
  remembered_keys_ = 2;
  const auto keyed = [](const char* key) {
    OrderRequest one = order(0, "100");
    one.key = key;
    return one;
  };
  place({keyed("old"), keyed("older than the next")});
  Placement again;
  again.orders = {keyed("new"), keyed("old")};
  Placement other;
  other.orders = {order(1, "50")};
  log_.clear();
  Placement* const both[] = {&again, &other};
  ASSERT_TRUE(account().place(both, now_).ok());
  EXPECT_EQ(std::count(log_.begin(), log_.end(), "BBB at 50"), 1);
  EXPECT_EQ(again.answers[0].kind, OrderAnswer::Kind::kPlaced);
  EXPECT_EQ(again.answers[1].kind, OrderAnswer::Kind::kKnown);
  const auto shown = this->shown();
  EXPECT_EQ(std::count(shown.begin(), shown.end(), "order"), 2) << "the new one, and the other's";
}

TEST_F(PaperAccountTest, OrdersOfSeveralGroups_AreOneSync) {
  account();
  const long before = disk_.syncs();
  place({order(0, "100"), order(0, "101"), order(0, "102"), order(1, "50")});
  EXPECT_EQ(disk_.syncs(), before + 1);
  const std::uint64_t durable = account().session().durable_seq();
  ASSERT_TRUE(account().session().commit().ok());
  EXPECT_EQ(account().session().durable_seq(), durable) << "something was left behind";
}

TEST_F(PaperAccountTest, WhatIsKnown_IsShown) {
  account().set_price(0, px("100"), now_);
  log_.clear();
  ASSERT_TRUE(account().show_market(now_).ok());
  EXPECT_THAT(shown(), ElementsAre("AAA at 100"));
}

TEST_F(PaperAccountTest, LastPrices_AreThoseOfTheJournal) {
  place({order(0, "100"), order(1, "50"), order(0, "101")});
  ASSERT_NO_FATAL_FAILURE(reopen());
  EXPECT_EQ(account().last_price(0), px("101"));
  EXPECT_EQ(account().last_price(1), px("50"));
  EXPECT_EQ(std::count(log_.begin(), log_.end(), "AAA at 101"), 1) << "and the venue is shown them";
}

TEST_F(PaperAccountTest, DayThatIsOver_IsClosedOnce_BeforeAnythingElse) {
  account();
  now_ = *Timestamp::parse("2025-01-15T23:59:59Z");
  ASSERT_TRUE(account().tick(now_).ok());
  EXPECT_THAT(shown(), ElementsAre("venue is polled"));
  log_.clear();
  now_ = *Timestamp::parse("2025-01-16T00:00:00Z");
  ASSERT_TRUE(account().tick(now_).ok());
  EXPECT_THAT(shown(), ElementsAre("close", "venue is polled", "venue is polled"));
  log_.clear();
  ASSERT_TRUE(account().tick(now_).ok());
  EXPECT_THAT(shown(), ElementsAre("venue is polled"));
}

TEST_F(PaperAccountTest, DayThatWasOverMeanwhile_IsClosedAtTheOpening) {
  place({order(0, "100")});
  now_ = *Timestamp::parse("2025-01-16T09:00:00Z");
  ASSERT_NO_FATAL_FAILURE(reopen());
  EXPECT_EQ(std::count(log_.begin(), log_.end(), "close"), 1);
}

TEST_F(PaperAccountTest, NewTermsThatTheRouterDoesNotTake_SayWhatANewOrderWouldBeTold) {
  OrderRequest resting = order(0);
  resting.type = OrderType::kLimit;
  resting.limit = px("90");
  sluice_venue_account all{};
  all.complete = 1;
  venue_.account(all);
  account();
  venue_.say(testing::report(SLUICE_REPORT_ACKED, 1));
  place({resting});
  const auto& open = account().session().lane().router().open_orders();
  ASSERT_EQ(open.size(), 1u);
  const IntentId id = open.front().intent.id;
  account().lane(now_).router().halt("odd", now_);
  const auto changed = account().replace(id, qty("2"), std::nullopt, "ana", now_);
  ASSERT_TRUE(changed.ok()) << changed.error().message;
  EXPECT_EQ(changed->answer, routing::ChangeAnswer::kNotAdmitted);
  EXPECT_EQ(changed->refusal, "HALTED");
}

TEST_F(PaperAccountTest, AccountWithoutAMarket_ShowsNothing) {
  shows_market_ = false;
  account();
  now_ = *Timestamp::parse("2025-01-16T00:00:00Z");
  ASSERT_TRUE(account().tick(now_).ok());
  EXPECT_THAT(shown(), ElementsAre("venue is polled"));
  place({order(0, "100"), order(0, "101")});
  EXPECT_THAT(shown(), ElementsAre("order", "order"));
}

}  // namespace
}  // namespace sluice::api
