// SPDX-License-Identifier: Apache-2.0
//
// examples_test.cpp: the rules of configs/risk_rules pass their tables.
#include <algorithm>

#include "rule_tests/table_files.hpp"
#include "rule_tests/table_fixture.hpp"

namespace sluice::rule_tests {
namespace {

namespace fs = std::filesystem;

std::vector<fs::path> examples() {
  std::vector<fs::path> files;
  for (const auto& entry : fs::directory_iterator{SLUICE_SOURCE_DIR "/configs/risk_rules"})
    if (entry.path().extension() == ".lua") files.push_back(entry.path());
  std::sort(files.begin(), files.end());
  return files;
}

TEST(Examples, Rules_AreAtLeastEight) { EXPECT_GE(examples().size(), 8u); }

class Example : public TableTest, public ::testing::WithParamInterface<fs::path> {};
TEST_P(Example, Rule_PassesItsTable) {
  const fs::path file = table_beside(GetParam());
  ASSERT_TRUE(fs::exists(file));
  const Table table = read_table(file);
  EXPECT_EQ(table.script, GetParam());
  const TableResult result = run(table);
  EXPECT_GE(result.cases.size(), 4u);
  EXPECT_EQ(failures_of(result), "");
}
INSTANTIATE_TEST_SUITE_P(Lua, Example, ::testing::ValuesIn(examples()),
                         [](const auto& rule) { return rule.param.stem().string(); });

}  // namespace
}  // namespace sluice::rule_tests
