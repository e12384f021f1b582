// SPDX-License-Identifier: Apache-2.0
//
// halts_test.cpp: whom a halt concerns, how halts add up, and that the latch's text is read back as
// it was written or stops everything.
#include "risk/halts.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "support/domain_values.hpp"

namespace sluice::risk {
namespace {

using testing::at;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

Halt halt(HaltScope scope, std::string name, HaltLevel level = HaltLevel::kHalt,
          std::string source = "test") {
  return {scope, std::move(name), level, std::move(source), "why", at("2026-01-02T10:00:00Z")};
}

const HaltNames kNames{"acc", "morning", "trend", "route1"};

struct ConcernCase {
  HaltScope scope;
  const char* name;
  const char* symbol;
  bool concerned;
};

TEST(Halts, Scope_ConcernsItsOwnNameAndNoOther) {
  constexpr ConcernCase kTable[] = {
      {HaltScope::kAll, "", "AAA", true},
      {HaltScope::kAll, "", "", true},
      {HaltScope::kAccount, "acc", "AAA", true},
      {HaltScope::kAccount, "other", "AAA", false},
      {HaltScope::kAccount, "", "AAA", true},
      {HaltScope::kSession, "morning", "AAA", true},
      {HaltScope::kSession, "acc", "AAA", false},
      {HaltScope::kStrategy, "trend", "AAA", true},
      {HaltScope::kStrategy, "morning", "AAA", false},
      {HaltScope::kRoute, "route1", "AAA", true},
      {HaltScope::kRoute, "trend", "AAA", false},
      {HaltScope::kSymbol, "AAA", "AAA", true},
      {HaltScope::kSymbol, "AAA", "AAAA", false},
      {HaltScope::kSymbol, "", "BBB", true},
      // The account as a whole is not stopped by one symbol's halt.
      {HaltScope::kSymbol, "AAA", "", false},
  };
  for (const auto& row : kTable)
    EXPECT_EQ(concerns(halt(row.scope, row.name), kNames, row.symbol), row.concerned)
        << name(row.scope) << " '" << row.name << "' for '" << row.symbol << "'";
}

TEST(Halts, NameThatIsNotKnown_IsConcernedByEveryHaltOfTheScope) {
  EXPECT_TRUE(concerns(halt(HaltScope::kStrategy, "trend"), {}, "AAA"));
  EXPECT_TRUE(concerns(halt(HaltScope::kSession, "morning"), {}, "AAA"));
}

TEST(Halts, Hardest_WinsWhateverTheOrder) {
  const std::vector<Halt> halts{halt(HaltScope::kAll, "", HaltLevel::kReduceOnly),
                                halt(HaltScope::kSymbol, "AAA", HaltLevel::kFlatten),
                                halt(HaltScope::kAccount, "acc", HaltLevel::kHaltAndCancel)};
  EXPECT_EQ(hardest(halts, kNames, "AAA")->level, HaltLevel::kFlatten);
  EXPECT_EQ(hardest(halts, kNames, "BBB")->level, HaltLevel::kHaltAndCancel);
  EXPECT_EQ(hardest({}, kNames, "AAA"), nullptr);
}

TEST(Halts, TradingState_FollowsTheLevel) {
  EXPECT_EQ(trading_state_under(nullptr), SLUICE_TRADING_ACTIVE);
  const Halt reduce = halt(HaltScope::kAll, "", HaltLevel::kReduceOnly);
  const Halt stop = halt(HaltScope::kAll, "", HaltLevel::kHalt);
  const Halt cancel = halt(HaltScope::kAll, "", HaltLevel::kHaltAndCancel);
  const Halt flatten = halt(HaltScope::kAll, "", HaltLevel::kFlatten);
  EXPECT_EQ(trading_state_under(&reduce), SLUICE_TRADING_REDUCING);
  EXPECT_EQ(trading_state_under(&stop), SLUICE_TRADING_HALTED);
  EXPECT_EQ(trading_state_under(&cancel), SLUICE_TRADING_HALTED);
  EXPECT_EQ(trading_state_under(&flatten), SLUICE_TRADING_REDUCING);
}

TEST(Halts, WordsOfTheInterface_AreTheirScopesAndLevels) {
  EXPECT_EQ(halt_scope_of(SLUICE_SCOPE_SYMBOL), HaltScope::kSymbol);
  EXPECT_EQ(halt_scope_of(SLUICE_SCOPE_STRATEGY), HaltScope::kStrategy);
  EXPECT_EQ(halt_scope_of(SLUICE_SCOPE_SESSION), HaltScope::kSession);
  EXPECT_EQ(halt_scope_of(SLUICE_SCOPE_ACCOUNT), HaltScope::kAccount);
  EXPECT_EQ(halt_scope_of(SLUICE_SCOPE_ROUTE), HaltScope::kRoute);
  EXPECT_EQ(halt_scope_of(SLUICE_SCOPE_ALL), HaltScope::kAll);
  EXPECT_EQ(halt_scope_of(0), HaltScope::kAll) << "what is not told stops everything";
  EXPECT_EQ(halt_scope_of(99), HaltScope::kAll);
  EXPECT_EQ(halt_level_of(SLUICE_HALT_DEFAULT), HaltLevel::kHalt);
  EXPECT_EQ(halt_level_of(SLUICE_HALT_REDUCE_ONLY), HaltLevel::kReduceOnly);
  EXPECT_EQ(halt_level_of(SLUICE_HALT_ALL_ORDERS), HaltLevel::kHalt);
  EXPECT_EQ(halt_level_of(SLUICE_HALT_AND_CANCEL), HaltLevel::kHaltAndCancel);
  EXPECT_EQ(halt_level_of(SLUICE_HALT_FLATTEN), HaltLevel::kFlatten);
  EXPECT_EQ(halt_level_of(99), HaltLevel::kHalt);
}

TEST(Latch, SameHaltAgain_ChangesNothingAndAHarderOneTakesItsPlace) {
  Latch latch;
  EXPECT_TRUE(latch.engage(halt(HaltScope::kAll, "", HaltLevel::kHalt)));
  EXPECT_FALSE(latch.engage(halt(HaltScope::kAll, "", HaltLevel::kHalt)));
  EXPECT_FALSE(latch.engage(halt(HaltScope::kAll, "", HaltLevel::kReduceOnly)));
  EXPECT_TRUE(latch.engage(halt(HaltScope::kAll, "", HaltLevel::kFlatten)));
  ASSERT_EQ(latch.halts.size(), 1u);
  EXPECT_EQ(latch.halts[0].level, HaltLevel::kFlatten);
  EXPECT_TRUE(latch.engage(halt(HaltScope::kAll, "", HaltLevel::kHalt, "another source")));
  EXPECT_TRUE(latch.engage(halt(HaltScope::kSymbol, "AAA")));
  EXPECT_EQ(latch.halts.size(), 3u);
}

TEST(Latch, MoreHaltsThanItHolds_HaltEverything) {
  Latch latch;
  for (std::size_t i = 0; i < Latch::kMaxHalts; ++i)
    EXPECT_TRUE(latch.engage(halt(HaltScope::kSymbol, "S" + std::to_string(i))));
  EXPECT_EQ(hardest(latch.halts, kNames, "ZZZ"), nullptr);
  EXPECT_TRUE(latch.engage(halt(HaltScope::kSymbol, "ONE_MORE", HaltLevel::kReduceOnly)));
  EXPECT_EQ(latch.halts.size(), Latch::kMaxHalts);
  ASSERT_NE(hardest(latch.halts, kNames, "ZZZ"), nullptr);
  EXPECT_EQ(hardest(latch.halts, kNames, "ZZZ")->level, HaltLevel::kHalt)
      << "as hard as the one whose place it takes";
  EXPECT_FALSE(latch.engage(halt(HaltScope::kSymbol, "AND_MORE", HaltLevel::kHalt)));
  EXPECT_TRUE(latch.engage(halt(HaltScope::kSymbol, "HARDER", HaltLevel::kHaltAndCancel)));
  EXPECT_EQ(hardest(latch.halts, kNames, "ZZZ")->level, HaltLevel::kHaltAndCancel);
  EXPECT_EQ(latch.halts.size(), Latch::kMaxHalts);
}

TEST(Latch, MoreHaltsThanItHolds_FlattenNothingThatWasNotNamed) {
  Latch latch;
  latch.engage(halt(HaltScope::kSymbol, "SOLD", HaltLevel::kFlatten));
  for (std::size_t i = 1; i < Latch::kMaxHalts; ++i)
    latch.engage(halt(HaltScope::kSymbol, "S" + std::to_string(i), HaltLevel::kReduceOnly));
  const Halt one_more = halt(HaltScope::kSymbol, "ONE_MORE", HaltLevel::kFlatten);
  ASSERT_NE(latch.engage(one_more), nullptr);
  EXPECT_EQ(hardest(latch.halts, kNames, "ZZZ")->level, HaltLevel::kHaltAndCancel);
  EXPECT_EQ(hardest(latch.halts, kNames, "SOLD")->level, HaltLevel::kFlatten)
      << "it keeps its place";
  EXPECT_EQ(latch.engage(one_more), nullptr);
  EXPECT_TRUE(is_in_force(latch.halts, one_more));
  ASSERT_NE(latch.engage(halt(HaltScope::kAll, "", HaltLevel::kFlatten)), nullptr);
  EXPECT_EQ(hardest(latch.halts, kNames, "ZZZ")->level, HaltLevel::kFlatten) << "that was named";
}

TEST(Latch, Release_EndsItsScopeAndNameUpToItsTime) {
  Latch latch;
  latch.engage(halt(HaltScope::kSymbol, "AAA"));
  latch.engage(halt(HaltScope::kSymbol, "BBB"));
  latch.engage(halt(HaltScope::kAccount, "acc"));
  const Timestamp now = at("2026-01-02T11:00:00Z");
  EXPECT_THAT(latch.release({HaltScope::kSymbol, "CCC", now, "ana", ""}), IsEmpty());
  EXPECT_EQ(latch.release({HaltScope::kSymbol, "AAA", now, "ana", ""}).size(), 1u);
  EXPECT_EQ(latch.halts.size(), 2u);
  EXPECT_THAT(latch.release({HaltScope::kAll, "", at("2026-01-02T09:59:59Z"), "ana", ""}),
              IsEmpty())
      << "they began after it";
  EXPECT_EQ(latch.release({HaltScope::kAll, "", now, "ana", ""}).size(), 2u);
  EXPECT_THAT(latch.halts, IsEmpty());
}

TEST(Latch, Releases_AreKeptTheNewestOfThem) {
  Latch latch;
  const Timestamp first = at("2026-01-02T11:00:00Z");
  for (std::size_t i = 0; i <= Latch::kMaxReleases; ++i)
    latch.release(
        {HaltScope::kAll, "", first.plus_nanoseconds(static_cast<std::int64_t>(i)), "ana", ""});
  ASSERT_EQ(latch.releases.size(), Latch::kMaxReleases);
  EXPECT_EQ(latch.releases.front().until, first.plus_nanoseconds(1));
  EXPECT_EQ(read_latch(text_of(latch)).releases, latch.releases);
  latch.releases.push_back({HaltScope::kAll, "", first, "ana", ""});
  EXPECT_NE(hardest(read_latch(text_of(latch)).halts, kNames, "ANY"), nullptr)
      << "more than we write was not written by us";
}

TEST(Latch, HaltAfterARelease_IsNeverCoveredByItEvenWhereTheClockIsBehind) {
  Latch latch;
  latch.release({HaltScope::kAll, "", at("2026-01-02T12:00:00Z"), "ana", "done"});
  latch.engage(halt(HaltScope::kAll, ""));  // at 10:00
  EXPECT_EQ(latch.release_of(latch.halts[0]), nullptr);
  EXPECT_EQ(latch.halts[0].since, at("2026-01-02T12:00:00.000000001Z"));
}

TEST(Release, Reach_CoversWhatAClockInFrontHasMade) {
  Release release{HaltScope::kSymbol, "AAA", at("2026-01-02T09:00:00Z"), "ana", ""};
  const std::vector<Halt> halts{halt(HaltScope::kSymbol, "AAA"), halt(HaltScope::kAll, "")};
  release.reach(halts);
  EXPECT_TRUE(release.covers(halts[0]));
  EXPECT_FALSE(release.covers(halts[1])) << "of another scope";
}

TEST(LatchText, IsAsDocumented) {
  Latch latch;
  latch.halts.push_back(halt(HaltScope::kSymbol, "AAA", HaltLevel::kReduceOnly, "rule loss"));
  latch.releases.push_back({HaltScope::kAll, "", at("2026-01-02T09:00:00.5Z"), "ana", "checked"});
  EXPECT_EQ(text_of(latch),
            "sluice kill switch 1\n"
            "halt scope=symbol name=\"AAA\" level=reduce_only since=2026-01-02T10:00:00Z "
            "source=\"rule loss\" why=\"why\"\n"
            "release scope=all name=\"\" until=2026-01-02T09:00:00.5Z who=\"ana\" why=\"checked\"\n"
            "end\n");
}

TEST(LatchText, OperatorsOwnFile_HaltsEverythingForWhatItSays) {
  for (const char* text : {"", "\n", "stop, the venue is odd\nsecond line", "1", "\x01\x02"}) {
    const Latch latch = read_latch(text);
    ASSERT_EQ(latch.halts.size(), 1u) << text;
    EXPECT_EQ(latch.halts[0].scope, HaltScope::kAll);
    EXPECT_EQ(latch.halts[0].level, HaltLevel::kHalt);
    EXPECT_EQ(latch.halts[0].source, "latch file");
  }
  EXPECT_EQ(read_latch("stop, the venue is odd\nmore").halts[0].why, "stop, the venue is odd");
}

TEST(LatchText, FileOfReleasesAlone_HaltsNothing) {
  Latch latch;
  latch.releases.push_back({HaltScope::kAll, "", at("2026-01-02T09:00:00Z"), "ana", "checked"});
  EXPECT_THAT(read_latch(text_of(latch)).halts, IsEmpty());
  EXPECT_EQ(read_latch(text_of(latch)).releases, latch.releases);
}

// Whatever is amiss: everything is halted, and what could be read stands beside it.
TEST(LatchText, AnythingAmiss_HaltsEverything) {
  Latch latch;
  latch.halts.push_back(halt(HaltScope::kSymbol, "AAA", HaltLevel::kReduceOnly));
  const std::string good = text_of(latch);
  ASSERT_EQ(hardest(read_latch(good).halts, kNames, "BBB"), nullptr);
  const auto halts_all = [](const std::string& text) {
    const Latch read = read_latch(text);
    const Halt* const found = hardest(read.halts, kNames, "BBB");
    return found != nullptr && found->level >= HaltLevel::kHalt;
  };
  for (std::size_t size = 0; size < good.size(); ++size)
    EXPECT_TRUE(halts_all(good.substr(0, size))) << "cut after " << size;
  for (std::size_t at = 0; at < good.size(); ++at) {
    std::string bad = good;
    bad[at] = '#';
    // Inside a text another letter is another text.
    if (read_latch(bad).halts.size() == 1 && parse_halt(bad.substr(21, bad.find("\nend") - 21)))
      continue;
    EXPECT_TRUE(halts_all(bad)) << "changed at " << at << ": " << bad;
  }
  EXPECT_TRUE(halts_all(good + "more"));
  EXPECT_TRUE(halts_all(good + "\n"));
}

TEST(LatchText, LinesThatAreNotWhole_AreNoHaltAndNoRelease) {
  const std::string one = text_of(halt(HaltScope::kSymbol, "AAA"));
  const std::string done =
      text_of(Release{HaltScope::kAll, "", at("2026-01-02T09:00:00Z"), "", ""});
  ASSERT_TRUE(parse_halt(one));
  ASSERT_TRUE(parse_release(done));
  EXPECT_FALSE(parse_halt(one + " more=1"));
  EXPECT_FALSE(parse_release(done + " more=1"));
  EXPECT_FALSE(parse_halt("halt scope= name=\"AAA\""));
  EXPECT_FALSE(parse_halt("halt scope=symbol name="));
  EXPECT_FALSE(parse_release("release scope=all name="));
}

TEST(LatchText, HugeFile_HaltsEverything) {
  std::string text = "sluice kill switch 1\n";
  for (int i = 0; i < 1000; ++i)
    text +=
        text_of(halt(HaltScope::kSymbol, "S" + std::to_string(i), HaltLevel::kReduceOnly)) + "\n";
  const Latch latch = read_latch(text + "end\n");
  EXPECT_LE(latch.halts.size(), Latch::kMaxHalts + 2);
  ASSERT_NE(hardest(latch.halts, kNames, "ZZZ"), nullptr);
}

TEST(Plain, KeepsCharactersWholeAndLinesOne) {
  EXPECT_EQ(plain("a\nb\t\"c\"\x7f"), "a b 'c' ");
  const std::string long_text = std::string(kMaxHaltText - 1, 'x') + "\xc3\xa4";  // ä over the edge
  EXPECT_EQ(plain(long_text), std::string(kMaxHaltText - 1, 'x'));
  EXPECT_EQ(plain(std::string(kMaxHaltText + 9, '\x80')), "") << "no character begins in it";
}

RC_GTEST_PROP(LatchText, IsReadBackAsItWasWritten, ()) {
  Latch latch;
  const auto halts = *rc::gen::inRange(0, 6);
  for (int i = 0; i < halts; ++i)
    latch.engage({static_cast<HaltScope>(*rc::gen::inRange(0, 6)),
                  *rc::gen::arbitrary<std::string>(),
                  static_cast<HaltLevel>(*rc::gen::inRange(1, 5)),
                  *rc::gen::arbitrary<std::string>(), *rc::gen::arbitrary<std::string>(),
                  Timestamp::from_nanoseconds(
                      *rc::gen::inRange<std::int64_t>(0, 2'000'000'000'000'000'000))});
  const auto releases = *rc::gen::inRange(0, 3);
  for (int i = 0; i < releases; ++i)
    latch.release(
        {static_cast<HaltScope>(*rc::gen::inRange(0, 6)), *rc::gen::arbitrary<std::string>(),
         Timestamp::from_nanoseconds(*rc::gen::inRange<std::int64_t>(0, 2'000'000'000'000'000'000)),
         *rc::gen::arbitrary<std::string>(), *rc::gen::arbitrary<std::string>()});
  const Latch read = read_latch(text_of(latch));
  RC_ASSERT(read.halts == latch.halts);
  RC_ASSERT(read.releases == latch.releases);
}

}  // namespace
}  // namespace sluice::risk
