// SPDX-License-Identifier: Apache-2.0
#include <cstdlib>
#include <fstream>
#include <iterator>
#include <string>

#include <gtest/gtest.h>

#include "config/run_config_schema.hpp"
#include "config/schema.hpp"

namespace sluice::config {
namespace {

void expect_described(const Value& schema, const std::string& path) {
  const Value* description = schema.find("description");
  EXPECT_TRUE(description != nullptr && !description->text()->empty()) << path;
  if (const Value* properties = schema.find("properties")) {
    for (const Member& member : *properties->map()) {
      expect_described(member.value, path + "/" + member.key);
    }
  }
}

TEST(Contract, Schema_IsUsableAndEveryPropertyIsDescribed) {
  const Schema schema = parse_schema(schema_text(), "schema");
  EXPECT_EQ(format(schema.faults), "");
  expect_described(schema.root, "");
}

TEST(ReferencePage, CommittedPage_EqualsTheSchema) {
  const std::string file = SLUICE_SOURCE_DIR "/docs/reference/config.md";
  if (std::getenv("SLUICE_REGENERATE") != nullptr) std::ofstream{file} << reference_page();
  std::ifstream stream{file};
  const std::string committed{std::istreambuf_iterator<char>{stream}, {}};
  EXPECT_TRUE(committed == reference_page())
      << "docs/reference/config.md is out of date; refresh it: SLUICE_REGENERATE=1 "
         "build/dev/bin/config_test --gtest_filter='ReferencePage.*'";
}

}  // namespace
}  // namespace sluice::config
