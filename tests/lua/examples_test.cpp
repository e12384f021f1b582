// SPDX-License-Identifier: Apache-2.0
//
// examples_test.cpp: the rules of configs/risk_rules pass their tables, and the snippets of the
// page for rule authors are rules.
#include <filesystem>
#include <fstream>
#include <sstream>

#include <gtest/gtest.h>

#include "lua/rule_fixture.hpp"
#include "lua/rule_tests.hpp"

namespace sluice::lua {
namespace {

namespace fs = std::filesystem;

std::string text_of(const fs::path& file) {
  std::ostringstream text;
  text << std::ifstream{file, std::ios::binary}.rdbuf();
  return text.str();
}

std::vector<fs::path> examples() {
  std::vector<fs::path> files;
  for (const auto& entry : fs::directory_iterator{SLUICE_SOURCE_DIR "/configs/risk_rules"})
    if (entry.path().extension() == ".lua") files.push_back(entry.path());
  std::sort(files.begin(), files.end());
  return files;
}

std::size_t run_table(const fs::path& rule, const std::string& table) {
  testing::MockHost host;
  const std::string source = text_of(rule);
  return run_rule_table(table, [&](const ValuesByName& params, StateStore& state) {
    return std::make_unique<Script>(
        Script::Source{rule.filename().string(), source, params, Budgets{}}, Host{&host.raw()},
        state);
  });
}

TEST(Examples, Rules_AreAtLeastEight) { EXPECT_GE(examples().size(), 8u); }

class Example : public ::testing::TestWithParam<fs::path> {};
TEST_P(Example, Rule_PassesItsTable) {
  const fs::path& rule = GetParam();
  fs::path table = rule;
  table.replace_extension(".test.yaml");
  ASSERT_TRUE(fs::exists(table));
  try {
    EXPECT_GE(run_table(rule, text_of(table)), 4u);
  } catch (const std::exception& fault) {
    FAIL() << table.filename() << ": " << fault.what();
  }
}
INSTANTIATE_TEST_SUITE_P(Lua, Example, ::testing::ValuesIn(examples()),
                         [](const auto& rule) { return rule.param.stem().string(); });

// The text between ```lua and ``` of a page.
std::vector<std::string> snippets(const std::string& page) {
  std::vector<std::string> found;
  constexpr std::string_view kFence = "```lua\n";
  for (std::size_t at = 0; (at = page.find(kFence, at)) != page.npos;) {
    at += kFence.size();
    const std::size_t end = page.find("\n```", at);
    found.push_back(page.substr(at, end - at + 1));
    at = end;
  }
  return found;
}

TEST(AuthorsPage, Snippets_AreRulesThatAnswer) {
  const auto all = snippets(text_of(SLUICE_SOURCE_DIR "/docs/rules/lua_rules.md"));
  ASSERT_GE(all.size(), 3u);
  for (const std::string& snippet : all) {
    const bool is_whole =
        snippet.find("return {") != snippet.npos || snippet.find("return function") != snippet.npos;
    testing::Rule rule{is_whole ? snippet : testing::Rule::function(snippet)};
    const sluice_verdict verdict = rule.judge();
    EXPECT_FALSE(std::string_view{verdict.code}.starts_with("RULE_")) << rule.message() << "\n"
                                                                      << snippet;
  }
}

}  // namespace
}  // namespace sluice::lua
