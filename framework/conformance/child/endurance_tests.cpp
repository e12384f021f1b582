// SPDX-License-Identifier: Apache-2.0
//
// endurance_tests.cpp: level 10: many lives, and what is left of them.
#include <chrono>
#include <thread>

#include "conformance/child/hot_guard.hpp"
#include "conformance/child/process_facts.hpp"
#include "conformance/child/sanitizers.hpp"
#include "conformance/child/tests.hpp"
#include "conformance/child/workout.hpp"

namespace sluice::conformance {
namespace {

// A sanitizer makes each cost ten times as much.
constexpr int kLives = SLUICE_SANITIZED_MEMORY ? 2'000 : 10'000;
constexpr int kWarmUp = 100;
constexpr std::int64_t kMostLeft = kLives / 100;

bool live_once(TestRun& run, const Subject& subject, const std::string& params) {
  Recorder recorder{""};
  Instance instance{subject, {}, recorder, run.findings()};
  if (!instance.create(params)) {
    instance.find("create failed: " + instance.error_text());
    return false;
  }
  return true;
}

void check_create_destroy(TestRun& run) {
  run.for_each_component([&](const Subject& subject, const std::string& params) {
    for (int i = 0; i < kWarmUp; ++i)
      if (!live_once(run, subject, params)) return;
    const std::int64_t blocks = live_blocks();
    const std::size_t files = open_file_count();
    for (int i = 0; i < kLives; ++i)
      if (!live_once(run, subject, params)) return;
    const std::int64_t left = live_blocks() - blocks;
    if (left > kMostLeft)
      run.findings().add(subject.info->id,
                         std::to_string(left) + " blocks of memory are left after " +
                             std::to_string(kLives) + " times create and destroy");
    if (open_file_count() > files)
      run.findings().add(subject.info->id, "open files are left after create and destroy");
  });
}

// A thread that was joined may be listed for a moment more.
std::size_t settled_threads(std::size_t expected) {
  for (int i = 0; i < 100 && thread_count() > expected; ++i)
    std::this_thread::sleep_for(std::chrono::milliseconds{2});
  return thread_count();
}

void check_threads_joined(TestRun& run) {
  run.for_each_component([&](const Subject& subject, const std::string&) {
    const std::size_t threads = thread_count();
    const std::size_t files = open_file_count();
    const auto scratch = run.new_scratch();
    Recorder recorder{scratch.string()};
    Instance instance{subject, {}, recorder, run.findings()};
    if (!instance.create(run.params_for(subject, scratch)) || !instance.start())
      return instance.find("it could not be started: " + instance.error_text());
    work(instance, Scene{run.shape_for(subject), run.input().seed});
    instance.quiesce();
    if (const std::size_t left = settled_threads(threads); left > threads)
      instance.find(std::to_string(left - threads) + " threads are left after quiesce");
    instance.destroy();
    if (settled_threads(threads) > threads) instance.find("threads are left after destroy");
    if (const std::size_t left = open_file_count(); left > files)
      instance.find(std::to_string(left - files) + " open files are left after destroy");
  });
}

}  // namespace

bool run_endurance_test(TestRun& run) {
  const std::string_view test = run.input().test;
  if (test == "endurance.create_destroy") return check_create_destroy(run), true;
  if (test != "endurance.threads_joined") return false;
  check_threads_joined(run);
  return true;
}

}  // namespace sluice::conformance
