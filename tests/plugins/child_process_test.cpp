// SPDX-License-Identifier: Apache-2.0
#include "plugins/child_process.hpp"

#include <csignal>
#include <cstdlib>
#include <fcntl.h>
#include <sys/wait.h>
#include <thread>
#include <unistd.h>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "support/file_text.hpp"

namespace sluice::plugins {
namespace {

using End = ChildOutcome::End;
using namespace std::chrono_literals;
using ::testing::HasSubstr;
using ::testing::Not;

constexpr ChildLimits kPatient{20s, 0, 10s};

ChildOutcome shell(const std::string& script, const ChildLimits& limits = kPatient) {
  return run_child("/bin/sh", std::vector<std::string>{"-c", script}, limits);
}

TEST(ChildProcess, ThatEnds_TellsCodeResultAndOutput) {
  const auto outcome = shell("echo out; echo err >&2; echo answer >&3; exit 7");
  EXPECT_EQ(outcome.end, End::kExited);
  EXPECT_EQ(outcome.code, 7);
  EXPECT_EQ(outcome.result, "answer\n");
  EXPECT_EQ(outcome.output, "out\nerr\n");
  EXPECT_GT(outcome.wall, 0ns);
  EXPECT_EQ(end_text(outcome, kPatient), "ended with code 7");
}

TEST(ChildProcess, GetsItsArgumentsAsTheyAre) {
  const auto outcome =
      run_child("/bin/echo", std::vector<std::string>{"two words", "", "*"}, kPatient);
  EXPECT_EQ(outcome.output, "two words  *\n");
}

TEST(ChildProcess, ThatASignalEnds_TellsWhich) {
  const auto outcome = shell("echo answer >&3; kill -ABRT $$");
  EXPECT_EQ(outcome.end, End::kSignaled);
  EXPECT_EQ(outcome.code, SIGABRT);
  EXPECT_EQ(outcome.result, "answer\n");
  EXPECT_EQ(end_text(outcome, kPatient), "was killed by SIGABRT");
}

TEST(ChildProcess, BeyondItsDeadline_IsKilled) {
  const ChildLimits limits{200ms, 0, 10s};
  const auto outcome = shell("echo before; sleep 30; echo behind", limits);
  EXPECT_EQ(outcome.end, End::kTimedOut);
  EXPECT_EQ(outcome.output, "before\n");
  EXPECT_LT(outcome.wall, 10s);
  EXPECT_EQ(end_text(outcome, limits), "did not end within 200 ms");
  EXPECT_EQ(end_text(outcome, kPatient), "did not end within 20 s");
}

TEST(ChildProcess, WhatItStarted_DiesWithIt) {
  const auto outcome = shell("sleep 60 & echo $! >&3");
  ASSERT_EQ(outcome.end, End::kExited);
  const pid_t left = std::atoi(outcome.result.c_str());
  ASSERT_GT(left, 1);
  // It holds the pipes open: waiting for their end would have taken a minute.
  EXPECT_LT(outcome.wall, 20s);
  // Whoever adopts orphans needs a moment to bury it.
  const auto is_dead = [&] {
    const auto status = testing::file_text("/proc/" + std::to_string(left) + "/status");
    return status.empty() || status.find("State:\tZ") != status.npos;
  };
  for (int i = 0; i < 200 && !is_dead(); ++i) std::this_thread::sleep_for(10ms);
  EXPECT_TRUE(is_dead());
}

TEST(ChildProcess, ThatDoesNotExist_IsNotStarted) {
  const auto outcome = run_child("/no/such/program", {}, kPatient);
  EXPECT_EQ(outcome.end, End::kNotStarted);
  EXPECT_EQ(end_text(outcome, kPatient), "could not be started: No such file or directory");
}

TEST(ChildProcess, HasNoDescriptorOfTheHostButTheThreeAndTheAnswers) {
  // Not close-on-exec: a careless library's.
  const int leaked = ::open("/dev/null", O_RDONLY);
  const int high = ::fcntl(leaked, F_DUPFD, 100);
  ASSERT_GE(high, 100);
  const auto outcome = shell("for f in /proc/$$/fd/*; do echo ${f##*/}; done");
  ::close(leaked);
  ::close(high);
  EXPECT_THAT(outcome.output, Not(HasSubstr("\n" + std::to_string(high) + "\n")));
  EXPECT_THAT(outcome.output, ::testing::StartsWith("0\n1\n"));
}

TEST(ChildProcess, StandardInput_IsEmpty) { EXPECT_EQ(shell("cat; echo done").output, "done\n"); }

TEST(ChildProcess, SignalsTheHostIgnoresOrBlocks_WorkInIt) {
  sigset_t term;
  sigset_t before;
  sigemptyset(&term);
  sigaddset(&term, SIGTERM);
  ASSERT_EQ(::pthread_sigmask(SIG_BLOCK, &term, &before), 0);
  const auto pipe_before = std::signal(SIGPIPE, SIG_IGN);
  const auto blocked = shell("kill -TERM $$; echo survived");
  const auto ignored = shell("kill -PIPE $$; echo survived");
  std::signal(SIGPIPE, pipe_before);
  ::pthread_sigmask(SIG_SETMASK, &before, nullptr);
  EXPECT_EQ(blocked.code, SIGTERM) << blocked.output;
  EXPECT_EQ(ignored.code, SIGPIPE) << ignored.output;
}

TEST(ChildProcess, OfAHostThatIgnoresItsChildren_TellsItsEndAllTheSame) {
  const auto before = std::signal(SIGCHLD, SIG_IGN);
  const auto outcome = shell("exit 3");
  EXPECT_EQ(std::signal(SIGCHLD, before), SIG_IGN) << "it is put back";
  EXPECT_EQ(outcome.end, End::kExited);
  EXPECT_EQ(outcome.code, 3);
}

TEST(ChildProcess, RunsInAGroupOfItsOwn) {
  const auto outcome = shell("cut -d' ' -f5 /proc/$$/stat; echo $$");
  const auto end = outcome.output.find('\n');
  ASSERT_NE(end, outcome.output.npos);
  EXPECT_EQ(outcome.output.substr(0, end) + "\n", outcome.output.substr(end + 1));
}

TEST(ChildProcess, Limits_AreInForce) {
  const ChildLimits limits{20s, std::uint64_t{256} << 20, 7s};
  // A moment after the start: the shell is asked when that has passed.
  const auto outcome = shell("sleep 0.2; cat /proc/self/limits", limits);
  const auto line = [&](const std::string& name) {
    const auto at = outcome.output.find(name);
    const auto text = outcome.output.substr(std::min(at, outcome.output.size()));
    return text.substr(0, text.find('\n'));
  };
  EXPECT_THAT(line("Max address space"), HasSubstr("268435456            268435456"));
  EXPECT_THAT(line("Max cpu time"), HasSubstr("7                    8"));
  EXPECT_THAT(line("Max core file size"), HasSubstr("0                    0"));
  EXPECT_THAT(line("Max open files"), HasSubstr("256                  256"));
}

TEST(ChildProcess, ThatBurnsItsProcessorTime_IsEnded) {
  const auto outcome = shell("while :; do :; done", {20s, 0, 1s});
  EXPECT_EQ(outcome.end, End::kSignaled);
  EXPECT_EQ(outcome.code, SIGXCPU);
}

TEST(ChildProcess, OfTooMuchOutput_TheEndIsKept) {
  const auto outcome = shell("head -c 300000 /dev/zero | tr '\\0' a; echo end");
  EXPECT_EQ(outcome.output.size(), kMaxChildOutputBytes);
  EXPECT_TRUE(outcome.output.ends_with("aend\n"));
}

TEST(ChildProcess, OfTooMuchResult_TheStartIsKeptAndTheRestDoesNotStopIt) {
  const auto outcome = shell("(echo begin; head -c 3000000 /dev/zero) >&3; echo through");
  EXPECT_EQ(outcome.result.size(), kMaxChildResultBytes);
  EXPECT_TRUE(outcome.result.starts_with("begin\n"));
  EXPECT_EQ(outcome.output, "through\n");
}

TEST(ChildProcess, ManyAfterAnother_LeaveNothingBehind) {
  const auto count = [] {
    std::size_t open = 0;
    for (int number = 0; number < 512; ++number) open += ::fcntl(number, F_GETFD) >= 0;
    return open;
  };
  const auto before = count();
  for (int i = 0; i < 20; ++i) EXPECT_EQ(shell("exit 3").code, 3);
  EXPECT_EQ(run_child("/no/such/program", {}, kPatient).end, End::kNotStarted);
  EXPECT_EQ(count(), before);
  EXPECT_EQ(::waitpid(-1, nullptr, WNOHANG), -1) << "a child was not buried";
}

TEST(RunnerPath, IsNamedByTheEnvironment_ElseBesideTheProgram) {
  ::setenv(kRunnerVariable, "/somewhere/else", 1);
  EXPECT_EQ(runner_path(), "/somewhere/else");
  ::setenv(kRunnerVariable, "", 1);
  EXPECT_EQ(runner_path(),
            std::filesystem::read_symlink("/proc/self/exe").parent_path() / kRunnerName);
  ::unsetenv(kRunnerVariable);
}

}  // namespace
}  // namespace sluice::plugins
