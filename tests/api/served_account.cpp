// SPDX-License-Identifier: Apache-2.0
#include "api/served_account.hpp"

#include <csignal>
#include <cstdlib>
#include <sys/wait.h>
#include <thread>

#include "support/file_text.hpp"
#include "support/temporary_directory.hpp"

namespace sluice::api_test {
namespace {

namespace fs = std::filesystem;

constexpr const char* kConfig =
    "strategy_name: api\n"
    "strategy: {type: trend_baseline, ma_fast: 2, ma_slow: 3}\n"
    "universe: {symbols: [AAA, BBB, CCC]}\n"
    "data: {source: csv, path: prices.csv}\n"
    "trading: {freq: 1d, rebalance_freq: D}\n"
    "portfolio: {seed_capital: 1000000000}\n"
    "output: {root: out}\n"
    "executor: {type: paper, fill_model: close}\n";
constexpr const char* kPrices =
    "date,symbol,close\n"
    "2024-01-02,AAA,100\n2024-01-02,BBB,50\n2024-01-02,CCC,20\n"
    "2024-01-03,AAA,100\n2024-01-03,BBB,50\n2024-01-03,CCC,20\n";

}  // namespace

ServedAccount::ServedAccount(fs::path folder) : folder_{std::move(folder)} {
  testing::write_text(folder_ / "prices.csv", kPrices);
  configure({});
}

void ServedAccount::configure(std::string_view more) const {
  testing::write_text(folder_ / "config.yaml", kConfig + std::string{more});
}

// The shell gives its place to the program at once, and keeps what is said where we can read it.
void ServedAccount::launch(const e2e::Words& more) {
  e2e::Words words{"/bin/sh",
                   "-c",
                   before_ + R"(exec "$0" "$@" >out.txt 2>err.txt)",
                   e2e::program().native(),
                   "serve",
                   "-c",
                   config_.native()};
  words.insert(words.end(), more.begin(), more.end());
  words_ = more;
  testing::write_text(folder_ / "out.txt", "");
  process_ = std::make_unique<e2e::Process>(words, e2e::Environment{}, folder_);
}

bool ServedAccount::has_ended() const {
  siginfo_t state{};
  return ::waitid(P_PID, static_cast<id_t>(process_->id()), &state, WEXITED | WNOHANG | WNOWAIT) ==
             0 &&
         state.si_pid != 0;
}

bool ServedAccount::is_up() {
  const std::string said = out();
  const auto at = said.find("serving http");
  if (at == said.npos || said.find('\n', at) == said.npos) return false;
  const auto colon = said.rfind(':', said.find(" (what", at));
  port_ = static_cast<std::uint16_t>(std::stoi(said.substr(colon + 1)));
  return true;
}

void ServedAccount::start(const e2e::Words& more) {
  e2e::Words words = more;
  if (std::find(words.begin(), words.end(), "--port") == words.end())
    words.insert(words.end(), {"--port", "0"});
  launch(words);
  words_ = more;
  constexpr milliseconds kStep{5};
  for (auto waited = milliseconds{0}; waited < kPatience; waited += kStep) {
    if (is_up()) return;
    if (has_ended()) break;
    std::this_thread::sleep_for(kStep);
  }
  throw std::runtime_error("the server did not start: " + out() + err());
}

e2e::Outcome ServedAccount::run_to_end(const e2e::Words& more) {
  launch(more);
  // One that runs all the same is ended, with a signal that no expectation has.
  constexpr milliseconds kStep{5};
  for (auto waited = milliseconds{0}; !has_ended() && waited < kPatience; waited += kStep)
    std::this_thread::sleep_for(kStep);
  if (!has_ended()) process_->send(SIGKILL);
  auto outcome = process_->wait();
  outcome.out = out();
  outcome.err = err();
  return outcome;
}

int ServedAccount::end(int signal) {
  process_->send(signal);
  return process_->wait().exit_code;
}

void ServedAccount::restart(int signal) {
  end(signal);
  start(e2e::Words{words_});
}

std::string ServedAccount::out() const { return testing::file_text(folder_ / "out.txt"); }
std::string ServedAccount::err() const { return testing::file_text(folder_ / "err.txt"); }

Json ServedAccount::placed(std::string_view body) const {
  const auto reply = order(body);
  if (reply.status != 200) throw std::runtime_error("not placed: " + reply.body);
  return reply.json().at(0);
}

namespace {

struct Suite {
  testing::TemporaryDirectory folder;
  ServedAccount served{folder.path()};
};
std::unique_ptr<Suite>& suite() {
  static std::unique_ptr<Suite> one;
  return one;
}

}  // namespace

void SharedServerTest::SetUpTestSuite() {
  ::setenv("SLUICE_STATE_DIR", (std::string{SLUICE_BINARY_DIR} + "/test_state").c_str(), 1);
  suite() = std::make_unique<Suite>();
  suite()->served.start();
}

void SharedServerTest::TearDownTestSuite() { suite().reset(); }

ServedAccount& SharedServerTest::served() { return suite()->served; }

}  // namespace sluice::api_test
