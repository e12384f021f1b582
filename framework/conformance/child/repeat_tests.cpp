// SPDX-License-Identifier: Apache-2.0
//
// repeat_tests.cpp: levels 6 and 7: the same work gives the same bytes, again, in another process,
// beside others, and from changing threads.
#include <thread>

#include "conformance/child/tests.hpp"
#include "files/sha256.hpp"

namespace sluice::conformance {
namespace {

constexpr std::size_t kThreads = 4;
constexpr int kRoundsEach = 3;

// What is declared to be nondeterministic is not asked to repeat itself.
template <typename Body>
void each_deterministic(TestRun& run, Body body) {
  run.for_each_component([&](const Subject& subject, const std::string&) {
    if (subject.info->is_deterministic()) body(subject);
  });
}

std::unique_ptr<Recorder> once(TestRun& run, const Subject& subject, std::uint64_t seed,
                               Lane* lane = nullptr) {
  Treatment treatment;
  treatment.seed = seed;
  treatment.lane = lane;
  return run.workout(subject, treatment, run.shape_for(subject));
}

void tell_difference(TestRun& run, const Subject& subject, const Recorder& expected,
                     const Recorder& other, const std::string& when) {
  if (const auto where = expected.first_difference(other); !where.empty())
    run.findings().add(subject.info->id,
                       "it answered otherwise " + when + ": " + where + " differs");
}

void check_same_process(TestRun& run) {
  each_deterministic(run, [&](const Subject& subject) {
    const std::uint64_t seed = run.input().seed;
    const auto first = once(run, subject, seed);
    // Something else in between must leave no trace.
    static_cast<void>(once(run, subject, seed + 1));
    tell_difference(run, subject, *first, *once(run, subject, seed), "the second time");
  });
}

void check_fresh_process(TestRun& run) {
  std::string digests;
  each_deterministic(run, [&](const Subject& subject) {
    const auto recorder = once(run, subject, run.input().seed);
    const auto bytes = std::as_bytes(std::span{recorder->bytes()});
    digests += subject.info->id + " " + files::sha256_hex(bytes) + "\n";
  });
  run.set_digest(digests);
}

void check_parallel(TestRun& run) {
  run.for_each_component([&](const Subject& subject, const std::string&) {
    const std::uint64_t seed = run.input().seed;
    std::vector<std::unique_ptr<Recorder>> expected;
    for (std::size_t i = 0; i < kThreads; ++i) expected.push_back(once(run, subject, seed + i));
    std::vector<std::thread> threads;
    for (std::size_t i = 0; i < kThreads; ++i)
      threads.emplace_back([&, i] {
        for (int round = 0; round < kRoundsEach; ++round) {
          const auto answered = once(run, subject, seed + i);
          if (subject.info->is_deterministic())
            tell_difference(run, subject, *expected[i], *answered, "beside other instances");
        }
      });
    for (std::thread& thread : threads) thread.join();
  });
}

void check_hopping(TestRun& run) {
  run.for_each_component([&](const Subject& subject, const std::string&) {
    const auto expected = once(run, subject, run.input().seed);
    HoppingLane lane{kThreads};
    const auto answered = once(run, subject, run.input().seed, &lane);
    if (subject.info->is_deterministic())
      tell_difference(run, subject, *expected, *answered, "when its thread changed");
  });
}

}  // namespace

bool run_repeat_test(TestRun& run) {
  const std::string_view test = run.input().test;
  if (test == "repeat.same_process") return check_same_process(run), true;
  if (test == "repeat.fresh_process") return check_fresh_process(run), true;
  if (test == "threads.parallel") return check_parallel(run), true;
  if (test != "threads.lane_hopping") return false;
  check_hopping(run);
  return true;
}

}  // namespace sluice::conformance
