// SPDX-License-Identifier: Apache-2.0
#include "wire_faults/round.hpp"

#include <chrono>
#include <csignal>
#include <cstdlib>
#include <optional>
#include <poll.h>
#include <stdexcept>
#include <sys/wait.h>
#include <unistd.h>

#include "executors/testnet/simulator.hpp"
#include "support/temporary_directory.hpp"
#include "wire_faults/books.hpp"

namespace sluice::wire_faults {

namespace {

using Clock = std::chrono::steady_clock;
using std::chrono::milliseconds;

constexpr milliseconds kGlance{2};
constexpr milliseconds kLongest{60'000};  // of one process
constexpr milliseconds kUndoneAfter{700};
constexpr std::uint64_t kLatestKill_ms = 400;  // of one at any time
constexpr std::uint64_t kSoonAfter_ms = 12;    // of one that follows a strike

constexpr const char* kConfig =
    R"({"accounts":[{"name":"main","balances":{"USDT":"1000000","BTC":"0"}}],)"
    R"("keys":[{"key":"wireKeyOfMain","secret":"wireSecretOfMain","account":"main"}],)"
    R"("symbols":[{"symbol":"BTCUSDT","base":"BTC","quote":"USDT",)"
    R"("filters":{"tick":"0.01","step":"0.00001"},)"
    R"("liquidity":{"mid":"100000","size":"0.5","levels":20}}]})";

// SplitMix64.
std::uint64_t scattered(std::uint64_t x) noexcept {
  x += 0x9e3779b97f4a7c15u;
  x = (x ^ x >> 30) * 0xbf58476d1ce4e5b9u;
  x = (x ^ x >> 27) * 0x94d049bb133111ebu;
  return x ^ x >> 31;
}

// The session's process and the pipe it speaks into.
class DeskProcess {
 public:
  DeskProcess(const RoundOptions& options, const std::filesystem::path& directory,
              const std::string& url, std::int64_t began_ms) {
    int ends[2];
    if (::pipe(ends) != 0) throw std::runtime_error("no pipe");
    const std::string seed = std::to_string(options.seed);
    const std::string began = std::to_string(began_ms);
    id_ = ::fork();
    if (id_ == 0) {
      ::dup2(ends[1], STDOUT_FILENO);
      ::close(ends[0]);
      ::close(ends[1]);
      ::setenv("WIRE_KEY", "wireKeyOfMain", 1);
      ::setenv("WIRE_SECRET", "wireSecretOfMain", 1);
      ::execl(options.desk.c_str(), options.desk.c_str(), directory.c_str(),
              options.plugins.c_str(), url.c_str(), seed.c_str(), began.c_str(), nullptr);
      ::_exit(127);
    }
    ::close(ends[1]);
    from_ = ends[0];
  }
  ~DeskProcess() {
    kill();
    ::close(from_);
  }
  DeskProcess(const DeskProcess&) = delete;
  DeskProcess& operator=(const DeskProcess&) = delete;

  // The next whole line within a glance; nothing: there is none yet, or it has ended.
  std::optional<std::string> line() {
    const auto newline = heard_.find('\n');
    if (newline != std::string::npos) {
      std::string text = heard_.substr(0, newline);
      heard_.erase(0, newline + 1);
      return text;
    }
    pollfd wait{from_, POLLIN, 0};
    if (::poll(&wait, 1, static_cast<int>(kGlance.count())) <= 0) return std::nullopt;
    char bytes[4096];
    const ssize_t got = ::read(from_, bytes, sizeof bytes);
    if (got > 0)
      heard_.append(bytes, static_cast<std::size_t>(got));
    else
      is_over_ = true;
    return std::nullopt;
  }
  [[nodiscard]] bool is_over() const noexcept { return is_over_; }
  void kill() {
    if (id_ < 0) return;
    ::kill(id_, SIGKILL);
    (void)exit_code();
  }
  int exit_code() {
    int status = 0;
    ::waitpid(std::exchange(id_, -1), &status, 0);
    return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
  }

 private:
  pid_t id_ = -1;
  int from_ = -1;
  std::string heard_;
  bool is_over_ = false;
};

class Round {
 public:
  Round(const Case& what, const RoundOptions& options) : case_{what}, options_{options} {}

  RoundResult run() {
    for (const Fault& fault : case_.faults) simulator_.post("faults", fault.body(draw(5)));
    int code = 0;
    do {
      code = live();
    } while (code == kKilled);
    (void)has_struck();
    judge(code);
    return result_;
  }

 private:
  static constexpr int kKilled = -2;

  [[nodiscard]] std::uint64_t draw(std::uint64_t salt) const {
    return scattered(options_.seed * 31 + salt);
  }

  // One process, to its end or until it is killed.
  int live() {
    DeskProcess process{options_, place_ / "session", simulator_.url(), began_ms_};
    const auto begin = Clock::now();
    std::optional<Clock::time_point> doom;
    const bool may_be_killed = result_.kills < (options_.kill == Kill::kAnyTime ? 3 : 1);
    if (options_.kill == Kill::kAnyTime && may_be_killed)
      doom = begin +
             milliseconds{draw(static_cast<std::uint64_t>(result_.kills) + 1) % kLatestKill_ms};
    while (!process.is_over()) {
      while (const auto line = process.line()) hear(*line);
      undo_when_due();
      if (options_.kill == Kill::kWhenItStrikes && may_be_killed && !doom && has_struck())
        doom = Clock::now() + milliseconds{draw(9) % kSoonAfter_ms};
      if (doom && Clock::now() >= *doom) {
        process.kill();
        ++result_.kills;
        return kKilled;
      }
      if (Clock::now() - begin > kLongest) {
        result_.reason = "the process did not end";
        return -1;
      }
    }
    return process.exit_code();
  }

  void hear(const std::string& line) {
    if (line.starts_with("T ")) {
      const std::string price = line.substr(2);
      simulator_.trade(price, "0.008", "SELL");
      simulator_.trade(price, "0.05", "SELL");
      simulator_.quote("99999.99", "0.5", "100000.01", "0.5");
    } else if (line.starts_with("O ")) {
      act(line.substr(2));
    } else if (line.starts_with("X ")) {
      result_.reason = line.substr(2);
    }
  }

  // What happens to the venue as a whole, once, at one of the session's orders.
  void act(const std::string& step) {
    if (case_.path.empty() || acted_at_ || step != std::to_string(draw(3) % 4)) return;
    acted_at_ = Clock::now();
    simulator_.post(case_.path, case_.body);
    result_.has_struck = true;
  }
  void undo_when_due() {
    if (!acted_at_ || case_.undo.empty() || is_undone_) return;
    if (Clock::now() < *acted_at_ + kUndoneAfter) return;
    is_undone_ = true;
    simulator_.post(case_.path, case_.undo);
  }

  bool has_struck() {
    if (result_.has_struck || case_.faults.empty()) return result_.has_struck;
    const JsonValue faults = simulator_.control("GET", "/simulator/faults");
    result_.has_struck = faults.find("struck")->items.size() >= case_.faults.size();
    return result_.has_struck;
  }

  void fail(const std::string& why) {
    result_.end = RoundEnd::kFailed;
    result_.reason = why + (result_.reason.empty() ? "" : " (" + result_.reason + ")");
  }

  void judge(int code) {
    const JsonValue state = simulator_.control("GET", "/simulator/state");
    const auto doubled = twice_at_venue(state);
    if (!doubled.empty() && !case_.sends_twice) return fail(doubled.front());
    if (code == 3 || code == 4) {
      result_.end = code == 3 ? RoundEnd::kHalted : RoundEnd::kStuck;
      return;
    }
    if (code != 0) return fail("the session ended with " + std::to_string(code));
    const auto found = differences(state, place_ / "session");
    if (!found) return fail(found.error().message);
    if (!found->empty()) return fail(found->front());
    result_.end = RoundEnd::kEqual;
  }

  const Case& case_;
  RoundOptions options_;
  testing::TemporaryDirectory place_;
  testnet::test::Simulator simulator_{kConfig};
  std::int64_t began_ms_ =
      std::chrono::duration_cast<milliseconds>(std::chrono::system_clock::now().time_since_epoch())
          .count();
  std::optional<Clock::time_point> acted_at_;
  bool is_undone_ = false;
  RoundResult result_;
};

}  // namespace

RoundResult run_round(const Case& what, const RoundOptions& options) {
  const auto begin = Clock::now();
  RoundResult result;
  try {
    result = Round{what, options}.run();
  } catch (const std::exception& broken) {
    result.reason = broken.what();
  }
  result.seconds = std::chrono::duration<double>(Clock::now() - begin).count();
  return result;
}

}  // namespace sluice::wire_faults
