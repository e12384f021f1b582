// SPDX-License-Identifier: Apache-2.0
#include "plugins/trial_store.hpp"

#include <atomic>
#include <cstdlib>
#include <thread>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "support/file_text.hpp"
#include "support/temporary_directory.hpp"

namespace sluice::plugins {
namespace {

namespace fs = std::filesystem;
using State = TrialRecord::State;
using ::testing::HasSubstr;

const std::string kHash(64, 'a');
const std::string kOther(64, 'b');

Timestamp at(const char* text) { return Timestamp::parse(text).value(); }
const Timestamp kNow = at("2026-11-21T10:00:00.000000000Z");

class TrialStoreTest : public ::testing::Test {
 protected:
  TrialStoreTest() { fs::permissions(folder_.path(), fs::perms{0755}); }

  static TrialRecord passed(const std::string& hash = kHash) {
    return {State::kPassed, hash, "/lib/good.so", "exit", {}, kNow};
  }
  static TrialRecord bad(const std::string& hash = kHash) {
    return {State::kQuarantined, hash, "/lib/bad.so", "load", "it \"died\"\n", kNow};
  }
  TrialStore store() const { return TrialStore{folder_ / "state"}; }
  fs::path file(const std::string& hash = kHash) const {
    return folder_ / "state" / "plugins" / (hash + ".json");
  }
  std::vector<nlohmann::json> log() const {
    std::vector<nlohmann::json> lines;
    std::ifstream text{folder_ / "state" / "plugins" / "log.jsonl"};
    for (std::string line; std::getline(text, line);) lines.push_back(nlohmann::json::parse(line));
    return lines;
  }

  testing::TemporaryDirectory folder_;
};

TEST_F(TrialStoreTest, Untried_IsNothingAndCreatesNothing) {
  const auto found = store().find(kHash);
  ASSERT_TRUE(found.ok());
  EXPECT_FALSE(found->has_value());
  EXPECT_TRUE(store().quarantined().empty());
  EXPECT_FALSE(fs::exists(folder_ / "state"));
}

TEST_F(TrialStoreTest, Kept_IsFoundWithEverythingItSays) {
  ASSERT_TRUE(store().keep(bad()).ok());
  ASSERT_TRUE(store().keep(passed(kOther)).ok());
  const auto found = store().find(kHash);
  ASSERT_TRUE(found.ok() && *found) << found.ok();
  EXPECT_TRUE((*found)->is_quarantined());
  EXPECT_EQ((*found)->sha256, kHash);
  EXPECT_EQ((*found)->library, "/lib/bad.so");
  EXPECT_EQ((*found)->step, "load");
  EXPECT_EQ((*found)->reason, "it \"died\"\n");
  EXPECT_EQ((*found)->time, kNow);
  EXPECT_FALSE((*store().find(kOther))->is_quarantined());
  const auto all = store().quarantined();
  ASSERT_EQ(all.size(), 1u);
  EXPECT_EQ(all[0].sha256, kHash);
}

TEST_F(TrialStoreTest, PassedAgainstAQuarantine_LeavesItStanding) {
  ASSERT_TRUE(store().keep(bad()).ok());
  const auto kept = store().keep(passed());
  ASSERT_TRUE(kept.ok());
  EXPECT_TRUE(kept->is_quarantined());
  EXPECT_TRUE((*store().find(kHash))->is_quarantined());
}

TEST_F(TrialStoreTest, QuarantineAgainstPassed_Replaces) {
  ASSERT_TRUE(store().keep(passed()).ok());
  ASSERT_TRUE(store().keep(bad()).ok());
  EXPECT_TRUE((*store().find(kHash))->is_quarantined());
}

TEST_F(TrialStoreTest, DamagedFile_IsAnErrorThatNamesItAndIsReplacedByTheNextResult) {
  ASSERT_TRUE(store().keep(bad()).ok());
  const std::string whole = testing::file_text(file());
  for (std::size_t size = 0; size + 1 < whole.size(); ++size) {
    testing::write_text(file(), whole.substr(0, size));
    const auto found = store().find(kHash);
    ASSERT_FALSE(found.ok()) << size << " bytes";
    EXPECT_THAT(found.error().message, HasSubstr(file().string()));
  }
  ASSERT_TRUE(store().keep(passed()).ok());
  EXPECT_FALSE((*store().find(kHash))->is_quarantined());
}

TEST_F(TrialStoreTest, FileThatSaysSomethingElse_IsNotBelieved) {
  ASSERT_TRUE(store().keep(passed()).ok());
  const std::string good = testing::file_text(file());
  const auto with = [&](const std::string& what, const std::string& by) {
    std::string text = good;
    text.replace(text.find(what), what.size(), by);
    testing::write_text(file(), text);
    return store().find(kHash).ok();
  };
  EXPECT_TRUE(with("passed", "passed"));
  EXPECT_FALSE(with("passed", "fine"));
  EXPECT_FALSE(with("sluice.plugin_trial/1", "sluice.plugin_trial/2"));
  EXPECT_FALSE(with(kHash, kOther));
  EXPECT_FALSE(with("2026-", "soon-"));
}

TEST_F(TrialStoreTest, FolderThatAnybodyMayWrite_IsNotBelieved) {
  ASSERT_TRUE(store().keep(passed()).ok());
  fs::permissions(folder_ / "state" / "plugins", fs::perms{0777});
  const auto found = store().find(kHash);
  ASSERT_FALSE(found.ok());
  EXPECT_THAT(found.error().message, HasSubstr("anybody may write into this folder"));
}

TEST_F(TrialStoreTest, Release_ForgetsTheQuarantineAndTellsWho) {
  ASSERT_TRUE(store().keep(bad()).ok());
  ASSERT_TRUE(store().release(kHash, "ana", "rebuilt libc", at("2026-11-22T00:00:00Z")).ok());
  EXPECT_FALSE(store().find(kHash)->has_value());
  const auto lines = log();
  ASSERT_EQ(lines.size(), 2u);
  EXPECT_EQ(lines[0]["action"], "quarantined");
  EXPECT_EQ(lines[0]["reason"], "it \"died\"\n");
  EXPECT_EQ(lines[1]["action"], "released");
  EXPECT_EQ(lines[1]["sha256"], kHash);
  EXPECT_EQ(lines[1]["library"], "/lib/bad.so");
  EXPECT_EQ(lines[1]["who"], "ana");
  EXPECT_EQ(lines[1]["why"], "rebuilt libc");
  EXPECT_EQ(Timestamp::parse(lines[1]["time"].get<std::string>()), at("2026-11-22T00:00:00Z"));
}

TEST_F(TrialStoreTest, ReleaseOfWhatIsNotQuarantined_IsRefused) {
  ASSERT_TRUE(store().keep(passed()).ok());
  EXPECT_FALSE(store().release(kHash, "ana", "why", kNow).ok());
  EXPECT_FALSE(store().release(kOther, "ana", "why", kNow).ok());
  EXPECT_TRUE(store().find(kHash)->has_value());
  EXPECT_EQ(log().size(), 1u);
}

TEST_F(TrialStoreTest, ReleaseWithoutWhoOrWhy_IsRefused) {
  ASSERT_TRUE(store().keep(bad()).ok());
  EXPECT_FALSE(store().release(kHash, "", "why", kNow).ok());
  EXPECT_FALSE(store().release(kHash, "ana", "", kNow).ok());
  EXPECT_TRUE((*store().find(kHash))->is_quarantined());
}

TEST_F(TrialStoreTest, ManyAtOnce_LoseNothingAndAQuarantineStands) {
  constexpr int kWriters = 4;
  constexpr int kRounds = 10;
  std::atomic<int> failures{0};
  std::vector<std::thread> writers;
  for (int writer = 0; writer < kWriters; ++writer)
    writers.emplace_back([&, writer] {
      for (int round = 0; round < kRounds; ++round) {
        const bool quarantines = writer == 0 && round == kRounds / 2;
        auto kept = store().keep(quarantines ? bad() : passed());
        if (!kept) ++failures;
        if (!store().find(kHash).ok()) ++failures;
      }
    });
  for (auto& writer : writers) writer.join();
  EXPECT_EQ(failures, 0);
  EXPECT_TRUE((*store().find(kHash))->is_quarantined());
  // Results behind the quarantine are not kept, so not told; none before it is lost.
  const auto lines = log();
  EXPECT_EQ(std::count_if(lines.begin(), lines.end(),
                          [](const auto& line) { return line["action"] == "quarantined"; }),
            1);
  EXPECT_EQ(lines.back()["action"], "quarantined");
}

class StateDirectoryTest : public ::testing::Test {
 protected:
  StateDirectoryTest() { set({}, {}, {}); }
  ~StateDirectoryTest() override {
    put(kStateVariable, own_);
    put("XDG_STATE_HOME", xdg_);
    put("HOME", home_);
  }
  static std::optional<std::string> get(const char* name) {
    const char* const value = std::getenv(name);
    return value == nullptr ? std::nullopt : std::optional<std::string>{value};
  }
  static void put(const char* name, const std::optional<std::string>& value) {
    if (value)
      ::setenv(name, value->c_str(), 1);
    else
      ::unsetenv(name);
  }
  static void set(const std::optional<std::string>& own, const std::optional<std::string>& xdg,
                  const std::optional<std::string>& home) {
    put(kStateVariable, own);
    put("XDG_STATE_HOME", xdg);
    put("HOME", home);
  }

 private:
  std::optional<std::string> own_ = get(kStateVariable);
  std::optional<std::string> xdg_ = get("XDG_STATE_HOME");
  std::optional<std::string> home_ = get("HOME");
};

TEST_F(StateDirectoryTest, IsTheMostParticularThatIsNamed) {
  EXPECT_EQ(process_state_directory({}), "");
  set({}, {}, "/home/ana");
  EXPECT_EQ(process_state_directory({}), "/home/ana/.local/state/sluice");
  set({}, "relative", "/home/ana");
  EXPECT_EQ(process_state_directory({}), "/home/ana/.local/state/sluice");
  set({}, "/xdg", "/home/ana");
  EXPECT_EQ(process_state_directory({}), "/xdg/sluice");
  set("", "/xdg", "/home/ana");
  EXPECT_EQ(process_state_directory({}), "/xdg/sluice");
  set("/own", "/xdg", "/home/ana");
  EXPECT_EQ(process_state_directory({}), "/own");
  EXPECT_EQ(process_state_directory("/of/the/config"), "/of/the/config");
}

}  // namespace
}  // namespace sluice::plugins
