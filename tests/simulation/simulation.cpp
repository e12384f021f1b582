// SPDX-License-Identifier: Apache-2.0
#include "simulation/simulation.hpp"

#include <algorithm>

#include "journal/snapshot.hpp"

namespace sluice::simulation {
namespace {

constexpr std::size_t kInstruments = 2;
constexpr const char* kStateFile = "/state/lane";

std::vector<Instrument> make_instruments() {
  std::vector<Instrument> made;
  for (const char* symbol : {"AAA", "BBB"}) {
    Instrument& one = made.emplace_back();
    one.symbol = symbol;
  }
  return made;
}

// FNV-1a.
void hash_into(std::uint64_t& hash, std::string_view bytes) {
  for (const char c : bytes) hash = (hash ^ static_cast<unsigned char>(c)) * 0x100000001b3u;
}

}  // namespace

Simulation::Simulation(std::uint64_t seed, Plant plant, bool keep_trace)
    : plant_{plant},
      keep_trace_{keep_trace},
      random_{seed},
      settings_{draw_settings(random_.fork(1))},
      instruments_{make_instruments()},
      seed_capital_{Money::from_raw(int128{20'000} * kScale)},
      time_{Timestamp::parse("2024-01-02T00:00:00Z")->nanoseconds()},
      disk_{random_.fork(2)},
      exchange_{kInstruments, seed_capital_, settings_.exchange, random_.fork(3)},
      venue_{exchange_, time_, settings_.venue, random_.fork(4)},
      around_{settings_, plant, instruments_, seed_capital_, disk_, venue_, time_, *this},
      told_prices_(kInstruments, Price::from_raw(100 * kScale)) {
  // A world of its own for every eighth seed: the others stay what they were.
  if (seed % 8 == 2) settings_.group = 500;
  disk_.lie({plant == Plant::kSyncDoesNothing, plant == Plant::kNoDirectorySync,
             plant == Plant::kNoLock});
  disk_.when_syncing([this] {
    if (random_.chance(settings_.kill_in_sync)) engage_kill_switch();
  });
  venue_.when_sending(
      [this](const sluice_order& order, bool replaces) { when_sending(order, replaces); });
}

SeedResult Simulation::run() {
  try {
    play();
  } catch (const Violation& violation) {
    result_.violation = violation;
    note("VIOLATION: " + violation.what);
  }
  process_.reset();
  tell_journal();
  result_.journal = 0xcbf29ce484222325u;
  for (const auto& [file, bytes] : disk_.contents()) {
    hash_into(result_.journal, file);
    hash_into(result_.journal, bytes);
  }
  result_.accepted = exchange_.orders().size();
  return std::move(result_);
}

void Simulation::play() {
  disk_.set_faults(settings_.disk);
  venue_.set_faults(settings_.network);
  for (unsigned i = 0; i < settings_.steps && !done_; ++i) step();
  if (!done_) settle();
}

void Simulation::step() {
  ++result_.step;
  if (random_.chance(700)) venue_.advance(random_.between(1, 400) * kMillisecond);
  if (random_.chance(60)) venue_.advance(random_.between(1, 20) * kSecond);
  if (random_.chance(150)) exchange_.move_market(time_.now);
  if (random_.chance(8)) exchange_.restart(time_.now);
  if (random_.chance(settings_.lie)) lie();
  if (process_ == nullptr) return restart();
  if (random_.chance(settings_.clock_jump / 10))
    process_->jump(random_.between(-600, 600) * kSecond);
  try {
    if (auto acted = act(); !acted) return die("stopped: " + acted.error().message, false);
    if (random_.chance(settings_.crash)) return die("killed", random_.chance(500));
  } catch (const Crash&) {
    return die("died in a call", random_.chance(500));
  }
  check();
}

Result<void> Simulation::act() {
  if (random_.chance(settings_.kill)) engage_kill_switch();
  if (random_.chance(settings_.second_writer)) try_second_writer();
  if (random_.chance(settings_.state_file))
    if (auto kept = keep_state_file(); !kept) return kept;
  if (!lane().router().is_reconciled() && random_.chance(500)) {
    const auto complete = reconcile("start");
    return complete ? Result<void>{} : complete.error();
  }
  const auto due = lane().next_due();
  if (due && *due > now() && random_.chance(300))
    venue_.advance(std::min<Nanoseconds>(due->nanoseconds() - now().nanoseconds(), 5 * kSecond));
  switch (random_.below(10)) {
    case 0:
    case 1:
    case 2:
      return trade();
    case 3:
      return cancel_one();
    case 4:
      return replace_one();
    case 5:
    case 6:
      note("poll");
      return lane().poll(now());
    case 7:
      note("tick");
      return lane().tick(now());
    case 8:
      return random_.chance(200) ? ask_same_again() : lane().tick(now());
    default:
      return operate();
  }
}

void Simulation::die(std::string_view how, bool power) {
  note(std::string{how} + (power ? ", and power is lost" : ""));
  see_what_is_latched();
  process_.reset();
  // Nobody was told that the others are engaged.
  std::erase_if(stops_, [](const Stop& stop) { return !stop.is_latched || stop.is_in_doubt; });
  venue_.disconnect();
  if (power) disk_.lose_power();
}

void Simulation::restart() {
  if (random_.chance(settings_.clock_jump)) wall_offset_ = random_.between(-600, 600) * kSecond;
  const bool flip = acknowledged_.seq != 0 && random_.chance(settings_.flipped_bit);
  (void)try_start(flip && disk_.flip_old_bit());
}

bool Simulation::try_start(bool expect_refusal) {
  const std::uint64_t faults = disk_.faults_injected();
  ++result_.restarts;
  try {
    auto started = LaneProcess::start(around_, wall_offset_, acknowledged_);
    if (!started && expect_refusal && disk_.faults_injected() == faults) {
      if (plant_ != Plant::kSkipDamage) {
        note("refused: " + started.error().message);
        result_.refused_damage = done_ = true;
        return false;
      }
      for (const auto& [file, bytes] : disk_.contents())
        if (!file.ends_with("lock")) (void)disk_.remove(file);
      acknowledged_ = {};
      stops_.clear();
      started = LaneProcess::start(around_, wall_offset_, acknowledged_);
    }
    if (expect_refusal && started)
      throw Violation{Invariant::kDamageRefused, "a bit was flipped, and the journal was opened"};
    if (!started) {
      if (disk_.faults_injected() == faults)
        throw Violation{Invariant::kRebuilt,
                        "an undamaged journal is refused: " + started.error().message};
      note("could not start: " + started.error().message);
      return false;
    }
    process_ = std::move(*started);
  } catch (const Crash&) {
    die("died while starting", random_.chance(500));
    // A flipped bit is still there, and so is the duty to refuse it.
    if (expect_refusal) done_ = true;
    return false;
  }
  check_state_file();
  check_latched();
  note("started, " + std::to_string(lane().router().open_orders().size()) + " orders open");
  for (InstrumentId id = 0; id < kInstruments; ++id) lane().on_price(id, told_prices_[id], now());
  lane().begin_session(now());
  acknowledge();
  return true;
}

void Simulation::acknowledge() {
  if (!process_->is_acknowledged()) return;
  acknowledged_.seq = process_->log().durable_seq();
  acknowledged_.state = lane().state();
}

// A cache of the state: it may be of an earlier record, but what is there is what was kept there.
Result<void> Simulation::keep_state_file() {
  if (!process_->is_acknowledged()) return {};
  const journal::Head head = process_->head();
  const std::string body = "cash " + lane().portfolio().cash().to_string();
  state_files_[head.seq] = body;
  if (auto kept = journal::keep_snapshot(disk_, kStateFile, head, body); !kept) return kept;
  state_kept_ = head.seq;
  return {};
}

void Simulation::check_state_file() {
  const auto found = journal::usable_snapshot(disk_, kStateFile,
                                              LaneProcess::log_options(settings_, {}).directory);
  if (!found)
    throw Violation{Invariant::kRebuilt, "the state file can't be read: " + found.error().message};
  const std::uint64_t seq = *found ? (*found)->at.seq : 0;
  if (seq < state_kept_)
    throw Violation{Invariant::kRebuilt, "the state of record " + std::to_string(state_kept_) +
                                             " was kept and is gone, there is one of " +
                                             std::to_string(seq)};
  if (seq != 0 && (*found)->body != state_files_[seq])
    throw Violation{Invariant::kRebuilt, "the state file has another content than was kept"};
}

void Simulation::on_fill(const Order& order, const Fill& fill) {
  const std::string execution =
      "\"execution\":" + std::to_string(static_cast<std::int64_t>(fill.execution_id)) + ",";
  if (!is_durable(disk_, "", fill.intent_id, execution))
    throw Violation{Invariant::kDurableFirst, "execution " + std::to_string(fill.execution_id) +
                                                  " of order " + std::to_string(order.id) +
                                                  " was told before its record is durable"};
}

void Simulation::when_sending(const sluice_order& order, bool replaces) {
  const IntentId intent{order.intent_id.hi, order.intent_id.lo};
  const std::string which = "order " + std::to_string(order.order_id);
  note((replaces ? "  new terms leave for " : "  leaves: ") + which + ", attempt " +
       std::to_string(order.attempt));
  check_may_leave(order, which);
  const auto& router = lane().router();
  if (!router.halted().empty())
    throw Violation{Invariant::kNoSendWhenStopped, which + " leaves, and we are halted"};
  if (!router.is_reconciled())
    throw Violation{Invariant::kNoSendWhenStopped,
                    which + " leaves, and no certificate is complete"};
  const std::string_view type = replaces ? "\"type\":\"REPLACE_ASKED\"" : "\"type\":\"SENDING\"";
  const std::string text = replaces
                               ? "\"qty\":" + Quantity::from_raw(order.quantity).to_string() + ","
                               : "\"attempt\":" + std::to_string(order.attempt) + ",";
  if (!is_durable(disk_, type, intent, text))
    throw Violation{Invariant::kDurableFirst, which + " leaves before its record is durable"};
}

// By words of its own, not the lane's: what leaves under a halt makes a position smaller.
void Simulation::check_may_leave(const sluice_order& order, const std::string& which) {
  const std::string& symbol = instruments_.symbol(order.instrument);
  const std::int64_t held = lane().portfolio().position(order.instrument).raw();
  const bool reduces =
      order.side == SLUICE_SIDE_SELL ? order.quantity <= held : order.quantity <= -held;
  for (const Stop& stop : stops_) {
    // A release that failed half way is found in the latch, and carried out.
    if (stop.is_in_doubt || !risk::concerns(stop.halt, {}, symbol)) continue;
    const bool closes =
        order.type == SLUICE_ORDER_MARKET && order.flags == SLUICE_ORDER_REDUCE_ONLY;
    // A harder halt of another scope may be closing the position.
    if (reduces && (closes || stop.halt.level == risk::HaltLevel::kReduceOnly)) continue;
    throw Violation{Invariant::kNoSendWhenStopped, which + " leaves under " + text_of(stop.halt)};
  }
}

void Simulation::see_what_is_latched() {
  for (Stop& stop : stops_) {
    const std::string wanted = "source=\\\"" + stop.halt.source + "\\\"";
    const std::string in_file = "source=\"" + stop.halt.source + "\"";
    for (const auto& [file, bytes] : disk_.durable())
      stop.is_latched |=
          bytes.find(file.ends_with(".jsonl") ? wanted : in_file) != std::string_view::npos &&
          !file.ends_with(".new");
  }
}

void Simulation::check_latched() {
  (void)process_->kill_switch().poll();
  for (const Stop& stop : stops_) {
    const auto& halts = process_->kill_switch().halts();
    const bool in_force = std::any_of(halts.begin(), halts.end(), [&](const risk::Halt& halt) {
      return halt.source == stop.halt.source && halt.level == stop.halt.level;
    });
    if (!in_force)
      throw Violation{Invariant::kRebuilt, "lost with its process: " + text_of(stop.halt)};
  }
}

void Simulation::check() {
  if (process_ == nullptr) return;
  check_sent_once(exchange_);
  check_no_false_alarm();
  if (!lies_told_) check_nothing_lost();
  const Money reserved = lane().router().reserved();
  Money sum;
  for (const Order& order : lane().router().open_orders())
    sum = Money::from_raw(sum.raw() + order.reserved.raw());
  if (reserved != sum)
    throw Violation{Invariant::kBudget,
                    "reserved " + reserved.to_string() + ", the orders hold " + sum.to_string()};
  const bool bent = books_bent_ || lies_told_;
  if (reserved.is_negative() || (!bent && reserved > lane().portfolio().cash()))
    throw Violation{Invariant::kBudget, "reserved " + reserved.to_string() + " of cash " +
                                            lane().portfolio().cash().to_string()};
  if (random_.chance(300)) acknowledge();
}

// A complete certificate says that nothing at the venue is unexplained.
Result<bool> Simulation::reconcile(std::string_view trigger) {
  const Nanoseconds surely_seen = time_.now - VirtualVenue::kMaxLag;
  const auto certificate = lane().reconcile(trigger, now());
  if (!certificate) return certificate.error();
  note("reconciled, " + std::string{certificate->complete ? "complete" : "not complete"});
  for (const std::string& difference : certificate->differences) note("  differs: " + difference);
  for (const ExchangeOrder& order : exchange_.orders())
    if (certificate->complete && order.foreign && order.is_open() && order.accepted <= surely_seen)
      throw Violation{Invariant::kNothingLost,
                      "the certificate is complete, and a stranger's order is open at the venue"};
  return certificate->complete;
}

void Simulation::check_no_false_alarm() {
  const std::string& halt = lane().router().halted();
  if (!halt.empty() && !lies_told_)
    throw Violation{Invariant::kNoFalseAlarm, "halted, and nobody lied: " + halt};
}

void Simulation::check_nothing_lost() {
  for (const ExchangeOrder& order : exchange_.orders()) {
    if (!order.is_open() || order.foreign) continue;
    const Order* const ours = lane().router().find(order.client);
    if (ours == nullptr || is_final(ours->state))
      throw Violation{Invariant::kNothingLost,
                      client_order_id(order.client) + " is open at the venue and " +
                          (ours == nullptr ? "not known" : std::string{name(ours->state)}) +
                          " here"};
  }
}

// The newest records, torn ones too.
void Simulation::tell_journal() {
  if (!keep_trace_) return;
  std::vector<std::string> lines;
  for (const auto& [file, bytes] : disk_.contents())
    for (std::size_t at = 0; at < bytes.size() && bytes[at] != '\0';) {
      const std::size_t end = std::min(bytes.find('\n', at), bytes.size());
      lines.emplace_back(bytes.substr(at, end - at));
      at = end + 1;
    }
  for (const std::string& line : lines)
    result_.journal_lines.push_back(line.substr(0, line.find(",\"prev\"")));
}

void Simulation::note(const std::string& line) {
  if (!keep_trace_) return;
  result_.trace.push_back("step " + std::to_string(result_.step) +
                          " t=" + Timestamp::from_nanoseconds(time_.now).to_string() + " " + line);
}

}  // namespace sluice::simulation
