// SPDX-License-Identifier: Apache-2.0
//
// journal_audit_test.cpp: what is told is what stands in the journal, and a trail that cannot be
// kept says so for good.
#include "drivers/journal_audit.hpp"

#include <memory>
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "journal/reader.hpp"
#include "journal/writer.hpp"
#include "support/domain_values.hpp"
#include "support/temporary_directory.hpp"

namespace sluice::drivers {
namespace {

using testing::day;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using testing::money;
using testing::px;
using testing::qty;
using ::testing::StartsWith;

class JournalAuditTest : public ::testing::Test {
 protected:
  JournalAuditTest() {
    journal::Header header;
    header.time = day("2024-01-02");
    auto created = journal::Writer::create(path_, header, journal::Sync::kBatch);
    EXPECT_TRUE(created);
    writer_ = std::make_unique<journal::Writer>(std::move(created).value());
    audit_.write_to(*writer_);
  }
  static Intent intent() {
    Intent made = testing::market_intent(0x12, 1, Side::kSell, "2.5", "100.25");
    return made;
  }
  static Order order(OrderState state) {
    Order made;
    made.id = 7;
    made.intent = intent();
    made.state = state;
    return made;
  }
  // Lines behind the header, from "type" to before "prev": what stands in them.
  std::vector<std::string> records() {
    EXPECT_TRUE(audit_.commit());
    auto reader = journal::Reader::open(path_);
    EXPECT_TRUE(reader);
    std::vector<std::string> lines;
    for (;;) {
      const auto record = reader->next();
      EXPECT_TRUE(record) << record.error().message;
      if (!record || !*record) break;
      std::string line{(*record)->line()};
      line = line.substr(line.find("\"type\""));
      lines.push_back(line.substr(0, line.rfind(",\"prev\"")));
    }
    lines.erase(lines.begin());
    return lines;
  }
  const testing::TemporaryDirectory directory_;
  const std::filesystem::path path_ = directory_ / "audit.jsonl";
  const InstrumentTable table_{testing::instruments({"AAA", "BBB"})};
  JournalAudit audit_{table_, {"max_weight@1.0.0", "look@2.0.0"}};
  std::unique_ptr<journal::Writer> writer_;
  const std::string id_ = "\"intent_id\":\"000000000000abcd0000000000000012\"";
};

TEST_F(JournalAuditTest, Intent_IsANewRecord) {
  audit_.on_intent(intent());
  Intent limit = intent();
  limit.type = OrderType::kLimit;
  limit.limit_price = px("99");
  audit_.on_intent(limit);
  EXPECT_THAT(
      records(),
      ElementsAre("\"type\":\"NEW\"," + id_ +
                      R"(,"state":"NEW","symbol":"BBB","side":"SELL","order_type":"MARKET",)"
                      R"("tif":"DAY","qty":2.5,"reference_price":100.25)",
                  "\"type\":\"NEW\"," + id_ +
                      R"(,"state":"NEW","symbol":"BBB","side":"SELL","order_type":"LIMIT",)"
                      R"("tif":"DAY","qty":2.5,"limit_price":99,"reference_price":100.25)"));
}

TEST_F(JournalAuditTest, IntentWithTags_SaysWhoAskedBehindItsTerms) {
  IntentTags tags;
  tags.source = "API";
  tags.route = "PAPER";
  tags.client_order_id = "mine \"1\"";
  tags.request = "key-7";
  tags.request_hash = 0x0123456789abcdefULL;
  tags.actor = "ana";
  tags.amends = IntentId{0xabcd, 0x11};
  std::vector<IntentId> asked;
  audit_.look_up_tags([&](const IntentId& id) {
    asked.push_back(id);
    return &tags;
  });
  audit_.on_intent(intent());
  EXPECT_THAT(asked, ElementsAre(intent().id));
  EXPECT_THAT(records(),
              ElementsAre("\"type\":\"NEW\"," + id_ +
                          R"(,"state":"NEW","symbol":"BBB","side":"SELL","order_type":"MARKET",)"
                          R"("tif":"DAY","qty":2.5,"reference_price":100.25,)"
                          R"("source":"API","route":"PAPER","client_order_id":"mine \"1\"",)"
                          R"("request":"key-7","request_hash":"0123456789abcdef","actor":"ana",)"
                          R"("amends":"000000000000abcd0000000000000011")"));
}

TEST_F(JournalAuditTest, IntentWithoutTags_IsWrittenAsBefore) {
  const IntentTags none;
  const IntentTags some{.source = "STRATEGY", .request_hash = 0xf};
  const IntentTags* answer = nullptr;
  audit_.look_up_tags([&](const IntentId&) { return answer; });
  audit_.on_intent(intent());
  answer = &none;
  audit_.on_intent(intent());
  answer = &some;
  audit_.on_intent(intent());
  const std::string untagged = "\"type\":\"NEW\"," + id_ +
                               R"(,"state":"NEW","symbol":"BBB","side":"SELL",)"
                               R"("order_type":"MARKET","tif":"DAY","qty":2.5,)"
                               R"("reference_price":100.25)";
  EXPECT_THAT(records(), ElementsAre(untagged, untagged,
                                     untagged + R"(,"source":"STRATEGY",)"
                                                R"("request_hash":"000000000000000f")"));
}

TEST_F(JournalAuditTest, Tags_StandInTheIntentOnly) {
  const IntentTags tags{.source = "API", .actor = "ana"};
  audit_.look_up_tags([&](const IntentId&) { return &tags; });
  audit_.on_order(order(OrderState::kAcked), day("2024-01-02"));
  audit_.on_verdicts(intent(), {}, Outcome::kApproved, "");
  for (const std::string& line : records())
    EXPECT_THAT(line, ::testing::Not(HasSubstr("source"))) << line;
}

RuleVerdict verdict(std::uint32_t rule, std::int32_t action, const char* code = "") {
  RuleVerdict made;
  made.rule = rule;
  made.verdict.action = action;
  std::snprintf(made.verdict.code, sizeof made.verdict.code, "%s", code);
  return made;
}

TEST_F(JournalAuditTest, Refusal_HasEveryVerdictWithItsFiguresAndTheReason) {
  RuleVerdict measured = verdict(0, SLUICE_VERDICT_REJECT, "MAX_WEIGHT");
  measured.verdict.unit = SLUICE_UNIT_RATIO;
  measured.verdict.measured = money("0.12").to_c();
  measured.verdict.limit = money("0.1").to_c();
  RuleVerdict shadow = verdict(1, SLUICE_VERDICT_RESIZE, "CUT");
  shadow.mode = RuleMode::kShadow;
  shadow.verdict.resize_quantity = qty("1.5").raw();
  const std::vector<RuleVerdict> verdicts{measured, shadow,
                                          verdict(kKillSwitchRule, SLUICE_VERDICT_APPROVE)};
  audit_.on_verdicts(intent(), verdicts, Outcome::kRefused, "MAX_WEIGHT: rule=max_weight");
  EXPECT_THAT(records(),
              ElementsAre("\"type\":\"VERDICT\"," + id_ +
                          R"(,"state":"DENIED","qty":2.5,"rules":[)"
                          R"({"rule":"max_weight@1.0.0","action":"reject","code":"MAX_WEIGHT",)"
                          R"("unit":"ratio","measured":0.12,"limit":0.1,"headroom":-0.02},)"
                          R"({"rule":"look@2.0.0","mode":"shadow","action":"resize","code":"CUT",)"
                          R"("quantity":1.5},{"rule":"kill_switch","action":"approve"}],)"
                          R"("reason":"MAX_WEIGHT: rule=max_weight")"));
}

TEST_F(JournalAuditTest, Approval_HasNoReason) {
  const std::vector<RuleVerdict> verdicts{verdict(kKillSwitchRule, SLUICE_VERDICT_APPROVE)};
  audit_.on_verdicts(intent(), verdicts, Outcome::kApproved, "");
  EXPECT_THAT(records(),
              ElementsAre("\"type\":\"VERDICT\"," + id_ +
                          R"(,"state":"APPROVED","qty":2.5,"rules":[{"rule":"kill_switch",)"
                          R"("action":"approve"}])"));
}

TEST_F(JournalAuditTest, Headroom_ThatDoesNotFit_IsLeftOut) {
  RuleVerdict extreme = verdict(0, SLUICE_VERDICT_REJECT, "X");
  extreme.verdict.unit = SLUICE_UNIT_MONEY;
  extreme.verdict.measured = {0, INT64_MIN};
  extreme.verdict.limit = money("1").to_c();
  const std::vector<RuleVerdict> verdicts{extreme};
  audit_.on_verdicts(intent(), verdicts, Outcome::kRefused, "X");
  EXPECT_THAT(records().at(0), ::testing::Not(HasSubstr("headroom")));
}

TEST_F(JournalAuditTest, Orders_HaveWhatTheirStateAsksFor) {
  Order reserved = order(OrderState::kReserved);
  reserved.reserved = money("-250.5");
  audit_.on_order(reserved, day("2024-01-02"));
  Order sending = order(OrderState::kSending);
  sending.attempts = 1;
  audit_.on_order(sending, day("2024-01-02"));
  audit_.on_order(order(OrderState::kAcked), day("2024-01-03"));
  Order rejected = order(OrderState::kRejected);
  std::snprintf(rejected.reason.data(), rejected.reason.size(), "MARKET_CLOSED");
  audit_.on_order(rejected, day("2024-01-03"));
  EXPECT_THAT(
      records(),
      ElementsAre("\"type\":\"RESERVED\"," + id_ +
                      R"(,"state":"RESERVED","order_id":7,"reserved_qty":2.5,"reserved":-250.5)",
                  "\"type\":\"SENDING\"," + id_ + R"(,"state":"SENDING","order_id":7,"attempt":1)",
                  "\"type\":\"ACKED\"," + id_ + R"(,"state":"ACKED","order_id":7)",
                  "\"type\":\"REJECTED\"," + id_ +
                      R"(,"state":"REJECTED","order_id":7,"reason":"MARKET_CLOSED")"));
}

TEST_F(JournalAuditTest, Fills_AreRecordedAndTheLastOneReconciles) {
  Order partial = order(OrderState::kPartial);
  partial.filled = qty("1");
  partial.executions.resize(1);
  Fill fill;
  fill.order_id = 7;
  fill.intent_id = partial.intent.id;
  fill.execution_id = 1;
  fill.quantity = qty("1");
  fill.price = px("100.2");
  fill.base_price = px("100.25");
  fill.commission = money("0.01");
  fill.time = day("2024-01-03");
  audit_.on_fill(partial, fill);
  Order filled = order(OrderState::kFilled);
  filled.filled = qty("2.5");
  filled.executions.resize(2);
  fill.execution_id = 2;
  fill.quantity = qty("1.5");
  audit_.on_fill(filled, fill);
  EXPECT_THAT(
      records(),
      ElementsAre(
          "\"type\":\"PARTIAL\"," + id_ +
              R"(,"state":"PARTIAL","order_id":7,"execution":1,"qty":1,"price":100.2,)"
              R"("base_price":100.25,"commission":0.01,"filled_qty":1)",
          "\"type\":\"FILLED\"," + id_ +
              R"(,"state":"FILLED","order_id":7,"execution":2,"qty":1.5,"price":100.2,)"
              R"("base_price":100.25,"commission":0.01,"filled_qty":2.5)",
          "\"type\":\"RECONCILED\"," + id_ + R"(,"state":"FILLED","order_id":7,"fills_count":2)"));
}

TEST_F(JournalAuditTest, Events_HaveTypeAndText) {
  audit_.on_event("KILL_SWITCH", day("2024-01-02"), "rule \"x\" halted");
  EXPECT_THAT(records(), ElementsAre(R"("type":"KILL_SWITCH","text":"rule \"x\" halted")"));
}

TEST_F(JournalAuditTest, RecordThatCannotBeKept_FailsThisCommitAndEveryLaterOne) {
  ASSERT_TRUE(audit_.commit());
  audit_.on_event("FAULT", day("2024-01-02"), std::string(journal::kMaxRecordBytes, 'x'));
  const auto first = audit_.commit();
  ASSERT_FALSE(first) << "longer than a record may be";
  audit_.on_intent(intent());
  const auto second = audit_.commit();
  ASSERT_FALSE(second);
  EXPECT_EQ(second.error().message, first.error().message);
}

TEST(NoAudit, RemembersNothingAndNeverFails) {
  NoAudit audit;
  audit.on_event("FAULT", {}, "x");
  EXPECT_TRUE(audit.commit());
}

}  // namespace
}  // namespace sluice::drivers
