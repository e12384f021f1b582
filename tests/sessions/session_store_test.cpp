// SPDX-License-Identifier: Apache-2.0
//
// session_store_test.cpp: what hosts and askers have in common: requests that are carried out once
// or never, and the keys of starts.
#include "records/session_store.hpp"

#include <SQLiteCpp/SQLiteCpp.h>
#include <array>
#include <atomic>
#include <string>
#include <thread>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "support/temporary_directory.hpp"

namespace sluice::records {
namespace {

using ::testing::SizeIs;

TEST(SessionStoreTest, RequestsOfASession_AreBounded) {
  const sluice::testing::TemporaryDirectory directory;
  auto store = SessionStore::open(directory / "s.db");
  ASSERT_TRUE(store.ok());
  for (std::int64_t i = 0; i < SessionStore::kMaxWaiting; ++i)
    ASSERT_TRUE((*store)->ask({0, "alpha", "pause", 0, "ana", ""}).ok());
  EXPECT_FALSE((*store)->ask({0, "alpha", "pause", 0, "ana", ""}).ok());
  EXPECT_TRUE((*store)->ask({0, "beta", "pause", 0, "ana", ""}).ok());
  ASSERT_TRUE((*store)->withdraw_all("alpha").ok());
  EXPECT_THAT(*(*store)->waiting("alpha"), SizeIs(0));
  EXPECT_THAT(*(*store)->waiting("beta"), SizeIs(1));
}

// A new file becomes a WAL once; whoever comes at that moment has to wait.
TEST(SessionStoreTest, OpenedByManyAtOnce_IsThereForAll) {
  for (int round = 0; round < 20; ++round) {
    const sluice::testing::TemporaryDirectory directory;
    std::atomic<bool> go{false};
    std::array<std::string, 6> faults;
    std::vector<std::thread> threads;
    for (std::string& fault : faults)
      threads.emplace_back([&] {
        while (!go) std::this_thread::yield();
        const auto store = SessionStore::open(directory / "s.db");
        if (!store) fault = store.error().message;
      });
    go = true;
    for (std::thread& thread : threads) thread.join();
    for (const std::string& fault : faults) EXPECT_EQ(fault, "");
  }
}

TEST(SessionStoreTest, KeysOfStarts_AreKept_TheNewestOfThem) {
  const sluice::testing::TemporaryDirectory directory;
  auto store = SessionStore::open(directory / "s.db");
  ASSERT_TRUE(store.ok());
  EXPECT_FALSE((*store)->start_of("k0")->has_value());
  const auto most = SessionStore::kMostStarts;
  for (std::int64_t i = 0; i <= most; ++i)
    ASSERT_TRUE((*store)->keep_start({"k" + std::to_string(i), "alpha", "content"}).ok());
  EXPECT_FALSE((*store)->start_of("k0")->has_value());
  ASSERT_TRUE((*store)->start_of("k1")->has_value());
  EXPECT_EQ((*(*store)->start_of("k1"))->content, "content");
  ASSERT_TRUE((*store)->drop_start("k1").ok());
  EXPECT_FALSE((*store)->start_of("k1")->has_value());
}

TEST(SessionStoreTest, Request_IsClaimedOnceAndThenStays) {
  const sluice::testing::TemporaryDirectory directory;
  auto asker = *SessionStore::open(directory / "s.db");
  auto host = *SessionStore::open(directory / "s.db");
  const auto number = *asker->ask({0, "alpha", "pause", 0, "ana", ""});
  EXPECT_TRUE(*host->claim(number));
  EXPECT_FALSE(*host->claim(number));
  EXPECT_FALSE(*asker->claim(number));
  EXPECT_THAT(*host->waiting("alpha"), SizeIs(0));
  EXPECT_FALSE(*asker->withdraw(number));
  ASSERT_TRUE(host->answer(number, {true, "", ""}).ok());
  EXPECT_FALSE(*asker->withdraw(number));
  ASSERT_TRUE(asker->reply(number)->has_value());
  EXPECT_TRUE((*asker->reply(number))->done);
}

TEST(SessionStoreTest, RequestThatIsWithdrawn_IsClaimedByNobody) {
  const sluice::testing::TemporaryDirectory directory;
  auto store = *SessionStore::open(directory / "s.db");
  const auto number = *store->ask({0, "alpha", "pause", 0, "ana", ""});
  EXPECT_TRUE(*store->withdraw(number));
  EXPECT_TRUE(*store->withdraw(number));
  EXPECT_FALSE(*store->claim(number));
}

// An asker that still waits when the session is started again is told what was done.
TEST(SessionStoreTest, AnswersOutliveAStart_TheNewestOfThem) {
  const sluice::testing::TemporaryDirectory directory;
  auto store = *SessionStore::open(directory / "s.db");
  std::vector<std::uint64_t> numbers;
  for (std::int64_t i = 0; i <= SessionStore::kMostAnswered; ++i) {
    numbers.push_back(*store->ask({0, "alpha", "pause", 0, "ana", ""}));
    ASSERT_TRUE(store->answer(numbers.back(), {true, "", ""}).ok());
  }
  ASSERT_TRUE(store->withdraw_all("alpha").ok());
  EXPECT_FALSE(store->reply(numbers[0])->has_value());
  EXPECT_TRUE(store->reply(numbers[1])->has_value());
}

// As builds before claims made it.
TEST(SessionStoreTest, FileWithoutClaims_IsOpenedWithWhatItHas) {
  const sluice::testing::TemporaryDirectory directory;
  {
    SQLite::Database old{(directory / "s.db").native(),
                         SQLite::OPEN_READWRITE | SQLite::OPEN_CREATE};
    old.exec(
        "CREATE TABLE sessions(id TEXT PRIMARY KEY, strategy TEXT NOT NULL, account TEXT NOT NULL, "
        "route TEXT NOT NULL, mode TEXT NOT NULL, state TEXT NOT NULL, why TEXT NOT NULL, updated "
        "TEXT NOT NULL, directory TEXT NOT NULL, status TEXT NOT NULL);"
        "CREATE TABLE requests(number INTEGER PRIMARY KEY AUTOINCREMENT, session TEXT NOT NULL, "
        "verb TEXT NOT NULL, signal INTEGER NOT NULL, who TEXT NOT NULL, why TEXT NOT NULL, "
        "answered INTEGER NOT NULL DEFAULT 0, done INTEGER NOT NULL DEFAULT 0, error_kind TEXT NOT "
        "NULL DEFAULT '', message TEXT NOT NULL DEFAULT '');"
        "CREATE INDEX waiting_requests ON requests(session) WHERE NOT answered;"
        "INSERT INTO requests(session, verb, signal, who, why) VALUES('alpha', 'stop', 0, 'ana', "
        "'x');"
        "PRAGMA user_version = 1; PRAGMA application_id = 1397510995");
  }
  auto store = SessionStore::open(directory / "s.db");
  ASSERT_TRUE(store.ok()) << store.error().message;
  const auto waiting = *(*store)->waiting("alpha");
  ASSERT_THAT(waiting, SizeIs(1));
  EXPECT_EQ(waiting[0].verb, "stop");
  EXPECT_TRUE(*(*store)->claim(waiting[0].number));
  EXPECT_TRUE(SessionStore::open(directory / "s.db").ok());
}

}  // namespace
}  // namespace sluice::records
