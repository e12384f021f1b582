// SPDX-License-Identifier: Apache-2.0
//
// lua_rule_test.cpp: the component through its table, as the host calls it.
#include "lua/lua_rule.hpp"

#include <atomic>
#include <filesystem>
#include <fstream>
#include <thread>
#include <unistd.h>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <sluice/json.hpp>
#include <sluice/risk_rule.hpp>

#include "lua/news.hpp"
#include "lua/rule_fixture.hpp"

namespace sluice::lua {
namespace {

using sluice::testing::MockRule;
using ::testing::HasSubstr;

constexpr const char* kApprove = "return function(order, view) return approve() end\n";
constexpr const char* kCounter = R"(return {
  params = { most = 2, share = 0.05, name = "x" },
  state = { orders = 0 },
  check = function(order, view)
    if state:incr("orders") > params.most then
      return reject("TOO_MANY", { measured = state:get("orders"), limit = params.most })
    end
    return approve()
  end,
  on_fill = function(fill)
    if fill.quantity > 1000 then error("too large") end
    state:incr("filled " .. fill.side, fill.quantity)
  end,
})";

class LuaRuleTest : public ::testing::Test {
 protected:
  LuaRuleTest() {
    folder_ =
        std::filesystem::temp_directory_path() / ("sluice_lua_rule_" + std::to_string(::getpid()));
    std::filesystem::create_directories(folder_);
    market_.add_instrument("ABC");
    view_ = testing::account_view(account_, market_);
  }
  ~LuaRuleTest() override { std::filesystem::remove_all(folder_); }

  void write(const std::string& source, const std::string& name = "rule.lua") {
    std::ofstream{folder_ / name, std::ios::binary} << source;
  }
  void create(const std::string& source, const std::string& more = "") {
    write(source);
    rule_ = std::make_unique<MockRule>(
        sluice::risk_rule<LuaRule>.describe(),
        R"({"file":")" + (folder_ / "rule.lua").string() + "\"" + more + "}", host_);
    ASSERT_TRUE(rule_->ok()) << rule_->error();
  }
  sluice_order order(std::uint64_t number) const {
    auto order = testing::limit_order(0, Side::kBuy, "10", "100", "100");
    order.intent_id = {0, number};
    return order;
  }
  std::string check(std::uint64_t number = 1) {
    const sluice_verdict verdict = rule_->check(order(number), &view_);
    return verdict.action == SLUICE_VERDICT_APPROVE ? "approved" : verdict.code;
  }
  void tell(std::uint32_t kind, std::uint64_t number, const char* quantity = "0") {
    const sluice_order of = order(number);
    sluice_risk_event event{};
    event.size = sizeof event;
    event.kind = kind;
    event.time = view_.now;
    event.order = kind == SLUICE_RISK_EVENT_RELEASED ? nullptr : &of;
    event.quantity = testing::units(quantity);
    event.price = testing::units("100");
    rule_->on_event(event);
  }
  // Judged, and told what became of it.
  std::string settle(std::uint64_t number) {
    const std::string code = check(number);
    tell(code == "approved" ? SLUICE_RISK_EVENT_APPROVED : SLUICE_RISK_EVENT_REFUSED, number);
    return code;
  }

  std::filesystem::path folder_;
  testing::MockHost host_;
  testing::MockMarket market_;
  testing::MockRiskView account_{1};
  sluice_risk_view view_{};
  std::unique_ptr<MockRule> rule_;
};

TEST_F(LuaRuleTest, Check_CommitsItsStateWhenTheOrderIsSettled) {
  create(kCounter);
  const auto version = rule_->state_version();
  for (std::uint64_t i = 1; i <= 5; ++i) EXPECT_EQ(check(i), "approved");
  EXPECT_EQ(rule_->state_version(), version) << "a judgement changes nothing";
  EXPECT_EQ(settle(11), "approved");
  EXPECT_NE(rule_->state_version(), version);
  EXPECT_EQ(settle(12), "approved");
  EXPECT_EQ(settle(13), "TOO_MANY");
}

TEST_F(LuaRuleTest, Approved_CommitsTheLastJudgementOfThatOrderAlone) {
  create(R"(return function(order, view)
    state:set("seen", order.quantity)
    return approve()
  end)");
  auto first = order(1);
  static_cast<void>(rule_->check(first, &view_));
  first.quantity = testing::units("7");
  static_cast<void>(rule_->check(first, &view_));
  check(2);
  tell(SLUICE_RISK_EVENT_APPROVED, 1);
  EXPECT_THAT(rule_->save_rule_state(), HasSubstr("d seen 7\n"));
}

TEST_F(LuaRuleTest, Denied_CommitsNothing) {
  create(kCounter);
  check(1);
  tell(SLUICE_RISK_EVENT_DENIED, 1);
  EXPECT_THAT(rule_->save_rule_state(), HasSubstr("i orders 0\n"));
}

TEST_F(LuaRuleTest, Fill_CallsOnFillAndKeepsItsState) {
  create(kCounter);
  tell(SLUICE_RISK_EVENT_FILLED, 1, "4");
  tell(SLUICE_RISK_EVENT_FILLED, 1, "2.5");
  EXPECT_THAT(rule_->save_rule_state(), HasSubstr("d filled%20BUY 6.5\n"));
}

TEST_F(LuaRuleTest, FillThatFails_IsAViolationAndChangesNothing) {
  create(kCounter, R"(,"breaker_after":1)");
  tell(SLUICE_RISK_EVENT_FILLED, 1, "1001");
  EXPECT_THAT(rule_->save_rule_state(), HasSubstr("violations 1\n"));
  EXPECT_EQ(check(), "RULE_BREAKER");
}

TEST_F(LuaRuleTest, Breaker_TripsAfterItsViolationsAndKeepsRefusing) {
  create(R"(return function(order, view)
    if order.quantity > 9 then error("broken") end
    return approve()
  end)",
         R"(,"breaker_after":3)");
  for (std::uint64_t i = 1; i <= 20; ++i) EXPECT_EQ(check(i), "RULE_ERROR") << "only asked";
  EXPECT_EQ(settle(21), "RULE_ERROR");
  EXPECT_EQ(settle(22), "RULE_ERROR");
  EXPECT_TRUE(host_.log().empty());
  EXPECT_EQ(settle(23), "RULE_ERROR");
  ASSERT_EQ(host_.log().size(), 1u);
  EXPECT_EQ(host_.log()[0].level, LogLevel::kError);
  auto small = order(24);
  small.quantity = testing::units("1");
  EXPECT_STREQ(rule_->check(small, &view_).code, "RULE_BREAKER");
  tell(SLUICE_RISK_EVENT_RELEASED, 0);
  EXPECT_EQ(rule_->check(small, &view_).action, SLUICE_VERDICT_APPROVE);
}

TEST_F(LuaRuleTest, Released_BeginsAnew) {
  create(kCounter);
  settle(1);
  tell(SLUICE_RISK_EVENT_RELEASED, 0);
  EXPECT_EQ(rule_->save_rule_state(), "sluice_lua_state 1\nviolations 0\ni orders 0\n");
}

TEST_F(LuaRuleTest, State_GoesOnAfterARestart) {
  create(kCounter);
  settle(1);
  settle(2);
  const std::string saved = rule_->save_rule_state();
  create(kCounter);
  const auto version = rule_->state_version();
  ASSERT_EQ(rule_->restore_rule_state(saved), SLUICE_OK) << rule_->error();
  EXPECT_NE(rule_->state_version(), version);
  EXPECT_EQ(rule_->save_rule_state(), saved);
  EXPECT_EQ(settle(3), "TOO_MANY");
}

TEST_F(LuaRuleTest, StateThatIsDamaged_IsRefused) {
  create(kCounter);
  for (const char* text :
       {"", "x", "sluice_lua_state 2\nviolations 0\n", "sluice_lua_state 1\n",
        "sluice_lua_state 1\nviolations -1\n", "sluice_lua_state 1\nviolations 0\ni orders\n"})
    EXPECT_LT(rule_->restore_rule_state(text), 0) << text;
  EXPECT_THAT(rule_->save_rule_state(), HasSubstr("i orders 0\n"));
}

TEST_F(LuaRuleTest, Params_AreThoseOfTheConfigOverTheFilesOwn) {
  create(kCounter, R"(,"params":{"most":0})");
  EXPECT_EQ(check(), "TOO_MANY");
  create(R"(return function(order, view)
    assert(params.cap == 50000 and params.share == decimal("0.05"))
    assert(params.name == "x" and params.on == true and params.tiny == decimal("0.00000001"))
    return approve()
  end)",
         R"(,"params":{"cap":50000.0,"share":5e-2,"name":"x","on":true,"tiny":0.00000001})");
  EXPECT_EQ(check(), "approved") << rule_->explain();
  create("return function() return params.missing end");
  EXPECT_EQ(check(), "RULE_ERROR");
  EXPECT_THAT(rule_->explain(), HasSubstr("params has no 'missing'"));
}

TEST_F(LuaRuleTest, FileThatIsNoRule_RefusesEverythingAndSaysWhy) {
  create("return function(order, view\n");
  EXPECT_EQ(check(), "RULE_NOT_LOADED");
  ASSERT_EQ(host_.log().size(), 1u);
  EXPECT_THAT(host_.log()[0].text, HasSubstr("rule.lua:2: ')' expected"));
  EXPECT_EQ(rule_->explain(), "");
  EXPECT_EQ(rule_->instance_version(), "not loaded");
}

TEST_F(LuaRuleTest, FileThatIsMissing_RefusesEverything) {
  MockRule rule{sluice::risk_rule<LuaRule>.describe(), R"({"file":"/no/such.lua"})", host_};
  ASSERT_TRUE(rule.ok());
  EXPECT_STREQ(rule.check(order(1), &view_).code, "RULE_NOT_LOADED");
}

TEST_F(LuaRuleTest, InstanceVersion_IsTheFilesSha256) {
  create("return function() return approve() end");
  EXPECT_EQ(rule_->instance_version(),
            "5d2ef872f6aa6b7be1b973a30a1d72b8fba31ae34f981ee5d2013095eb721af8");
}

TEST_F(LuaRuleTest, Prepare_OfTheSameFile_SaysThatNothingHasChanged) {
  create(kCounter);
  EXPECT_EQ(rule_->prepare(), SLUICE_END);
}

TEST_F(LuaRuleTest, Adopt_PutsWhatWasPreparedInPlaceAndKeepsTheState) {
  create(kCounter);
  settle(1);
  const std::string before = rule_->instance_version();
  write(
      "return { state = { fresh = 1 }, check = function() return "
      "reject(state:get('orders') == 1 and 'NEW_RULE' or 'LOST') end }");
  EXPECT_EQ(rule_->prepared_version(), "");
  ASSERT_EQ(rule_->prepare(), SLUICE_OK) << rule_->error();
  EXPECT_EQ(check(2), "approved") << "the old one judges until the new one is adopted";
  EXPECT_EQ(rule_->instance_version(), before);
  const std::string prepared = rule_->prepared_version();
  EXPECT_NE(prepared, before);
  rule_->adopt();
  EXPECT_EQ(rule_->instance_version(), prepared);
  EXPECT_EQ(check(3), "NEW_RULE");
  EXPECT_THAT(rule_->save_rule_state(), HasSubstr("i fresh 1\n"));
}

TEST_F(LuaRuleTest, Prepare_OfAFaultyFile_KeepsTheLastGoodOne) {
  create(kCounter);
  write("return 5");
  EXPECT_LT(rule_->prepare(), 0);
  EXPECT_THAT(rule_->error(), HasSubstr("a rule file returns a function or a table"));
  EXPECT_EQ(rule_->prepared_version(), "");
  rule_->adopt();
  EXPECT_EQ(check(), "approved");
  std::filesystem::remove(folder_ / "rule.lua");
  EXPECT_EQ(rule_->prepare(), SLUICE_ERROR_IO);
  EXPECT_EQ(check(), "approved");
}

TEST_F(LuaRuleTest, Prepare_WhileTheOldOneJudges_LeavesItAlone) {
  create(
      "return function(order, view) local t = {} for i = 1, 200 do t[i] = i end "
      "return reject('OLD', { measured = #t, limit = order.quantity }) end");
  std::atomic<bool> is_done = false;
  std::thread worker{[&] {
    for (int i = 0; i < 20; ++i) {
      write("return function() return reject('NEW') end -- " + std::to_string(i));
      EXPECT_EQ(rule_->prepare(), SLUICE_OK) << rule_->error();
    }
    is_done = true;
  }};
  do {
    EXPECT_EQ(check(), "OLD");
  } while (!is_done);
  worker.join();
  rule_->adopt();
  EXPECT_EQ(check(), "NEW");
}

TEST_F(LuaRuleTest, Adopt_MendsARuleThatWasNotLoaded) {
  create("not lua");
  EXPECT_EQ(check(), "RULE_NOT_LOADED");
  write(kApprove);
  ASSERT_EQ(rule_->prepare(), SLUICE_OK);
  rule_->adopt();
  EXPECT_EQ(check(), "approved");
}

TEST_F(LuaRuleTest, Adopt_ClosesTheBreaker) {
  create("return function() error('x') end", R"(,"breaker_after":1)");
  settle(1);
  EXPECT_EQ(check(2), "RULE_BREAKER");
  write(kApprove);
  ASSERT_EQ(rule_->prepare(), SLUICE_OK);
  rule_->adopt();
  EXPECT_EQ(check(3), "approved");
}

TEST_F(LuaRuleTest, Explain_TellsFieldsLineStateAndBudget) {
  create(R"(return function(order, view)
  state:incr("orders")
  if order.side == "BUY" and view.minutes_to_close < 15 then
    return reject("LATE", { measured = view.minutes_to_close, limit = 15 })
  end
  return approve()
end)");
  EXPECT_EQ(check(), "LATE");
  const JsonValue told = read_json(rule_->explain());
  const auto& fields = told.find("fields")->items;
  ASSERT_EQ(fields.size(), 3u);
  EXPECT_EQ(fields[0].find("name")->text, "order.side");
  EXPECT_EQ(fields[0].find("value")->text, "BUY");
  EXPECT_EQ(fields[1].find("name")->text, "view.minutes_to_close");
  EXPECT_EQ(fields[1].find("value")->text, "10");
  EXPECT_EQ(told.find("line")->text, "4");
  const auto& state = told.find("state")->items;
  ASSERT_EQ(state.size(), 1u);
  EXPECT_EQ(state[0].find("name")->text, "orders");
  EXPECT_EQ(state[0].find("before")->text, "");
  EXPECT_EQ(state[0].find("after")->text, "1");
  EXPECT_NE(told.find("instructions"), nullptr);
  EXPECT_GT(std::stoi(told.find("peak_memory_bytes")->text), 1000);
}

TEST_F(LuaRuleTest, Explain_NamesTheRuleAsItsFileDoes) {
  create("return { id = 'my_rule', version = '2.1.0', check = function() return approve() end }");
  EXPECT_EQ(check(), "approved");
  const JsonValue told = read_json(rule_->explain());
  EXPECT_EQ(told.find("id")->text, "my_rule");
  EXPECT_EQ(told.find("version")->text, "2.1.0");
}

TEST_F(LuaRuleTest, Check_AllocatesNothingInTheHostEither) {
  create(R"(return function(order, view)
    if order.side == "SELL" and view.position_after < 0 and view.minutes_to_close < 15 then
      return reject("SHORT")
    end
    if order.notional > 50000 or view.equity < 1000 then return reject("LARGE") end
    return approve()
  end)");
  const sluice_order buy = order(1);
  sluice_order sell = order(2);
  sell.side = SLUICE_SIDE_SELL;
  account_.row(0).position = testing::units("100");
  EXPECT_EQ(rule_->check(buy, &view_).action, SLUICE_VERDICT_APPROVE);
  const std::uint64_t before = testing::news();
  for (int i = 0; i < 1000; ++i) {
    static_cast<void>(rule_->check(buy, &view_));
    static_cast<void>(rule_->check(sell, &view_));
  }
  EXPECT_EQ(testing::news(), before);
}

TEST_F(LuaRuleTest, RuleWithState_AllocatesNothingWhileItJudgesAndHears) {
  create(R"(return {
    state = { ["a name that is longer than fifteen bytes"] = "a text that is as long" },
    check = function(order, view)
      if state:window("orders", 60, 1) > 300 then return reject("TOO_MANY") end
      state:set("a name that is longer than fifteen bytes", nil)
      state:set("the order before this one", "a text that says something about it")
      state:incr("worth of all the orders", order.notional)
      return approve()
    end,
    on_fill = function(fill)
      state:incr("filled so far: " .. fill.side, fill.quantity)
      if fill.quantity > 1000 then error("too large") end
    end,
  })");
  const auto work = [&](std::uint64_t from) {
    for (std::uint64_t i = from; i < from + 200; ++i) {
      view_.now += 1'000'000'000;
      check(i);
      if (i % 7 != 0) settle(i);
      tell(SLUICE_RISK_EVENT_FILLED, i, i % 50 == 0 ? "1001" : "3");
    }
    tell(SLUICE_RISK_EVENT_RELEASED, 0);
  };
  work(1);
  const std::uint64_t before = testing::news();
  work(1000);
  EXPECT_EQ(testing::news(), before);
  EXPECT_EQ(settle(2000), "approved");
  EXPECT_THAT(rule_->save_rule_state(), HasSubstr("d worth%20of%20all%20the%20orders 1000\n"));
}

TEST_F(LuaRuleTest, Explain_OfAnError_TellsWhatAndWhere) {
  create("return function(order)\n  local x = order.side + 1\n  return approve()\nend");
  EXPECT_EQ(check(), "RULE_ERROR");
  const JsonValue told = read_json(rule_->explain());
  EXPECT_EQ(told.find("line")->text, "2");
  EXPECT_EQ(told.find("violation")->text, "RULE_ERROR");
  EXPECT_THAT(told.find("message")->text, HasSubstr("rule.lua:2: attempt to perform arithmetic"));
}

TEST_F(LuaRuleTest, CountsExactly_TellsEveryInstruction) {
  create("return function() local n = 0 for i = 1, 20 do n = n + i end return approve() end",
         R"(,"counts_exactly":true)");
  EXPECT_EQ(check(), "approved");
  const int count = std::stoi(read_json(rule_->explain()).find("instructions")->text);
  EXPECT_GT(count, 40);
  EXPECT_LT(count, 60);
}

}  // namespace
}  // namespace sluice::lua
