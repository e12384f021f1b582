// SPDX-License-Identifier: Apache-2.0
//
// wire_session_bench: from a quote's arrival to the order that follows from it on the wire, with a
// durable journal.
//
//   wire_session_bench [--orders N] [--every MS]
//
// The session is a whole one, on its lane and the wall's clock: candle, strategy, signal, gate with
// the kill switch, reservation, journal on the disk (the decision and SENDING, in one sync), and
// the plugin testnet_binance through the ABI. The other end is a relay in this process, which
// passes everything on to the venue simulator, a process of its own. An order is on the wire when
// the kernel took its first byte in at the other end of the socket (SO_TIMESTAMPNS): how long a
// reader takes to wake up is the reader's.
//
// Quotes come in two ways: `quiet`, two in a candle, and `busy`, one every millisecond. Told
// beside: from the moment the lane took the quote, and what one fdatasync of a kilobyte costs on
// the same disk at the same pace. Files are made below $SLUICE_BENCH_DIR. Signatures: HMAC-SHA256
// and Ed25519.
#include <algorithm>
#include <atomic>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <fcntl.h>
#include <mutex>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <string>
#include <sys/socket.h>
#include <thread>
#include <unistd.h>
#include <utility>
#include <vector>

#include "bench_directory.hpp"
#include "bench_results.hpp"
#include "executors/testnet/simulator.hpp"
#include "plugins/executor_instance.hpp"
#include "plugins/instance.hpp"
#include "plugins/registry.hpp"
#include "plugins/trial.hpp"
#include "sessions/session_manager.hpp"

namespace sluice::bench {
namespace {

using Clock = std::chrono::system_clock;
using testnet::test::Simulator;

constexpr std::chrono::nanoseconds kBeforeQuote = std::chrono::microseconds{500};
constexpr std::chrono::nanoseconds kBusy = std::chrono::milliseconds{1};
constexpr int kSyncs = 300;
constexpr std::string_view kEd25519 = "Ed25519";
// The key pair of RFC 8032's first test.
constexpr const char* kPem =
    "-----BEGIN PRIVATE KEY-----\n"
    "MC4CAQAwBQYDK2VwBCIEIJ1hsZ3v/VpguoRK9JLsLMREScVpezJpGXA7rAMcrn9g\n"
    "-----END PRIVATE KEY-----\n";
constexpr const char* kPublicPem =
    R"(-----BEGIN PUBLIC KEY-----\nMCowBQYDK2VwAyEA11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo=\n)"
    R"(-----END PUBLIC KEY-----\n)";
constexpr const char* kDeepQuote =
    R"({"quotes":[{"symbol":"BTCUSDT","bid":"99999","bid_size":"9000","ask":"100001",)"
    R"("ask_size":"9000"}]})";

// Of the clock that the kernel stamps what it receives with.
std::int64_t ticks_now() {
  return std::chrono::nanoseconds{Clock::now().time_since_epoch()}.count();
}

// Between executor and venue.
class Relay {
 public:
  explicit Relay(std::uint16_t venue)
      : venue_{venue}, listener_{::socket(AF_INET, SOCK_STREAM, 0)} {
    sockaddr_in here = loopback(0);
    socklen_t size = sizeof here;
    if (::bind(listener_, reinterpret_cast<sockaddr*>(&here), size) != 0 ||
        ::listen(listener_, 8) != 0 ||
        ::getsockname(listener_, reinterpret_cast<sockaddr*>(&here), &size) != 0)
      give_up(Error{"no socket"});
    port_ = ntohs(here.sin_port);
    std::thread{[this] { accept_all(); }}.detach();
  }
  [[nodiscard]] std::string url() const { return "http://127.0.0.1:" + std::to_string(port_); }
  // Of the newest order; 0: none since it was taken last.
  [[nodiscard]] std::int64_t take_first_byte() { return first_byte_.exchange(0); }

 private:
  static sockaddr_in loopback(std::uint16_t port) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    address.sin_port = htons(port);
    return address;
  }
  void accept_all() {
    for (;;) {
      const int client = ::accept(listener_, nullptr, nullptr);
      const int server = ::socket(AF_INET, SOCK_STREAM, 0);
      const sockaddr_in there = loopback(venue_);
      if (client < 0 ||
          ::connect(server, reinterpret_cast<const sockaddr*>(&there), sizeof there) != 0)
        give_up(Error{"the venue does not answer"});
      const int on = 1;
      for (const int socket : {client, server})
        ::setsockopt(socket, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
      if (::setsockopt(client, SOL_SOCKET, SO_TIMESTAMPNS, &on, sizeof on) != 0)
        give_up(Error{"the kernel does not say when bytes come"});
      std::thread{[this, client, server] { pass(client, server, true); }}.detach();
      std::thread{[this, client, server] { pass(server, client, false); }}.detach();
    }
  }
  static ssize_t receive(int socket, char* buffer, std::size_t size, std::int64_t& came) {
    alignas(cmsghdr) char told[256];
    iovec room{buffer, size};
    msghdr message{};
    message.msg_iov = &room;
    message.msg_iovlen = 1;
    message.msg_control = told;
    message.msg_controllen = sizeof told;
    const ssize_t got = ::recvmsg(socket, &message, 0);
    for (const cmsghdr* one = CMSG_FIRSTHDR(&message); one != nullptr;
         one = CMSG_NXTHDR(&message, const_cast<cmsghdr*>(one))) {
      if (one->cmsg_level != SOL_SOCKET || one->cmsg_type != SCM_TIMESTAMPNS) continue;
      timespec time{};
      std::memcpy(&time, CMSG_DATA(one), sizeof time);
      came = time.tv_sec * 1'000'000'000 + time.tv_nsec;
    }
    return got;
  }
  void pass(int from, int to, bool looks) {
    char buffer[16384];
    std::int64_t came = 0;
    for (ssize_t got = 0; (got = receive(from, buffer, sizeof buffer, came)) > 0;) {
      if (looks && std::memcmp(buffer, "POST", 4) == 0) first_byte_ = came;
      if (::send(to, buffer, static_cast<std::size_t>(got), MSG_NOSIGNAL) < 0) break;
    }
    ::shutdown(to, SHUT_RDWR);
    ::shutdown(from, SHUT_RDWR);
  }

  std::uint16_t venue_;
  int listener_;
  std::uint16_t port_ = 0;
  std::atomic<std::int64_t> first_byte_{0};
};

// A live stream: it says nothing of when its next quote comes.
class PushedMarket final : public MarketStream {
 public:
  explicit PushedMarket(std::shared_ptr<plugins::LaneBells> bells) : bells_{std::move(bells)} {}
  void push() {
    {
      const std::lock_guard hold{lock_};
      quote_.time = plugins::wall_clock().nanoseconds();
      quote_.bid = 99'999 * kScale;
      quote_.ask = 100'001 * kScale;
      quote_.bid_quantity = quote_.ask_quantity = kScale;
      is_there_ = true;
    }
    bells_->market.ring();
  }
  [[nodiscard]] bool rings() const noexcept override { return true; }
  [[nodiscard]] std::int64_t taken() const { return taken_; }

  Result<StreamStep> stream(Timestamp, std::uint64_t, const sluice_market_sink& sink) override {
    const std::lock_guard hold{lock_};
    StreamStep step;
    if (!std::exchange(is_there_, false)) return step;
    taken_ = ticks_now();
    if (sink.on_quotes(sink.context, {&quote_, 1, sizeof quote_}) != SLUICE_OK)
      return Error{"not taken"};
    step.rows = 1;
    return step;
  }
  Timestamp next_event() override { return kUnknown; }

 private:
  std::shared_ptr<plugins::LaneBells> bells_;
  std::mutex lock_;
  sluice_quote quote_{};
  bool is_there_ = false;
  std::atomic<std::int64_t> taken_{0};
};

// In and out again, with every candle.
class InAndOut final : public Strategy {
 public:
  [[nodiscard]] std::uint32_t lookback_sessions() override { return 0; }
  Result<void> on_bars(const sluice_session& session, const sluice_decision_sink& sink) override {
    const std::int64_t held = *SLUICE_ROW(session.positions, std::int64_t, 0);
    sluice_target target{};
    target.kind = SLUICE_TARGET_QUANTITY;
    target.quantity = held == 0 ? kScale / 100 : 0;
    (void)sink.on_targets(sink.context, {&target, 1, sizeof target});
    return {};
  }
  Result<void> on_fill(const Fill&) override { return {}; }
};

struct Run {
  Run(plugins::Registry& registry, const std::string& params,
      std::shared_ptr<plugins::LaneBells> bells) {
    Instrument bitcoin;
    bitcoin.symbol = "BTCUSDT";
    bitcoin.lot = *Quantity::parse("0.00001");
    parts.instruments = std::make_unique<InstrumentTable>(std::vector{bitcoin});
    parts.strategy = std::make_unique<InAndOut>();
    auto executor = take(
        registry.create<plugins::ExecutorInstance>("testnet_binance", params, options_with(bells)));
    check(executor->start());
    check(executor->begin(parts.instruments->rows()));
    parts.executor = executor.get();
    parts.venue = std::move(executor);
    parts.kill_switch = std::make_unique<risk::KillSwitch>(risk::KillSwitchConfig{});
    parts.path.strategy_name = "in_and_out";
    parts.path.route = "testnet_binance";
    parts.path.seed_capital = *Money::parse("1000000");
    parts.path.on_time = [shared = clock](Timestamp now) { shared->set_now(now); };
    parts.bells = std::move(bells);
  }
  [[nodiscard]] plugins::InstanceOptions options_with(
      const std::shared_ptr<plugins::LaneBells>& bells) const {
    plugins::InstanceOptions options{clock, {}, 0, 0};
    options.bell = {bells, &bells->venue};
    return options;
  }
  std::shared_ptr<plugins::LaneClock> clock = std::make_shared<plugins::LaneClock>();
  drivers::RunParts parts;
};

void print(const std::string& name, std::vector<double> us) {
  if (us.empty()) give_up(Error{name + ": nothing was measured"});
  std::sort(us.begin(), us.end());
  const auto at = [&](double part) {
    return us[static_cast<std::size_t>(part * static_cast<double>(us.size() - 1))];
  };
  std::printf("%-34s p50 %8.1f us   p90 %8.1f us   p99 %9.1f us   (%zu)\n", name.c_str(), at(0.5),
              at(0.9), at(0.99), us.size());
}

double micros(std::int64_t ns) { return static_cast<double>(ns) / 1e3; }

// A kilobyte behind the other into room that is there, as the journal writes.
void print_syncs(std::chrono::nanoseconds every, const std::filesystem::path& directory) {
  const auto file = directory / "syncs";
  const int descriptor = ::open(file.c_str(), O_CREAT | O_TRUNC | O_RDWR, 0600);
  if (descriptor < 0 || ::posix_fallocate(descriptor, 0, kSyncs * 1024) != 0)
    give_up(Error{"no file for the syncs"});
  ::fsync(descriptor);
  const std::string block(1024, 'x');
  std::vector<double> us;
  for (int i = 0; i < kSyncs; ++i) {
    const std::int64_t began = ticks_now();
    if (::write(descriptor, block.data(), block.size()) < 0 || ::fdatasync(descriptor) != 0)
      give_up(Error{"a sync failed"});
    us.push_back(micros(ticks_now() - began));
    std::this_thread::sleep_for(every);
  }
  ::close(descriptor);
  print("one fdatasync every " + std::to_string(every.count() / 1'000'000) + " ms", std::move(us));
}

// Each measurement has an account, and a key, of its name.
std::string venue_config(const std::vector<std::string>& names) {
  std::string accounts;
  std::string keys;
  for (const std::string& name : names) {
    const std::string comma = accounts.empty() ? "" : ",";
    accounts += comma + R"({"name":")" + name + R"(","balances":{"USDT":"1000000000","BTC":"0"}})";
    keys += comma + R"({"key":")" + name + R"(","account":")" + name;
    if (name.ends_with(kEd25519))
      keys += R"(","kind":"ed25519","public_key":")" + std::string{kPublicPem} + R"("})";
    else
      keys += R"(","secret":"benchSecret"})";
  }
  return R"({"accounts":[)" + accounts + R"(],"keys":[)" + keys +
         R"(],"symbols":[{"symbol":"BTCUSDT","base":"BTC","quote":"USDT",)"
         R"("filters":{"tick":"0.01","step":"0.00001"}}],)"
         R"("limits":{"weight_a_minute":100000000,"orders_in_ten_seconds":10000000,)"
         R"("orders_a_day":100000000}})";
}

std::string params_of(const std::string& name, const Relay& relay) {
  ::setenv("SLUICE_BENCH_KEY", name.c_str(), 1);
  const bool is_ed25519 = name.ends_with(kEd25519);
  return "{\"url\":\"" + relay.url() + "\",\"signature\":\"" + (is_ed25519 ? "ed25519" : "hmac") +
         R"(","api_key_env":"SLUICE_BENCH_KEY","secret_env":")" +
         (is_ed25519 ? "SLUICE_BENCH_PEM" : "SLUICE_BENCH_SECRET") + "\"}";
}

std::int64_t next_candle(std::chrono::nanoseconds candle) {
  const std::int64_t now = plugins::wall_clock().nanoseconds();
  return now - now % candle.count() + candle.count();
}

void sleep_until(std::int64_t ns) {
  std::this_thread::sleep_for(std::chrono::nanoseconds{ns - plugins::wall_clock().nanoseconds()});
}

// How often orders and quotes come.
struct Pace {
  const char* name;
  std::chrono::nanoseconds candle;
  std::chrono::nanoseconds quotes;
};

void measure(const std::string& name, plugins::Registry& registry, Relay& relay, int orders,
             const Pace& pace, const std::filesystem::path& directory) {
  files::PosixDisk disk;
  sessions::SessionManager manager{disk, {}};
  const auto bells = std::make_shared<plugins::LaneBells>();
  const auto market = std::make_shared<PushedMarket>(bells);
  sessions::SessionStatus what;
  what.id = name;
  const auto factory = [&]() -> sessions::Outcome<sessions::SessionMake> {
    const auto run = std::make_shared<Run>(registry, params_of(name, relay), bells);
    sessions::SessionMake make;
    make.settings.id = name;
    make.settings.limits = {1, *Ratio::parse("0.5"), *Ratio::parse("0.5")};
    make.settings.on_quotes = true;
    make.settings.tick_ns = 3'600'000'000'000;  // nothing but quotes wakes it
    make.settings.candle_ns = pace.candle.count();
    make.settings.max_price_age_ns = 60'000'000'000;
    make.settings.disconnect_after_ns = 60'000'000'000;
    make.run = std::shared_ptr<drivers::RunParts>{run, &run->parts};
    make.market = market;
    make.directory = directory / name;
    make.clock = std::make_unique<sessions::WallClock>(&plugins::wall_clock);
    return make;
  };
  if (!manager.add(what, factory).ok()) give_up(Error{"the session is not taken"});
  if (const auto started = manager.start(name); !started) give_up(Error{started.error().message});
  std::vector<double> from_arrival;
  std::vector<double> from_lane;
  const int rounds = orders + static_cast<int>(sessions::SessionSettings::kMinCandles) + 2;
  for (int i = 0; i < rounds; ++i) {
    // The first quote in a candle is the one that decides; every other lets the lane take in what
    // has come of it.
    const std::int64_t first = next_candle(pace.candle) + kBeforeQuote.count();
    sleep_until(first);
    (void)relay.take_first_byte();
    const std::int64_t arrived = ticks_now();
    market->push();
    std::int64_t taken = 0;
    const std::int64_t end = first + pace.candle.count() - kBusy.count();
    for (std::int64_t next = first + pace.quotes.count(); next < end; next += pace.quotes.count()) {
      sleep_until(next);
      if (taken == 0) taken = market->taken();
      market->push();
    }
    if (const std::int64_t byte = relay.take_first_byte(); byte != 0) {
      from_arrival.push_back(micros(byte - arrived));
      from_lane.push_back(micros(byte - taken));
    }
  }
  const auto status = manager.status(name);
  if (status->state != sessions::SessionState::kRunning)
    give_up(Error{"the session is not RUNNING any more: " + status->why});
  print(name + ", from the quote's arrival", std::move(from_arrival));
  print(name + ", from the lane's taking it", std::move(from_lane));
}

}  // namespace
}  // namespace sluice::bench

int main(int argc, char** argv) {
  using namespace sluice;
  int orders = 1000;
  int every_ms = 20;
  bool is_clear = argc % 2 == 1;
  for (int at = 1; is_clear && at < argc; at += 2) {
    const bool is_orders = std::strcmp(argv[at], "--orders") == 0;
    is_clear = is_orders || std::strcmp(argv[at], "--every") == 0;
    (is_orders ? orders : every_ms) = std::atoi(argv[at + 1]);
  }
  if (!is_clear || orders < 1 || every_ms < 4) {
    std::fprintf(stderr, "usage: wire_session_bench [--orders N] [--every MS], MS at least 4\n");
    return 2;
  }
  ::setenv("SLUICE_BENCH_SECRET", "benchSecret", 1);
  ::setenv("SLUICE_BENCH_PEM", bench::kPem, 1);
  plugins::ScanOptions scan;
  scan.search.configured = {SLUICE_TESTNET_PLUGIN};
  auto registry = plugins::Registry::scan(std::move(scan));
  testnet::test::Simulator venue{
      bench::venue_config({"quietHmac", "quietEd25519", "busyHmac", "busyEd25519"})};
  venue.post("market", bench::kDeepQuote);
  bench::Relay relay{venue.port()};
  const bench::BenchDirectory directory{"sluice-wire-session-bench"};
  const std::chrono::nanoseconds candle = std::chrono::milliseconds{every_ms};
  const bench::Pace quiet{"quiet", candle, candle / 2};
  const bench::Pace busy{"busy", candle, bench::kBusy};
  bench::print_syncs(candle, directory.path());
  for (const bench::Pace& pace : {quiet, busy}) {
    for (const char* const signature : {"Hmac", "Ed25519"})
      bench::measure(std::string{pace.name} + signature, registry, relay, orders, pace,
                     directory.path());
  }
  bench::print_syncs(candle, directory.path());
  return 0;
}
