// SPDX-License-Identifier: Apache-2.0
//
// rooms_test.cpp: the parts of the API that take too long to be seen from outside: what is
// forgotten by the ring of events and the keys of requests, and decimals against another way of
// reading them.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <sluice/decimal.hpp>

#include "api/event_ring.hpp"
#include "api/fields.hpp"
#include "api/request_keys.hpp"
#include "api/session_events.hpp"

namespace sluice::api {
namespace {

std::string event(std::uint64_t seq) { return std::to_string(seq); }

TEST(EventRing, Read_BeginsBehindSince) {
  EventRing ring{10, 1'000};
  for (const std::uint64_t seq : {3, 5, 9}) ring.add(seq, event(seq));
  EXPECT_EQ(ring.read(0, 1'000).text, "3,5,9");
  EXPECT_EQ(ring.read(3, 1'000).text, "5,9");
  EXPECT_EQ(ring.read(4, 1'000).text, "5,9");
  EXPECT_EQ(ring.read(4, 1'000).last, 9u);
  EXPECT_EQ(ring.read(9, 1'000).text, "");
  EXPECT_EQ(ring.read(100, 1'000).text, "");
  EXPECT_EQ(ring.read(0, 1'000).missed_from, 0u);
}

TEST(EventRing, ListenerThatIsTooFarBehind_IsToldWhatItMissed) {
  EventRing ring{4, 1'000};
  for (std::uint64_t seq = 1; seq <= 10; ++seq) ring.add(seq, event(seq));
  const auto batch = ring.read(2, 1'000);
  EXPECT_EQ(batch.missed_from, 3u);
  EXPECT_EQ(batch.text, "7,8,9,10");
  EXPECT_EQ(ring.read(6, 1'000).missed_from, 0u) << "it has all that was forgotten";
  EXPECT_EQ(ring.read(5, 1'000).missed_from, 6u);
}

TEST(EventRing, Bytes_AreBoundedToo) {
  EventRing ring{1'000, 10};
  for (std::uint64_t seq = 1; seq <= 5; ++seq) ring.add(seq, "12345");
  EXPECT_EQ(ring.read(3, 1'000).text, "12345,12345");
  EXPECT_EQ(ring.read(2, 1'000).missed_from, 3u);
  ring.add(6, std::string(100, 'x'));
  EXPECT_EQ(ring.read(5, 1'000).text.size(), 100u) << "the newest is always there";
}

TEST(EventRing, Message_IsBoundedAndTheNextOneGoesOn) {
  EventRing ring{100, 1'000};
  for (std::uint64_t seq = 1; seq <= 9; ++seq) ring.add(seq, event(seq));
  std::string all;
  for (std::uint64_t since = 0; since < 9;) {
    const auto batch = ring.read(since, 4);
    EXPECT_LE(batch.text.size(), 5u);  // a comma may come on top
    ASSERT_GT(batch.last, since);
    since = batch.last;
    all += (all.empty() ? "" : ",") + batch.text;
  }
  EXPECT_EQ(all, "1,2,3,4,5,6,7,8,9");
}

TEST(EventRing, Waiter_IsWokenOnceOrAtOnce) {
  EventRing ring{10, 1'000};
  const auto listener = std::make_shared<int>();
  int woken = 0;
  ring.wake(0, listener, [&] { ++woken; });
  EXPECT_EQ(woken, 0);
  ring.add(1, "1");
  ring.announce();
  ring.announce();
  EXPECT_EQ(woken, 1);
  ring.wake(0, listener, [&] { ++woken; });
  EXPECT_EQ(woken, 2) << "there is something for it already";
}

// Listeners come and go while nothing happens.
TEST(EventRing, WaitersThatAreGone_AreForgotten) {
  EventRing ring{10, 1'000};
  int woken = 0;
  const auto stays = std::make_shared<int>();
  for (int i = 0; i < 100; ++i) ring.wake(0, stays, [&] { ++woken; });
  for (int i = 0; i < 10'000; ++i) ring.wake(0, std::make_shared<int>(), [] {});
  EXPECT_LE(ring.waiting(), 400u);
  ring.announce();
  EXPECT_EQ(woken, 100);
}

TEST(SessionEvents, Read_MovesThePlaceInEachSessionOfItsOwn) {
  SessionEvents events;
  events.open("a", 0);
  events.open("b", 0);
  for (const std::uint64_t seq : {2, 4}) events.add("a", seq, "a" + event(seq));
  events.add("b", 3, "b3");
  SessionEvents::Places places{{"a", 2}};
  EXPECT_EQ(events.read(places, 1'000).text, "a4,b3");
  EXPECT_EQ(places, (SessionEvents::Places{{"a", 4}, {"b", 3}}));
  EXPECT_EQ(events.read(places, 1'000).text, "");
  events.add("a", 9, "a9");
  EXPECT_EQ(events.read(places, 1'000).text, "a9");
}

TEST(SessionEvents, WhatIsReadOfThePast_IsForThoseWhoNameAPlace) {
  SessionEvents events;
  events.add("a", 2, "a2");
  SessionEvents::Places places, named{{"a", 0}};
  EXPECT_EQ(events.read(places, 1'000).text, "") << "its journal is still being read";
  EXPECT_EQ(events.read(named, 1'000).text, "a2");
  events.add("a", 3, "a3");
  events.open("a", 3);
  EXPECT_EQ(events.here(), (SessionEvents::Places{{"a", 3}}));
  EXPECT_EQ(events.read(places, 1'000).text, "");
  EXPECT_EQ(events.read(named, 1'000).text, "a3");
  events.add("a", 4, "a4");
  EXPECT_EQ(events.read(places, 1'000).text, "a4");
}

TEST(SessionEvents, Bounds_AreOfEachSessionAndLeaveAGap) {
  SessionEvents events{{.events = 3, .bytes = 10}};
  events.open("a", 0);
  events.open("b", 0);
  for (std::uint64_t seq = 1; seq <= 5; ++seq) events.add("a", seq, event(seq));
  events.add("b", 1, "12345");
  events.add("b", 2, "123456");
  SessionEvents::Places places;
  const std::string text = events.read(places, 1'000).text;
  EXPECT_EQ(text, R"({"session":"a","event":"session_gap","missed_from":1},3,4,5,)"
                  R"({"session":"b","event":"session_gap","missed_from":1},123456)");
  EXPECT_EQ(events.read(places, 1'000).text, "");
}

TEST(SessionEvents, Message_IsBoundedAndTheNextOneGoesOn) {
  SessionEvents events;
  for (const char* session : {"a", "b"}) {
    events.open(session, 0);
    for (std::uint64_t seq = 1; seq <= 5; ++seq) events.add(session, seq, event(seq));
  }
  SessionEvents::Places places;
  std::string all;
  for (auto batch = events.read(places, 4); !batch.text.empty(); batch = events.read(places, 4)) {
    EXPECT_LE(batch.text.size(), 5u);
    all += (all.empty() ? "" : ",") + batch.text;
  }
  EXPECT_EQ(all, "1,2,3,4,5,1,2,3,4,5");
}

TEST(SessionEvents, Waiter_IsWokenOnceOrAtOnce) {
  SessionEvents events;
  events.open("a", 0);
  SessionEvents::Places places;
  const auto listener = std::make_shared<int>();
  int woken = 0;
  const auto version = events.read(places, 10).version;
  events.wake(version, listener, [&] { ++woken; });
  EXPECT_EQ(woken, 0);
  events.add("a", 1, "1");
  events.announce();
  events.announce();
  EXPECT_EQ(woken, 1);
  events.wake(version, listener, [&] { ++woken; });
  EXPECT_EQ(woken, 2) << "there is something for it already";
}

TEST(RequestKeys, NewestAreRemembered) {
  RequestKeys keys{3};
  const auto intent = *IntentId::parse("0123456789abcdef0123456789abcdef");
  for (const auto* key : {"a", "b", "c", "b", "d"}) keys.remember(key, {7, intent});
  EXPECT_EQ(keys.size(), 3u);
  EXPECT_EQ(keys.find("a"), nullptr) << "the oldest goes";
  for (const auto* key : {"b", "c", "d"}) {
    ASSERT_NE(keys.find(key), nullptr) << key;
    EXPECT_EQ(keys.find(key)->hash, 7u);
    EXPECT_EQ(keys.find(key)->intent, intent);
  }
}

TEST(RequestKeys, FirstMeaningOfAKeyStays) {
  RequestKeys keys{3};
  keys.remember("a", {1, {}});
  keys.remember("a", {2, {}});
  EXPECT_EQ(keys.find("a")->hash, 1u);
}

RC_GTEST_PROP(JsonDecimal, WhatIsWritten_IsReadWhateverItsExponent, (std::int64_t raw)) {
  RC_PRE(raw != INT64_MIN);  // has no positive counterpart
  const std::string plain = detail::decimal_text(raw);
  std::int64_t read = 0;
  std::string_view why;
  RC_ASSERT(parse_json_decimal(plain, read, why));
  RC_ASSERT(read == raw);
  const int shift = *rc::gen::inRange(-12, 13);
  const std::string digits = std::to_string(raw) + "e" + std::to_string(-8 + shift);
  const bool is_exact = parse_json_decimal(digits, read, why);
  int128 expected = raw;
  bool fits = true;
  for (int i = 0; i < shift; ++i) expected *= 10;
  for (int i = shift; i < 0; ++i) {
    fits = fits && expected % 10 == 0;
    expected /= 10;
  }
  fits = fits && expected <= INT64_MAX && expected >= -INT64_MAX;
  RC_ASSERT(is_exact == fits);
  if (fits) RC_ASSERT(read == static_cast<std::int64_t>(expected));
}

TEST(JsonDecimal, Limits_AreExact) {
  std::int64_t raw = 0;
  std::string_view why;
  EXPECT_TRUE(parse_json_decimal("92233720368.54775807", raw, why));
  EXPECT_EQ(raw, INT64_MAX);
  EXPECT_FALSE(parse_json_decimal("92233720368.54775808", raw, why));
  EXPECT_EQ(why, "too large");
  EXPECT_TRUE(parse_json_decimal("0e99999", raw, why));
  EXPECT_EQ(raw, 0);
  EXPECT_TRUE(parse_json_decimal("0.000000000000", raw, why));
  EXPECT_FALSE(parse_json_decimal("1e-9999999999", raw, why));
  EXPECT_EQ(why, "more than eight decimals");
  EXPECT_FALSE(parse_json_decimal("1e9999999999", raw, why));
  EXPECT_EQ(why, "too large");
  for (const auto* none :
       {"", "-", "01", "1.", ".1", "1e", "1e+", "+1", "1 ", "0x1", "1e5.0", "--1"})
    EXPECT_FALSE(parse_json_decimal(none, raw, why)) << none;
}

TEST(Utf8, IsToldFromWhatOnlyLooksLikeIt) {
  for (const std::string good :
       {"", "a", "\xc3\xa9", "\xe2\x82\xac", "\xf0\x9f\x98\x80", "\xf4\x8f\xbf\xbf"})
    EXPECT_TRUE(is_utf8(good)) << good;
  for (const std::string bad :
       {"\x80", "\xc0\x80", "\xc1\xbf", "\xe0\x80\x80", "\xed\xa0\x80", "\xf0\x80\x80\x80",
        "\xf4\x90\x80\x80", "\xf5\x80\x80\x80", "\xc3", "\xe2\x82", "\xc3\x28", "a\xff"})
    EXPECT_FALSE(is_utf8(bad)) << bad;
}

}  // namespace
}  // namespace sluice::api
