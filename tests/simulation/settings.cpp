// SPDX-License-Identifier: Apache-2.0
#include "simulation/settings.hpp"

namespace sluice::simulation {
namespace {

class Dice {
 public:
  explicit Dice(Random random) : random_{random} {}
  // Off in half of the worlds, else up to `most`.
  unsigned rate(unsigned most) {
    return random_.chance(500) ? 0 : 1 + static_cast<unsigned>(random_.below(most));
  }
  bool maybe() { return random_.chance(500); }
  std::int64_t between(std::int64_t low, std::int64_t high) { return random_.between(low, high); }

 private:
  Random random_;
};

routing::RouterConfig draw_router(Dice& dice, std::uint64_t seed) {
  routing::RouterConfig config;
  config.min_notional = Money::from_raw(5 * kScale);
  config.reservations.fee_rate = *Ratio::parse("0.001");
  config.reservations.sells_fund_buys = false;
  config.slippage_guard = dice.maybe();
  config.max_retries = static_cast<std::uint32_t>(dice.between(0, 4));
  config.backoff_ns = dice.between(50, 500) * kMillisecond;
  config.max_backoff_ns = 5 * kSecond;
  config.ack_timeout_ns = dice.between(50, 1500) * kMillisecond;
  config.reconcile_every_ns = dice.maybe() ? dice.between(2, 20) * kSecond : 0;
  config.require_certificate = true;
  config.seed = seed;
  config.remembered_orders = 256;
  return config;
}

}  // namespace

Settings draw_settings(Random random) {
  Settings made;
  const std::uint64_t jitter_seed = random.next();
  Dice dice{random};
  made.router = draw_router(dice, jitter_seed);
  made.segment_bytes = static_cast<std::uint64_t>(dice.between(4, 40)) << 10;
  made.preallocate_bytes = dice.maybe() ? static_cast<std::uint64_t>(dice.between(1, 8)) << 10 : 0;
  made.venue.can_replace = dice.between(0, 3) != 0;
  made.venue.not_found_after_ns =
      dice.between(0, 7) == 0 ? 0 : dice.between(500, 5000) * kMillisecond;
  made.exchange.can_replace = made.venue.can_replace;
  made.exchange.tells_cumulative = dice.maybe();
  made.exchange.remembers_rejections = dice.maybe();
  made.exchange.rejects = dice.rate(60);
  made.disk = {dice.rate(8), dice.rate(8), dice.rate(8), dice.rate(8)};
  NetworkFaults& network = made.network;
  network.request_lost = dice.rate(150);
  network.request_late = dice.rate(200);
  network.answer_lost = dice.rate(200);
  network.silent = dice.rate(700);
  network.throttled = dice.rate(150);
  network.unreachable = dice.rate(200);
  network.old_answer = dice.rate(300);
  network.report_lost = dice.rate(300);
  network.report_twice = dice.rate(300);
  network.report_late = dice.rate(300);
  network.crash = dice.rate(10);
  network.stall = dice.rate(50);
  made.steps = static_cast<unsigned>(dice.between(40, 160));
  made.crash = dice.rate(40);
  made.kill = dice.rate(15);
  made.lie = dice.between(0, 2) == 0 ? 1 + dice.rate(30) : 0;
  made.second_writer = dice.rate(20);
  made.state_file = dice.rate(60);
  made.flipped_bit = dice.between(0, 3) == 0 ? 200 : 0;
  made.clock_jump = dice.rate(500);
  made.kill_in_sync = dice.rate(10);
  return made;
}

}  // namespace sluice::simulation
