// SPDX-License-Identifier: Apache-2.0
//
// load_tests.cpp: levels 3 and 4: loading, the entry, and what loading and working must not change.
#include <chrono>
#include <cstring>
#include <dlfcn.h>

#include "conformance/child/position.hpp"
#include "conformance/child/process_facts.hpp"
#include "conformance/child/tests.hpp"
#include "plugins/text.hpp"

namespace sluice::conformance {
namespace {

constexpr std::chrono::milliseconds kMostLoadTime{1000};

void check_opens(TestRun& run) {
  const auto begin = std::chrono::steady_clock::now();
  const auto opened = OpenedLibrary::open(run.input().library);
  const auto took = std::chrono::steady_clock::now() - begin;
  if (!opened) return run.find(opened.error().message);
  if (opened->block() == nullptr) run.find("its entry function returned nothing");
  if (took > kMostLoadTime)
    run.find("loading took longer than " + std::to_string(kMostLoadTime.count()) + " ms");
}

void check_block(TestRun& run) {
  const auto opened = OpenedLibrary::open(run.input().library);
  if (!opened) return run.find(opened.error().message);
  if (const auto checked = opened->check_block(); !checked) run.find(checked.error().message);
}

// The memory of the block must stay the same too.
void check_entry_twice(TestRun& run) {
  OpenedLibrary* const library = run.library();
  if (library == nullptr) return;
  const sluice_library first = *library->block();
  for (int i = 0; i < 3; ++i) {
    const Position position{"", SLUICE_ENTRY_SYMBOL};
    const sluice_library* const again = library->ask_again();
    if (again != library->block()) return run.find("its entry gave another block when asked again");
  }
  if (std::memcmp(&first, library->block(), sizeof first) != 0)
    run.find("its block was changed by asking again");
}

void check_unknown_ids(TestRun& run) {
  run.for_each_component([&](const Subject& subject, const std::string&) {
    if (!SLUICE_HAS_SLOT(subject.row, sluice_component, get_interface)) return;
    const std::string long_id(100'000, 'x');
    const std::string_view ids[] = {"",
                                    "no.such/1",
                                    "sluice.stateful",
                                    "sluice.stateful/2",
                                    "sluice.stateful/1 ",
                                    "sluice.stateful/11",
                                    long_id};
    for (const std::string_view id : ids) {
      const Position position{subject.info->id.c_str(), "get_interface"};
      if (subject.row->get_interface(plugins::borrow(id)) != nullptr)
        run.findings().add(subject.info->id, "get_interface answered the unknown id '" +
                                                 plugins::printable(id, 40) + "'");
    }
  });
}

void check_no_threads(TestRun& run) {
  const std::size_t before = thread_count();
  if (run.library() == nullptr) return;
  if (thread_count() != before)
    run.find("loading it started " + std::to_string(thread_count() - before) + " threads");
}

// "MXCSR 8064, expected MXCSR 0"; of long facts the part that differs.
std::string difference(const std::string& before, const std::string& now) {
  std::size_t same = 0;
  while (same < before.size() && same < now.size() && before[same] == now[same]) ++same;
  const std::size_t from = same < 40 ? 0 : same - 20;
  return "'" + plugins::printable(std::string_view{now}.substr(from), 160) + "', before it was '" +
         plugins::printable(std::string_view{before}.substr(from), 160) + "'";
}

void check_process(TestRun& run, std::string_view test) {
  const std::string before = process_fact(test);
  OpenedLibrary* const library = run.library();
  const std::string loaded = process_fact(test);
  if (loaded != before) return run.find("loading it changed it to " + difference(before, loaded));
  if (library == nullptr) return;
  run.for_each_component([&](const Subject& subject, const std::string&) {
    static_cast<void>(run.workout(subject, {}, run.shape_for(subject)));
    if (const std::string now = process_fact(test); now != before)
      run.findings().add(subject.info->id, "working changed it to " + difference(before, now));
  });
}

}  // namespace

bool run_load_test(TestRun& run) {
  const std::string_view test = run.input().test;
  if (test == "load.opens") return check_opens(run), true;
  if (test == "load.block") return check_block(run), true;
  if (test == "load.entry_twice") return check_entry_twice(run), true;
  if (test == "load.unknown_ids") return check_unknown_ids(run), true;
  if (test == "load.threads") return check_no_threads(run), true;
  if (!test.starts_with("process.")) return false;
  check_process(run, test);
  return true;
}

}  // namespace sluice::conformance
