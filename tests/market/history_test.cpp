// SPDX-License-Identifier: Apache-2.0
//
// history_test.cpp: the window slides by sessions, ends at the as-of time, and does not remember
// how it was reached.
#include "market/history.hpp"

#include <algorithm>
#include <cmath>
#include <map>
#include <numeric>
#include <vector>

#include <gtest/gtest.h>
#include <rapidcheck.h>

#include "support/domain_values.hpp"

namespace sluice::market {
namespace {

using testing::bar;
using testing::day;
using testing::qty;
using testing::rows_of;

Timestamp session_time(int number) {
  return Timestamp::from_date(Date::from_days(19'000 + number));
}

const sluice_series& series(const History& history, InstrumentId id) {
  return *SLUICE_ROW(history.view().series, sluice_series, id);
}

std::vector<std::int64_t> column(const std::int64_t* values, std::uint64_t count) {
  return {values, values + count};
}

// Closes 1, 2, 3, … units for one instrument, a session each.
void append_closes(History& history, int from, int to) {
  for (int i = from; i <= to; ++i) {
    const std::vector<sluice_bar> bars{bar(session_time(i), 0, std::to_string(i))};
    history.append(session_time(i), rows_of(bars));
  }
}

TEST(History, BeforeTheFirstSession_IsEmpty) {
  const InstrumentTable table{testing::instruments({"A", "B"})};
  const History history{table, 30};
  EXPECT_EQ(history.view().instruments.count, 2u);
  ASSERT_EQ(history.view().series.count, 2u);
  EXPECT_EQ(series(history, 0).count, 0u);
  EXPECT_EQ(history.average_daily_volume(0), std::nullopt);
  EXPECT_EQ(history.daily_volatility(0), 0.0);
}

TEST(History, Append_ShowsEveryColumnOfTheBar) {
  const InstrumentTable table{testing::instruments({"A"})};
  History history{table, 30};
  sluice_bar one{};
  one.time = session_time(1).nanoseconds();
  one.open = 2, one.high = 3, one.low = 4, one.close = 5, one.volume = 6;
  history.append(session_time(1), {&one, 1, sizeof one});
  const sluice_series& shown = series(history, 0);
  ASSERT_EQ(shown.count, 1u);
  EXPECT_EQ(shown.time[0], session_time(1).nanoseconds());
  EXPECT_EQ(shown.open[0], 2);
  EXPECT_EQ(shown.high[0], 3);
  EXPECT_EQ(shown.low[0], 4);
  EXPECT_EQ(shown.close[0], 5);
  EXPECT_EQ(shown.volume[0], 6);
  EXPECT_EQ(history.as_of(), session_time(1));
}

TEST(History, WhenTheWindowIsFull_TheOldestSessionLeaves) {
  const InstrumentTable table{testing::instruments({"A"})};
  History history{table, 25};
  append_closes(history, 1, 25);
  EXPECT_EQ(series(history, 0).count, 25u);
  EXPECT_EQ(series(history, 0).close[0], 1 * kScale);
  append_closes(history, 26, 26);
  EXPECT_EQ(series(history, 0).count, 25u);
  EXPECT_EQ(series(history, 0).close[0], 2 * kScale);
  EXPECT_EQ(series(history, 0).close[24], 26 * kScale);
}

TEST(History, WindowShorterThanTheHostsOwnFeatures_IsWidenedToThem) {
  const InstrumentTable table{testing::instruments({"A"})};
  History history{table, 1};
  append_closes(history, 1, 40);
  EXPECT_EQ(series(history, 0).count, History::kMinimumWindow);
}

// The window counts sessions, not bars: an instrument that stopped trading fades out of it.
TEST(History, OfAnInstrumentWithoutBars_FadesOutSessionBySession) {
  const InstrumentTable table{testing::instruments({"A", "B"})};
  History history{table, 21};
  for (int i = 1; i <= 50; ++i) {
    std::vector<sluice_bar> bars{bar(session_time(i), 0, "1")};
    if (i <= 10) bars.push_back(bar(session_time(i), 1, "1"));
    history.append(session_time(i), rows_of(bars));
    // Of sessions i-20 … i, those up to 10.
    const int expected = std::max(0, std::min(i, 10) - std::max(1, i - 20) + 1);
    EXPECT_EQ(series(history, 1).count, static_cast<std::uint64_t>(expected)) << "session " << i;
  }
}

TEST(HistoryDeathTest, SessionThatDoesNotRise_IsAProgrammersMistake) {
  const InstrumentTable table{testing::instruments({"A"})};
  History history{table, 21};
  append_closes(history, 5, 5);
  EXPECT_DEATH(append_closes(history, 5, 5), "assertion failed");
}

TEST(HistoryDeathTest, BarOfAnUnknownInstrument_IsAProgrammersMistake) {
  const InstrumentTable table{testing::instruments({"A"})};
  History history{table, 21};
  const std::vector<sluice_bar> bars{bar(session_time(1), 1, "1")};
  EXPECT_DEATH(history.append(session_time(1), rows_of(bars)), "assertion failed");
}

// --- Against a plain model: all bars in lists, looked up by session ------------------------------

struct Session {
  int number = 0;
  std::map<InstrumentId, std::int64_t> closes;
};

constexpr std::size_t kInstruments = 3;

// Sessions with random calendar gaps; each instrument trades in some of them, now and then without
// volume, which is half of the close.
std::vector<Session> random_sessions(int count) {
  std::vector<Session> sessions;
  int number = 0;
  for (int i = 0; i < count; ++i) {
    number += *rc::gen::inRange(1, 5);
    Session session{number, {}};
    for (InstrumentId id = 0; id < kInstruments; ++id)
      if (*rc::gen::inRange(0, 4) != 0)
        session.closes[id] =
            *rc::gen::inRange(0, 40) == 0 ? 1 : *rc::gen::inRange<std::int64_t>(2, 1'000'000'000);
    sessions.push_back(std::move(session));
  }
  return sessions;
}

void append(History& history, const Session& session) {
  std::vector<sluice_bar> bars;
  for (const auto& [id, close] : session.closes) {
    bars.push_back(bar(session_time(session.number), id, "1"));
    bars.back().close = close;
    bars.back().volume = close / 2;
  }
  history.append(session_time(session.number), rows_of(bars));
}

// Looked at anew: nothing that was kept up.
std::optional<Quantity> mean_of_newest(const std::vector<std::int64_t>& volumes) {
  constexpr std::size_t kBars = History::kFeatureSessions;
  if (volumes.size() < kBars) return std::nullopt;
  const std::vector<std::int64_t> newest{volumes.end() - kBars, volumes.end()};
  if (std::count(newest.begin(), newest.end(), 0) > 0) return std::nullopt;
  return Quantity::from_raw(std::accumulate(newest.begin(), newest.end(), std::int64_t{0}) /
                            std::int64_t{kBars});
}

void expect_window(const History& history, const std::vector<Session>& sessions, std::size_t from,
                   std::size_t to) {
  for (InstrumentId id = 0; id < kInstruments; ++id) {
    std::vector<std::int64_t> closes, times, volumes;
    for (std::size_t i = from; i < to; ++i) {
      const auto found = sessions[i].closes.find(id);
      if (found == sessions[i].closes.end()) continue;
      closes.push_back(found->second);
      volumes.push_back(found->second / 2);
      times.push_back(session_time(sessions[i].number).nanoseconds());
    }
    const sluice_series& shown = series(history, id);
    RC_ASSERT(column(shown.close, shown.count) == closes);
    RC_ASSERT(column(shown.volume, shown.count) == volumes);
    RC_ASSERT(column(shown.time, shown.count) == times);
    RC_ASSERT(history.average_daily_volume(id) == mean_of_newest(volumes));
  }
}

// Also: a bar of a later session is never reachable, for the columns are exactly the past ones.
TEST(HistoryProperty, AfterEverySession_ShowsExactlyTheWindowThatEndsThere) {
  EXPECT_TRUE(rc::check("window", [] {
    const auto window = *rc::gen::inRange<std::uint32_t>(History::kMinimumWindow, 40);
    const auto sessions = random_sessions(*rc::gen::inRange(1, 200));
    const InstrumentTable table{testing::instruments({"A", "B", "C"})};
    History history{table, window};
    for (std::size_t i = 0; i < sessions.size(); ++i) {
      append(history, sessions[i]);
      RC_ASSERT(history.as_of() == session_time(sessions[i].number));
      expect_window(history, sessions, i + 1 > window ? i + 1 - window : 0, i + 1);
    }
  }));
}

TEST(HistoryProperty, ColdStartWithTheWindowsSessions_EqualsTheLongRun) {
  EXPECT_TRUE(rc::check("cold = warm", [] {
    const auto window = *rc::gen::inRange<std::uint32_t>(History::kMinimumWindow, 40);
    const auto sessions = random_sessions(*rc::gen::inRange(60, 200));
    const InstrumentTable table{testing::instruments({"A", "B", "C"})};
    History warm{table, window};
    History cold{table, window};
    for (const auto& session : sessions) append(warm, session);
    for (std::size_t i = sessions.size() - window; i < sessions.size(); ++i)
      append(cold, sessions[i]);
    expect_window(warm, sessions, sessions.size() - window, sessions.size());
    expect_window(cold, sessions, sessions.size() - window, sessions.size());
    for (InstrumentId id = 0; id < kInstruments; ++id) {
      RC_ASSERT(warm.average_daily_volume(id) == cold.average_daily_volume(id));
      RC_ASSERT(warm.daily_volatility(id) == cold.daily_volatility(id));
    }
  }));
}

// --- Features ------------------------------------------------------------------------------------

class HistoryFeatures : public ::testing::Test {
 protected:
  void append(int number, std::string_view close, std::string_view volume) {
    const std::vector<sluice_bar> bars{bar(session_time(number), 0, close, volume)};
    history_.append(session_time(number), rows_of(bars));
  }
  const InstrumentTable table_{testing::instruments({"A"})};
  History history_{table_, 30};
};

TEST_F(HistoryFeatures, AverageDailyVolume_NeedsTwentyBars) {
  for (int i = 1; i <= 19; ++i) append(i, "1", "100");
  EXPECT_EQ(history_.average_daily_volume(0), std::nullopt);
  append(20, "1", "100");
  EXPECT_EQ(history_.average_daily_volume(0), qty("100"));
}

TEST_F(HistoryFeatures, AverageDailyVolume_IsOfTheNewestTwentyRoundedDown) {
  append(1, "1", "1000000");
  for (int i = 2; i <= 20; ++i) append(i, "1", "100");
  append(21, "1", "100.00000019");  // 20 * 100 + 19e-8: the mean has 0.95e-8 too many
  EXPECT_EQ(history_.average_daily_volume(0), qty("100"));
  append(22, "1", "100.00000001");  // now 20e-8
  EXPECT_EQ(history_.average_daily_volume(0), qty("100.00000001"));
}

TEST_F(HistoryFeatures, AverageDailyVolume_AfterASplit_IsInNewUnits) {
  for (int i = 1; i <= 25; ++i) append(i, "10", "100");
  history_.rescale(0, {2, 1});
  EXPECT_EQ(history_.average_daily_volume(0), qty("200"));
  append(26, "5", "240");
  EXPECT_EQ(history_.average_daily_volume(0), qty("202"));
}

TEST_F(HistoryFeatures, AverageDailyVolume_OfHugeVolumes_DoesNotOverflow) {
  for (int i = 1; i <= 20; ++i) append(i, "1", "92233720368");
  EXPECT_EQ(history_.average_daily_volume(0), qty("92233720368"));
}

TEST_F(HistoryFeatures, AverageDailyVolume_WhileABarHasNoVolume_IsUnknown) {
  append(1, "1", "0");
  for (int i = 2; i <= 20; ++i) append(i, "1", "100");
  EXPECT_EQ(history_.average_daily_volume(0), std::nullopt);
  append(21, "1", "100");  // the bar without volume is the twenty-first now
  EXPECT_EQ(history_.average_daily_volume(0), qty("100"));
}

TEST_F(HistoryFeatures, DailyVolatility_NeedsTwentyReturns) {
  for (int i = 1; i <= 20; ++i) append(i, i % 2 != 0 ? "100" : "110", "1");
  EXPECT_EQ(history_.daily_volatility(0), 0.0);
  append(21, "100", "1");
  EXPECT_GT(history_.daily_volatility(0), 0.0);
}

// Ten returns of +10 % and ten of -1/11: mean m, and every return is (0.1 + 1/11) / 2 from it.
TEST_F(HistoryFeatures, DailyVolatility_IsTheSampleDeviationOfTwentyReturns) {
  append(1, "500", "1");  // outside: its return is of the twenty-first session
  for (int i = 2; i <= 22; ++i) append(i, i % 2 == 0 ? "100" : "110", "1");
  const double half_distance = (0.1 + 1.0 / 11) / 2;
  EXPECT_NEAR(history_.daily_volatility(0), half_distance * std::sqrt(20.0 / 19), 1e-15);
}

}  // namespace
}  // namespace sluice::market
