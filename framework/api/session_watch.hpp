// SPDX-License-Identifier: Apache-2.0
//
// session_watch.hpp: reads the journals of the data directory's sessions behind their writers,
// whichever processes those are, and tells the stream and the metrics.
//
// Place: api. Owns a thread, which looks ten times a second, and a place in each journal; changes
// nothing and takes no lock. Bound: kMostSessions. Thread: start, stop, one; the rest, any. Errors:
// a journal that can't be followed is told by fault() and read anew after a while; the others go
// on.
#pragma once

#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <filesystem>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "api/session_events.hpp"
#include "api/session_gauge.hpp"
#include "api/trail_events.hpp"
#include "files/disk.hpp"
#include "journal/follower.hpp"
#include "records/session_store.hpp"

namespace sluice::api {

class SessionWatch {
 public:
  static constexpr std::size_t kMostSessions = 256;

  // `directory`: the session store and a folder for each session, as the room `sessions` has them.
  SessionWatch(files::Disk& disk, std::filesystem::path directory, SessionEvents& events)
      : disk_{disk}, directory_{std::move(directory)}, events_{events} {}
  SessionWatch(const SessionWatch&) = delete;
  SessionWatch& operator=(const SessionWatch&) = delete;
  ~SessionWatch() { stop(); }

  void start();
  void stop();
  // By id.
  [[nodiscard]] std::vector<SessionGauge> gauges() const;
  // What can't be read; empty: nothing.
  [[nodiscard]] std::string fault() const;

 private:
  using Clock = std::chrono::steady_clock;
  struct Followed {
    Followed(files::Disk& disk, const std::filesystem::path& journal, const std::string& id)
        : follower{disk, journal}, orders{id} {}
    journal::Follower follower;
    TrailEvents orders;
    bool is_new = false;   // found while the server ran
    bool is_open = false;  // read to its end once
    std::string fault;     // why it is read anew
    Clock::time_point not_before{};
  };
  void run();
  // Whether there is more to read at once.
  bool look();
  Result<std::vector<records::SessionState>> states();
  bool follow(const std::string& id);
  Result<std::uint64_t> read(const std::string& id, Followed& one);
  void take(const std::string& id, Followed& one, const journal::Record& record);

  files::Disk& disk_;
  const std::filesystem::path directory_;
  SessionEvents& events_;
  std::unique_ptr<records::SessionStore> store_;
  Clock::time_point store_opened_{};
  std::map<std::string, std::unique_ptr<Followed>> followed_;  // of the thread
  bool has_looked_ = false;  // sessions that are found later are new

  mutable std::mutex lock_;
  std::map<std::string, SessionGauge> gauges_;
  std::string fault_;
  bool stopping_ = false;
  std::condition_variable end_;
  std::thread thread_;
};

}  // namespace sluice::api
