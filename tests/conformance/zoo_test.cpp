// SPDX-License-Identifier: Apache-2.0
//
// zoo_test.cpp: each faulty plugin of the zoo is caught by its test, and this process, which asks,
// lives to tell.
#include <filesystem>

#include "conformance/fixture.hpp"

namespace sluice::conformance {
namespace {

struct Animal {
  const char* name;
  const char* caught_by;
  const char* saw;      // part of what was seen
  int deadline_ms = 0;  // 0: the test's own
};

void PrintTo(const Animal& animal, std::ostream* out) { *out << animal.name; }

constexpr Animal kZoo[] = {
    // plugin                     test                      what it is caught at
    {"has_another_abi", "elf.note", "ABI 2"},
    {"cuts_its_note", "elf.note", "not a JSON object"},
    {"exports_more", "elf.one_export", "zoo_extra_function"},
    {"has_a_unique_symbol", "elf.gnu_unique", "GNU_UNIQUE"},
    {"needs_a_missing_symbol", "elf.undefined", "zoo_symbol_that_nobody_has"},
    {"links_fast_math", "elf.fast_math", "flush-to-zero"},
    {"has_a_bad_schema", "manifest.schemas", "intger"},
    {"has_no_default", "manifest.defaults", "'cap' is optional"},

    {"crashes_in_a_constructor", "load.opens", "in its constructors"},
    {"hangs_on_load", "load.opens", "in its constructors", 2000},
    {"sleeps_on_load", "load.opens", "longer than 1000 ms"},
    {"exits_on_load", "load.opens", "ended with code 0 without an answer"},
    {"crashes_in_its_entry", "load.opens", "in sluice_library_entry_v1"},
    {"note_and_block_differ", "load.block", "manifest"},
    {"truncates_its_table", "load.block", "its table has 12 bytes"},
    {"changes_its_block", "load.entry_twice", "another block"},
    {"answers_unknown_ids", "load.unknown_ids", "no.such/1"},
    {"starts_a_thread_on_load", "load.threads", "started 1 threads"},
    {"changes_rounding", "process.floating_point", "MXCSR"},
    {"changes_locale", "process.locale", "C.UTF-8"},
    {"changes_signals", "process.signals", "USR2 is ignored"},
    {"changes_directory", "process.directory", "'/, umask"},
    {"changes_environment", "process.environment", "ZOO=was here"},

    {"lies_about_its_size", "lifecycle.orders", "the process "},
    {"throws_in_destroy", "lifecycle.orders", "destroy threw an exception"},
    {"shares_its_instance", "lifecycle.orders", "the same object"},
    {"crashes_in_a_thread", "lifecycle.orders", "in a thread of the plugin's own"},
    {"hangs_in_check", "lifecycle.orders", "did not end within 2000 ms, in check", 2000},
    {"throws_in_create", "params.defaults", "create threw an exception"},
    {"refuses_defaults", "params.defaults", "refused the defaults"},
    {"takes_anything", "params.violations", "took parameters although 'cap' is below its minimum"},
    {"leaks_on_refusal", "create.failure_leaks", "leaves memory behind"},
    {"long_errors", "error.bounds", "past the end of an error buffer of 0 bytes"},
    {"divides_by_the_count", "rows.none", "the process "},
    {"expects_a_second_row", "rows.one", "in on_session"},
    {"expects_few_rows", "rows.many", "in on_session"},
    {"ignores_strides", "rows.wider", "24 bytes wider: verdict.measured differs"},
    {"forgets_the_verdict", "answers.valid", "as the host had filled it in"},
    {"answers_in_lower_case", "answers.valid", "not UPPER_SNAKE"},
    {"throws_in_check", "answers.valid", "check threw an exception"},
    {"decides_early", "answers.valid", "not a rebalance session"},
    {"targets_without_end", "answers.valid", "a weight that is not finite"},
    {"targets_nobody", "answers.valid", "a target of an unknown instrument"},
    {"targets_of_no_kind", "answers.valid", "a target of an unknown kind"},
    {"intends_nothing", "answers.valid", "an intent of no quantity"},
    {"reports_of_no_kind", "answers.valid", "a report of the unknown kind 99"},
    {"invents_orders", "answers.valid", "an order that it was never given"},
    {"executes_without_id", "answers.valid", "an execution without an id"},
    {"fills_nothing", "answers.valid", "an execution of no quantity"},
    {"fills_for_nothing", "answers.valid", "an execution without a price"},
    {"fills_too_much", "answers.valid", "more of an order than it had asked for"},
    {"gives_endless_reasons", "answers.valid", "submit gave a reason without an end"},
    {"answers_no_known_status", "answers.valid", "the unknown status 1234"},
    {"holds_nobody", "answers.valid", "a position of an unknown instrument"},
    {"ends_without_right", "answers.valid", "poll answered END"},
    {"is_endlessly_ill", "answers.valid", "health gave a reason without an end"},
    {"promises_more_bars", "answers.valid", "open promised 21 bars, pull gave 20"},
    {"hashes_without_end", "answers.valid", "a content hash without an end"},
    {"never_ends", "answers.valid", "neither a bar nor the end"},
    {"overfills_its_room", "answers.valid", "more bars than there was room for"},
    {"goes_back_in_time", "answers.valid", "not in the order of time and instrument"},
    {"gives_bars_of_nobody", "answers.valid", "a bar of an unknown instrument"},
    {"closes_at_nothing", "answers.valid", "a bar without a close"},
    {"streams_backwards", "answers.valid", "rows that are not in the order of time"},
    {"streams_beyond_its_time", "answers.valid", "a row of later than it was asked for"},
    {"streams_nobody", "answers.valid", "stream gave a row of an unknown instrument"},
    {"streams_for_nothing", "answers.valid", "stream gave a row without a price"},
    {"streams_too_much", "answers.valid", "stream gave more rows than were asked for"},
    {"streams_past_its_end", "answers.valid", "rows together with the end"},
    {"comes_early", "answers.valid", "a row before the time of next_event"},
    {"climbs_out", "answers.valid", "not the plain name of a file"},
    {"reports_a_fault", "answers.valid", "on_days reported a fault"},
    {"takes_no_positions", "answers.valid", "on_positions reported a fault"},
    {"renders_nothing", "answers.valid", "render wrote nothing"},
    {"renders_no_text", "answers.valid", "render wrote what is not UTF-8"},
    {"keeps_pointers", "borrow.kept", ", in check"},
    {"writes_to_inputs", "borrow.written", ", in check"},
    {"frees_host_memory", "borrow.written", "in check"},
    {"calls_a_missing_slot", "host.truncated", "the host's random"},
    {"forgets_its_state", "state.round_trip", "another text"},

    {"counts_its_lives", "repeat.same_process", "the second time: verdict.measured differs"},
    {"answers_by_address", "repeat.fresh_process", "other output bytes"},
    {"meets_its_siblings", "threads.parallel", "beside other instances"},
    {"keeps_state_in_a_thread", "threads.lane_hopping", "when its thread changed"},
    {"crashes_on_large_orders", "extreme.values", "in check"},
    {"crashes_at_a_bound", "fuzz.parameters", "in create"},
    {"trusts_ids", "fuzz.rows", ", in check"},
    {"allocates_when_hot", "hot.allocation", "check called malloc for 201 bytes at +0x"},
    {"allocates_when_hot_static", "hot.allocation", "check called malloc for 201 bytes at +0x"},
    {"locks_when_hot", "hot.lock", "check called pthread_mutex_lock at +0x"},
    {"calls_the_system_when_hot", "hot.system_call", "system call 110"},
    {"leaks_lives", "endurance.create_destroy", "blocks of memory are left"},
    {"leaks_a_thread", "endurance.threads_joined", "1 threads are left after quiesce"},
    {"leaks_a_file", "endurance.threads_joined", "1 open files are left"},
};

std::filesystem::path animal_library(const std::string& name) {
  return std::filesystem::path{SLUICE_BINARY_DIR} / "zoo" / (name + ".so");
}

// ThreadSanitizer holds signals back, counts no memory, and has a free of its own: what is told
// then is another thing, or nothing.
bool is_hidden_from_this_build(const Animal& animal) {
  constexpr std::string_view kHidden[] = {"hangs_on_load", "hangs_in_check", "leaks_on_refusal",
                                          "leaks_lives", "frees_host_memory"};
  return SLUICE_SANITIZED_THREADS != 0 &&
         (std::find(std::begin(kHidden), std::end(kHidden), animal.name) != std::end(kHidden) ||
          expected_of(*find_test(animal.caught_by)) == Status::kSkipped);
}

class Zoo : public ::testing::TestWithParam<Animal> {};

TEST_P(Zoo, FaultyPlugin_IsCaughtByItsTest) {
  const Animal& animal = GetParam();
  if (is_hidden_from_this_build(animal)) GTEST_SKIP() << "not seen under this sanitizer";
  CheckOptions options = runner_options();
  options.only_test = animal.caught_by;
  if (animal.deadline_ms != 0) options.deadline = std::chrono::milliseconds{animal.deadline_ms};
  const auto report = check_library(animal_library(animal.name), options);
  ASSERT_TRUE(report.ok()) << report.error().message;
  ASSERT_EQ(report->results.size(), 1u);
  const TestResult& result = report->results.front();
  EXPECT_EQ(result.status, Status::kFailed);
  EXPECT_FALSE(report->is_conforming());
  EXPECT_THAT(result_text(result), ::testing::HasSubstr(animal.saw));
}

INSTANTIATE_TEST_SUITE_P(Animals, Zoo, ::testing::ValuesIn(kZoo),
                         [](const auto& each) { return std::string{each.param.name}; });

// The tests are the ones that are at fault if they fail here.
class ZooWithoutFault : public ::testing::TestWithParam<const char*> {};

TEST_P(ZooWithoutFault, PassesEveryLevel) {
  CheckOptions options = runner_options();
  options.level = kHighestLevel;
  const auto report = check_library(animal_library(GetParam()), options);
  ASSERT_TRUE(report.ok()) << report.error().message;
  for (const TestResult& result : report->results)
    EXPECT_EQ(result.status, expected_of(*result.test)) << result_text(result);
  EXPECT_EQ(report->results.size(), all_tests().size());
}

INSTANTIATE_TEST_SUITE_P(Animals, ZooWithoutFault, ::testing::Values("none", "no_fault"));

// A test without a plugin that it catches is a test that nobody has seen fail.
TEST(ZooTable, EveryTest_CatchesAnAnimal) {
  for (const TestInfo& test : all_tests()) {
    const bool is_seen = std::any_of(std::begin(kZoo), std::end(kZoo), [&](const Animal& animal) {
      return test.id == animal.caught_by;
    });
    EXPECT_TRUE(is_seen) << test.id;
  }
}

}  // namespace
}  // namespace sluice::conformance
