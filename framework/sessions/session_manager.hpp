// SPDX-License-Identifier: Apache-2.0
//
// session_manager.hpp: the sessions of a host: each on its own lane, all with one budget an account
// and one kill switch, known to others through the session store.
//
// A session is added with a factory, which is asked for fresh parts whenever the session is
// started: a plugin begins anew too, and the books come from its journal. What other processes ask
// for comes through the store (`sluice session pause …`) and is answered there: one request a
// session is at its lane at a time, so that a lane that takes long holds up nobody else's, and what
// waits behind it can still be withdrawn.
//
// Place: sessions; for the API and the command line. Owns lanes, budgets and the listeners' queues.
// Thread: any; each call waits for the lane it concerns. Errors: typed (session_error.hpp).
#pragma once

#include <condition_variable>
#include <filesystem>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

#include "records/session_store.hpp"
#include "sessions/session_lane.hpp"

namespace sluice::sessions {

// Everything one run of a session needs.
struct SessionMake {
  SessionSettings settings;
  std::shared_ptr<drivers::RunParts> run;
  std::shared_ptr<MarketStream> market;
  std::unique_ptr<SessionClock> clock;
  std::filesystem::path directory;
  SessionChecks checks;  // may be empty
};
using SessionFactory = std::function<Outcome<SessionMake>()>;

class SessionManager {
 public:
  // A line for people; called from any thread. May be empty.
  using Log = std::function<void(const std::string&)>;

  // `store` is where others see the sessions and ask something of them; created when missing.
  // Empty: nobody does.
  SessionManager(files::Disk& disk, std::filesystem::path store, Log log = {});
  SessionManager(const SessionManager&) = delete;
  SessionManager& operator=(const SessionManager&) = delete;
  // Ends every lane; sessions that ran go on, PAUSED, with a later process.
  ~SessionManager();

  // From now on it is known, CREATED. `what` is shown until it is started.
  Outcome<Done> add(SessionStatus what, SessionFactory factory);

  // Recovers, reconciles and checks; RUNNING when it returns, or PAUSED where it ran before. `who`
  // wants it: for the journal.
  Outcome<Done> start(const std::string& id, std::string_view who = "host");
  Outcome<Done> pause(const std::string& id, std::string_view who, std::string_view why);
  Outcome<Done> resume(const std::string& id, std::string_view who);
  Outcome<Done> stop(const std::string& id, std::string_view who, std::string_view why);
  Outcome<Done> approve(const std::string& id, std::uint64_t signal, std::string_view who);
  Outcome<Done> decline(const std::string& id, std::uint64_t signal, std::string_view who,
                        std::string_view why);

  // By id.
  [[nodiscard]] std::vector<SessionStatus> list() const;
  [[nodiscard]] Outcome<SessionStatus> status(const std::string& id) const;
  // Whether a lane has it that is not over.
  [[nodiscard]] bool runs(const std::string& id) const;
  // Why its lane failed; empty: it did not.
  [[nodiscard]] std::string failure(const std::string& id) const;
  // Of an account; null: no session of it has one.
  [[nodiscard]] const AccountBudget* budget(const std::string& account) const;

  [[nodiscard]] EventHub& events() noexcept { return events_; }
  // What is wrong with the session store; empty: nothing. It stops no session.
  [[nodiscard]] std::string store_fault() const;

 private:
  struct Entry {
    SessionStatus what;  // while it has no lane
    SessionFactory factory;
    SessionMake make;
    std::shared_ptr<SessionLane> lane;
  };
  // What a lane was given of what others asked for.
  struct AtLane {
    records::SessionRequest request;
    SessionLane::Answer answer;
  };
  [[nodiscard]] SessionError unknown(const std::string& id) const;
  [[nodiscard]] std::shared_ptr<Entry> find(const std::string& id) const;
  Outcome<Done> ask(const std::string& id, SessionLane::Request request);
  [[nodiscard]] SessionLane::Answer post(const std::string& id, SessionLane::Request request);
  AccountBudget* budget_of(const SessionSettings& settings);
  void keep_house();
  void take_over_requests(const std::string& id);
  [[nodiscard]] SessionLane::Answer carry_out(const records::SessionRequest& request);
  // With the store's lock held.
  void show_in_store();
  void take_requests();
  [[nodiscard]] bool has_request(const std::string& id) const;
  bool answer_requests();
  void tell_asker(const records::SessionRequest& asked, const Outcome<Done>& done);

  files::Disk& disk_;
  mutable std::mutex lock_;  // of the maps; never held while a lane is waited for
  std::map<std::string, std::shared_ptr<Entry>> entries_;
  std::map<std::string, std::unique_ptr<AccountBudget>> budgets_;
  EventHub events_;
  std::mutex starting_;  // one at a time: plugins are made
  Log log_;
  std::mutex store_lock_;  // of the store and of what is known of it; taken before lock_
  std::unique_ptr<records::SessionStore> store_;
  std::map<std::string, std::string> shown_;  // by id: what the store has
  std::vector<AtLane> at_lanes_;              // one a session
  std::string store_fault_;
  bool ending_ = false;
  std::condition_variable end_;
  std::thread house_;
};

}  // namespace sluice::sessions
