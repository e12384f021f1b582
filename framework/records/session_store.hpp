// SPDX-License-Identifier: Apache-2.0
//
// session_store.hpp: the sessions of a data directory in SQLite: how they stand, and what other
// processes ask of them.
//
// A host shows its sessions here, and answers requests that are put here; a session's journal is
// the truth, this is a view of it. Several processes may have it open. A request is claimed before
// it is carried out, and withdrawn only while it is not: nobody carries out what its asker was told
// nobody did, and nothing is carried out twice, whoever dies in between.
//
// Place: records. Format: docs/formats/session_store.md. Thread: one at a time an object. Errors:
// SQLite's, with the path.
#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <sluice/result.hpp>

namespace sluice::records {

struct StoreFile;

// Texts as screens show them; times ISO 8601.
struct StoredSession {
  std::string id;
  std::string strategy;
  std::string account;
  std::string route;
  std::string mode;
  std::string state;
  std::string why;
  std::string updated;  // of the session's time
  std::string directory;
  std::string status;  // all of it, as JSON
};

// What somebody who looks often wants to know.
struct SessionState {
  std::string id;
  std::string state;
};

struct SessionRequest {
  std::uint64_t number = 0;
  std::string session;
  std::string verb;  // pause, resume, stop, approve, decline
  std::uint64_t signal = 0;
  std::string who;
  std::string why;
};

struct SessionReply {
  bool done = false;
  std::string error_kind;  // of one that is not done
  std::string message;
};

// A request with an idempotency key that has started a session.
struct StoredStart {
  std::string key;
  std::string session;
  std::string content;  // what was asked for
};

class SessionStore {
 public:
  // Keys of starts that are remembered.
  static constexpr std::int64_t kMostStarts = 1'024;
  // How many requests a session may have waiting.
  static constexpr std::int64_t kMaxWaiting = 64;
  // Answers that are kept for whoever asked, when their session is started again.
  static constexpr std::int64_t kMostAnswered = 1'024;

  // Created when missing.
  static Result<std::unique_ptr<SessionStore>> open(const std::filesystem::path& path);
  // For a reader: an error where there is none.
  static Result<std::unique_ptr<SessionStore>> open_existing(const std::filesystem::path& path);
  SessionStore(const SessionStore&) = delete;
  SessionStore& operator=(const SessionStore&) = delete;
  ~SessionStore();

  Result<void> show(const StoredSession& session);
  // By id.
  Result<std::vector<StoredSession>> sessions();
  Result<std::optional<StoredSession>> session(std::string_view id);
  // By id.
  Result<std::vector<SessionState>> states();

  // The request's number, to ask for its reply.
  Result<std::uint64_t> ask(const SessionRequest& request);
  // Requests of the session that nobody has claimed or answered, oldest first.
  Result<std::vector<SessionRequest>> waiting(std::string_view session);
  // By the host, before it carries it out. False: it was withdrawn, claimed or answered before.
  Result<bool> claim(std::uint64_t number);
  Result<void> answer(std::uint64_t number, const SessionReply& reply);
  Result<std::optional<SessionReply>> reply(std::uint64_t number);
  // By its asker, whose patience is at its end. True: nobody has carried it out, and nobody will.
  // False: it was claimed; a reply tells what came of it, where there is one.
  Result<bool> withdraw(std::uint64_t number);
  // Requests to an earlier host: those that wait are withdrawn, those it had claimed are answered:
  // nobody knows how far it came.
  Result<void> withdraw_all(std::string_view session);

  Result<std::optional<StoredStart>> start_of(std::string_view key);
  // Before it is done; the oldest are forgotten.
  Result<void> keep_start(const StoredStart& start);
  // It came to nothing, and may be asked for again.
  Result<void> drop_start(std::string_view key);

 private:
  explicit SessionStore(std::unique_ptr<StoreFile> file);
  // How many rows it changed.
  Result<int> count_changed(const char* sql, const std::vector<std::string>& texts,
                            std::optional<std::uint64_t> number);
  Result<void> change(const char* sql, const std::vector<std::string>& texts,
                      std::optional<std::uint64_t> number = std::nullopt);
  Result<void> add_what_came_later();

  std::unique_ptr<StoreFile> file_;
};

}  // namespace sluice::records
