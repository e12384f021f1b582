// SPDX-License-Identifier: Apache-2.0
#include "plugins/registry.hpp"

#include <cstring>
#include <elf.h>
#include <fcntl.h>
#include <sys/stat.h>

#include "files/sha256.hpp"
#include "fixture.hpp"

namespace sluice::plugins {
namespace {

namespace fs = std::filesystem;
using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

class RegistryTest : public PluginsTest {};

std::string sha256_of_file(const fs::path& path) {
  return files::sha256_hex(testing::file_text(path));
}

TEST_F(RegistryTest, KnownComponent_IsFoundWithItsSchema) {
  install("sample");
  const Registry registry = scan();
  const auto info = registry.find(Kind::kRiskRule, "sample_rule");
  ASSERT_TRUE(info.ok()) << message_of(info);
  EXPECT_EQ((*info)->version, "1.2.3");
  EXPECT_THAT((*info)->params_schema, HasSubstr("\"cap\""));
  EXPECT_EQ(registry.library_of("sample_rule")->path.filename(), "sample.so");
  EXPECT_EQ(registry.library_of("nobody"), nullptr);
}

TEST_F(RegistryTest, Scanning_RunsNoCode) {
  install("changes_directory");
  const auto before = fs::current_path();
  const Registry registry = scan();
  EXPECT_TRUE(registry.find(Kind::kRiskRule, "raw_rule").ok());
  EXPECT_EQ(fs::current_path(), before);
}

// The library with its manifest and the names of its sections in the midst of zeros.
std::string stretched(const std::string& library) {
  constexpr std::size_t kFar = 128 * 1024;
  Elf64_Ehdr header;
  std::memcpy(&header, library.data(), sizeof header);
  std::vector<Elf64_Shdr> sections(header.e_shnum);
  std::memcpy(sections.data(), library.data() + header.e_shoff,
              sections.size() * sizeof(Elf64_Shdr));
  std::string out = library.substr(0, header.e_shoff) + std::string(kFar, '\0');
  for (Elf64_Shdr& section : sections) {
    const char* const name =
        library.data() + sections[header.e_shstrndx].sh_offset + section.sh_name;
    if (std::strcmp(name, SLUICE_NOTE_SECTION) != 0) continue;
    const std::string note = library.substr(section.sh_offset, section.sh_size);
    section.sh_offset = out.size();
    out += note;
  }
  out.append(kFar - out.size() % 8, '\0');
  header.e_shoff = out.size();
  out.replace(0, sizeof header, reinterpret_cast<const char*>(&header), sizeof header);
  return out.append(reinterpret_cast<const char*>(sections.data()),
                    sections.size() * sizeof(Elf64_Shdr));
}

TEST_F(RegistryTest, ManifestFarFromBothEndsOfItsFile_IsFoundAllTheSame) {
  install("sample");
  const std::string library = testing::file_text(directory_ / "sample.so");
  testing::write_text(directory_ / "sample.so", stretched(library));
  const Registry registry = scan();
  const auto info = registry.find(Kind::kRiskRule, "sample_rule");
  ASSERT_TRUE(info.ok()) << message_of(info);
  EXPECT_EQ((*info)->version, "1.2.3");
}

TEST_F(RegistryTest, UnknownId_NamesTheNearestOfItsKindAndThePlaces) {
  install("sample");
  install("misbehaving");
  const Registry registry = scan();
  EXPECT_EQ(message_of(registry.find(Kind::kStrategy, "sample_strateg")),
            "unknown strategy 'sample_strateg'; did you mean 'sample_strategy'? (searched: " +
                directory_.path().string() + ")");
  EXPECT_THAT(message_of(registry.find(Kind::kStrategy, "zzz")),
              HasSubstr("there is bad_strategy, sample_strategy"));
}

TEST_F(RegistryTest, UnknownId_OfAKindNobodyOffers_SaysSo) {
  install("raw_rule");
  EXPECT_THAT(message_of(scan().find(Kind::kFeed, "csv")), HasSubstr("no library offers a feed"));
}

TEST_F(RegistryTest, RefusedLibrary_IsListedWithTheReason) {
  testing::write_text(directory_ / "broken.so", "text");
  const Registry registry = scan();
  ASSERT_EQ(registry.libraries().size(), 1u);
  EXPECT_THAT(registry.libraries()[0].refusal, HasSubstr("this is not a shared library"));
}

TEST_F(RegistryTest, IdOfAnotherKind_IsNamed) {
  install("sample");
  EXPECT_EQ(message_of(scan().find(Kind::kStrategy, "sample_rule")),
            "'sample_rule' is a risk_rule, not a strategy");
}

TEST_F(RegistryTest, SameIdTwice_FirstOnThePathWinsAndTheOtherIsReported) {
  const auto first = install("raw_rule", "a");
  const auto second = install("raw_wide_rows", "b");
  const Registry registry = scan();
  EXPECT_EQ(registry.library_of("raw_rule")->path, first);
  ASSERT_EQ(registry.notices().size(), 1u);
  EXPECT_EQ(registry.notices()[0].path, second);
  EXPECT_EQ(registry.notices()[0].message,
            "its component 'raw_rule' is hidden by the one of " + first.string());
}

TEST_F(RegistryTest, WorldWritableLibrary_IsRefused) {
  const auto path = install("raw_rule");
  fs::permissions(path, fs::perms{0666});
  const Registry registry = scan();
  EXPECT_FALSE(registry.find(Kind::kRiskRule, "raw_rule").ok());
  ASSERT_EQ(registry.notices().size(), 1u);
  EXPECT_EQ(registry.notices()[0].severity, Notice::Severity::kRefused);
  EXPECT_THAT(registry.notices()[0].message, HasSubstr("anybody may write this file"));
}

TEST_F(RegistryTest, OtherAbi_IsRefusedNamingBothSides) {
  install("raw_abi_2");
  const Registry registry = scan();
  ASSERT_EQ(registry.libraries().size(), 1u);
  EXPECT_THAT(registry.libraries()[0].refusal,
              HasSubstr("built for ABI 2.0, this host serves 1.1"));
}

TEST_F(RegistryTest, PipeOrDirectoryNamedLikeALibrary_IsRefusedAndDoesNotBlock) {
  ASSERT_EQ(::mkfifo((directory_ / "pipe.so").c_str(), 0600), 0);
  fs::create_directory(directory_ / "folder.so");
  const Registry registry = scan();
  ASSERT_EQ(registry.libraries().size(), 2u);
  for (const LibraryEntry& entry : registry.libraries())
    EXPECT_EQ(entry.refusal, "not a regular file");
}

TEST_F(RegistryTest, UnreadableLink_IsRefusedWithTheSystemsWords) {
  fs::create_symlink(directory_ / "nowhere", directory_ / "link.so");
  EXPECT_EQ(scan().libraries()[0].refusal, "cannot open: No such file or directory");
}

TEST_F(RegistryTest, BadLibrary_DoesNotStopTheOthers) {
  testing::write_text(directory_ / "a.so", "text");
  install("sample");
  EXPECT_TRUE(scan().find(Kind::kFeed, "sample_feed").ok());
}

TEST_F(RegistryTest, AllowList_WithTheRightHash_LetsItIn) {
  const auto path = install("raw_rule");
  std::string hash = sha256_of_file(path);
  for (char& c : hash) c = static_cast<char>(std::toupper(c));
  ScanOptions options;
  options.allow_list = AllowList::from({{"raw_rule.so", hash}}).value();
  Registry registry = scan(options);
  EXPECT_TRUE(registry.load(Kind::kRiskRule, "raw_rule").ok());
}

TEST_F(RegistryTest, AllowList_WithAnotherHash_NamesBoth) {
  const auto path = install("raw_rule");
  const std::string expected(64, 'a');
  ScanOptions options;
  options.allow_list = AllowList::from({{"raw_rule.so", expected}}).value();
  const Registry registry = scan(options);
  EXPECT_FALSE(registry.find(Kind::kRiskRule, "raw_rule").ok());
  EXPECT_EQ(registry.libraries()[0].refusal, "raw_rule.so has the SHA-256 " + sha256_of_file(path) +
                                                 ", the allow-list expects " + expected);
}

TEST_F(RegistryTest, AllowList_WithoutTheLibrary_RefusesIt) {
  const auto path = install("raw_rule");
  ScanOptions options;
  options.allow_list = AllowList::from({{"other.so", std::string(64, 'a')}}).value();
  EXPECT_EQ(scan(options).libraries()[0].refusal,
            "raw_rule.so is not in the allow-list; its SHA-256 is " + sha256_of_file(path));
}

TEST(AllowList, ValueThatIsNoHash_IsAnError) {
  for (const char* hash : {"", "abc", "zz"})
    EXPECT_THAT(message_of(AllowList::from({{"a.so", hash}})),
                HasSubstr("expected 64 hexadecimal digits"));
  EXPECT_THAT(message_of(AllowList::from({{"a.so", std::string(64, 'g')}})),
              HasSubstr("expected 64 hexadecimal digits"));
}

TEST(AllowList, PathInsteadOfAName_IsAnError) {
  EXPECT_THAT(message_of(AllowList::from({{"x/a.so", std::string(64, 'a')}})),
              HasSubstr("'x/a.so' is not a file name"));
}

TEST_F(RegistryTest, NondeterministicComponent_WhereRunsMustRepeat_IsRefused) {
  install("sample");
  ScanOptions options;
  options.require_deterministic = true;
  Registry registry = scan(options);
  EXPECT_THAT(message_of(registry.find(Kind::kExecutor, "sample_live")),
              AllOf(HasSubstr("executor 'sample_live' is declared nondeterministic"),
                    HasSubstr("must be repeatable")));
  EXPECT_FALSE(registry.load(Kind::kExecutor, "sample_live").ok());
  EXPECT_TRUE(registry.find(Kind::kExecutor, "sample_executor").ok());
  EXPECT_TRUE(scan().find(Kind::kExecutor, "sample_live").ok());
}

}  // namespace
}  // namespace sluice::plugins
