// SPDX-License-Identifier: Apache-2.0
//
// page_test.cpp: the table in docs/authors/conformance.md is the one in the code.
#include <cstdlib>
#include <fstream>
#include <sstream>

#include "conformance/fixture.hpp"

namespace sluice::conformance {
namespace {

constexpr const char* kFile = SLUICE_SOURCE_DIR "/docs/authors/conformance.md";
constexpr std::string_view kBegin = "<!-- tests: generated -->\n";
constexpr std::string_view kEnd = "<!-- end of tests -->";

TEST(ConformancePage, ListsEveryTest) {
  std::stringstream read;
  read << std::ifstream{kFile}.rdbuf();
  const std::string page = read.str();
  const auto begin = page.find(kBegin);
  const auto end = page.find(kEnd);
  ASSERT_NE(begin, page.npos);
  ASSERT_NE(end, page.npos);
  const std::string made =
      page.substr(0, begin) + std::string{kBegin} + "\n" + table_page() + "\n" + page.substr(end);
  if (std::getenv("SLUICE_REGENERATE") != nullptr) {
    std::ofstream{kFile} << made;
    return;
  }
  EXPECT_TRUE(page == made) << "docs/authors/conformance.md is out of date; SLUICE_REGENERATE=1 "
                               "with this test rewrites it";
}

TEST(TestTable, IsInTheOrderOfLevels_AndHasOneTestOrMoreForEach) {
  int level = 1;
  for (const TestInfo& test : all_tests()) {
    EXPECT_TRUE(test.level == level || test.level == level + 1) << test.id;
    level = test.level;
    EXPECT_EQ(find_test(test.id), &test) << "twice: " << test.id;
    EXPECT_FALSE(test.checks.empty() || test.rule.empty() || test.fix.empty()) << test.id;
  }
  EXPECT_EQ(level, kHighestLevel);
}

}  // namespace
}  // namespace sluice::conformance
