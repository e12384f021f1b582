// SPDX-License-Identifier: Apache-2.0
#include "api/session_watch.hpp"

#include <utility>

#include "api/fields.hpp"
#include "api/session_records.hpp"
#include "drivers/paper_session.hpp"

namespace sluice::api {
namespace {

constexpr std::chrono::milliseconds kLookEvery{100};
// A store that was moved away is another file from then on.
constexpr std::chrono::seconds kReopenEvery{5};
constexpr std::chrono::seconds kTryAgainAfter{10};
constexpr std::uint64_t kRecordsAtOnce = 16'384;

bool is_on_disk(const std::filesystem::path& path) {
  std::error_code ignored;
  return std::filesystem::exists(path, ignored);
}

}  // namespace

void SessionWatch::start() {
  thread_ = std::thread{[this] { run(); }};
}

void SessionWatch::stop() {
  {
    const std::lock_guard hold{lock_};
    stopping_ = true;
  }
  end_.notify_all();
  if (thread_.joinable()) thread_.join();
}

std::vector<SessionGauge> SessionWatch::gauges() const {
  const std::lock_guard hold{lock_};
  std::vector<SessionGauge> all;
  for (const auto& [id, gauge] : gauges_) all.push_back(gauge);
  return all;
}

std::string SessionWatch::fault() const {
  const std::lock_guard hold{lock_};
  return fault_;
}

void SessionWatch::run() {
  std::unique_lock hold{lock_};
  while (!stopping_) {
    hold.unlock();
    const bool has_more = look();
    hold.lock();
    if (!has_more) end_.wait_for(hold, kLookEvery, [this] { return stopping_; });
  }
}

Result<std::vector<records::SessionState>> SessionWatch::states() {
  const auto path = directory_ / "sessions.db";
  if (!is_on_disk(path)) return std::vector<records::SessionState>{};
  if (const auto now = Clock::now(); !store_ || now - store_opened_ > kReopenEvery) {
    auto opened = records::SessionStore::open_existing(path);
    if (!opened) return opened.error();
    store_ = std::move(*opened);
    store_opened_ = now;
  }
  return store_->states();
}

bool SessionWatch::look() {
  auto found = states();
  if (!found) {
    store_.reset();
    const std::lock_guard hold{lock_};
    fault_ = found.error().message;
    return false;
  }
  // Names of folders are made of these: nothing else gets to the disk.
  std::erase_if(*found, [](const auto& one) { return !is_session_id(one.id); });
  std::string fault;
  if (found->size() > kMostSessions) {
    fault = "there are " + std::to_string(found->size()) + " sessions: only the first " +
            std::to_string(kMostSessions) + " are followed";
    found->resize(kMostSessions);
  }
  {
    const std::lock_guard hold{lock_};
    std::map<std::string, SessionGauge> gauges;
    for (const auto& one : *found) {
      SessionGauge& gauge = gauges[one.id] = std::move(gauges_[one.id]);
      gauge.id = one.id;
      gauge.state = one.state;
    }
    gauges_ = std::move(gauges);
  }
  bool has_more = false;
  for (const auto& one : *found) has_more |= follow(one.id);
  has_looked_ = true;
  for (const auto& [id, one] : followed_)
    if (!one->fault.empty()) fault += (fault.empty() ? "" : "; ") + id + ": " + one->fault;
  {
    const std::lock_guard hold{lock_};
    fault_ = std::move(fault);
  }
  events_.announce();
  return has_more;
}

bool SessionWatch::follow(const std::string& id) {
  const auto journal = drivers::journal_directory(directory_ / id);
  auto& one = followed_[id];
  if (!one) {
    if (followed_.size() > kMostSessions || !is_on_disk(journal)) {
      followed_.erase(id);
      return false;
    }
    one = std::make_unique<Followed>(disk_, journal, id);
    one->is_new = has_looked_;
  }
  if (Clock::now() < one->not_before) return false;
  const auto count = read(id, *one);
  if (!count) {
    one = std::make_unique<Followed>(disk_, journal, id);
    one->not_before = Clock::now() + kTryAgainAfter;
    one->fault = count.error().message;
    events_.forget(id);
    return false;
  }
  if (*count == kRecordsAtOnce) return true;
  // What was there before the server began is history for whoever begins to listen.
  if (!std::exchange(one->is_open, true)) {
    events_.open(id, one->is_new ? 0 : one->follower.place().seq);
    one->fault.clear();
  }
  return false;
}

Result<std::uint64_t> SessionWatch::read(const std::string& id, Followed& one) {
  return one.follower.follow(journal::Follower::kToTheEnd, kRecordsAtOnce,
                             [&](const journal::Record& record) {
                               take(id, one, record);
                               return Result<void>{};
                             });
}

void SessionWatch::take(const std::string& id, Followed& one, const journal::Record& record) {
  SessionNews news = news_of(record, id);
  if ((one.is_open || one.is_new) && (news.signal || news.is_breach)) {
    const std::lock_guard hold{lock_};
    SessionGauge& gauge = gauges_[id];
    if (news.signal) ++gauge.signals[static_cast<std::size_t>(*news.signal)];
    if (news.is_breach) ++gauge.breaches;
  }
  if (news.json.empty()) news.json = one.orders.events_of(record);
  if (!news.json.empty()) events_.add(id, record.seq(), std::move(news.json));
}

}  // namespace sluice::api
