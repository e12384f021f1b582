// SPDX-License-Identifier: Apache-2.0
//
// abi_layout_test.cpp: no field of the C ABI moves, and none is forgotten in the baseline.
#include <array>
#include <cstdio>
#include <fstream>
#include <memory>
#include <set>
#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "structure/abi_layout_rules.hpp"

namespace sluice::structure {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

constexpr std::string_view kBefore = "a size 16\na.x 0 8\na.y 8 4\nb size 8\nb.z 0 8\n";

TEST(BreakingChanges, SameLayout_HasNone) {
  EXPECT_THAT(breaking_changes(kBefore, kBefore), IsEmpty());
  EXPECT_THAT(appended_names(kBefore, kBefore), IsEmpty());
}

TEST(BreakingChanges, FieldAndStructAppended_AreAllowedAndNamed) {
  const auto now = "a size 24\na.x 0 8\na.y 8 4\na.w 16 8\nb size 8\nb.z 0 8\nc size 4\nc.v 0 4\n";
  EXPECT_THAT(breaking_changes(kBefore, now), IsEmpty());
  EXPECT_THAT(appended_names(kBefore, now), ElementsAre("a.w", "c", "c.v"));
}

TEST(BreakingChanges, FieldOrStructGone_IsNamed) {
  EXPECT_THAT(breaking_changes(kBefore, "a size 16\na.x 0 8\nb size 8\nb.z 0 8\n"),
              ElementsAre("a.y: gone"));
  EXPECT_THAT(breaking_changes(kBefore, "a size 16\na.x 0 8\na.y 8 4\n"),
              ElementsAre("b: gone", "b.z: gone"));
}

TEST(BreakingChanges, FieldMovedOrResized_IsNamed) {
  EXPECT_THAT(breaking_changes(kBefore, "a size 16\na.x 0 8\na.y 12 4\nb size 8\nb.z 0 4\n"),
              ElementsAre("a.y: was 8 4, is 12 4", "b.z: was 0 8, is 0 4"));
}

TEST(BreakingChanges, StructShrunk_IsNamed) {
  EXPECT_THAT(breaking_changes(kBefore, "a size 12\na.x 0 8\na.y 8 4\nb size 8\nb.z 0 8\n"),
              ElementsAre("a: was size 16, is size 12"));
}

TEST(BreakingChanges, NewFieldInOldPadding_IsNamed) {
  EXPECT_THAT(
      breaking_changes(kBefore, "a size 16\na.x 0 8\na.y 8 4\na.w 12 4\nb size 8\nb.z 0 8\n"),
      ElementsAre("a.w: new, but at 12 inside the 16 bytes the struct had"));
}

TEST(DeclaredNames, Header_GivesStructsAndFieldsOfEveryForm) {
  EXPECT_THAT(declared_names("typedef int64_t number;\n/* typedef struct no { int a; } no; */\n"
                             "typedef struct one {\n  const char* text; /* why; really */\n"
                             "  uint8_t reserved[3];\n"
                             "  int (*call)(void* context,\n              one* other);\n} one;\n"
                             "typedef struct two {\n  struct_row row;\n} two;\n"),
              ElementsAre("one", "one.text", "one.reserved", "one.call", "two", "two.row"));
}

std::string printed_layout() {
  const std::unique_ptr<FILE, int (*)(FILE*)> pipe{popen(ABI_LAYOUT_PROGRAM, "r"), pclose};
  std::string text;
  std::array<char, 4096> buffer{};
  while (pipe && !feof(pipe.get())) {
    text.append(buffer.data(), fread(buffer.data(), 1, buffer.size(), pipe.get()));
    if (ferror(pipe.get())) break;
  }
  return text;
}

class AbiLayout : public testing::Test {
 protected:
  void SetUp() override {
    if (sizeof(void*) != 8) GTEST_SKIP() << "the baseline is of 64-bit machines";
    // A layout that breaks plugins is not written, or one command would wave it through.
    if (regenerating() && breaking_changes(read_text(baseline_), printed_).empty()) {
      std::ofstream{baseline_, std::ios::binary | std::ios::trunc} << printed_;
    }
  }

  const std::filesystem::path baseline_ = project_directory() / "tests/structure/abi_layout.txt";
  const std::string printed_ = printed_layout();
};

TEST_F(AbiLayout, Baseline_IsKeptByTheHeaders) {
  const auto violations = breaking_changes(read_text(baseline_), printed_);
  EXPECT_TRUE(violations.empty())
      << joined(violations)
      << "plugins built before would break. If that is meant, raise SLUICE_ABI_MAJOR, empty "
         "tests/structure/abi_layout.txt and refresh it with SLUICE_REGENERATE=1";
}

TEST_F(AbiLayout, Baseline_HasEveryField) {
  EXPECT_THAT(appended_names(read_text(baseline_), printed_), IsEmpty())
      << "appending is allowed: refresh abi_layout.txt with SLUICE_REGENERATE=1 structure_test "
         "--gtest_filter='AbiLayout.*'";
}

TEST_F(AbiLayout, Program_PrintsEveryDeclaredName) {
  std::set<std::string> declared;
  for (const auto& file : files_below("sdk/include/sluice/c", {".h"})) {
    for (auto& name : declared_names(file.text)) declared.insert(std::move(name));
  }
  const auto printed = appended_names("", printed_);
  EXPECT_FALSE(printed.empty());
  EXPECT_EQ(declared, std::set<std::string>(printed.begin(), printed.end()))
      << "list every field in tests/structure/abi_layout.c";
}

}  // namespace
}  // namespace sluice::structure
