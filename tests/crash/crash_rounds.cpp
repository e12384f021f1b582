// SPDX-License-Identifier: Apache-2.0
//
// crash_rounds.cpp: kills a paper session at random moments, again and again, and holds what it
// left on the disk against what it had said.
//
//   crash_rounds --desk PROGRAM --plugins DIRECTORY [--seconds N] [--kills N] [--seed N]
//
// Each life is a session of some steps in a directory of its own. It is killed with SIGKILL after a
// random time or a random number of lines, started again in the same directory, and so on until it
// is through. After each kill:
//   - the journal is whole but for an interrupted end;
//   - every order and execution that was told is in it, and nothing is in it twice;
//   - every send that the venue saw was in the journal before; none was repeated without a proof
//     that the one before is not at the venue;
//   - the lane that recovery rebuilds has the account that the executions add up to;
//   - the order store, taken up where the dead process left it, is the one that is filled anew.
// At its end the life has the account of a session that was never killed.
#include <chrono>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <poll.h>
#include <sys/wait.h>
#include <unistd.h>

#include "crash/desk.hpp"
#include "crash/trail_tally.hpp"
#include "drivers/lane_recovery.hpp"
#include "drivers/store_feed.hpp"
#include "journal/recovery.hpp"
#include "journal/verify.hpp"
#include "support/temporary_directory.hpp"

namespace sluice::crash {
namespace {

namespace fs = std::filesystem;
using Clock = std::chrono::steady_clock;

constexpr std::int64_t kSteps = 40;
constexpr int kMostKillsOfALife = 60;  // then it may finish

struct Options {
  fs::path desk;
  fs::path plugins;
  double seconds = 20;
  std::uint64_t kills = 0;  // 0: as many as fit into the seconds
  std::uint64_t seed = 1;
};

class Random {
 public:
  explicit Random(std::uint64_t seed) : state_{seed} {}
  std::uint64_t below(std::uint64_t bound) noexcept {
    std::uint64_t x = state_ += 0x9e3779b97f4a7c15u;
    x = (x ^ x >> 30) * 0xbf58476d1ce4e5b9u;
    x = (x ^ x >> 27) * 0x94d049bb133111ebu;
    return (x ^ x >> 31) % bound;
  }

 private:
  std::uint64_t state_;
};

// When a process dies: after so many lines, and then so much later.
struct Doom {
  std::uint64_t lines = 0;
  std::int64_t delay_us = 0;
  bool spared = false;
};

Doom doom_of(Random& random, bool spared) {
  Doom doom;
  doom.spared = spared;
  switch (random.below(3)) {
    case 0:  // while it starts and recovers
      doom.delay_us = static_cast<std::int64_t>(random.below(25'000));
      break;
    case 1:  // soon after it has said something
      doom.lines = 1 + random.below(40);
      doom.delay_us = static_cast<std::int64_t>(random.below(200));
      break;
    default:
      doom.lines = 1 + random.below(20);
      doom.delay_us = static_cast<std::int64_t>(random.below(20'000));
      break;
  }
  return doom;
}

struct Death {
  bool killed = false;
  int exit_code = -1;
  std::vector<std::string> lines;  // whole ones
};

// A process and the pipe it speaks into.
class DeskProcess {
 public:
  DeskProcess(const Options& options, const fs::path& directory, std::uint64_t seed) {
    int ends[2];
    if (::pipe(ends) != 0) std::abort();
    const std::string seed_text = std::to_string(seed);
    const std::string steps_text = std::to_string(kSteps);
    id_ = ::fork();
    if (id_ == 0) {
      ::dup2(ends[1], STDOUT_FILENO);
      ::close(ends[0]);
      ::close(ends[1]);
      ::execl(options.desk.c_str(), options.desk.c_str(), directory.c_str(),
              options.plugins.c_str(), seed_text.c_str(), steps_text.c_str(), nullptr);
      ::_exit(127);
    }
    ::close(ends[1]);
    from_ = ends[0];
  }
  ~DeskProcess() { ::close(from_); }
  DeskProcess(const DeskProcess&) = delete;
  DeskProcess& operator=(const DeskProcess&) = delete;

  Death live(const Doom& doom) {
    std::optional<Clock::time_point> end;
    bool open = true;
    while (open) {
      if (!doom.spared && !end && lines_ >= doom.lines)
        end = Clock::now() + std::chrono::microseconds{doom.delay_us};
      if (end && Clock::now() >= *end) break;
      // Waiting in small pieces is exact enough: the moment is random anyway.
      const timespec piece{0, end ? 50'000 : 20'000'000};
      pollfd wait{from_, POLLIN, 0};
      if (::ppoll(&wait, 1, &piece, nullptr) > 0) open = listen();
    }
    if (open) ::kill(id_, SIGKILL);
    while (listen()) {
    }
    int status = 0;
    ::waitpid(id_, &status, 0);
    return end_of(status);
  }

 private:
  bool listen() {
    char bytes[4096];
    const ssize_t got = ::read(from_, bytes, sizeof bytes);
    if (got <= 0) return false;
    heard_.append(bytes, static_cast<std::size_t>(got));
    lines_ += static_cast<std::uint64_t>(std::count(bytes, bytes + got, '\n'));
    return true;
  }
  Death end_of(int status) const {
    Death death;
    death.killed = WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL;
    if (WIFEXITED(status)) death.exit_code = WEXITSTATUS(status);
    for (std::size_t at = 0;;) {
      const auto newline = heard_.find('\n', at);
      if (newline == std::string::npos) return death;
      death.lines.push_back(heard_.substr(at, newline - at));
      at = newline + 1;
    }
  }

  pid_t id_ = -1;
  int from_ = -1;
  std::string heard_;
  std::uint64_t lines_ = 0;
};

struct Account {
  Money cash;
  std::map<std::string, Quantity> positions;
  std::map<std::string, std::string> orders;  // what became of each wish
  friend bool operator==(const Account&, const Account&) = default;
};

std::string to_string(const Account& account) {
  std::string text = "cash " + account.cash.to_string();
  for (const auto& [symbol, held] : account.positions)
    text += ", " + symbol + " " + held.to_string();
  return text;
}

// One session in one directory, through all its deaths.
class Life {
 public:
  Life(const Options& options, std::uint64_t seed, const fs::path& directory)
      : options_{options}, seed_{seed}, directory_{directory} {}

  // False: a check has failed and was told.
  bool live(Random& random, std::uint64_t most_kills) {
    for (;;) {
      const bool spared = kills_ >= most_kills;
      DeskProcess process{options_, directory_, seed_};
      const Death death = process.live(doom_of(random, spared));
      if (!death.killed && death.exit_code != 0)
        return fail("the process ended by itself with " + std::to_string(death.exit_code));
      kills_ += death.killed ? 1 : 0;
      if (!note(death) || !check()) return false;
      if (!death.killed) return true;
    }
  }
  [[nodiscard]] std::uint64_t kills() const noexcept { return kills_; }
  [[nodiscard]] const Account& account() const noexcept { return account_; }
  [[nodiscard]] std::uint64_t records() const noexcept { return records_; }
  [[nodiscard]] std::uint64_t repairs() const noexcept { return repairs_; }
  [[nodiscard]] std::uint64_t resent() const noexcept { return resent_; }

 private:
  bool fail(const std::string& what) const {
    std::fprintf(stderr, "crash_rounds: seed %llu, after %llu kills: %s\n",
                 static_cast<unsigned long long>(seed_), static_cast<unsigned long long>(kills_),
                 what.c_str());
    return false;
  }
  bool note(const Death& death);
  bool check();
  bool check_told(const TrailTally& tally) const;
  bool check_lane(drivers::LaneState state, const TrailTally& tally);
  bool check_store(const TrailTally& tally);

  const Options& options_;
  std::uint64_t seed_;
  fs::path directory_;
  std::uint64_t kills_ = 0;
  std::set<std::string> told_orders_;      // "order intent"
  std::set<std::string> told_executions_;  // "order epoch id quantity price"
  std::set<std::string> seen_sends_;       // "order attempt"
  InstrumentTable table_{instruments()};
  Account account_;
  std::uint64_t records_ = 0;
  std::uint64_t repairs_ = 0;
  std::uint64_t resent_ = 0;
};

bool Life::note(const Death& death) {
  std::set<std::string> in_lane;
  bool has_lane = false;
  const std::set<std::string> told_before = told_orders_;
  for (const std::string& line : death.lines) {
    const std::string said = line.size() > 2 ? line.substr(2) : "";
    switch (line[0]) {
      case 'O':
        told_orders_.insert(said);
        break;
      case 'F':
        if (!told_executions_.insert(said).second) return fail("told twice: execution " + said);
        break;
      case 'V':
        if (!seen_sends_.insert(said).second) return fail("the venue was sent twice: " + said);
        break;
      case 'L':
        if (!in_lane.insert(said).second) return fail("twice in the lane: order " + said);
        break;
      case 'R':
        has_lane = true;
        break;
      default:
        break;
    }
  }
  if (!has_lane) return true;
  for (const std::string& order : told_before)
    if (!in_lane.contains(order)) return fail("not in the lane that was restored: order " + order);
  return true;
}

bool Life::check() {
  if (!fs::exists(directory_)) return told_orders_.empty() || fail("the directory is gone");
  files::PosixDisk disk;
  TrailTally tally{seed_capital()};
  drivers::LaneRecovery recovery{table_, seed_capital(),
                                 config_of(directory_).lane.router.remembered_orders};
  const auto found = journal::read_log(disk, drivers::journal_directory(directory_), std::nullopt,
                                       [&](const journal::Record& record) {
                                         tally.take(record);
                                         return recovery.take(record);
                                       });
  if (!found) return fail(found.error().message);
  records_ = found->recovery.records;
  repairs_ += found->recovery.repair ? 1 : 0;
  if (!tally.faults().empty()) return fail(tally.faults().front());
  resent_ = 0;
  for (const auto& [id, order] : tally.orders())
    resent_ += static_cast<std::uint64_t>(std::max<std::int64_t>(0, order.sends - 1));
  return check_told(tally) && check_lane(std::move(recovery).state(), tally) && check_store(tally);
}

bool Life::check_told(const TrailTally& tally) const {
  for (const std::string& told : told_orders_) {
    const auto order = tally.orders().find(std::stoull(told));
    if (order == tally.orders().end() ||
        told != std::to_string(order->first) + " " + order->second.intent)
      return fail("told, and not in the journal: order " + told);
  }
  for (const std::string& told : told_executions_)
    if (!tally.executions().contains(told))
      return fail("told, and not in the journal: execution " + told);
  for (const std::string& seen : seen_sends_)
    if (!tally.sends().contains(seen)) return fail("at the venue, and not in the journal: " + seen);
  return true;
}

bool Life::check_lane(drivers::LaneState state, const TrailTally& tally) {
  Account rebuilt{state.cash, {}, {}};
  for (InstrumentId id = 0; id < state.positions.size(); ++id)
    if (!state.positions[id].is_zero()) rebuilt.positions[table_.symbol(id)] = state.positions[id];
  account_ = {tally.cash(), {}, {}};
  for (const auto& [symbol, held] : tally.positions())
    if (!held.is_zero()) account_.positions[symbol] = held;
  if (rebuilt.cash != account_.cash || rebuilt.positions != account_.positions)
    return fail("the lane has " + to_string(rebuilt) + ", its executions add up to " +
                to_string(account_));
  // One that was never sent was wished again.
  for (const auto& [id, order] : tally.orders())
    if (order.sends > 0) account_.orders[order.wish] = order.state + " " + order.filled.to_string();
  const auto orders = state.router.open.size() + state.router.finished.size();
  if (orders != tally.orders().size())
    return fail("the lane has " + std::to_string(orders) + " orders, the journal " +
                std::to_string(tally.orders().size()));
  return true;
}

bool Life::check_store(const TrailTally& tally) {
  files::PosixDisk disk;
  const auto journal = drivers::journal_directory(directory_);
  auto kept = drivers::StoreFeed::open(disk, drivers::order_store_path(directory_), journal);
  auto fresh = drivers::StoreFeed::open(disk, records::kStoreInMemory, journal);
  if (!kept) return fail(kept.error().message);
  if (!fresh) return fail(fresh.error().message);
  for (auto* feed : {&*kept, &*fresh})
    if (auto taken = feed->catch_up(); !taken) return fail(taken.error().message);
  const auto digest = kept->store().digest();
  const auto expected = fresh->store().digest();
  if (!digest || !expected || *digest != *expected)
    return fail("the order store is not the one that is filled anew");
  // A kill while it was made leaves none, or one without tables: never one that can't be read.
  const std::string& why = kept->why_rebuilt();
  if (!why.empty() && why != "there was none" && why != "it was empty")
    return fail("the order store was not used: " + why);
  for (const auto& [id, order] : tally.orders()) {
    const auto stored = kept->store().order(id);
    if (!stored || !*stored || (*stored)->intent_id != order.intent ||
        (*stored)->state != order.state || (*stored)->filled != order.filled.to_string())
      return fail("not in the order store as in the journal: order " + std::to_string(id));
  }
  return true;
}

// The first wish that did not become the same.
std::string difference(const Account& a, const Account& b) {
  for (const auto& [wish, became] : a.orders) {
    const auto other = b.orders.find(wish);
    if (other == b.orders.end() || other->second != became)
      return "; " + wish + " became " + became + ", and " +
             (other == b.orders.end() ? "nothing" : other->second);
  }
  return "";
}

// The account of the same session without a kill.
std::optional<Account> undisturbed(const Options& options, std::uint64_t seed) {
  const testing::TemporaryDirectory place;
  Random random{seed};
  Life life{options, seed, place / "session"};
  if (!life.live(random, 0)) return std::nullopt;
  return life.account();
}

struct Totals {
  std::uint64_t lives = 0, kills = 0, records = 0, repairs = 0, resent = 0;
};

bool run_life(const Options& options, std::uint64_t seed, std::uint64_t most_kills,
              Totals& totals) {
  const testing::TemporaryDirectory place;
  Random random{seed};
  Life life{options, seed, place / "session"};
  if (!life.live(random, most_kills)) return false;
  const auto account = undisturbed(options, seed);
  if (!account) return false;
  if (!(*account == life.account())) {
    std::fprintf(stderr, "crash_rounds: seed %llu: killed, %s; never killed, %s%s\n",
                 static_cast<unsigned long long>(seed), to_string(life.account()).c_str(),
                 to_string(*account).c_str(), difference(*account, life.account()).c_str());
    return false;
  }
  ++totals.lives;
  totals.kills += life.kills();
  totals.records += life.records();
  totals.repairs += life.repairs();
  totals.resent += life.resent();
  return true;
}

int run(const Options& options) {
  const auto began = Clock::now();
  const auto elapsed = [&] { return std::chrono::duration<double>(Clock::now() - began).count(); };
  Totals totals;
  for (std::uint64_t seed = options.seed;; ++seed) {
    const bool done = options.kills != 0 ? totals.kills >= options.kills
                                         : totals.lives > 0 && elapsed() >= options.seconds;
    if (done) break;
    const std::uint64_t most =
        options.kills != 0
            ? std::min<std::uint64_t>(options.kills - totals.kills, kMostKillsOfALife)
            : kMostKillsOfALife;
    if (!run_life(options, seed, most, totals)) {
      std::fprintf(stderr, "again with: --seed %llu --kills %d\n",
                   static_cast<unsigned long long>(seed), kMostKillsOfALife);
      return 1;
    }
  }
  std::printf(
      "%llu kills in %llu lives, %.1f s: %llu records, %llu interrupted writes, "
      "%llu orders sent again after a proof\n",
      static_cast<unsigned long long>(totals.kills), static_cast<unsigned long long>(totals.lives),
      elapsed(), static_cast<unsigned long long>(totals.records),
      static_cast<unsigned long long>(totals.repairs),
      static_cast<unsigned long long>(totals.resent));
  return 0;
}

}  // namespace
}  // namespace sluice::crash

int main(int argc, char** argv) {
  sluice::crash::Options options;
  for (int i = 1; i + 1 < argc; i += 2) {
    const std::string_view name = argv[i];
    const char* const value = argv[i + 1];
    if (name == "--desk") options.desk = value;
    if (name == "--plugins") options.plugins = value;
    if (name == "--seconds") options.seconds = std::atof(value);
    if (name == "--kills") options.kills = std::strtoull(value, nullptr, 10);
    if (name == "--seed") options.seed = std::strtoull(value, nullptr, 10);
  }
  if (argc % 2 == 0 || options.desk.empty() || options.plugins.empty()) {
    std::fprintf(stderr,
                 "usage: crash_rounds --desk PROGRAM --plugins DIRECTORY [--seconds N] [--kills N] "
                 "[--seed N]\n");
    return 2;
  }
  return sluice::crash::run(options);
}
