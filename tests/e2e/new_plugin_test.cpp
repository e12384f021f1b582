// SPDX-License-Identifier: Apache-2.0
//
// new_plugin_test.cpp: what a stranger does who has the packages and not the project: a project of
// every kind, written, built, tested and checked against an installation, then found by the host.
#include <gmock/gmock.h>
#include <nlohmann/json.hpp>

#include "e2e/cli_fixture.hpp"
#include "support/file_text.hpp"

namespace sluice::e2e {
namespace {

namespace fs = std::filesystem;
using nlohmann::json;
using ::testing::HasSubstr;
using ::testing::Not;

// Host and SDK, installed once for all tests.
class Installation {
 public:
  [[nodiscard]] static const Installation& get() {
    static const Installation instance;
    return instance;
  }
  [[nodiscard]] fs::path prefix() const { return folder_ / "with-host"; }
  [[nodiscard]] fs::path sdk_alone() const { return folder_ / "sdk-alone"; }
  [[nodiscard]] fs::path program() const { return prefix() / "bin" / "sluice"; }

 private:
  Installation() {
    install("sdk", sdk_alone());
    install("sdk", prefix());
    install("host", prefix());
  }
  void install(const std::string& component, const fs::path& prefix) const {
    const auto done = Process{{"cmake", "--install", SLUICE_BINARY_DIR, "--component", component,
                               "--prefix", prefix},
                              {},
                              folder_.path()}
                          .wait();
    if (done.exit_code != 0) throw std::runtime_error("cannot install: " + done.out + done.err);
  }
  testing::TemporaryDirectory folder_;
};

class NewPluginTest : public CliTest {
 protected:
  // The installed program.
  [[nodiscard]] Outcome installed(const Words& words, const Environment& environment = {}) const {
    Words all{Installation::get().program()};
    all.insert(all.end(), words.begin(), words.end());
    return run(all, path(), environment);
  }
  static Outcome run(const Words& command, const fs::path& directory,
                     const Environment& environment = {}) {
    return Process{command, environment, directory}.wait();
  }
  // Configures and builds the project, and runs its tests.
  [[nodiscard]] Outcome build_and_test(const std::string& project, const fs::path& prefix,
                                       const std::string& preset = "dev",
                                       const std::string& option = {}) const {
    const Environment plain{{"PATH", "/usr/bin:/bin"}};
    const fs::path folder = path(project);
    std::string told;
    Words configure{"cmake", "--preset", preset,
                    "-G",    "Ninja",    "-DCMAKE_PREFIX_PATH=" + prefix.native()};
    if (!option.empty()) configure.push_back(option);
    for (const Words& step : {configure, Words{"cmake", "--build", "--preset", preset, "-j1"},
                              Words{"ctest", "--preset", preset}}) {
      Outcome done = run(step, folder, plain);
      told += done.out + done.err;
      done.out = told;
      if (done.exit_code != 0 || step[0] == "ctest") return done;
    }
    return {};
  }
};

struct Project {
  const char* kind;
  const char* language;
};
class EveryProjectTest : public NewPluginTest, public ::testing::WithParamInterface<Project> {};

INSTANTIATE_TEST_SUITE_P(Kinds, EveryProjectTest,
                         ::testing::Values(Project{"risk_rule", "c++"}, Project{"strategy", "c++"},
                                           Project{"executor", "c++"}, Project{"feed", "c++"},
                                           Project{"report", "c++"}, Project{"risk_rule", "c"},
                                           Project{"strategy", "c"}, Project{"executor", "c"},
                                           Project{"feed", "c"}, Project{"report", "c"}),
                         [](const auto& project) {
                           return std::string{project.param.kind} +
                                  (project.param.language[1] == '+' ? "_cpp" : "_c");
                         });

TEST_P(EveryProjectTest, NewProject_BuildsPassesItsTestsAndIsFoundByTheHost) {
  const auto [kind, language] = GetParam();
  const auto made = installed({"plugin", "new", kind, "first_try", "--lang", language});
  ASSERT_EQ(made.exit_code, 0) << made.err;
  const auto tested = build_and_test("first_try", Installation::get().prefix());
  ASSERT_EQ(tested.exit_code, 0) << tested.out;
  EXPECT_THAT(tested.out, HasSubstr("100% tests passed, 0 tests failed out of 2"));
  EXPECT_THAT(tested.out, Not(HasSubstr("warning:")));
  EXPECT_THAT(tested.out, Not(HasSubstr("Skipped")));

  const fs::path library = path("first_try/build/dev/first_try.so");
  const auto checked = installed({"plugin", "check", library, "--level", "9"});
  EXPECT_EQ(checked.exit_code, 0) << checked.out;

  const auto listed =
      installed({"plugin", "list", "--json"}, {{"SLUICE_PLUGIN_PATH", library.parent_path()}});
  EXPECT_EQ(listed.exit_code, 0) << listed.err;
  const json all = json::parse(listed.out);
  std::string found;
  for (const auto& component : all["components"])
    if (component["id"] == "first_try") found = component["kind"];
  EXPECT_EQ(found, kind);
}

// Another compiler, and a C++ library of its own inside.
TEST_F(NewPluginTest, BuiltByClangWithItsOwnLibstdcxx_IsCheckedAndLoaded) {
  if (run({"clang++", "--version"}, path()).exit_code != 0) GTEST_SKIP() << "there is no clang++";
  ASSERT_EQ(installed({"plugin", "new", "risk_rule", "portable_rule"}).exit_code, 0);
  const auto tested = build_and_test("portable_rule", Installation::get().prefix(), "portable",
                                     "-DCMAKE_CXX_COMPILER=clang++");
  ASSERT_EQ(tested.exit_code, 0) << tested.out;
  EXPECT_THAT(tested.out, HasSubstr("The CXX compiler identification is Clang"));
  EXPECT_THAT(tested.out, Not(HasSubstr("Skipped")));
  const fs::path folder = path("portable_rule/build/portable");
  const auto seen = installed({"plugin", "inspect", folder / "portable_rule.so"});
  EXPECT_THAT(seen.out, HasSubstr("loadable    yes"));
  EXPECT_THAT(seen.out, Not(HasSubstr("libstdc++")));
  EXPECT_THAT(installed({"plugin", "list"}, {{"SLUICE_PLUGIN_PATH", folder}}).out,
              HasSubstr("portable_rule"));
}

TEST_F(NewPluginTest, WithoutTheProgram_ConformanceIsSkippedAndSaysWhy) {
  ASSERT_EQ(installed({"plugin", "new", "report", "alone", "--lang", "c"}).exit_code, 0);
  const auto tested = build_and_test("alone", Installation::get().sdk_alone());
  EXPECT_EQ(tested.exit_code, 0) << tested.out;
  EXPECT_THAT(tested.out, HasSubstr("the program 'sluice' was not found: install the package"));
  EXPECT_THAT(tested.out, HasSubstr("alone_conformance (Skipped)"));
}

TEST_F(NewPluginTest, ExistingFolder_IsLeftAsItIs) {
  write("taken/notes.txt", "mine");
  const Tree before = read_tree(path());
  const auto made = installed({"plugin", "new", "risk_rule", "taken"});
  EXPECT_EQ(made.exit_code, 2);
  EXPECT_THAT(made.err, HasSubstr("taken is there already, and is left as it is"));
  EXPECT_EQ(difference(before, read_tree(path())), "");
  fs::create_symlink("nowhere", path("dangling"));
  EXPECT_EQ(installed({"plugin", "new", "risk_rule", "dangling"}).exit_code, 2);
}

TEST_F(NewPluginTest, WhenAFolderCannotBeMade_NothingIsLeft) {
  write("file", "not a folder");
  const auto made = installed({"plugin", "new", "risk_rule", "rule", "--dir", "file"});
  EXPECT_EQ(made.exit_code, 1);
  EXPECT_THAT(made.err, HasSubstr("file"));
  EXPECT_EQ(text("file"), "not a folder");
}

TEST_F(NewPluginTest, BadNames_AreRefusedWithWhatWouldDo) {
  for (const char* name : {"MyRule", "1st", "my-rule", "my_", "a__b", "_a", "a.b", "../x", "ärger",
                           "a2345678901234567890123456789012345678901"}) {
    const auto made = installed({"plugin", "new", "risk_rule", name});
    EXPECT_EQ(made.exit_code, 2) << name;
    EXPECT_THAT(made.err, HasSubstr("like max_order_value")) << name;
  }
  for (const char* name : {"test", "all", "plugin_fault", "install"})
    EXPECT_THAT(installed({"plugin", "new", "risk_rule", name}).err,
                HasSubstr("like my_" + std::string{name} + " it would do"));
  EXPECT_TRUE(fs::is_empty(path()));
}

TEST_F(NewPluginTest, UnknownKindOrLanguage_NamesWhatThereIs) {
  EXPECT_THAT(installed({"plugin", "new", "stategy", "x"}).err,
              HasSubstr("did you mean 'strategy'?"));
  EXPECT_THAT(installed({"plugin", "new", "report", "x", "--lang", "rust"}).err,
              HasSubstr("unknown language 'rust': expected c++ or c"));
  const auto nothing = installed({"plugin", "new", "report"});
  EXPECT_EQ(nothing.exit_code, 2);
  EXPECT_THAT(nothing.err, HasSubstr("expected a kind and a name"));
}

TEST_F(NewPluginTest, Json_NamesEveryFile) {
  const auto made = installed({"plugin", "new", "feed", "mine", "--dir", "some/where", "--json"});
  ASSERT_EQ(made.exit_code, 0) << made.err;
  const auto told = json::parse(made.out);
  EXPECT_EQ(told["project"], "some/where/mine");
  Tree tree;
  for (const std::string file : told["files"])
    tree[fs::relative(file, "some/where/mine")] = text(file);
  EXPECT_EQ(difference(read_tree(path("some/where/mine")), tree), "");
  EXPECT_TRUE(tree.contains("README.md"));
  for (const auto& [name, content] : tree) {
    EXPECT_THAT(content, Not(HasSubstr("@name@"))) << name;
    EXPECT_THAT(content, Not(HasSubstr("@@"))) << name;
  }
  const auto perms = fs::status(path("some/where/mine/ci.sh")).permissions();
  EXPECT_NE(perms & fs::perms::owner_exec, fs::perms::none);
}

// The installed host finds its plugins and the demo without a word about where they are.
TEST_F(NewPluginTest, InstalledHost_FindsItsPluginsAndRunsTheDemosConfig) {
  const fs::path share = Installation::get().prefix() / "share" / "sluice";
  const auto listed = installed({"plugin", "list"});
  EXPECT_EQ(listed.exit_code, 0) << listed.err;
  for (const char* id : {"trend_baseline", "csv", "paper", "report_markdown", "lua", "vol_target"})
    EXPECT_THAT(listed.out, HasSubstr(id));
  const auto checked = installed({"config", "check", share / "configs" / "demo" / "dow30.yaml"});
  EXPECT_EQ(checked.exit_code, 0) << checked.err;
}

// The commands of the tutorial's section on a rule, as they stand there.
TEST_F(NewPluginTest, TutorialsCommands_LeadToALibraryThatIsFitToShip) {
  const std::string page =
      testing::file_text(fs::path{SLUICE_SOURCE_DIR} / "docs" / "authors" / "tutorial.md");
  const std::string mark = "```sh\nsluice plugin new ";
  const std::size_t begin = page.find(mark);
  ASSERT_NE(begin, std::string::npos);
  const std::size_t first = begin + std::string{"```sh\n"}.size();
  const std::string commands = page.substr(first, page.find("```", first) - first);
  const fs::path prefix = Installation::get().prefix();
  const auto done = run(
      {"bash", "-ec", commands}, path(),
      {{"PATH", prefix.native() + "/bin:/usr/bin:/bin"}, {"CMAKE_PREFIX_PATH", prefix.native()}});
  EXPECT_EQ(done.exit_code, 0) << done.out << done.err;
  EXPECT_THAT(done.out, HasSubstr("100% tests passed, 0 tests failed out of 2"));
  EXPECT_THAT(done.out, Not(HasSubstr("Skipped")));
}

class DebianPackageTest : public NewPluginTest {
 protected:
  // Field of a package's control file.
  [[nodiscard]] std::string field(const std::string& package, const std::string& name) const {
    return run({"dpkg-deb", "-f", package, name}, path()).out;
  }
};

TEST_F(DebianPackageTest, HostAndSdk_WorkTogetherFromWhereTheyAreUnpacked) {
  const auto packed =
      run({"cpack", "--config", SLUICE_BINARY_DIR "/CPackConfig.cmake", "-B", "."}, path());
  ASSERT_EQ(packed.exit_code, 0) << packed.out << packed.err;
  std::string host;
  std::string sdk;
  for (const auto& entry : fs::directory_iterator{path()}) {
    const std::string name = entry.path().filename();
    if (name.starts_with("sluice_") && name.ends_with(".deb")) host = name;
    if (name.starts_with("sluice-sdk_") && name.ends_with("_all.deb")) sdk = name;
  }
  ASSERT_NE(host, "");
  ASSERT_NE(sdk, "");
  EXPECT_EQ(field(host, "Package"), "sluice\n");
  EXPECT_THAT(field(host, "Depends"), HasSubstr("libc6"));
  EXPECT_EQ(field(sdk, "Architecture"), "all\n");
  EXPECT_THAT(field(sdk, "Recommends"),
              HasSubstr("sluice (>= " + field(host, "Version").substr(0, 3)));
  for (const std::string& package : {host, sdk})
    ASSERT_EQ(run({"dpkg-deb", "-x", package, "root"}, path()).exit_code, 0);
  for (const char* file :
       {"bin/sluice", "bin/sluice-plugin-runner", "share/doc/sluice/copyright",
        "lib/sluice/plugins/sluice_strategies.so", "share/pkgconfig/sluice-sdk.pc",
        "share/doc/sluice-sdk/examples/CMakeLists.txt"})
    EXPECT_TRUE(fs::exists(path("root/usr") / file)) << file;

  const Words program{path("root/usr/bin/sluice")};
  Words words = program;
  words.insert(words.end(), {"plugin", "new", "report", "packaged", "--lang", "c"});
  ASSERT_EQ(run(words, path()).exit_code, 0);
  const auto tested = build_and_test("packaged", path("root/usr"));
  EXPECT_EQ(tested.exit_code, 0) << tested.out;
  EXPECT_THAT(tested.out, Not(HasSubstr("Skipped")));
  words = program;
  words.insert(words.end(), {"plugin", "list"});
  EXPECT_THAT(run(words, path()).out, HasSubstr("trend_baseline"));
}

}  // namespace
}  // namespace sluice::e2e
