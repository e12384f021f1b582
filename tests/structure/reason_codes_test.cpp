// SPDX-License-Identifier: Apache-2.0
//
// reason_codes_test.cpp: the pages that list reason codes say what the code says.
#include "core/reason_codes.hpp"

#include <fstream>
#include <set>
#include <string>

#include <gtest/gtest.h>

#include "risk_rules/controls/control_codes.hpp"
#include "sessions/session_codes.hpp"
#include "structure/source_tree.hpp"

namespace sluice::structure {
namespace {

std::string page() {
  std::string text =
      "<!-- Generated from framework/core/reason_codes.hpp by structure_test: "
      "SLUICE_REGENERATE=1 rewrites it. -->\n"
      "# Reason codes\n\n"
      "Why an order was refused, as it stands in the journal, the blotter and the reports:\n"
      "`CODE: key=value, key=value`.\n\n"
      "## Of the host\n\n"
      "| code | meaning |\n|---|---|\n";
  for (const auto& each : kReasonCodes) {
    text += "| `" + std::string{each.code} + "` | " + std::string{each.meaning} + " |\n";
  }
  text +=
      "\n## Of sessions\n\n"
      "Why a session is as it is, and why a signal came to nothing: in `why` of its state, "
      "`reason` of\n"
      "a signal, and `session_risk` of the stream. Its errors (PreRequisiteNotMet, …) are "
      "explained with\n"
      "[the API](../integrate/api.md#sessions).\n\n"
      "| code | meaning |\n|---|---|\n";
  for (const auto& each : sessions::kSessionCodes) {
    text += "| `" + std::string{each.code} + "` | " + std::string{each.meaning} + " |\n";
  }
  text +=
      "\n## Of the standard controls\n\n"
      "Which control gives which is on [their page](../rules/standard_controls.md).\n\n"
      "| code | meaning |\n|---|---|\n";
  for (const auto& each : risk_rules::kControlCodes) {
    text += "| `" + std::string{each.code} + "` | " + std::string{each.meaning} + " |\n";
  }
  text +=
      "\n## Of other rules\n\n"
      "The codes of the limits of `pre_trade`, some of which the controls give too, are explained\n"
      "with [them](../rules/pre_trade.md); those of another library in its own documents.\n";
  return text;
}

// The texts between quotes of the lines that define a constant.
std::vector<std::string> constants_of(std::string_view text) {
  std::vector<std::string> found;
  for (const auto line : lines_of(text)) {
    if (!line.starts_with("inline constexpr std::string_view k")) continue;
    const auto begin = line.find('"');
    const auto end = line.rfind('"');
    if (begin != end) found.emplace_back(line.substr(begin + 1, end - begin - 1));
  }
  return found;
}

TEST(ReasonCodes, Page_IsWhatTheTableSays) {
  const auto path = project_directory() / "docs/reference/reason_codes.md";
  if (regenerating()) std::ofstream{path, std::ios::binary | std::ios::trunc} << page();
  EXPECT_EQ(read_text(path), page()) << "SLUICE_REGENERATE=1 structure_test rewrites the page";
}

TEST(ReasonCodes, EveryConstant_HasOneRowInTheTable) {
  std::multiset<std::string> rows;
  for (const auto& each : kReasonCodes) rows.emplace(each.code);
  std::multiset<std::string> constants;
  for (auto& each :
       constants_of(read_text(project_directory() / "framework/core/reason_codes.hpp")))
    constants.insert(std::move(each));
  EXPECT_EQ(rows, constants);
}

TEST(ReasonCodes, EveryConstantOfTheControls_HasOneRowInTheTable) {
  std::multiset<std::string> rows;
  for (const auto& each : risk_rules::kControlCodes) {
    rows.emplace(each.code);
    EXPECT_FALSE(each.meaning.empty()) << each.code;
  }
  std::multiset<std::string> constants;
  for (auto& each : constants_of(
           read_text(project_directory() / "plugins/risk_rules/controls/control_codes.hpp")))
    constants.insert(std::move(each));
  EXPECT_EQ(rows, constants);
}

TEST(ReasonCodes, EveryConstantOfSessions_HasOneRowInTheTable) {
  std::multiset<std::string> rows;
  for (const auto& each : sessions::kSessionCodes) rows.emplace(each.code);
  std::multiset<std::string> constants;
  for (auto& each :
       constants_of(read_text(project_directory() / "framework/sessions/session_codes.hpp")))
    constants.insert(std::move(each));
  EXPECT_EQ(rows, constants);
}

TEST(ReasonCodes, EveryCode_IsTheHostsOrARules) {
  std::set<std::string> known;
  for (const auto& each : kReasonCodes) EXPECT_TRUE(known.emplace(each.code).second) << each.code;
  for (const auto& each : risk_rules::kControlCodes)
    EXPECT_TRUE(known.emplace(each.code).second) << each.code;
  EXPECT_GT(known.size(), 80U);
}

TEST(ReasonCodes, EveryCodeOfTheShippedRules_IsExplained) {
  const auto codes = constants_of(read_text(project_directory() / "plugins/risk_rules/codes.hpp"));
  const auto document = read_text(project_directory() / "docs/rules/pre_trade.md");
  EXPECT_FALSE(codes.empty());
  for (const auto& code : codes) {
    EXPECT_NE(document.find("`" + code + "`"), std::string::npos)
        << code << " is not explained in docs/rules/pre_trade.md";
  }
}

}  // namespace
}  // namespace sluice::structure
