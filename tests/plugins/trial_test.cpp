// SPDX-License-Identifier: Apache-2.0
//
// What a library may do before the host loads it, through the registry's door: the runner is the
// built one, the state folder the test's own.
#include "plugins/trial.hpp"

#include <csignal>
#include <fstream>
#include <sys/wait.h>
#include <unistd.h>

#include "fixture.hpp"
#include "plugins/trial_child.hpp"

namespace sluice::plugins {
namespace {

namespace fs = std::filesystem;
using namespace std::chrono_literals;
using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

class TrialTest : public PluginsTest {
 protected:
  ScanOptions trying() const {
    ScanOptions options;
    options.trial.emplace();
    options.trial->state_directory = state_;
    options.trial->runner = fs::path{SLUICE_BINARY_DIR} / "bin" / kRunnerName;
    options.trial->limits.deadline = deadline_;
    options.trial->wall_clock = [] {
      return Timestamp::parse("2026-11-21T10:00:00.000000000Z").value();
    };
    return options;
  }
  // Loads the rule of the one library that is installed, in a registry of its own.
  std::string load() {
    Registry registry = scan(trying());
    const auto loaded = registry.load(Kind::kRiskRule, "raw_rule");
    warnings_.clear();
    for (const Notice& notice : registry.notices())
      if (notice.severity == Notice::Severity::kWarning) warnings_.push_back(notice.message);
    return loaded ? "" : loaded.error().message;
  }
  std::string load(const std::string& library) {
    path_ = install(library);
    return load();
  }
  [[nodiscard]] std::vector<fs::path> records() const {
    std::vector<fs::path> found;
    std::error_code missing;
    for (const auto& entry : fs::directory_iterator{state_ / "plugins", missing})
      if (entry.path().extension() == ".json") found.push_back(entry.path());
    return found;
  }
  // How often anything was tried.
  [[nodiscard]] std::size_t trials() const {
    const std::string log = testing::file_text(state_ / "plugins" / "log.jsonl");
    return static_cast<std::size_t>(std::count(log.begin(), log.end(), '\n'));
  }

  testing::TemporaryDirectory state_folder_;
  fs::path state_ = state_folder_ / "state";
  std::chrono::milliseconds deadline_ = 10s;
  fs::path path_;
  std::vector<std::string> warnings_;
};

TEST_F(TrialTest, SoundLibrary_IsTriedOnceAndLoaded) {
  EXPECT_EQ(load("raw_rule"), "");
  ASSERT_EQ(records().size(), 1u);
  EXPECT_EQ(trials(), 1u);
  EXPECT_EQ(load(), "");
  EXPECT_EQ(trials(), 1u);
  EXPECT_THAT(warnings_, IsEmpty());
}

TEST_F(TrialTest, Scanning_TriesNothing) {
  install("load_aborts");
  const Registry registry = scan(trying());
  EXPECT_EQ(registry.libraries()[0].refusal, "");
  EXPECT_FALSE(fs::exists(state_));
}

TEST_F(TrialTest, LibraryThatDiesWhileItIsLoaded_IsQuarantinedAndTheHostLivesOn) {
  const std::string message = load("load_aborts");
  EXPECT_THAT(message,
              AllOf(HasSubstr(path_.string() + ": it is quarantined since 2026-11-21T10:00:00"),
                    HasSubstr("the process that tried it was killed by SIGABRT, while it was "
                              "loaded; the last it printed: \"last words\""),
                    HasSubstr("sluice plugin release ")));
  EXPECT_EQ(load(), message);
  EXPECT_EQ(trials(), 1u);
}

struct BadLibrary {
  const char* library;
  const char* reason;
};
class BadLibraryTest : public TrialTest, public ::testing::WithParamInterface<BadLibrary> {};

TEST_P(BadLibraryTest, IsQuarantined) {
  EXPECT_THAT(load(GetParam().library),
              AllOf(HasSubstr("it is quarantined since"), HasSubstr(GetParam().reason)));
  EXPECT_EQ(trials(), 1u);
}

INSTANTIATE_TEST_SUITE_P(
    Trial, BadLibraryTest,
    ::testing::Values(
        BadLibrary{"load_exits",
                   "the process that tried it ended with code 0, while it was loaded"},
        BadLibrary{"exit_aborts",
                   "was killed by SIGABRT, when the process that had loaded it ended"},
        BadLibrary{"entry_changes", "its entry function, called a second time, gave another block"},
        BadLibrary{"entry_aborts_again",
                   "was killed by SIGABRT, when its entry function was called a second time"},
        BadLibrary{"changes_locale", "loading it changed the locale"},
        BadLibrary{"changes_directory", "loading it changed the working directory"},
        BadLibrary{"raw_magic", "wrong magic number"},
        BadLibrary{"raw_undefined", "undefined symbol: function_that_nobody_has"}),
    [](const auto& test) { return std::string{test.param.library}; });

TEST_F(TrialTest, LibraryThatHangs_IsKilledAndQuarantined) {
  deadline_ = 300ms;
  EXPECT_THAT(
      load("load_hangs"),
      HasSubstr("the process that tried it did not end within 300 ms, while it was loaded"));
  EXPECT_EQ(records().size(), 1u);
}

TEST_F(TrialTest, LibraryThatTakesMoreMemoryThanAllowed_IsQuarantined) {
  if (memory_limit(1) == 0) GTEST_SKIP() << "sanitizers know no limit of address space";
  path_ = install("load_eats_memory");
  ScanOptions options = trying();
  options.trial->limits.memory_bytes = std::uint64_t{256} << 20;
  EXPECT_THAT(message_of(scan(options).load(Kind::kRiskRule, "raw_rule")),
              HasSubstr("was killed by SIGABRT, while it was loaded"));
}

TEST_F(TrialTest, LibraryThatSpins_IsEndedByItsProcessorTime) {
  install("load_spins");
  ScanOptions options = trying();
  options.trial->limits.cpu = 1s;
  EXPECT_THAT(message_of(scan(options).load(Kind::kRiskRule, "raw_rule")),
              HasSubstr("was killed by SIGXCPU, while it was loaded"));
}

TEST_F(TrialTest, OtherBytes_AreTriedAnew) {
  EXPECT_THAT(load("load_aborts"), HasSubstr("quarantined"));
  fs::remove(path_);
  EXPECT_EQ(load("raw_rule"), "");
  EXPECT_EQ(trials(), 2u);
}

TEST_F(TrialTest, ReleasedLibrary_IsTriedAgain) {
  EXPECT_THAT(load("load_aborts"), HasSubstr("quarantined"));
  TrialStore store{state_};
  ASSERT_TRUE(store.release(store.quarantined().at(0).sha256, "ana", "try", wall_clock()).ok());
  EXPECT_THAT(load(), HasSubstr("quarantined"));
  EXPECT_EQ(trials(), 3u) << "trial, release, trial";
}

TEST_F(TrialTest, DamagedRecord_IsAWarningAndAnotherTrial) {
  EXPECT_THAT(load("load_aborts"), HasSubstr("quarantined"));
  testing::write_text(records().at(0), "{}");
  EXPECT_THAT(load(), HasSubstr("quarantined"));
  ASSERT_EQ(warnings_.size(), 1u);
  EXPECT_THAT(warnings_[0], AllOf(HasSubstr("it is tried again"), HasSubstr("is damaged")));
  EXPECT_EQ(trials(), 2u);
}

TEST_F(TrialTest, StateFolderThatCanNotBeWritten_IsAWarningAndATrialEachTime) {
  testing::write_text(state_folder_ / "state", "a file, so no folder");
  for (int i = 0; i < 2; ++i) {
    fs::remove(directory_ / "raw_rule.so");
    EXPECT_EQ(load("raw_rule"), "");
    EXPECT_THAT(warnings_, ::testing::Contains(HasSubstr("so it is tried each time")));
    fs::remove(path_);
    EXPECT_THAT(load("load_aborts"), HasSubstr("killed by SIGABRT"));
    fs::remove(path_);
  }
}

TEST_F(TrialTest, NoStateFolderAtAll_IsAWarningAndATrial) {
  state_.clear();
  EXPECT_EQ(load("raw_rule"), "");
  EXPECT_THAT(warnings_, ::testing::ElementsAre(HasSubstr("there is no state folder")));
  fs::remove(path_);
  EXPECT_THAT(load("load_aborts"), HasSubstr("killed by SIGABRT"));
}

TEST_F(TrialTest, NoRunner_RefusesWhatIsNotKnownAndSaysWhatIsMissing) {
  install("raw_rule");
  ScanOptions options = trying();
  options.trial->runner = directory_ / "no-runner";
  EXPECT_THAT(message_of(scan(options).load(Kind::kRiskRule, "raw_rule")),
              AllOf(HasSubstr("there is no program " + options.trial->runner.string()),
                    HasSubstr("install sluice-plugin-runner")));
  EXPECT_THAT(records(), IsEmpty()) << "the library is not to blame";
  EXPECT_EQ(load(), "");
  EXPECT_TRUE(scan(options).load(Kind::kRiskRule, "raw_rule").ok()) << "it is known by now";
}

TEST_F(TrialTest, RunnerThatIsNone_RefusesAndBlamesNoLibrary) {
  install("raw_rule");
  ScanOptions options = trying();
  options.trial->runner = "/bin/false";
  EXPECT_THAT(message_of(scan(options).load(Kind::kRiskRule, "raw_rule")),
              HasSubstr("/bin/false ended with code 1 without an answer"));
  EXPECT_THAT(records(), IsEmpty());
}

TEST_F(TrialTest, FileReplacedUnderTheTrial_IsRefusedWithoutARecord) {
  const auto path = install("raw_rule");
  Registry registry = scan(trying());
  fs::remove(path);
  install("misbehaving", "raw_rule");
  EXPECT_THAT(message_of(registry.load(Kind::kRiskRule, "raw_rule")),
              HasSubstr("the file was replaced while it was tried"));
  EXPECT_THAT(records(), IsEmpty());
}

TEST_F(TrialTest, FileRemovedUnderTheTrial_IsRefusedWithoutARecord) {
  const auto path = install("raw_rule");
  Registry registry = scan(trying());
  fs::remove(path);
  EXPECT_THAT(message_of(registry.load(Kind::kRiskRule, "raw_rule")),
              HasSubstr("it could not be read for its trial"));
  EXPECT_THAT(records(), IsEmpty());
}

TEST_F(TrialTest, LibraryThatLeavesAProcessBehind_DoesNotHoldTheHostUp) {
  EXPECT_EQ(load("load_leaves_a_child"), "");
  // Loaded here it has left one too, which would hold the output of this program open.
  std::ifstream children{"/proc/thread-self/children"};
  for (pid_t child = 0; children >> child;) {
    ::kill(child, SIGKILL);
    ::waitpid(child, nullptr, 0);
  }
}

TEST_F(TrialTest, RefusedBeforeItsTrial_IsNotTried) {
  install("load_aborts");
  ScanOptions options = trying();
  options.before_load = [](const fs::path&, const std::string&) -> Result<void> {
    return Error{"not today"};
  };
  EXPECT_THAT(message_of(scan(options).load(Kind::kRiskRule, "raw_rule")), HasSubstr("not today"));
  EXPECT_THAT(records(), IsEmpty());
}

TEST_F(TrialTest, TwoProcessesAtOnce_BothGetTheirAnswer) {
  install("raw_rule");
  std::vector<pid_t> others;
  for (int i = 0; i < 3; ++i) {
    const pid_t other = ::fork();
    if (other == 0) ::_exit(load().empty() ? 0 : 1);
    others.push_back(other);
  }
  EXPECT_EQ(load(), "");
  for (const pid_t other : others) {
    int status = -1;
    ASSERT_EQ(::waitpid(other, &status, 0), other);
    EXPECT_EQ(status, 0);
  }
  EXPECT_EQ(load(), "");
  EXPECT_EQ(records().size(), 1u);
}

TEST(TrialAnswer, IsReadFromWholeLinesOnly) {
  const auto settled = parse_trial_answer(
      "{\"step\":\"load\"}\nnoise\n{\"passed\":false,\"sha256\":\"ab\",\"reason\":\"no\"}\n");
  EXPECT_TRUE(settled.is_settled);
  EXPECT_FALSE(settled.passed);
  EXPECT_EQ(settled.step, "load");
  EXPECT_EQ(settled.sha256, "ab");
  EXPECT_EQ(settled.reason, "no");
  const auto torn = parse_trial_answer("{\"step\":\"load\"}\n{\"passed\":true,\"sha256\":\"ab\"}");
  EXPECT_FALSE(torn.is_settled);
  EXPECT_EQ(torn.step, "load");
  for (const char* odd : {"", "\n", "[]\n", "1\n", "{\"passed\":1}\n", "{\"step\":{}}\n"})
    EXPECT_FALSE(parse_trial_answer(odd).is_settled) << odd;
}

}  // namespace
}  // namespace sluice::plugins
