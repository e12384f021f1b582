// SPDX-License-Identifier: Apache-2.0
//
// served_account.hpp: `sluice serve` as a program of its own, on a free port, with a folder of its
// own; it can be ended, killed and started again.
//
// Place: tests/api. The account has a billion, three symbols (AAA at 100, BBB at 50, CCC at 20) and
// no limits but those a test gives it. Ended by force with the object.
#pragma once

#include <memory>

#include "api/http_client.hpp"
#include "e2e/cli_fixture.hpp"

namespace sluice::api_test {

class ServedAccount {
 public:
  explicit ServedAccount(std::filesystem::path folder);

  // What goes before the config's last lines: `pre_trade: …`, `api: …`.
  void configure(std::string_view more) const;
  // In the place of that config.
  void use_config(const std::filesystem::path& file) { config_ = file; }
  // No file may grow beyond so many blocks of 512 bytes: a disk that is full.
  void limit_files(unsigned blocks) {
    before_ = "trap '' XFSZ; ulimit -f " + std::to_string(blocks) + "; ";
  }
  void lift_limit() { before_.clear(); }
  // Waits until orders are taken; throws with what the program said if it ends before.
  void start(const e2e::Words& more = {});
  // Starts it and waits for its end: for what must not start.
  [[nodiscard]] e2e::Outcome run_to_end(const e2e::Words& more = {});
  // Sends the signal and waits; gives the exit code, 128 and more for a signal's end.
  int end(int signal);
  // It ends by itself; its exit code.
  int wait() { return process_->wait().exit_code; }
  void restart(int signal);

  [[nodiscard]] std::uint16_t port() const noexcept { return port_; }
  [[nodiscard]] pid_t id() const { return process_->id(); }
  [[nodiscard]] const std::filesystem::path& folder() const noexcept { return folder_; }
  [[nodiscard]] std::string out() const;
  [[nodiscard]] std::string err() const;

  Reply get(std::string_view target, const Headers& headers = {}) const {
    return ask(port_, "GET", target, {}, headers);
  }
  Reply post(std::string_view target, std::string_view body = {},
             const Headers& headers = {}) const {
    return ask(port_, "POST", target, body, headers);
  }
  Reply order(std::string_view body, const Headers& headers = {}) const {
    return post("/api/v1/paper/orders", body, headers);
  }
  // The order of an accepted request for one.
  Json placed(std::string_view body) const;

 private:
  void launch(const e2e::Words& more);
  [[nodiscard]] bool is_up();
  [[nodiscard]] bool has_ended() const;

  std::filesystem::path folder_;
  std::filesystem::path config_ = "config.yaml";
  std::string before_;  // of the shell that becomes the server
  std::unique_ptr<e2e::Process> process_;
  e2e::Words words_;
  std::uint16_t port_ = 0;
};

// A server for each test.
class ServedTest : public e2e::CliTest {
 protected:
  ServedTest() : served_{path()} {}
  ServedAccount served_;
};

// One server for all tests of a suite, which leave no trace that others would see.
class SharedServerTest : public e2e::CliTest {
 protected:
  static void SetUpTestSuite();
  static void TearDownTestSuite();
  [[nodiscard]] static ServedAccount& served();
};

}  // namespace sluice::api_test
