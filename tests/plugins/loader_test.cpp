// SPDX-License-Identifier: Apache-2.0
//
// What is refused between the file and the first call of a component, through the registry's door.
#include "plugins/loader.hpp"

#include <clocale>
#include <csignal>
#include <sys/resource.h>
#include <unistd.h>

#if defined(__x86_64__)
#include <xmmintrin.h>
#endif

#include "fixture.hpp"
#include "plugins/inspect.hpp"

namespace sluice::plugins {
namespace {

namespace fs = std::filesystem;
using ::testing::EndsWith;
using ::testing::HasSubstr;
using ::testing::StartsWith;

class LoaderTest : public PluginsTest {
 protected:
  // The error of loading the one rule of a library built from raw_rule.c.
  std::string load_error(const std::string& library) {
    const auto path = install(library);
    Registry registry = scan();
    const std::string message = message_of(registry.load(Kind::kRiskRule, "raw_rule"));
    EXPECT_THAT(message, StartsWith(path.string() + ": "));
    // A refused library stays refused, and is listed with the reason.
    EXPECT_EQ(message, message_of(registry.load(Kind::kRiskRule, "raw_rule")));
    EXPECT_EQ(message, path.string() + ": " + registry.libraries()[0].refusal);
    EXPECT_EQ(registry.notices().size(), 1u);
    fs::remove(path);
    return message;
  }
};

TEST_F(LoaderTest, SoundLibrary_IsLoadedOnce) {
  install("raw_rule");
  Registry registry = scan();
  const auto first = registry.load(Kind::kRiskRule, "raw_rule");
  const auto second = registry.load(Kind::kRiskRule, "raw_rule");
  ASSERT_TRUE(first.ok()) << message_of(first);
  ASSERT_TRUE(second.ok());
  EXPECT_EQ(first->library, second->library);
  EXPECT_EQ(first->info().id, "raw_rule");
  EXPECT_EQ(first->library->sha256().size(), 64u);
  EXPECT_EQ(registry.libraries()[0].sha256, first->library->sha256());
}

TEST_F(LoaderTest, RowsAndTablesOfOtherSizes_AreServed) {
  for (const char* name : {"raw_wide_rows", "raw_small_table"}) {
    const auto path = install(name);
    Registry registry = scan();
    auto rule = registry.create<RuleInstance>("raw_rule", "{}", options());
    ASSERT_TRUE(rule.ok()) << message_of(rule);
    ASSERT_TRUE((*rule)->start().ok());
    // A slot beyond the table's size is not called: there it would be a fault.
    EXPECT_EQ((*rule)->lookback_sessions(), name == std::string{"raw_wide_rows"} ? 20u : 0u);
    EXPECT_TRUE((*rule)->on_session({}).ok());
    EXPECT_TRUE((*rule)->on_fill({}).ok());
    fs::remove(path);
  }
}

// Two files in turn under one name of the process: /proc/self/fd/N must not confuse them.
TEST_F(LoaderTest, LibrariesLoadedByRegistriesInTurn_AreNotTakenForEachOther) {
  for (const char* name : {"raw_rule", "raw_wide_rows", "misbehaving", "sample"}) {
    const auto path = install(name);
    Registry registry = scan();
    const auto& info = registry.libraries()[0].manifest->components[0];
    const auto loaded = registry.load(info.kind, info.id);
    ASSERT_TRUE(loaded.ok()) << message_of(loaded);
    EXPECT_EQ(std::string(loaded->row().id.ptr, loaded->row().id.len), info.id);
    fs::remove(path);
  }
}

struct BrokenBlock {
  const char* library;
  const char* message;
};
class BrokenBlockTest : public LoaderTest, public ::testing::WithParamInterface<BrokenBlock> {};

TEST_P(BrokenBlockTest, IsRefusedWithTheReason) {
  EXPECT_THAT(load_error(GetParam().library), HasSubstr(GetParam().message));
}

INSTANTIATE_TEST_SUITE_P(
    Loader, BrokenBlockTest,
    ::testing::Values(
        BrokenBlock{"raw_no_entry", "it does not export the function sluice_library_entry_v1"},
        BrokenBlock{"raw_undefined", "undefined symbol: function_that_nobody_has"},
        BrokenBlock{"raw_no_block", "its entry function returned nothing"},
        BrokenBlock{"raw_magic", "wrong magic number"},
        BrokenBlock{"raw_block_size", "its block has 48 bytes, ABI 1 needs 56"},
        BrokenBlock{"raw_block_abi",
                    "the ABI of the loaded library is 1.7, its manifest note says 1.0"},
        BrokenBlock{"raw_block_digest", "the layout digest of the loaded library is 2"},
        BrokenBlock{"raw_block_text",
                    "the manifest of the loaded library is not the one in its note"},
        BrokenBlock{
            "raw_block_count",
            "the number of components of the loaded library is 2, its manifest note says 1"},
        BrokenBlock{"raw_block_stride", "rows of 64 bytes"},
        BrokenBlock{"raw_row_size", "component 'raw_rule': its row has 16 bytes"},
        BrokenBlock{"raw_row_kind", "the kind of the loaded library is 5"},
        BrokenBlock{"raw_row_id", "its id is not that of the manifest note"},
        BrokenBlock{"raw_row_version", "its version is not that of the manifest note, 1.0.0"},
        BrokenBlock{"raw_row_interface", "its interface is not that of the manifest note"},
        BrokenBlock{"raw_row_traits", "the trait bits of the loaded library is 1"},
        BrokenBlock{"raw_row_schema", "its parameter schema is not that of the manifest note"},
        BrokenBlock{"raw_row_table", "it has no table of functions"},
        BrokenBlock{"raw_row_create", "its create or destroy function is missing"},
        BrokenBlock{"raw_row_destroy", "its create or destroy function is missing"},
        BrokenBlock{"raw_table_size", "its table has 8 bytes, sluice.risk_rule/1 needs 16"},
        BrokenBlock{"raw_table_check", "a function that sluice.risk_rule/1 needs is missing"}),
    [](const auto& test) { return std::string{test.param.library}; });

TEST_F(LoaderTest, DynamicLinkerError_NamesTheFileAndNotTheDescriptor) {
  EXPECT_THAT(load_error("raw_undefined"), ::testing::Not(HasSubstr("/proc/self/fd")));
}

TEST_F(LoaderTest, LocaleChangedByAConstructor_IsPutBackAndRefused) {
  const std::string before = std::setlocale(LC_ALL, nullptr);
  EXPECT_THAT(load_error("changes_locale"),
              EndsWith("loading it changed the locale; this has been put back"));
  EXPECT_EQ(std::setlocale(LC_ALL, nullptr), before);
}

TEST_F(LoaderTest, LocaleOfTheHostThatOnlyCKnows_IsPutBackToo) {
  ASSERT_NE(std::setlocale(LC_TIME, "C.UTF-8"), nullptr);
  const std::string before = std::setlocale(LC_ALL, nullptr);
  EXPECT_THAT(load_error("changes_locale"), HasSubstr("changed the locale"));
  const std::string after = std::setlocale(LC_ALL, nullptr);
  std::setlocale(LC_ALL, "C");
  EXPECT_EQ(after, before);
}

TEST_F(LoaderTest, DirectoryChangedByAConstructor_IsPutBackAndRefused) {
  const auto before = fs::current_path();
  EXPECT_THAT(load_error("changes_directory"), HasSubstr("changed the working directory"));
  EXPECT_EQ(fs::current_path(), before);
}

TEST_F(LoaderTest, DirectoryChangedByTheEntryFunction_IsPutBackAndRefused) {
  const auto before = fs::current_path();
  EXPECT_THAT(load_error("changes_directory_in_entry"), HasSubstr("changed the working directory"));
  EXPECT_EQ(fs::current_path(), before);
}

TEST_F(LoaderTest, SignalHandlerChangedByAConstructor_IsPutBackAndRefused) {
  struct sigaction before {};
  ASSERT_EQ(::sigaction(SIGUSR2, nullptr, &before), 0);
  ASSERT_EQ(before.sa_handler, SIG_DFL);
  EXPECT_THAT(load_error("changes_handler"), HasSubstr("changed the handler of SIGUSR2;"));
  struct sigaction after {};
  ASSERT_EQ(::sigaction(SIGUSR2, nullptr, &after), 0);
  EXPECT_EQ(after.sa_handler, SIG_DFL);
}

#if defined(__x86_64__)
TEST_F(LoaderTest, RoundingChangedByAConstructor_IsPutBackAndRefused) {
  const unsigned before = _mm_getcsr();
  EXPECT_THAT(load_error("changes_rounding"), HasSubstr("changed how floating point rounds"));
  EXPECT_EQ(_mm_getcsr() & 0xFFC0, before & 0xFFC0);
}
#endif

TEST_F(LoaderTest, BeforeLoad_SeesPathAndHashAndMayRefuse) {
  const auto path = install("raw_rule");
  std::vector<std::string> asked;
  ScanOptions refusing;
  refusing.before_load = [&asked](const fs::path& file, const std::string& sha256) -> Result<void> {
    asked.push_back(file.string() + " " + std::to_string(sha256.size()));
    return Error{"not today"};
  };
  Registry registry = scan(refusing);
  EXPECT_TRUE(asked.empty());
  EXPECT_EQ(message_of(registry.load(Kind::kRiskRule, "raw_rule")), path.string() + ": not today");
  EXPECT_THAT(asked, ::testing::ElementsAre(path.string() + " 64"));
}

TEST_F(LoaderTest, FileChangedSinceTheScan_IsRefused) {
  const auto path = install("raw_rule");
  Registry registry = scan();
  // Written in place: the descriptor sees the new bytes.
  testing::write_text(path, testing::file_text(built_library("misbehaving")));
  EXPECT_THAT(message_of(registry.load(Kind::kRiskRule, "raw_rule")),
              HasSubstr("its manifest has changed since the libraries were scanned"));
}

TEST_F(LoaderTest, FileReplacedSinceTheScan_IsNotLookedAt) {
  const auto path = install("raw_rule");
  Registry registry = scan();
  fs::remove(path);
  testing::write_text(path, "not a library");
  EXPECT_TRUE(registry.load(Kind::kRiskRule, "raw_rule").ok());
}

TEST_F(LoaderTest, FileWrittenOverAfterItWasHashed_IsLoadedAsItWas) {
  const auto path = install("raw_rule");
  ScanOptions options;
  options.before_load = [](const fs::path& file, const std::string&) -> Result<void> {
    testing::write_text(file, testing::file_text(built_library("changes_directory")));
    return {};
  };
  Registry registry = scan(options);
  const auto before = fs::current_path();
  EXPECT_EQ(message_of(registry.load(Kind::kRiskRule, "raw_rule")), "(no error)");
  EXPECT_EQ(fs::current_path(), before);
}

TEST_F(LoaderTest, WhereFilesMayNotBeThatLarge_ItIsLoadedWithoutACopy) {
  install("raw_rule");
  Registry registry = scan();
  rlimit before{};
  ASSERT_EQ(::getrlimit(RLIMIT_FSIZE, &before), 0);
  const rlimit small{100, before.rlim_max};
  ASSERT_EQ(::setrlimit(RLIMIT_FSIZE, &small), 0);
  const auto message = message_of(registry.load(Kind::kRiskRule, "raw_rule"));
  ASSERT_EQ(::setrlimit(RLIMIT_FSIZE, &before), 0);
  EXPECT_EQ(message, "(no error)");
}

// As `cp` does it: in place, so that the new file is the old one, cut to nothing for a moment.
TEST_F(LoaderTest, FileCutShortWhileItIsLoaded_GoesOnWorking) {
  auto rule = start_sample<RuleInstance>(R"({"cap": 5})");
  fs::resize_file(directory_ / "sample.so", 0);
  sluice_risk_view view{};
  view.size = sizeof view;
  sluice_order order{};
  order.size = sizeof order;
  order.quantity = 100;
  sluice_verdict verdict{};
  rule->check(order, view, verdict);
  EXPECT_EQ(verdict.action, SLUICE_VERDICT_APPROVE) << verdict.code;
  EXPECT_TRUE(rule->quiesce().ok());
}

TEST_F(LoaderTest, AllowListedBytesChangedSinceTheScan_AreRefused) {
  const auto path = install("raw_rule");
  const std::string hash = inspect_library(path, {}).sha256;
  ScanOptions allowing;
  allowing.allow_list = AllowList::from({{"raw_rule.so", hash}}).value();
  Registry registry = scan(allowing);
  ASSERT_TRUE(registry.find(Kind::kRiskRule, "raw_rule").ok());
  testing::write_text(path, testing::file_text(path) + "x");
  EXPECT_THAT(message_of(registry.load(Kind::kRiskRule, "raw_rule")),
              HasSubstr("the allow-list expects " + hash));
}

}  // namespace
}  // namespace sluice::plugins
