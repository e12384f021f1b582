// SPDX-License-Identifier: Apache-2.0
//
// library_test.cpp: built libraries, C++ and C, as a host meets them: the note in the file, the one
// symbol, the block.
#include <dlfcn.h>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <sluice/c/layout.h>
#include <sluice/json.hpp>
#include <sluice/testing/testing.hpp>

#include "elf_file.hpp"

namespace sluice {
namespace {

using ::testing::ElementsAre;
using ::testing::StartsWith;

const sluice_library* open_library(const char* path) {
  void* handle = dlopen(path, RTLD_NOW | RTLD_LOCAL | RTLD_NODELETE);
  if (handle == nullptr) {
    ADD_FAILURE() << dlerror();
    return nullptr;
  }
  using Entry = const sluice_library* (*)();
  const auto entry = reinterpret_cast<Entry>(dlsym(handle, SLUICE_ENTRY_SYMBOL));
  return entry == nullptr ? nullptr : entry();
}

class LibraryTest : public ::testing::TestWithParam<const char*> {};

TEST_P(LibraryTest, File_ExportsTheEntryAlone) {
  EXPECT_THAT(testing::ElfFile{GetParam()}.exported(), ElementsAre(SLUICE_ENTRY_SYMBOL));
}

TEST_P(LibraryTest, Note_HoldsTheManifestOfTheBlock) {
  const testing::ElfFile file{GetParam()};
  const std::string note = file.section(SLUICE_NOTE_SECTION);
  EXPECT_EQ(file.section_type(SLUICE_NOTE_SECTION), std::uint32_t{SHT_NOTE});
  ASSERT_GE(note.size(), 20u);
  std::uint32_t words[3];
  std::memcpy(words, note.data(), sizeof(words));
  EXPECT_EQ(words[0], sizeof(SLUICE_NOTE_NAME));
  EXPECT_EQ(words[2], SLUICE_NOTE_TYPE);
  EXPECT_EQ(note.substr(12, 8), std::string("Sluice\0\0", 8));
#if defined(__SANITIZE_ADDRESS__)
  // Behind it, clang's sanitizer leaves room that must not be touched.
  EXPECT_GE(note.size(), 20u + (words[1] + 3) / 4 * 4);
#else
  EXPECT_EQ(note.size(), 20u + (words[1] + 3) / 4 * 4);
#endif
  const sluice_library* library = open_library(GetParam());
  ASSERT_NE(library, nullptr);
  EXPECT_EQ(note.substr(20, words[1]), view_of(library->manifest));
}

TEST_P(LibraryTest, Block_IsOfThisAbiAndAlwaysTheSame) {
  const sluice_library* library = open_library(GetParam());
  ASSERT_NE(library, nullptr);
  EXPECT_EQ(library, open_library(GetParam()));
  EXPECT_EQ(std::memcmp(&library->magic, "SLUICE1", 8), 0);
  EXPECT_EQ(library->size, sizeof(sluice_library));
  EXPECT_EQ(library->abi_major, SLUICE_ABI_MAJOR);
  EXPECT_EQ(library->layout_digest, SLUICE_LAYOUT_DIGEST);
  EXPECT_GE(library->component_stride, sizeof(sluice_component));
}

TEST_P(LibraryTest, Manifest_DescribesTheComponentsOfTheBlock) {
  const sluice_library* library = open_library(GetParam());
  ASSERT_NE(library, nullptr);
  const JsonValue manifest = read_json(view_of(library->manifest));
  EXPECT_EQ(manifest.find("abi")->find("major")->text, "1");
  const auto digest = std::stoull(manifest.find("layout_digest")->text, nullptr, 16);
  EXPECT_EQ(digest, library->layout_digest);
  const std::vector<JsonValue>& listed = manifest.find("components")->items;
  ASSERT_EQ(listed.size(), library->component_count);
  const Rows<sluice_component> rows{
      {library->components, library->component_count, library->component_stride}};
  for (std::size_t i = 0; i < listed.size(); ++i) {
    EXPECT_EQ(listed[i].find("id")->text, view_of(rows[i].id));
    EXPECT_EQ(listed[i].find("version")->text, view_of(rows[i].version));
    EXPECT_EQ(listed[i].find("interface")->text, view_of(rows[i].interface_id));
    EXPECT_EQ(listed[i].find("summary")->text, view_of(rows[i].summary));
    const std::string schema{view_of(rows[i].params_schema)};
    EXPECT_NE(view_of(library->manifest).find("\"params\":" + schema + "}"), std::string::npos);
  }
}

INSTANTIATE_TEST_SUITE_P(Built, LibraryTest,
                         ::testing::Values(EXAMPLE_CXX_LIBRARY, EXAMPLE_C_LIBRARY,
                                           STRATEGIES_LIBRARY));

TEST(ExampleInC, Check_RefusesWhatIsAboveTheCap) {
  const sluice_library* library = open_library(EXAMPLE_C_LIBRARY);
  ASSERT_NE(library, nullptr);
  testing::MockHost host;
  testing::MockRule rule{library->components[0], R"({"cap": 100})", host};
  ASSERT_TRUE(rule.ok()) << rule.error();
  testing::MockRiskView view{1};
  EXPECT_EQ(rule.check(testing::market_order(0, Side::kBuy, "100"), view.raw()).action,
            SLUICE_VERDICT_APPROVE);
  const sluice_verdict refused =
      rule.check(testing::market_order(0, Side::kBuy, "100.00000001"), view.raw());
  EXPECT_EQ(refused.action, SLUICE_VERDICT_REJECT);
  EXPECT_STREQ(refused.code, "MAX_ORDER_QUANTITY");
  EXPECT_EQ(Money::from_c(refused.limit), testing::money("100"));
}

TEST(ExampleInC, Create_WithoutAUsableCap_SaysWhatItMustBe) {
  const sluice_library* library = open_library(EXAMPLE_C_LIBRARY);
  ASSERT_NE(library, nullptr);
  testing::MockHost host;
  for (const char* params : {"{}", "", R"({"cap":0})", R"({"cap":1000000001})", R"({"cap")"}) {
    testing::MockRule rule{library->components[0], params, host};
    EXPECT_EQ(rule.status(), SLUICE_ERROR_ARGUMENT) << params;
    EXPECT_THAT(rule.error(), StartsWith("parameter 'cap' must be a whole number"));
  }
}

TEST(ExampleInCxx, Check_JudgesTheWorstCase) {
  const sluice_library* library = open_library(EXAMPLE_CXX_LIBRARY);
  ASSERT_NE(library, nullptr);
  testing::MockHost host;
  testing::MockRule rule{library->components[0], R"({"cap":1000})", host};
  ASSERT_TRUE(rule.ok()) << rule.error();
  testing::MockRiskView view{1};
  const auto action = [&](const char* quantity, const char* price) {
    return rule.check(testing::market_order(0, Side::kBuy, quantity, price), view.raw()).action;
  };
  EXPECT_EQ(action("10", "100"), SLUICE_VERDICT_APPROVE);
  EXPECT_EQ(action("10", "100.00000001"), SLUICE_VERDICT_REJECT);
  EXPECT_EQ(action("10", ""), SLUICE_VERDICT_REJECT);
}

}  // namespace
}  // namespace sluice
