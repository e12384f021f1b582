// SPDX-License-Identifier: Apache-2.0
//
// state_delta_test.cpp: what comes of a delta is the text it was made for, for the paper venue's
// own states as they follow each other, and for any edit of them; and it is short where little
// changed.
#include "drivers/state_delta.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <rapidcheck.h>

#include "executors/paper.hpp"
#include "executors/venue.hpp"

namespace sluice::drivers {
namespace {

using executors::Paper;
using executors::test::Venue;

void check(const std::string& from, const std::string& to) {
  const auto made = apply_delta(from, state_delta(from, to));
  RC_ASSERT(made.has_value());
  RC_ASSERT(*made == to);
}

// States of a venue after each of some batches of orders, cancels, and closes.
std::vector<std::string> states_of_a_venue(int remember_closed) {
  const std::string model = *rc::gen::element<std::string>("immediate", "close", "book");
  Venue venue{executor<Paper>.describe(), "{\"fill_model\":\"" + model + "\",\"remember_closed\":" +
                                              std::to_string(remember_closed) + "}"};
  venue.begin();
  std::vector<std::string> states{venue.executor().save_state()};
  std::uint64_t id = 0;
  const int count = *rc::gen::inRange(1, 12);
  for (int i = 1; i <= count; ++i) {
    std::vector<sluice_order> orders;
    const int batch = *rc::gen::inRange(0, 12);
    for (int order = 0; order < batch; ++order) {
      const auto side = *rc::gen::arbitrary<bool>() ? Side::kBuy : Side::kSell;
      sluice_order made = venue.order(++id, i, *rc::gen::inRange(0u, 3u), side, "3");
      made.reference_price = 100 * kScale;
      orders.push_back(*rc::gen::arbitrary<bool>() ? venue.limit(made, "100") : made);
    }
    venue.executor().submit(orders);
    if (*rc::gen::arbitrary<bool>())
      venue.executor().cancel(
          venue.order(*rc::gen::inRange<std::uint64_t>(1, id + 2), 0, 0, Side::kBuy, "1"));
    if (*rc::gen::arbitrary<bool>())
      venue.executor().on_market(
          SLUICE_PHASE_CLOSE, executors::test::day(i),
          std::vector{executors::test::bar(0, i, "", "99"), executors::test::bar(1, i, "", "101")});
    if (*rc::gen::arbitrary<bool>()) static_cast<void>(venue.take());
    states.push_back(venue.executor().save_state());
  }
  return states;
}

std::string edited(std::string text) {
  const int edits = *rc::gen::inRange(0, 6);
  for (int i = 0; i < edits; ++i) {
    const auto at = *rc::gen::inRange<std::size_t>(0, text.size() + 1);
    const auto length = *rc::gen::inRange<std::size_t>(0, 400);
    switch (*rc::gen::inRange(0, 3)) {
      case 0:
        text.erase(at, length);
        break;
      case 1:
        text.insert(at, text.substr(*rc::gen::inRange<std::size_t>(0, text.size() + 1), length));
        break;
      default:
        text.insert(at, *rc::gen::element<std::string>("\n", "\n\n", "x", "=5\n", "+3\nabc"));
    }
  }
  return text;
}

TEST(StateDelta, OfAVenuesStates_GivesTheNextOne) {
  EXPECT_TRUE(rc::check([] {
    const auto states = states_of_a_venue(*rc::gen::element(1, 8, 256));
    for (std::size_t i = 1; i < states.size(); ++i) check(states[i - 1], states[i]);
    check(states.front(), states.back());
    check(states.back(), states.front());
  }));
}

TEST(StateDelta, OfAnyEdit_GivesTheEditedText) {
  EXPECT_TRUE(rc::check([] {
    const std::string text = states_of_a_venue(256).back();
    check(text, edited(text));
    check(edited(text), edited(text));
    check(text, text);
    check("", text);
    check(text, "");
  }));
}

TEST(StateDelta, OfOneMoreClosedOrder_IsShort) {
  Venue venue{executor<Paper>.describe(), R"({"fill_model":"immediate","remember_closed":200})"};
  venue.begin();
  std::uint64_t id = 0;
  const auto submit = [&](int count) {
    std::vector<sluice_order> orders;
    for (int i = 0; i < count; ++i) {
      orders.push_back(venue.limit(venue.order(++id, 1, 0, Side::kBuy, "3"), "100"));
    }
    venue.executor().submit(orders);
    return venue.executor().save_state();
  };
  const std::string before = submit(500);
  const std::string one = submit(1);
  const std::string many = submit(64);
  EXPECT_GT(before.size(), 20'000u);
  EXPECT_LT(state_delta(before, one).size(), 400u);
  EXPECT_LT(state_delta(one, many).size(), 64 * 250u);
}

TEST(StateDelta, ThatIsNoneOfTheText_IsRefused) {
  const std::string text = "one\ntwo\n";
  EXPECT_EQ(apply_delta(text, "=4\n-4\n+2\nx\n"), "one\nx\n");
  for (const char* wrong : {"=4\n", "=9\n", "=8\n=1\n", "=8", "*8\n", "=x\n", "=8\n+3\nx\n", "=\n",
                            "=-8\n", "=8x\n", "=8\n+0\n"})
    EXPECT_EQ(apply_delta(text, wrong), std::nullopt) << wrong;
}

}  // namespace
}  // namespace sluice::drivers
