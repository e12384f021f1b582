// SPDX-License-Identifier: Apache-2.0
//
// docs/formats/audit.md is the format: its example is a trail, its names are the program's.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "journal/record_types.hpp"
#include "journal/verify.hpp"
#include "support/file_text.hpp"
#include "support/temporary_directory.hpp"

namespace sluice::journal {
namespace {

using sluice::testing::file_text;
using sluice::testing::TemporaryDirectory;
using sluice::testing::write_text;
using ::testing::HasSubstr;

std::string document() {
  return file_text(std::filesystem::path{SLUICE_SOURCE_DIR} / "docs/formats/audit.md");
}

// What stands between ```jsonl and ```.
std::string example() {
  const std::string text = document();
  const std::string fence = "```jsonl\n";
  const std::size_t begin = text.find(fence) + fence.size();
  return text.substr(begin, text.find("```", begin) - begin);
}

TEST(AuditDocument, Example_Verifies) {
  const TemporaryDirectory directory;
  write_text(directory / "example.jsonl", example());
  const auto report = verify({directory / "example.jsonl"});
  ASSERT_TRUE(report);
  EXPECT_TRUE(report->ok()) << report->fault->to_string();
  EXPECT_EQ(report->records, 4u);
  EXPECT_THAT(document(), HasSubstr(report->end.prev.hex()));
}

TEST(AuditDocument, EveryTypeAndEveryFault_IsListed) {
  const std::string text = document();
  for (const auto type : kRecordTypes)
    EXPECT_THAT(text, HasSubstr("| `" + std::string{type} + "` |"));
  for (int i = 0; i <= static_cast<int>(Fault::kWrongEnd); ++i)
    EXPECT_THAT(text, HasSubstr("| `" + std::string{fault_name(static_cast<Fault>(i))} + "` |"));
}

}  // namespace
}  // namespace sluice::journal
