// SPDX-License-Identifier: Apache-2.0
#include "api/session_events.hpp"

#include <algorithm>
#include <vector>

namespace sluice::api {

void SessionEvents::add(const std::string& session, std::uint64_t seq, std::string json) {
  const std::lock_guard hold{lock_};
  Log& log = logs_[session];
  log.bytes += json.size();
  log.events.push_back({seq, std::move(json)});
  ++version_;
  added_.fetch_add(1, std::memory_order_relaxed);
  while (log.events.size() > limits_.events ||
         (log.bytes > limits_.bytes && log.events.size() > 1)) {
    log.forgotten = log.events.front().seq;
    log.bytes -= log.events.front().json.size();
    log.events.pop_front();
  }
}

void SessionEvents::open(const std::string& session, std::uint64_t begin) {
  const std::lock_guard hold{lock_};
  Log& log = logs_[session];
  log.begin = begin;
  log.is_open = true;
  ++version_;
}

void SessionEvents::forget(const std::string& session) {
  const std::lock_guard hold{lock_};
  logs_.erase(session);
}

SessionEvents::Places SessionEvents::here() const {
  const std::lock_guard hold{lock_};
  Places places;
  for (const auto& [session, log] : logs_)
    if (log.is_open) places[session] = log.reached();
  return places;
}

bool SessionEvents::append(Batch& batch, const std::string& session, const Log& log,
                           std::uint64_t& place, std::size_t max_bytes) {
  auto next =
      std::upper_bound(log.events.begin(), log.events.end(), place,
                       [](std::uint64_t seq, const Event& event) { return seq < event.seq; });
  std::string gap;
  if (place < log.forgotten)
    gap = R"({"session":")" + session + R"(","event":"session_gap","missed_from":)" +
          std::to_string(place + 1) + "},";
  for (; next != log.events.end(); ++next) {
    if (!batch.text.empty()) {
      if (batch.text.size() + gap.size() + next->json.size() > max_bytes) return false;
      batch.text += ',';
    }
    batch.text += gap + next->json;
    gap.clear();
    place = next->seq;
  }
  return true;
}

SessionEvents::Batch SessionEvents::read(Places& places, std::size_t max_bytes) const {
  Batch batch;
  const std::lock_guard hold{lock_};
  batch.version = version_;
  for (const auto& [session, log] : logs_) {
    auto place = places.find(session);
    if (place == places.end()) {
      // What it told before it was found is not news, and how much that is shows at its end.
      if (!log.is_open) continue;
      place = places.emplace(session, log.begin).first;
    }
    if (!append(batch, session, log, place->second, max_bytes)) break;
  }
  return batch;
}

void SessionEvents::wake(std::uint64_t version, std::weak_ptr<const void> whose,
                         std::function<void()> waiter) {
  {
    const std::lock_guard hold{lock_};
    if (version_ == version) return waiters_.add(std::move(whose), std::move(waiter));
  }
  waiter();
}

void SessionEvents::announce() {
  std::vector<Waiters::Waiter> waiters;
  {
    const std::lock_guard hold{lock_};
    waiters = waiters_.take();
  }
  for (const Waiters::Waiter& waiter : waiters) waiter.call();
}

}  // namespace sluice::api
