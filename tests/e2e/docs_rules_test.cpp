// SPDX-License-Identifier: Apache-2.0
//
// docs_rules_test.cpp: the pages for authors of rules do what they say: files are written as they
// show them, commands run, scripts load.
//
// A block of `lua` or `yaml` that begins with `file: NAME` in a comment is that file; one of `sh`
// is run line by line, and must exit with 0 or the code that a comment `# exit code N` names.
#include <gmock/gmock.h>

#include "e2e/cli_fixture.hpp"
#include "e2e/panel.hpp"
#include "support/file_text.hpp"

namespace sluice::e2e {
namespace {

namespace fs = std::filesystem;
using ::testing::HasSubstr;

struct Block {
  std::string language;
  std::string text;
  std::size_t line = 0;
};

std::string page(const char* name) {
  return testing::file_text(demo_config().parent_path() / "../../docs" / name);
}

std::vector<std::string> lines_of(std::string_view text) {
  std::vector<std::string> lines;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find('\n'), text.size());
    lines.emplace_back(text.substr(0, end));
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return lines;
}

std::vector<Block> blocks_of(const std::string& markdown) {
  std::vector<Block> blocks;
  bool inside = false;
  std::size_t number = 0;
  for (const std::string& line : lines_of(markdown)) {
    ++number;
    if (!line.starts_with("```")) {
      if (inside) blocks.back().text += line + "\n";
      continue;
    }
    inside = !inside;
    if (inside) blocks.push_back({line.substr(3), "", number + 1});
  }
  return blocks;
}

// The words of a command line; quotes keep blanks.
Words words_of(std::string_view line) {
  Words words(1);
  bool quoted = false;
  for (const char c : line) {
    if (c == '#' && !quoted && words.back().empty()) break;
    if (c == '\'')
      quoted = !quoted;
    else if (c == ' ' && !quoted)
      words.emplace_back();
    else
      words.back() += c;
  }
  std::erase(words, "");
  return words;
}

int expected_exit(const std::string& line) {
  constexpr std::string_view kMark = "# exit code ";
  const auto at = line.find(kMark);
  return at == std::string::npos ? 0 : std::stoi(line.substr(at + kMark.size()));
}

class DocsRulesTest : public CliTest {
 protected:
  // Gives the file's name; "" where the block is none.
  std::string write_file(const Block& block) {
    constexpr std::string_view kMark = " file: ";
    const std::string first = block.text.substr(0, block.text.find('\n'));
    const auto at = first.find(kMark);
    if (at == std::string::npos) return {};
    const std::string name = first.substr(at + kMark.size());
    write(name, block.text);
    return name;
  }
  void run_block(const Block& block) {
    std::size_t number = block.line;
    for (const std::string& line : lines_of(block.text)) {
      Words words = words_of(line);
      const std::string where = "line " + std::to_string(number++) + ": " + line;
      if (words.empty()) continue;
      ASSERT_EQ(words.front(), "sluice") << where;
      words.erase(words.begin());
      const auto run = sluice(words);
      EXPECT_EQ(run.exit_code, expected_exit(line)) << where << "\n" << run.err << run.out;
      said_ += run.out;
    }
  }
  // A paper track that has run, and a copy of its audit trail.
  void make_track() {
    const auto symbols = ragged_symbols(kSessions);
    write("prices.csv", panel_csv(symbols, kSessions));
    write("track.yaml", panel_config(symbols));
    const auto run = sluice({"paper-track", "run", "-c", "track.yaml", "--from", session_date(20)});
    ASSERT_EQ(run.exit_code, 0) << run.err;
    fs::copy(path(kTrack) / "audit", path("trail"), fs::copy_options::recursive);
  }

  static constexpr int kSessions = 30;
  std::string said_;
};

TEST_F(DocsRulesTest, TestingRules_FilesAndCommandsDoWhatThePageSays) {
  make_track();
  int commands = 0;
  const auto blocks = blocks_of(page("rules/testing_rules.md"));
  for (const Block& block : blocks) {
    write_file(block);
    if (block.language != "sh") continue;
    run_block(block);
    ++commands;
  }
  EXPECT_GE(commands, 7);
  // What the page shows lint to say.
  for (const Block& block : blocks) {
    if (!block.language.empty() || !block.text.starts_with("careless.lua")) continue;
    EXPECT_THAT(said_, HasSubstr(block.text));
  }
}

TEST_F(DocsRulesTest, LuaRules_EveryScriptIsSound) {
  int scripts = 0;
  for (const Block& block : blocks_of(page("rules/lua_rules.md"))) {
    if (block.language != "lua") continue;
    const bool is_file = block.text.find("return function") != std::string::npos ||
                         block.text.starts_with("return {");
    write("snippet.lua",
          is_file ? block.text : "return function(order, view)\n" + block.text + "end\n");
    const auto run = sluice({"rule", "lint", "snippet.lua"});
    EXPECT_EQ(run.exit_code, 0) << "line " << block.line << "\n" << run.out << run.err;
    ++scripts;
  }
  EXPECT_GE(scripts, 3);
}

TEST_F(DocsRulesTest, FormatOfTables_ExamplePassesAgainstItsRule) {
  for (const Block& block : blocks_of(page("rules/testing_rules.md")))
    if (write_file(block) == "no_overnight_short.lua") break;
  for (const Block& block : blocks_of(page("formats/rule_tests.md")))
    if (block.language == "yaml") write("no_overnight_short.test.yaml", block.text);
  const auto run = sluice({"rule", "test", "no_overnight_short.lua"});
  EXPECT_EQ(run.exit_code, 0) << run.out << run.err;
}

TEST_F(DocsRulesTest, Examples_PassTheirTestsLintAndCoverage) {
  const std::string examples = (demo_config().parent_path() / "../risk_rules").string();
  const auto tests = sluice({"rule", "test", examples});
  EXPECT_EQ(tests.exit_code, 0) << tests.out << tests.err;
  EXPECT_EQ(sluice({"rule", "lint", examples}).exit_code, 0);
  const auto coverage = sluice({"rule", "coverage", examples, "--threshold", "100"});
  EXPECT_EQ(coverage.exit_code, 0) << coverage.out;
}

}  // namespace
}  // namespace sluice::e2e
