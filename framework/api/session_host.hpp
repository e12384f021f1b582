// SPDX-License-Identifier: Apache-2.0
//
// session_host.hpp: the server as host of sessions: those that its own config names, started when a
// client asks for one, checked before that; each on its lane, with one budget an account.
//
// What a client sends names a session, never a file. Sessions that ran when an earlier server ended
// come back PAUSED, with their books and no wider execution mode than they had.
//
// Place: api. Owns the manager and a thread that starts and checks, one after the other: making
// parts and asking a venue may take seconds. Bound: kMostWaiting requests at a time. Thread: create
// and check, any; their answers come from the host's thread. Errors: as answers.
#pragma once

#include <condition_variable>
#include <deque>
#include <filesystem>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <thread>
#include <vector>

#include "api/message.hpp"
#include "records/session_store.hpp"
#include "sessions/prerequisites.hpp"
#include "sessions/session_manager.hpp"

namespace sluice::api {

class SessionHost {
 public:
  using Answer = std::function<void(Response)>;
  // A session that may be started.
  struct Plan {
    sessions::SessionStatus what;  // as CREATED; its execution mode is the widest there is
    std::filesystem::path directory;
    sessions::SessionFactory make;
    std::function<sessions::Outcome<sessions::SessionCheck>(const std::optional<Certificate>&)>
        check;
  };
  struct Wanted {
    std::string session;
    std::optional<sessions::ExecutionMode> mode;  // none: the config's
    std::string who;
    std::string key;  // of the request; empty: it has none
  };
  static constexpr std::size_t kMostWaiting = 16;

  // `log`: a line for people; called on the host's threads.
  SessionHost(files::Disk& disk, std::filesystem::path store, std::vector<Plan> plans,
              std::function<void(const std::string&)> log);
  SessionHost(const SessionHost&) = delete;
  SessionHost& operator=(const SessionHost&) = delete;
  ~SessionHost() { stop(); }

  void start();
  // Whoever waits is answered with 503; sessions that ran go on, PAUSED, with the next server.
  void stop();

  // What may be started, as it looks until it was.
  [[nodiscard]] std::vector<records::StoredSession> created() const;
  // Starts it; the answer is how it stands.
  void create(Wanted wanted, Answer answer);
  // Its eight prerequisites.
  void check(std::string session, Answer answer);

 private:
  using Job = std::function<void()>;
  void post(Job job, const Answer& answer);
  void run();
  void open();
  void come_back();
  [[nodiscard]] Plan* find(const std::string& session);
  [[nodiscard]] Response unknown(const std::string& session) const;
  [[nodiscard]] Response carry_out(const Wanted& wanted);
  [[nodiscard]] Response start_session(Plan& plan, const Wanted& wanted,
                                       sessions::ExecutionMode mode);
  [[nodiscard]] Response check_now(const std::string& session);
  [[nodiscard]] bool is_elsewhere(const Plan& plan) const;
  void show(const Plan& plan);

  files::Disk& disk_;
  const std::filesystem::path store_path_;
  std::vector<Plan> plans_;
  std::function<void(const std::string&)> log_;
  // Of the host's thread.
  std::map<std::string, sessions::ExecutionMode> modes_;  // that sessions are started with
  std::unique_ptr<sessions::SessionManager> manager_;
  std::unique_ptr<records::SessionStore> store_;
  std::string fault_;  // why there is no store

  std::mutex lock_;
  std::condition_variable news_;
  std::deque<Job> jobs_;
  bool stopping_ = false;
  std::thread thread_;
};

}  // namespace sluice::api
