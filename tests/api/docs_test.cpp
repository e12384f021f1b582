// SPDX-License-Identifier: Apache-2.0
//
// docs_test.cpp: the page for integrators does what it says: its commands run, their answers look
// as they are shown; the example client passes its tests.
//
// A block of `sh` is run by a shell with the page's address replaced; a block of `json` right
// behind it is its answer, where names of orders and times may differ.
#include <csignal>
#include <set>

#include <gmock/gmock.h>

#include "api/served_account.hpp"
#include "support/file_text.hpp"

namespace sluice::api_test {
namespace {

namespace fs = std::filesystem;

struct Block {
  std::string language, text;
};

std::vector<Block> blocks_of(const std::string& page) {
  std::vector<Block> blocks;
  bool inside = false;
  std::istringstream lines{page};
  std::string line;
  while (std::getline(lines, line)) {
    if (!line.starts_with("```")) {
      if (inside) blocks.back().text += line + "\n";
      continue;
    }
    inside = !inside;
    if (inside) blocks.push_back({line.substr(3), ""});
  }
  return blocks;
}

std::string replaced(std::string text, const std::string& what, const std::string& with) {
  for (auto at = text.find(what); at != text.npos; at = text.find(what, at + with.size()))
    text.replace(at, what.size(), with);
  return text;
}

// Empty where they are alike but for names of orders.
std::string difference(const Json& shown, const Json& real) {
  if (shown.type() != real.type() && !(shown.is_number() && real.is_number()))
    return "shown " + shown.dump() + ", real " + real.dump();
  if (!shown.is_structured())
    return shown == real ? "" : "shown " + shown.dump() + ", real " + real.dump();
  if (shown.size() != real.size()) return "shown " + shown.dump() + ", real " + real.dump();
  if (shown.is_array()) {
    for (std::size_t i = 0; i < shown.size(); ++i)
      if (auto why = difference(shown[i], real[i]); !why.empty()) return why;
    return {};
  }
  for (const auto& [name, value] : shown.items()) {
    if (!real.contains(name)) return "no " + name + " in " + real.dump();
    if (name == "order_id") continue;
    if (auto why = difference(value, real.at(name)); !why.empty()) return name + ": " + why;
  }
  return {};
}

class DocsTest : public ServedTest {
 protected:
  std::string run(const e2e::Words& words) const {
    const auto outcome = e2e::Process(words, {}, path()).wait();
    EXPECT_EQ(outcome.exit_code, 0) << words.back() << "\n" << outcome.err << outcome.out;
    return outcome.out;
  }
  const fs::path docs_ = fs::path{SLUICE_SOURCE_DIR} / "docs";
};

TEST_F(DocsTest, ApiPage_CommandsDoWhatThePageSays) {
  served_.use_config(e2e::demo_config());
  served_.start({"--data-dir", "out"});
  const auto page = testing::file_text(docs_ / "integrate/api.md");
  int commands = 0, answers = 0;
  std::string said;
  for (const Block& block : blocks_of(page)) {
    if (block.language == "sh") {
      said = run(
          {"/bin/sh", "-ec",
           replaced(block.text, "localhost:8000", "localhost:" + std::to_string(served_.port()))});
      EXPECT_EQ(said.find("\"detail\""), said.npos) << block.text << said;
      EXPECT_FALSE(said.empty()) << block.text;
      ++commands;
    } else if (block.language == "json" && !said.empty()) {
      EXPECT_EQ(difference(Json::parse(block.text), Json::parse(said)), "") << block.text << said;
      said.clear();
      ++answers;
    } else {
      said.clear();
    }
  }
  EXPECT_GE(commands, 7);
  EXPECT_GE(answers, 3);
}

TEST_F(DocsTest, ApiPage_SaysHowManyOfEverything) {
  const auto page = testing::file_text(docs_ / "integrate/api.md");
  served_.start();
  const Json document = served_.get("/openapi.json").json();
  std::set<std::string> statuses;
  for (const auto& [path, methods] : document.at("paths").items())
    for (const auto& [method, operation] : methods.items())
      for (const auto& [status, response] : operation.at("responses").items())
        statuses.insert(status);
  for (const auto& status : statuses)
    EXPECT_TRUE(status < "400" || page.find(status) != page.npos) << status;
  for (const auto* event :
       {"order", "verdict", "fill", "position", "kill_switch", "reset", "gap", "session_state",
        "session_signal", "session_risk", "session_fault", "session_gap"})
    EXPECT_NE(page.find("| `" + std::string{event} + "` |"), page.npos) << event;
}

TEST_F(DocsTest, ApiPage_KeysHoldAcrossResetsAndRestarts) {
  served_.start();
  const std::string order =
      R"({"symbol":"AAA","side":"BUY","quantity":1,"client_order_id":"before the reset"})";
  const Json first = served_.placed(order);
  ASSERT_EQ(served_.post("/api/v1/paper/reset").status, 200);
  EXPECT_EQ(served_.placed(order), first);
  served_.restart(SIGKILL);
  EXPECT_EQ(served_.placed(order), first);
  EXPECT_EQ(served_.get("/api/v1/paper/positions").json(), Json::array());
}

TEST_F(DocsTest, ExampleClient_PassesItsTests) {
  served_.start();
  run({"python3", std::string{SLUICE_SOURCE_DIR} + "/tests/api/paper_client_test.py",
       (docs_ / "examples").native(), "http://localhost:" + std::to_string(served_.port())});
}

}  // namespace
}  // namespace sluice::api_test
