// SPDX-License-Identifier: Apache-2.0
//
// source_rules_test.cpp: the rules of source files on planted text, then on the project.
#include "structure/source_rules.hpp"

#include <filesystem>
#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace sluice::structure {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

constexpr std::string_view kLicence = "// SPDX-License-Identifier: Apache-2.0\n";

TEST(Licence, InTheFirstThreeLines_IsFound) {
  EXPECT_THAT(licence_violations("a.cpp", kLicence), IsEmpty());
  EXPECT_THAT(licence_violations("a.cpp", "1\n2\n" + std::string{kLicence}), IsEmpty());
}

TEST(Licence, MissingLateOrOther_IsAViolation) {
  const auto violation = ElementsAre("a.cpp: no SPDX line in the first three lines");
  EXPECT_THAT(licence_violations("a.cpp", ""), violation);
  EXPECT_THAT(licence_violations("a.cpp", "1\n2\n3\n" + std::string{kLicence}), violation);
  EXPECT_THAT(licence_violations("a.cpp", "// SPDX-License-Identifier: MIT\n"), violation);
}

std::string text_of_lines(std::size_t count) {
  std::string text;
  for (std::size_t i = 0; i < count; ++i) text += "x\n";
  return text;
}

TEST(Length, AtTheBound_Passes) {
  EXPECT_THAT(length_violations("a.cpp", text_of_lines(kMostLines)), IsEmpty());
}

TEST(Length, OneLineMore_IsAViolation) {
  EXPECT_THAT(length_violations("a.cpp", text_of_lines(kMostLines + 1)),
              ElementsAre("a.cpp: 451 lines, at most 450 are allowed"));
}

TEST(Glob, InAnySpelling_IsAViolation) {
  const auto violation = ElementsAre("CMakeLists.txt:2: sources are listed, not globbed");
  EXPECT_THAT(glob_violations("CMakeLists.txt", "#\nfile(GLOB all *.cpp)\n"), violation);
  EXPECT_THAT(glob_violations("CMakeLists.txt", "#\n  FILE( GLOB_RECURSE all *.cpp)\n"), violation);
}

TEST(Glob, OtherFileCommands_Pass) {
  EXPECT_THAT(glob_violations("CMakeLists.txt", "file(READ a.txt text)\n"), IsEmpty());
}

std::string approved_order(std::string_view friends) {
  return "class Other {\n  friend class Anyone;\n};\nclass ApprovedOrder {\n private:\n" +
         std::string{friends} + "};\nclass Another {\n  friend class Anyone;\n};\n";
}

TEST(Approval, OnlyTheGateAsFriend_Passes) {
  EXPECT_THAT(approval_violations("order.hpp", approved_order("  friend class risk::Gate;\n")),
              IsEmpty());
}

TEST(Approval, NoneAnotherOrASecondFriend_IsAViolation) {
  for (const auto* friends :
       {"", "  friend class Backdoor;\n", "  friend class risk::Gate;\n  friend class Backdoor;\n",
        "  friend class risk::Gate;\n  friend Order make();\n"}) {
    EXPECT_EQ(approval_violations("order.hpp", approved_order(friends)).size(), 1U) << friends;
  }
  EXPECT_EQ(approval_violations("order.hpp", "").size(), 1U);
}

std::vector<SourceFile> all_sources() {
  std::vector<SourceFile> all;
  for (const auto* folder : {"sdk", "framework", "plugins", "tests", "cmake"}) {
    auto files = files_below(folder, {".cpp", ".hpp", ".h", ".c", ".cmake", "CMakeLists.txt"});
    EXPECT_FALSE(files.empty()) << folder;
    for (auto& file : files) all.push_back(std::move(file));
  }
  return all;
}

using Rule = Violations (*)(std::string_view path, std::string_view text);

Violations over(const std::vector<SourceFile>& files, Rule rule) {
  Violations all;
  for (const auto& file : files) {
    for (auto& each : rule(file.path, file.text)) all.push_back(std::move(each));
  }
  return all;
}

TEST(Project, EverySource_NamesItsLicence) {
  const auto violations = over(all_sources(), licence_violations);
  EXPECT_TRUE(violations.empty()) << joined(violations);
}

TEST(Project, EverySource_IsShortEnough) {
  const auto violations = over(all_sources(), length_violations);
  EXPECT_TRUE(violations.empty()) << joined(violations);
}

TEST(Project, EveryCMakeLists_ListsItsSources) {
  const auto violations = over(files_below("", {"CMakeLists.txt"}), glob_violations);
  EXPECT_TRUE(violations.empty()) << joined(violations);
}

TEST(Project, ApprovedOrder_CanBeMadeByTheGateAlone) {
  const std::string path = "framework/core/order.hpp";
  const auto violations = approval_violations(path, read_text(project_directory() / path));
  EXPECT_TRUE(violations.empty()) << joined(violations);
}

TEST(Project, EveryRoom_HasAReadme) {
  namespace fs = std::filesystem;
  std::vector<fs::path> rooms{"sdk", "tests/e2e", "tests/structure", "tests/support"};
  for (const auto* parent : {"framework", "plugins"}) {
    for (const auto& entry : fs::directory_iterator{project_directory() / parent}) {
      if (entry.is_directory())
        rooms.push_back(entry.path().lexically_relative(project_directory()));
    }
  }
  for (const auto& room : rooms) {
    EXPECT_TRUE(fs::is_regular_file(project_directory() / room / "README.md"))
        << room.generic_string() << " has no README.md";
  }
}

}  // namespace
}  // namespace sluice::structure
