// SPDX-License-Identifier: Apache-2.0
//
// check_test.cpp: what the kit says as a whole: order, repetition, mistakes of the caller.
#include <filesystem>
#include <fstream>

#include "conformance/fixture.hpp"
#include "support/temporary_directory.hpp"

namespace sluice::conformance {
namespace {

using ::testing::HasSubstr;

std::filesystem::path zoo_library(const std::string& name) {
  return std::filesystem::path{SLUICE_BINARY_DIR} / "zoo" / (name + ".so");
}

CheckReport checked(const std::string& name, const CheckOptions& options) {
  auto report = check_library(zoo_library(name), options);
  EXPECT_TRUE(report.ok()) << (report ? "" : report.error().message);
  return report ? std::move(report).value() : CheckReport{};
}

TEST(Check, UpToALevel_RunsItsTests_InTheOrderOfTheTable) {
  CheckOptions options = runner_options();
  options.level = 2;
  std::vector<std::string> told;
  options.on_result = [&](const TestResult& result) { told.emplace_back(result.test->id); };
  const CheckReport report = checked("none", options);
  EXPECT_TRUE(report.is_conforming());
  std::vector<std::string> expected;
  for (const TestInfo& test : all_tests())
    if (test.level <= 2) expected.emplace_back(test.id);
  EXPECT_EQ(told, expected);
  EXPECT_EQ(summary_text(report), "7 tests up to level 2, seed 1: 7 passed, 0 failed");
}

TEST(Check, OfTheSameLibraryAndSeed_PrintsTheSame) {
  CheckOptions options = runner_options();
  options.level = kShipLevel;
  options.seed = 99;
  const std::string first = report_json(checked("answers_in_lower_case", options));
  EXPECT_EQ(first, report_json(checked("answers_in_lower_case", options)));
  EXPECT_THAT(first, HasSubstr("\"seed\": 99"));
  EXPECT_THAT(first, HasSubstr("\"conforming\": false"));
  EXPECT_THAT(first,
              HasSubstr("\"component\": \"zoo_rule\", \"saw\": \"check answered with a code"));
}

TEST(Check, OfAFileThatIsReplacedMeanwhile_IsNoAnswer) {
  const testing::TemporaryDirectory folder;
  const auto library = folder / "rule.so";
  std::filesystem::copy_file(zoo_library("none"), library);
  std::filesystem::permissions(library, std::filesystem::perms{0644});
  CheckOptions options = runner_options();
  options.level = 1;
  ASSERT_TRUE(check_library(library, options).ok());
  options.on_result = [&](const TestResult&) {
    std::filesystem::remove(library);
    std::filesystem::copy_file(zoo_library("answers_by_address"), library);
  };
  const auto report = check_library(library, options);
  ASSERT_FALSE(report.ok());
  EXPECT_THAT(report.error().message, HasSubstr("the file was replaced while it was checked"));
}

TEST(Check, AFailure_TellsWhatWasSeen_TheRule_AndHowToFixIt) {
  CheckOptions options = runner_options();
  options.only_test = "hot.allocation";
  if (expected_of(*find_test(options.only_test)) == Status::kSkipped)
    GTEST_SKIP() << "nothing is watched under this sanitizer";
  const CheckReport report = checked("allocates_when_hot", options);
  ASSERT_EQ(report.results.size(), 1u);
  const std::string text = result_text(report.results.front());
  EXPECT_THAT(text, HasSubstr("failed   9"));
  EXPECT_THAT(text, HasSubstr("saw:  'zoo_rule': check called malloc"));
  EXPECT_THAT(text, HasSubstr("rule: lane_hot: no allocation"));
  EXPECT_THAT(text, HasSubstr("fix:  allocate in create or on_session"));
}

TEST(Check, WhatCannotBeLoaded_IsNotCalled) {
  CheckOptions options = runner_options();
  const CheckReport report = checked("crashes_in_a_constructor", options);
  EXPECT_FALSE(report.is_conforming());
  EXPECT_EQ(report.count(Status::kFailed), 1u);
  EXPECT_EQ(report.count(Status::kPassed), 7u);
  EXPECT_GT(report.count(Status::kNotRun), 20u);
  EXPECT_EQ(report.results.back().note, "load.opens failed");
}

TEST(Check, OfNoLibrary_OrNoTest_OrWithoutRunner_IsAMistakeOfTheCaller) {
  CheckOptions options = runner_options();
  EXPECT_THAT(check_library(zoo_library("nobody"), options).error().message,
              HasSubstr("nobody.so: there is no such file"));
  options.only_test = "hot.alocation";
  EXPECT_EQ(check_library(zoo_library("none"), options).error().message,
            "there is no test 'hot.alocation'; did you mean 'hot.allocation'?");
  options.only_test.clear();
  options.runner = "/no/such/runner";
  EXPECT_THAT(check_library(zoo_library("none"), options).error().message,
              HasSubstr("the runner '/no/such/runner' can't be started"));
}

TEST(Check, WhatIsNoLibrary_FailsItsFirstTest) {
  const testing::TemporaryDirectory directory;
  const auto file = directory / "text.so";
  std::ofstream{file} << "hello";
  std::filesystem::permissions(file, std::filesystem::perms{0644});
  const auto report = check_library(file, runner_options());
  ASSERT_TRUE(report.ok());
  EXPECT_EQ(report->results.front().status, Status::kFailed);
  EXPECT_THAT(result_text(report->results.front()), HasSubstr("not a shared library"));
}

TEST(Check, ParametersOfTheCheckFile_AreGivenToTheComponent) {
  const testing::TemporaryDirectory directory;
  CheckOptions options = runner_options();
  options.only_test = "params.defaults";
  options.check_file = directory / "zoo.json";
  std::ofstream{options.check_file} << R"({"zoo_rule": {"params": {"cap": 1000}}})";
  EXPECT_TRUE(checked("none", options).is_conforming());
  // A bound at which this one crashes.
  const CheckReport report = checked("crashes_at_a_bound", options);
  EXPECT_THAT(result_text(report.results.front()), HasSubstr("'zoo_rule': the process was killed"));
  // The file beside the library is taken where none is named.
  std::filesystem::copy_file(zoo_library("crashes_at_a_bound"), directory / "zoo.so");
  std::filesystem::permissions(directory / "zoo.so", std::filesystem::perms{0644});
  std::filesystem::rename(options.check_file, directory / "zoo.check.json");
  options.check_file.clear();
  EXPECT_FALSE(check_library(directory / "zoo.so", options)->is_conforming());
}

TEST(Check, ACheckFileThatIsWrong_IsAMistakeOfTheCaller) {
  const testing::TemporaryDirectory directory;
  CheckOptions options = runner_options();
  options.check_file = directory / "bad.json";
  std::ofstream{options.check_file} << R"({"zoo_rule": {"parms": {"cap": 7}}})";
  EXPECT_THAT(check_library(zoo_library("none"), options).error().message,
              HasSubstr("'parms' is not known here; expected params"));
  options.check_file = directory / "missing.json";
  EXPECT_FALSE(check_library(zoo_library("none"), options).ok());
}

TEST(Check, ParametersThatTheSchemaRefuses_AreTold) {
  const testing::TemporaryDirectory directory;
  CheckOptions options = runner_options();
  options.only_test = "params.defaults";
  options.check_file = directory / "zoo.json";
  std::ofstream{options.check_file} << R"({"zoo_rule": {"params": {"cap": 1001}}})";
  EXPECT_THAT(result_text(checked("none", options).results.front()),
              HasSubstr("there are no parameters to check it with: "));
}

}  // namespace
}  // namespace sluice::conformance
