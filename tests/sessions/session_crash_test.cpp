// SPDX-License-Identifier: Apache-2.0
//
// session_crash_test.cpp: a session that dies at any moment and is resumed ends as one that lived.
#include <fstream>
#include <sstream>

#include "dying_disk.hpp"
#include "session_fixture.hpp"

namespace sluice::sessions {
namespace {

using testing::at;
using testing::DyingDisk;
using testing::Host;
using testing::qty;
using testing::RecordedMarket;
using testing::target;

constexpr const char* kBegin = "2025-01-15T10:00:00Z";
constexpr const char* kEnd = "2025-01-15T10:32:00Z";

// Prices walk, the strategy turns every few candles: entries, exits, and positions turned round.
std::shared_ptr<RecordedMarket> walking_market() {
  auto market = std::make_shared<RecordedMarket>();
  int step = 0;
  for (Timestamp time = at(kBegin); time < at(kEnd); time = time.plus_nanoseconds(20'000'000'000)) {
    const int walk = (++step * 7) % 11;
    for (InstrumentId id = 0; id < 2; ++id) {
      const int price = 100 + walk + static_cast<int>(id);
      market->quote(time, id, std::to_string(price), std::to_string(price + 1));
    }
  }
  return market;
}

std::unique_ptr<Host> turning_host(const std::filesystem::path& directory) {
  auto host = std::make_unique<Host>(directory, sluice::testing::instruments({"AAA", "BBB"}),
                                     walking_market());
  host->strategy->wants = [](const sluice_session& session) {
    const auto minute = session.time / 60'000'000'000 % 4;
    return std::vector{target(0, minute < 2 ? "10" : "-7"), target(1, minute == 3 ? "0" : "5")};
  };
  return host;
}

// How it ended.
struct End {
  std::vector<Quantity> positions;
  Money cash;
  OrderId next_order = 0;
  friend bool operator==(const End&, const End&) = default;
};

End end_of(const Host& host) {
  const auto& lane = host.session->lane();
  return {lane.portfolio().positions(), lane.portfolio().cash(), lane.router().next_order_id()};
}

std::string bytes_below(const std::filesystem::path& directory) {
  std::ostringstream all;
  std::vector<std::filesystem::path> files;
  for (const auto& entry : std::filesystem::directory_iterator{directory})
    if (entry.path().extension() == ".jsonl") files.push_back(entry.path());
  std::sort(files.begin(), files.end());
  for (const auto& file : files) all << std::ifstream{file}.rdbuf();
  return all.str();
}

class SessionCrash : public ::testing::Test {
 protected:
  End undisturbed(const std::string& name) {
    auto host = turning_host(directory_ / name);
    host->open(at(kBegin));
    host->run_until(at("2025-01-15T12:00:00Z"));
    EXPECT_EQ(host->session->state(), SessionState::kStopped);
    const End end = end_of(*host);
    EXPECT_TRUE(host->session->close().ok());
    return end;
  }
  sluice::testing::TemporaryDirectory directory_;
};

TEST_F(SessionCrash, SameInputs_GiveTheSameBytes) {
  const End one = undisturbed("one");
  const End two = undisturbed("two");
  EXPECT_EQ(one, two);
  EXPECT_GT(one.next_order, 8u);
  const auto journal = [&](const char* name) {
    return bytes_below(drivers::journal_directory(directory_ / name));
  };
  ASSERT_FALSE(journal("one").empty());
  EXPECT_EQ(journal("one"), journal("two"));
}

// Every call of the disk is the last one of a process in turn; the next one is resumed.
TEST_F(SessionCrash, KilledAtAnyCallOfTheDisk_EndsAsIfItHadLived) {
  const End expected = undisturbed("whole");
  std::uint64_t died = 0;
  for (std::uint64_t calls = 1;; calls += calls < 40 ? 1 : 4) {
    const auto place = directory_ / ("killed" + std::to_string(calls));
    auto first = turning_host(place);
    DyingDisk dying{first->posix, calls};
    first->disk = &dying;
    const auto opened = first->try_open(at(kBegin));
    while (opened && !first->session->is_over()) {
      const auto next = first->session->step(std::max(first->wake, first->session->now()));
      if (!next) break;
      first->wake = *next;
    }
    if (!dying.is_dead()) break;
    ++died;
    first.reset();
    auto second = turning_host(place);
    const auto again = second->try_open(at(kBegin));
    ASSERT_TRUE(again.ok()) << "call " << calls << ": " << again.error().message;
    if (second->session->state() == SessionState::kPaused) {
      EXPECT_TRUE(second->session->status().is_reconciled) << "call " << calls;
      ASSERT_TRUE(second->session->resume("ana").ok()) << "call " << calls;
    }
    second->run_until(at("2025-01-15T12:00:00Z"));
    const End end = end_of(*second);
    EXPECT_EQ(end.positions, expected.positions) << "call " << calls;
    EXPECT_EQ(end.cash, expected.cash) << "call " << calls;
    EXPECT_EQ(end.next_order, expected.next_order) << "call " << calls;
    std::filesystem::remove_all(place);
  }
  EXPECT_GT(died, 50u);
}

TEST_F(SessionCrash, FullDisk_FailsTheSession_AndSendsNothingMore) {
  auto host = turning_host(directory_ / "full");
  DyingDisk dying{host->posix, 60};
  host->disk = &dying;
  ASSERT_TRUE(host->try_open(at(kBegin)).ok());
  Result<Timestamp> next = Timestamp{};
  while (!host->session->is_over()) {
    next = host->session->step(std::max(host->wake, host->session->now()));
    if (!next) break;
    host->wake = *next;
  }
  ASSERT_FALSE(next.ok());
  EXPECT_EQ(host->session->state(), SessionState::kFailed);
  EXPECT_THAT(host->session->status().why, ::testing::HasSubstr("no space left"));
  const std::size_t sent = host->venue->received.size();
  EXPECT_EQ(host->session->resume("ana").error().kind, SessionErrorKind::kInvalidTransition);
  EXPECT_EQ(host->venue->received.size(), sent);
}

}  // namespace
}  // namespace sluice::sessions
