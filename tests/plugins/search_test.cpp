// SPDX-License-Identifier: Apache-2.0
#include "plugins/search.hpp"

#include <cstdlib>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "support/file_text.hpp"
#include "support/temporary_directory.hpp"

namespace sluice::plugins {
namespace {

namespace fs = std::filesystem;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

class SearchTest : public ::testing::Test {
 protected:
  fs::path directory(const std::string& name, unsigned mode = 0755) {
    const fs::path path = root_ / name;
    fs::create_directories(path);
    fs::permissions(path, fs::perms{mode});
    return path;
  }
  static fs::path file(const fs::path& path) {
    testing::write_text(path, "");
    return path;
  }
  testing::TemporaryDirectory root_;
};

TEST_F(SearchTest, Places_AreConfiguredThenEnvironmentThenInstalled) {
  const auto configured = file(directory("configured") / "z.so");
  const auto first = file(directory("first") / "b.so");
  const auto second = file(directory("second") / "a.so");
  const auto installed = file(directory("prefix/lib/sluice/plugins") / "0.so");
  const auto built = file(directory("prefix/plugins") / "0.so");
  const auto found =
      find_libraries({{configured.parent_path()},
                      first.parent_path().string() + "::" + second.parent_path().string(),
                      directory("prefix/bin")});
  EXPECT_THAT(found.libraries, ElementsAre(configured, first, second, installed, built));
  EXPECT_EQ(found.places.size(), 5u);
  EXPECT_THAT(found.notices, IsEmpty());
}

TEST_F(SearchTest, Libraries_AreSortedByNameAndEndInSo) {
  const auto place = directory("place");
  for (const char* name : {"b.so", "a.so", "B.so", "c.so.1", "d.txt", "so"}) file(place / name);
  EXPECT_THAT(find_libraries({{place}, "", {}}).libraries,
              ElementsAre(place / "B.so", place / "a.so", place / "b.so"));
}

TEST_F(SearchTest, PlaceNamedTwice_IsSearchedOnce) {
  const auto place = directory("place");
  file(place / "a.so");
  const auto found = find_libraries({{place, place / "."}, place.string(), {}});
  EXPECT_EQ(found.libraries.size(), 1u);
  EXPECT_EQ(found.places.size(), 1u);
}

TEST_F(SearchTest, SingleLibraryAsAPlace_IsTaken) {
  const auto library = file(directory("place") / "a.so");
  file(directory("place") / "b.so");
  EXPECT_THAT(find_libraries({{library}, "", {}}).libraries, ElementsAre(library));
}

TEST_F(SearchTest, OtherFileAsAPlace_IsNoticed) {
  const auto found = find_libraries({{file(root_ / "notes.txt")}, "", {}});
  ASSERT_EQ(found.notices.size(), 1u);
  EXPECT_THAT(found.notices[0].message, HasSubstr("neither a directory nor a .so file"));
}

TEST_F(SearchTest, MissingPlace_IsNoticedUnlessItIsTheInstallDirectory) {
  const auto found = find_libraries({{root_ / "nowhere"}, "", root_ / "bin"});
  ASSERT_EQ(found.notices.size(), 1u);
  EXPECT_EQ(found.notices[0].path, root_ / "nowhere");
  EXPECT_THAT(found.notices[0].message, HasSubstr("does not exist"));
  EXPECT_THAT(found.places, IsEmpty());
}

TEST_F(SearchTest, DirectoryOthersMayWrite_IsNoticed) {
  const auto open = find_libraries({{directory("open", 0777)}, "", {}});
  ASSERT_EQ(open.notices.size(), 1u);
  EXPECT_EQ(open.notices[0].severity, Notice::Severity::kWarning);
  EXPECT_THAT(open.notices[0].message, HasSubstr("anybody may put a library"));
  const auto shared = find_libraries({{directory("shared", 0775)}, "", {}});
  ASSERT_EQ(shared.notices.size(), 1u);
  EXPECT_THAT(shared.notices[0].message, HasSubstr("everybody in its group"));
}

TEST_F(SearchTest, TooManyLibraries_AreCutWithANotice) {
  const auto place = directory("place");
  for (std::size_t i = 0; i <= kMaxLibraries; ++i)
    file(place / (std::to_string(10000 + i) + ".so"));
  const auto found = find_libraries({{place}, "", {}});
  EXPECT_EQ(found.libraries.size(), kMaxLibraries);
  ASSERT_EQ(found.notices.size(), 1u);
  EXPECT_EQ(found.notices[0].path, place / "11024.so");
}

TEST(SearchInputs, OfThisProcess_NameItsEnvironmentAndDirectory) {
  ::setenv(kSearchPathVariable, "/x:/y", 1);
  const auto inputs = process_search_inputs({"/configured"});
  ::unsetenv(kSearchPathVariable);
  EXPECT_EQ(inputs.environment, "/x:/y");
  EXPECT_THAT(inputs.configured, ElementsAre("/configured"));
  EXPECT_EQ(inputs.executable_directory, fs::read_symlink("/proc/self/exe").parent_path());
  EXPECT_EQ(process_search_inputs({}).environment, "");
}

}  // namespace
}  // namespace sluice::plugins
