// SPDX-License-Identifier: Apache-2.0
#include "risk/kill_switch.hpp"

#include <algorithm>
#include <cstdlib>
#include <optional>
#include <strings.h>
#include <utility>

namespace sluice::risk {
namespace {

constexpr std::int64_t kWriteAgainAfterNs = Timestamp::kNanosecondsPerSecond;

bool is_any_of(const char* text, std::initializer_list<const char*> words) {
  return std::any_of(words.begin(), words.end(),
                     [text](const char* word) { return strcasecmp(text, word) == 0; });
}

std::optional<Halt> halt_by_variable(const std::string& name) {
  const char* value = std::getenv(name.c_str());
  if (value == nullptr || is_any_of(value, {"", "0", "false", "no", "off"})) return std::nullopt;
  Halt halt;
  halt.source = plain("environment variable " + name + "=" + value);
  if (!is_any_of(value, {"1", "true", "yes", "on"})) halt.why = "not understood, counts as engaged";
  return halt;
}

const Halt* find_same(const std::vector<Halt>& halts, const Halt& wanted) {
  const auto found = std::find_if(halts.begin(), halts.end(),
                                  [&](const Halt& halt) { return is_same(halt, wanted); });
  return found == halts.end() ? nullptr : &*found;
}

}  // namespace

KillSwitch::KillSwitch(KillSwitchConfig config) : config_{std::move(config)} {
  if (config_.storage == nullptr && !config_.latch_file.empty())
    config_.storage = std::make_shared<LatchFile>(config_.latch_file);
}

void KillSwitch::poll() {
  orders_to_poll_ = config_.orders_per_poll;
  if (config_.ignore) return;
  if (requested_.load(std::memory_order_acquire)) take_requests();
  if (!unwritten_.empty()) persist_again();
  read_environment();
  read_latch_file();
  refresh();
}

void KillSwitch::read_environment() {
  std::vector<Halt> found;
  for (const auto& name : config_.environment_names) {
    auto halt = halt_by_variable(name);
    if (!halt) continue;
    const Halt* const known = find_same(environment_, *halt);
    halt->since = known != nullptr ? known->since : Timestamp::from_nanoseconds(polled_at_);
    found.push_back(std::move(*halt));
  }
  environment_ = std::move(found);
}

void KillSwitch::read_latch_file() {
  if (config_.storage == nullptr || config_.storage->is_unchanged()) return;
  Latch latch = load_latch(*config_.storage);
  file_ = std::move(latch.halts);
  latched_.releases = std::move(latch.releases);
  // An operator's own file does not say when it was made.
  for (Halt& halt : file_)
    if (halt.since == Timestamp{}) halt.since = Timestamp::from_nanoseconds(polled_at_);
  take_in_latch();
}

// Where nothing is held a release in the file is all it takes.
void KillSwitch::take_in_latch() {
  if (holding_) return;
  std::erase_if(latched_.halts,
                [this](const Halt& halt) { return latched_.release_of(halt) != nullptr; });
}

void KillSwitch::refresh() {
  if (holding_) {
    for (const auto* const source : {&environment_, &file_})
      for (const Halt& halt : *source)
        if (const Halt* const engaged = latched_.engage(halt)) news_.push_back({*engaged, {}});
  }
  std::vector<Halt> all = latched_.halts;
  for (const auto* const source : {&environment_, &file_})
    for (const Halt& halt : *source)
      if (const Halt* const known = find_same(all, halt);
          known == nullptr || known->level < halt.level)
        all.push_back(halt);
  if (all == halts_) return;
  halts_ = std::move(all);
  ++version_;
}

void KillSwitch::take_requests() {
  requested_.store(false, std::memory_order_release);
  std::vector<Halt> asked;
  {
    const std::lock_guard lock{inbox_lock_};
    asked.swap(inbox_.halts);
  }
  if (signalled_.exchange(false, std::memory_order_acq_rel)) {
    Halt halt;
    halt.level = kSignalLevel;
    halt.source = "signal";
    asked.push_back(std::move(halt));
  }
  for (Halt& halt : asked) {
    if (halt.since == Timestamp{}) halt.since = Timestamp::from_nanoseconds(polled_at_);
    (void)engage(std::move(halt));  // what failed is among the news
  }
}

void KillSwitch::request(Halt halt) {
  {
    const std::lock_guard lock{inbox_lock_};
    (void)inbox_.engage(std::move(halt));  // with too many everything is asked for
  }
  requested_.store(true, std::memory_order_release);
}

Result<void> KillSwitch::engage(Halt halt) {
  Latch with = latched_;
  const Halt* const in_force = with.engage(std::move(halt));
  if (in_force == nullptr)
    return unwritten_.empty() ? Result<void>{} : Result<void>{Error{unwritten_why_}};
  Halt engaged = *in_force;
  const auto kept = persist({engaged});
  // Another process may have released meanwhile: the latch knows when this one began.
  if (kept && config_.persist && config_.storage != nullptr)
    if (const Halt* const written = find_same(file_, engaged)) engaged.since = written->since;
  latched_.halts = std::move(with.halts);
  for (Halt& known : latched_.halts)
    if (is_same(known, engaged)) known.since = engaged.since;
  if (!kept) unwritten_.push_back(engaged);
  news_.push_back({std::move(engaged), kept ? "" : kept.error().message});
  refresh();
  return kept;
}

Result<void> KillSwitch::persist(const std::vector<Halt>& halts) {
  if (config_.storage == nullptr || !config_.persist) return {};
  written_at_ = polled_at_;
  Latch latch;
  if (auto kept = keep_halts(*config_.storage, halts, latch); !kept) {
    unwritten_why_ = kept.error().message;
    return kept;
  }
  file_ = std::move(latch.halts);
  latched_.releases = std::move(latch.releases);
  return {};
}

// A latch that could not be written is tried again, once in a while of the lane's time.
void KillSwitch::persist_again() {
  if (polled_at_ - written_at_ < kWriteAgainAfterNs && polled_at_ >= written_at_) return;
  if (persist(unwritten_)) unwritten_.clear();
}

std::vector<KillSwitch::News> KillSwitch::take_news() { return std::exchange(news_, {}); }

void KillSwitch::hold(const std::vector<Halt>& known) {
  holding_ = true;
  for (const Halt& halt : known)
    if (find_same(latched_.halts, halt) == nullptr) latched_.halts.push_back(halt);
  refresh();
}

bool KillSwitch::holds_any_of(const Release& release) const noexcept {
  return std::any_of(latched_.halts.begin(), latched_.halts.end(),
                     [&](const Halt& halt) { return release.covers(halt); });
}

std::vector<Release> KillSwitch::asked_releases() const {
  std::vector<Release> asked;
  if (holding_)
    std::copy_if(latched_.releases.begin(), latched_.releases.end(), std::back_inserter(asked),
                 [this](const Release& release) { return holds_any_of(release); });
  return asked;
}

Result<std::vector<Halt>> KillSwitch::carry_out(Release release) {
  std::vector<Halt> ended;
  const auto is_in_file = [&] {
    return std::find(latched_.releases.begin(), latched_.releases.end(), release) !=
           latched_.releases.end();
  };
  const bool is_new = !is_in_file();
  if (is_new) release.reach(halts_);
  if (config_.storage != nullptr && config_.persist && is_new) {
    if (auto kept = keep_release(*config_.storage, release, ended); !kept) return kept.error();
    ended.clear();
  }
  for (const Halt& halt : latched_.halts)
    if (release.covers(halt)) ended.push_back(halt);
  const auto is_over = [&](const Halt& halt) { return release.covers(halt); };
  std::erase_if(latched_.halts, is_over);
  std::erase_if(unwritten_, is_over);
  // Whatever engages from now on began after it.
  if (is_new) {
    auto& done = latched_.releases;
    if (done.size() >= Latch::kMaxReleases) done.erase(done.begin());
    done.push_back(std::move(release));
  }
  poll();
  return ended;
}

}  // namespace sluice::risk
