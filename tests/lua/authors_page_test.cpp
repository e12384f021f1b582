// SPDX-License-Identifier: Apache-2.0
//
// authors_page_test.cpp: the snippets of the page for rule authors are rules.
#include <filesystem>
#include <fstream>
#include <sstream>

#include <gtest/gtest.h>

#include "lua/rule_fixture.hpp"

namespace sluice::lua {
namespace {

namespace fs = std::filesystem;

std::string text_of(const fs::path& file) {
  std::ostringstream text;
  text << std::ifstream{file, std::ios::binary}.rdbuf();
  return text.str();
}

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
