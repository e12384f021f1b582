// SPDX-License-Identifier: Apache-2.0
//
// runbook_test.cpp: whatever routing writes about an order that does not go as it should has a line
// in the runbook; and whatever a session tells of itself in its own.
#include <string>
#include <string_view>

#include <gtest/gtest.h>

#include "core/ports.hpp"
#include "core/reason_codes.hpp"
#include "sessions/session_codes.hpp"
#include "structure/source_tree.hpp"

namespace sluice::structure {
namespace {

constexpr std::string_view kWordCharacters = "ABCDEFGHIJKLMNOPQRSTUVWXYZ_";

// `word` stands in the text, and not as a part of a longer one.
bool has_word(std::string_view text, std::string_view word) {
  const auto is_part_of_word = [&](std::size_t at) {
    return at < text.size() && kWordCharacters.find(text[at]) != std::string_view::npos;
  };
  for (auto at = text.find(word); at != std::string_view::npos; at = text.find(word, at + 1))
    if (!is_part_of_word(at - 1) && !is_part_of_word(at + word.size())) return true;
  return false;
}

std::string runbook() {
  return read_text(project_directory() / "docs/operate/routing_troubles.md");
}

TEST(Runbook, EveryReasonCodeOfTheHost_HasALine) {
  const std::string page = runbook();
  for (const auto& each : kReasonCodes)
    EXPECT_TRUE(has_word(page, each.code)) << each.code << " is not in routing_troubles.md";
}

TEST(Runbook, EveryCodeOfSessions_HasALine) {
  const std::string page = read_text(project_directory() / "docs/operate/sessions.md");
  for (const auto& each : sessions::kSessionCodes)
    EXPECT_TRUE(has_word(page, each.code)) << each.code << " is not in sessions.md";
}

TEST(Runbook, EveryNoteAboutAnOrder_HasALine) {
  const std::string page = runbook();
  for (std::size_t i = 0; i < kOrderNoteCount; ++i) {
    const auto word = name(static_cast<OrderNote>(i));
    EXPECT_TRUE(has_word(page, word)) << word << " is not in routing_troubles.md";
  }
}

TEST(Runbook, WordInsideALongerOne_IsNoLine) {
  EXPECT_TRUE(has_word("| `KNOWN` |", "KNOWN"));
  EXPECT_FALSE(has_word("| `UNKNOWN` |", "KNOWN"));
  EXPECT_FALSE(has_word("| `KNOWN_TO` |", "KNOWN"));
}

}  // namespace
}  // namespace sluice::structure
