// SPDX-License-Identifier: Apache-2.0
//
// What holds for every control: it is there, it fails closed on nonsense, a judgement changes
// nothing, nothing is allocated on the hot path, and what it remembers survives a restart.
#include <array>
#include <cstring>
#include <iterator>

#include "catalogue.hpp"
#include "support/allocations.hpp"

namespace sluice::risk_rules::test {
namespace {

class EveryControl : public ControlTest, public ::testing::WithParamInterface<Entry> {
 protected:
  void SetUp() override { make(GetParam().id, params_of(GetParam())); }
  const sluice_risk_rule_v1& table() const {
    return *static_cast<const sluice_risk_rule_v1*>(rule_->component().table);
  }
  sluice_order child(std::string_view quantity) {
    sluice_order order = world_.limit(0, kBuy, quantity, "100");
    order.parent_id = {9, 9};
    order.parent_quantity = units_of("1000");
    return order;
  }
  // One of every kind of event.
  void tell_everything() {
    sluice_order order = child("3");
    for (std::uint32_t kind = SLUICE_RISK_EVENT_APPROVED; kind < SLUICE_RISK_EVENT_RELEASED; ++kind)
      tell(Kind{kind}, order, kScale, 100 * kScale);
  }
  std::string remembered() { return rule_->has_state() ? rule_->save_rule_state() : std::string{}; }
};

std::string name_of(const ::testing::TestParamInfo<Entry>& info) {
  return std::string{info.param.id};
}

TEST_P(EveryControl, Check_WhenEverythingIsInOrder_Approves) {
  EXPECT_TRUE(submit(world_.limit(0, kBuy, "2", "100")).starts_with("APPROVE"));
  EXPECT_TRUE(submit(world_.market(1, kBuy, "1")).starts_with("APPROVE"));
  EXPECT_TRUE(assess().starts_with("APPROVE")) << assess();
}

TEST_P(EveryControl, Check_WhenEverythingIsInOrderOffline_Approves) {
  world_.set_offline();
  begin_session();
  const std::string verdict = check(world_.market(0, kBuy, "2"));
  EXPECT_TRUE(verdict.starts_with("APPROVE")) << verdict;
}

TEST_P(EveryControl, Check_OfWhatIsNoOrder_Refuses) {
  sluice_order order = world_.limit(0, kBuy, "1", "100");
  order.quantity = 0;
  EXPECT_EQ(check(order), "REJECT INVALID_ORDER");
  order.quantity = -1;
  EXPECT_EQ(check(order), "REJECT INVALID_ORDER");
  order.quantity = kScale;
  order.side = 3;
  EXPECT_EQ(check(order), "REJECT INVALID_ORDER");
  order.side = SLUICE_SIDE_BUY;
  for (const std::uint8_t type : {0, SLUICE_ORDER_LIMIT_MAKER + 1}) {
    order.type = type;
    EXPECT_EQ(check(order), "REJECT INVALID_ORDER");
  }
  EXPECT_EQ(check(world_.limit(world_.size(), kBuy, "1", "100")), "REJECT UNKNOWN_INSTRUMENT");
}

TEST_P(EveryControl, Judging_Twice_GivesTheSameAndChangesNothing) {
  tell_everything();
  const std::string before = remembered();
  const std::uint64_t version = rule_->has_state() ? rule_->state_version() : 0;
  const sluice_order order = child("7");
  for (const sluice_order& each : {order, world_.market(1, kSell, "5")}) {
    const sluice_risk_view* const view = world_.view();
    const sluice_verdict first = rule_->check(each, view);
    const sluice_verdict assessed = rule_->assess(view);
    const sluice_verdict second = rule_->check(each, view);
    const sluice_verdict assessed_again = rule_->assess(view);
    EXPECT_EQ(std::memcmp(&first, &second, sizeof first), 0);
    EXPECT_EQ(std::memcmp(&assessed, &assessed_again, sizeof assessed), 0);
  }
  EXPECT_EQ(remembered(), before);
  if (rule_->has_state()) {
    EXPECT_EQ(rule_->state_version(), version);
  }
}

TEST_P(EveryControl, HotPath_AllocatesNothing) {
  const sluice_order orders[] = {child("7"), world_.market(1, kSell, "5"),
                                 world_.limit(2, kBuy, "100000", "500")};
  world_.open(world_.limit(1, kSell, "5", "103"));
  world_.hold(2, "7");
  host_.raw().log = [](void*, std::int32_t, sluice_str) {};  // what a host does is its own affair
  const sluice_risk_view* const view = world_.view();
  std::uint64_t before = testing::allocations();
  make(GetParam().id, params_of(GetParam()));
  EXPECT_GT(testing::allocations(), before);  // creation is counted, in the library too
  before = testing::allocations();
  for (int round = 0; round < 300; ++round) {
    for (const sluice_order& order : orders) {
      (void)rule_->check(order, view);
      (void)rule_->assess(view);
      for (std::uint32_t kind = SLUICE_RISK_EVENT_APPROVED; kind <= SLUICE_RISK_EVENT_RELEASED;
           ++kind)
        tell(Kind{kind}, order, kScale, 100 * kScale);
      if (rule_->has_state()) (void)rule_->state_version();
    }
  }
  EXPECT_EQ(testing::allocations(), before);
}

TEST_P(EveryControl, State_SavedAndRestored_IsTheSame) {
  if (!rule_->has_state()) {
    EXPECT_TRUE(remembered().empty());
    return;
  }
  const std::uint64_t version = rule_->state_version();
  tell_everything();
  release();
  tell_everything();
  EXPECT_NE(rule_->state_version(), version);
  restart();
}

TEST_P(EveryControl, Restore_OfWhatWasNotSaved_FailsAndKeepsNothingOfIt) {
  if (!rule_->has_state()) return;
  tell_everything();
  const std::string state = rule_->save_rule_state();
  const std::string faulty[] = {"",
                                "x",
                                "other/1 1 2 3",
                                state + " 1",
                                state.substr(0, state.rfind(' ')),
                                state.substr(0, state.rfind(' ')) + " 1x",
                                state.substr(0, state.find(' ')) + " 99999999999999999999"};
  for (const std::string& text : faulty) {
    EXPECT_EQ(rule_->restore_rule_state(text), SLUICE_ERROR_FAULT) << "'" << text << "'";
    EXPECT_NE(rule_->error().find("saved state"), std::string::npos) << rule_->error();
  }
}

INSTANTIATE_TEST_SUITE_P(, EveryControl, ::testing::ValuesIn(kCatalogue), name_of);

TEST(Library, HasEveryStandardControl_AndTheCatalogueKnowsThemAll) {
  EXPECT_EQ(view_of(library().manifest).find("sluice_standard_risk") != std::string_view::npos,
            true);
  EXPECT_EQ(std::size(kCatalogue), 34U);
  for (const Entry& entry : kCatalogue) EXPECT_NE(find_component(entry.id), nullptr) << entry.id;
  // Beside them, the rules of the config section pre_trade.
  EXPECT_EQ(library().component_count, std::size(kCatalogue) + 7);
}

}  // namespace
}  // namespace sluice::risk_rules::test
