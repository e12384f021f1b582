// SPDX-License-Identifier: Apache-2.0
//
// tests.hpp: the tests, by their id in test_table.hpp, and what they work with.
//
// Place: conformance, in the runner's process. Each adds to the findings what it saw; none means
// passed.
#pragma once

#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "conformance/child/instance.hpp"
#include "conformance/child/opened_library.hpp"
#include "conformance/child/scene.hpp"
#include "conformance/parameters.hpp"

namespace sluice::conformance {

struct TestInput {
  std::filesystem::path library;
  std::string test;
  std::uint64_t seed = 1;
  CheckFile check_file;
  std::filesystem::path scratch;  // an empty folder
};

class TestRun {
 public:
  explicit TestRun(TestInput input) : input_{std::move(input)} {}
  TestRun(const TestRun&) = delete;
  TestRun& operator=(const TestRun&) = delete;

  [[nodiscard]] const TestInput& input() const noexcept { return input_; }
  [[nodiscard]] Findings& findings() noexcept { return findings_; }
  void find(const std::string& saw) { findings_.add({}, saw); }
  // Why the test could not look; it then counts as skipped.
  void skip(std::string reason) { skipped_ = std::move(reason); }
  [[nodiscard]] const std::string& skipped() const noexcept { return skipped_; }
  // What has to be the same in another process.
  void set_digest(std::string digest) { digest_ = std::move(digest); }
  [[nodiscard]] const std::string& digest() const noexcept { return digest_; }

  // The library, loaded and found sound; null with a finding if it is not.
  OpenedLibrary* library();
  // For each component with its parameters, as long as there are any. A component whose parameters
  // can't be made is a finding.
  void for_each_component(
      const std::function<void(const Subject&, const std::string& params)>& body);
  // A name below the scratch folder, for one instance.
  [[nodiscard]] std::filesystem::path new_scratch();
  // The folder, if the parameters name it.
  static void make_scratch(const std::string& params, const std::filesystem::path& scratch);
  // For an instance with a scratch folder of its own; empty with a finding.
  [[nodiscard]] std::string params_for(const Subject& subject,
                                       const std::filesystem::path& scratch);
  [[nodiscard]] SceneShape shape_for(const Subject& subject, SceneShape shape = {}) const;

  // Creates an instance, starts it, works through the scene, and ends it. Every byte that came back
  // is in the result. `seed` makes the scene; the host's numbers follow from it too.
  std::unique_ptr<Recorder> workout(const Subject& subject, const Treatment& treatment,
                                    const SceneShape& shape);

 private:
  TestInput input_;
  Findings findings_;
  std::string skipped_;
  std::string digest_;
  std::optional<OpenedLibrary> library_;
  std::atomic<unsigned> scratches_{0};
};

// By groups of levels; false: the id is not of this group.
bool run_file_test(TestRun& run);       // 1 and 2
bool run_load_test(TestRun& run);       // 3 and 4
bool run_life_test(TestRun& run);       // 5: lifecycle, parameters, errors
bool run_rows_test(TestRun& run);       // 5: rows, borrowing, host table, state
bool run_repeat_test(TestRun& run);     // 6 and 7
bool run_extreme_test(TestRun& run);    // 8
bool run_hot_test(TestRun& run);        // 9
bool run_endurance_test(TestRun& run);  // 10

}  // namespace sluice::conformance
