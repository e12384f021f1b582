// SPDX-License-Identifier: Apache-2.0
//
// session_desk.hpp: the sessions of a data directory as clients of the API see them, and what
// clients ask of them: through the session store, whichever process is a session's host.
//
// Place: api. Owns a thread that waits for hosts' answers; a connection to the store for each look.
// Bound: kMaxAsked requests at a time. Units: milliseconds. Thread: list and one, any; ask, any:
// its answer comes from the desk's thread. Errors: as answers: 404 no such session or signal, 409
// not in this state or refused, 503 no host answers, or one has begun and is not done yet.
#pragma once

#include <chrono>
#include <condition_variable>
#include <filesystem>
#include <functional>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "api/message.hpp"
#include "records/session_store.hpp"

namespace sluice::api {

class SessionDesk {
 public:
  using Answer = std::function<void(Response)>;
  static constexpr std::size_t kMaxAsked = 64;
  static constexpr std::chrono::milliseconds kPatience{5'000};

  // `created`: sessions that may be started here, as they look until they were.
  SessionDesk(std::filesystem::path store, std::vector<records::StoredSession> created)
      : store_{std::move(store)}, created_{std::move(created)} {}
  SessionDesk(const SessionDesk&) = delete;
  SessionDesk& operator=(const SessionDesk&) = delete;
  ~SessionDesk() { stop(); }

  void start();
  // Whoever waits is answered.
  void stop();

  [[nodiscard]] Response list() const;
  [[nodiscard]] Response one(const std::string& session) const;
  void ask(records::SessionRequest request, Answer answer);

 private:
  struct Waiting {
    records::SessionRequest request;
    Answer answer;
    std::chrono::steady_clock::time_point until;
  };
  [[nodiscard]] const records::StoredSession* created(const std::string& id) const;
  [[nodiscard]] Response not_started(const std::string& session) const;
  void run();
  // Whether it was answered.
  [[nodiscard]] bool settle(Waiting& waiting) const;
  [[nodiscard]] bool put(Waiting& waiting, records::SessionStore& store) const;
  [[nodiscard]] bool tell_reply(Waiting& waiting, records::SessionStore& store) const;
  void give_up(Waiting& waiting, records::SessionStore& store) const;

  const std::filesystem::path store_;
  const std::vector<records::StoredSession> created_;
  std::mutex lock_;
  std::condition_variable news_;
  std::vector<Waiting> fresh_;  // not seen by the thread yet
  std::size_t asked_ = 0;       // with those that the thread has
  bool stopping_ = false;
  std::thread thread_;
};

}  // namespace sluice::api
