// SPDX-License-Identifier: Apache-2.0
//
// state_test.cpp: what a rule remembers: staged by a judgement, kept when it is settled, exact as
// text.
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "lua/rule_fixture.hpp"
#include "lua/state_store.hpp"

namespace sluice::lua {
namespace {

using testing::Rule;
using Kind = Scalar::Kind;

Scalar integer(std::int64_t value) { return {Kind::kInteger, value, 0, {}}; }

TEST(State, Set_IsSeenAtOnceAndKeptOnlyByCommit) {
  StateStore store;
  EXPECT_EQ(store.set("a", integer(1)), nullptr);
  EXPECT_EQ(store.get("a").integer, 1);
  store.discard();
  EXPECT_EQ(store.get("a").kind, Kind::kNone);
  EXPECT_EQ(store.set("a", integer(2)), nullptr);
  EXPECT_TRUE(store.commit(store.take_changes()));
  EXPECT_EQ(store.get("a").integer, 2);
  EXPECT_EQ(store.set("a", integer(2)), nullptr);
  EXPECT_FALSE(store.commit(store.take_changes())) << "nothing is different";
}

TEST(State, Judge_Alone_ChangesNothing) {
  Rule rule{
      Rule::function("if state:incr('n') > 2 then return reject('THIRD') end "
                     "return approve()")};
  for (int i = 0; i < 10; ++i) EXPECT_TRUE(rule.approves());
  rule.settle();
  rule.settle();
  EXPECT_EQ(rule.code(), "THIRD");
}

TEST(State, Violation_RollsBackWhatTheCallStaged) {
  Rule rule{Rule::function("state:set('a', 1) error('no')")};
  rule.settle();
  EXPECT_EQ(rule.state().get("a").kind, Kind::kNone);
  Rule bad{Rule::function("state:set('a', 1) return 1")};
  bad.settle();
  EXPECT_EQ(bad.state().get("a").kind, Kind::kNone) << "nor after a bad result";
}

TEST(State, Functions_DoWhatTheySay) {
  Rule rule{Rule::function(R"(
    assert(state:get("none") == nil and state:get("none", 5) == 5)
    state:set("b", true) state:set("i", -7) state:set("f", 0.5) state:set("t", "text")
    state:set("d", decimal("0.05"))
    assert(state:get("b") == true and state:get("i") == -7 and state:get("f") == 0.5)
    assert(state.get("t") == "text" and state:get("d") == decimal("0.05"))
    state:set("t", nil)
    assert(state:get("t") == nil)
    assert(state:incr("n") == 1 and state:incr("n", 4) == 5 and state:incr("n", 0.5) == 5.5)
    assert(state:incr("m", decimal("0.1")) == decimal("0.1"))
    assert(state:incr("m", 1) == decimal("1.1"))
    return approve())")};
  EXPECT_TRUE(rule.approves()) << rule.message();
}

TEST(State, Window_SumsWhatIsYoungEnough) {
  Rule rule{
      Rule::function("state:set('sum', state:window('w', 10, order.quantity)) "
                     "return approve()")};
  const auto sum_after = [&](std::int64_t ms) {
    rule.view.now += ms * 1'000'000;
    rule.settle();
    EXPECT_EQ(rule.message(), "");
    return detail::decimal_text(rule.state().get("sum").integer);
  };
  EXPECT_EQ(sum_after(0), "10");
  EXPECT_EQ(sum_after(5000), "20");
  EXPECT_EQ(sum_after(4900), "30");
  // The first is out of the window, at the latest a grain of a 63rd later.
  EXPECT_EQ(sum_after(300), "30");
  EXPECT_EQ(sum_after(60'000), "10");
}

RC_GTEST_PROP(State, Window_NeverCountsTooLittleAndForgetsInTime,
              (const std::vector<std::uint16_t>& gaps)) {
  StateStore store;
  constexpr std::int64_t kLength = 1'000'000;
  std::vector<std::int64_t> times;
  std::int64_t now = 1'000'000'000;
  for (const std::uint16_t gap : gaps) {
    now += gap * 10;
    times.push_back(now);
    std::int64_t sum = 0;
    RC_ASSERT(store.add_to_window("w", kLength, now, 1, sum) == nullptr);
    const auto younger = [&](std::int64_t age) {
      return std::count_if(times.begin(), times.end(),
                           [&](std::int64_t time) { return now - time < age; });
    };
    RC_ASSERT(sum >= younger(kLength));
    RC_ASSERT(sum <= younger(kLength + kLength / 60));
    RC_ASSERT(store.changes().begin()->second.buckets.size() <= 2 * kWindowBuckets);
  }
}

TEST(State, Bounds_AreErrors) {
  StateStore store;
  EXPECT_NE(store.set("", integer(1)), nullptr);
  EXPECT_NE(store.set(std::string(65, 'x'), integer(1)), nullptr);
  const std::string long_text(1025, 'x');
  EXPECT_NE(store.set("t", {Kind::kText, 0, 0, long_text}), nullptr);
  for (int i = 0; i < 1000; ++i)
    ASSERT_EQ(store.set("name" + std::to_string(i), integer(i)), nullptr);
  EXPECT_NE(store.set("one_more", integer(1)), nullptr);
  store.discard();
  const std::string text(1000, 'x');
  const char* fault = nullptr;
  int kept = 0;
  for (; fault == nullptr && kept < 1000; ++kept)
    fault = store.set("t" + std::to_string(kept), {Kind::kText, 0, 0, text});
  EXPECT_NE(fault, nullptr);
  EXPECT_GT(kept, 60);
  EXPECT_LT(kept, 66);
}

// How many texts of 500 bytes it takes before the state is full.
int room(StateStore& store) {
  const std::string text(500, 'x');
  int texts = 0;
  while (store.set("room" + std::to_string(texts), {Kind::kText, 0, 0, text}) == nullptr) ++texts;
  store.discard();
  return texts;
}

RC_GTEST_PROP(State, Room_IsThatOfAFreshStoreWithTheSame, ()) {
  using Step = std::tuple<int, int, int>;
  const auto steps = *rc::gen::container<std::vector<Step>>(
      rc::gen::tuple(rc::gen::inRange(0, 9), rc::gen::inRange(0, 12), rc::gen::inRange(0, 1000)));
  StateStore store;
  for (const auto& [what, name, size] : steps) {
    const std::string key = std::string(static_cast<std::size_t>(name) * 3, 'n') + "_";
    std::int64_t sum = 0;
    if (what < 4)
      static_cast<void>(
          store.set(key, {Kind::kText, 0, 0, std::string(static_cast<std::size_t>(size), '%')}));
    else if (what == 4)
      static_cast<void>(store.set(key, {}));
    else if (what == 5)
      static_cast<void>(store.add_to_window(key, 1'000'000, size * 1000, size, sum));
    else if (what == 6)
      store.discard();
    else
      store.commit(store.take_changes());
  }
  store.discard();
  StateStore fresh;
  fresh.replace_all(store.entries());
  RC_ASSERT(fresh.entries() == store.entries());
  RC_ASSERT(room(store) == room(fresh));
}

std::string saved(const StateStore& store) {
  std::string text;
  for (const auto& [name, entry] : store.entries()) text += entry_line(name, entry);
  return text;
}

RC_GTEST_PROP(State, Text_GivesBackEverythingExactly,
              (bool flag, std::int64_t number, const std::string& text)) {
  StateStore store;
  const double real = *rc::gen::arbitrary<double>();
  RC_ASSERT(store.set("b", {Kind::kBoolean, flag ? 1 : 0, 0, {}}) == nullptr);
  RC_ASSERT(store.set("i", integer(number)) == nullptr);
  RC_ASSERT(store.set("d", {Kind::kDecimal, number, 0, {}}) == nullptr);
  if (std::isfinite(real)) RC_ASSERT(store.set("n", {Kind::kNumber, 0, real, {}}) == nullptr);
  RC_ASSERT(store.set("t", {Kind::kText, 0, 0, text.substr(0, 200)}) == nullptr);
  RC_ASSERT(store.set("x" + text.substr(0, 60), integer(2)) == nullptr);
  std::int64_t sum = 0;
  RC_ASSERT(store.add_to_window("w", 1000, 5, number / 4, sum) == nullptr);
  RC_ASSERT(store.add_to_window("w", 1000, 900, 7, sum) == nullptr);
  store.commit(store.take_changes());
  StateStore again;
  again.replace_all(read_entries(saved(store)));
  RC_ASSERT(again.entries() == store.entries());
  RC_ASSERT(saved(again) == saved(store));
}

TEST(State, Text_ThatIsDamaged_IsRefused) {
  for (const char* text :
       {"i a", "i a 1", "i a x\n", "q a 1\n", "i a 1\ni a 2\n", "b a yes\n", "d a 0.123456789\n",
        "n a 1.5x\n", "t a %4\n", "t a %GG\n", "w a 10 5\n", "w a x\n", "i  1\n", "i a 1 2\n"})
    EXPECT_THROW(static_cast<void>(read_entries(text)), std::invalid_argument) << text;
}

}  // namespace
}  // namespace sluice::lua
