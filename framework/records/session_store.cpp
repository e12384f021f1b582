// SPDX-License-Identifier: Apache-2.0
#include "records/session_store.hpp"

#include "records/store_file.hpp"

namespace sluice::records {
namespace {

constexpr const char* kSessionSchema = R"sql(
CREATE TABLE sessions(
  id TEXT PRIMARY KEY, strategy TEXT NOT NULL, account TEXT NOT NULL, route TEXT NOT NULL,
  mode TEXT NOT NULL, state TEXT NOT NULL, why TEXT NOT NULL, updated TEXT NOT NULL,
  directory TEXT NOT NULL, status TEXT NOT NULL);
CREATE TABLE requests(
  number INTEGER PRIMARY KEY AUTOINCREMENT, session TEXT NOT NULL, verb TEXT NOT NULL,
  signal INTEGER NOT NULL, who TEXT NOT NULL, why TEXT NOT NULL,
  answered INTEGER NOT NULL DEFAULT 0, done INTEGER NOT NULL DEFAULT 0,
  error_kind TEXT NOT NULL DEFAULT '', message TEXT NOT NULL DEFAULT '',
  claimed INTEGER NOT NULL DEFAULT 0);
CREATE INDEX waiting_requests ON requests(session) WHERE NOT answered;
)sql";

// Came later, and are added to files of before.
constexpr const char* kHasClaimed =
    "SELECT count(*) FROM pragma_table_info('requests') WHERE name = 'claimed'";
constexpr const char* kClaimedColumn =
    "ALTER TABLE requests ADD COLUMN claimed INTEGER NOT NULL DEFAULT 0";
constexpr const char* kStartsTable =
    "CREATE TABLE IF NOT EXISTS starts(number INTEGER PRIMARY KEY AUTOINCREMENT, key TEXT UNIQUE "
    "NOT NULL, session TEXT NOT NULL, content TEXT NOT NULL)";

constexpr StoreKind kSessionFile{.id = 0x534c5353,  // "SLSS"
                                 .version = 1,
                                 .schema = kSessionSchema,
                                 .pragmas = "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL",
                                 .not_ours = "it is no session store",
                                 .advice = "move it away, the sessions fill another"};

StoredSession read_stored_session(SQLite::Statement& row) {
  StoredSession session;
  std::string* const columns[] = {
      &session.id,    &session.strategy, &session.account, &session.route,     &session.mode,
      &session.state, &session.why,      &session.updated, &session.directory, &session.status};
  int at = 0;
  for (std::string* const column : columns) *column = row.getColumn(at++).getString();
  return session;
}

constexpr const char* kSelectSessions =
    "SELECT id, strategy, account, route, mode, state, why, updated, directory, status FROM "
    "sessions";

}  // namespace

SessionStore::SessionStore(std::unique_ptr<StoreFile> file) : file_{std::move(file)} {}
SessionStore::~SessionStore() = default;

Result<std::unique_ptr<SessionStore>> SessionStore::open(const std::filesystem::path& path) {
  auto file = StoreFile::open(path, kSessionFile);
  if (!file) return file.error();
  std::unique_ptr<SessionStore> store{new SessionStore{*std::move(file)}};
  if (auto added = store->add_what_came_later(); !added) return added.error();
  return store;
}

Result<std::unique_ptr<SessionStore>> SessionStore::open_existing(
    const std::filesystem::path& path) {
  std::error_code ignored;
  if (!std::filesystem::exists(path, ignored))
    return Error{path.native() + ": no session was ever started there"};
  return open(path);
}

Result<void> SessionStore::add_what_came_later() {
  if (auto added = change(kStartsTable, {}); !added) return added;
  return file_->guarded([this] {
    SQLite::Database& database = file_->database;
    if (database.execAndGet(kHasClaimed).getInt() != 0) return;
    // Another process may be about to add it too.
    SQLite::Transaction whole{database, SQLite::TransactionBehavior::IMMEDIATE};
    if (database.execAndGet(kHasClaimed).getInt() == 0) database.exec(kClaimedColumn);
    whole.commit();
  });
}

Result<int> SessionStore::count_changed(const char* sql, const std::vector<std::string>& texts,
                                        std::optional<std::uint64_t> number) {
  return file_->guarded([&] {
    SQLite::Statement statement{file_->database, sql};
    int at = 0;
    for (const std::string& text : texts) statement.bind(++at, text);
    if (number) statement.bind(++at, static_cast<std::int64_t>(*number));
    return statement.exec();
  });
}

Result<void> SessionStore::change(const char* sql, const std::vector<std::string>& texts,
                                  std::optional<std::uint64_t> number) {
  const auto changed = count_changed(sql, texts, number);
  return changed ? Result<void>{} : changed.error();
}

Result<void> SessionStore::show(const StoredSession& session) {
  return change("INSERT OR REPLACE INTO sessions VALUES(?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                {session.id, session.strategy, session.account, session.route, session.mode,
                 session.state, session.why, session.updated, session.directory, session.status});
}

Result<std::vector<StoredSession>> SessionStore::sessions() {
  return file_->guarded([&] {
    std::vector<StoredSession> found;
    SQLite::Statement select{file_->database, std::string{kSelectSessions} + " ORDER BY id"};
    while (select.executeStep()) found.push_back(read_stored_session(select));
    return found;
  });
}

Result<std::optional<StoredSession>> SessionStore::session(std::string_view id) {
  return file_->guarded([&]() -> std::optional<StoredSession> {
    SQLite::Statement select{file_->database, std::string{kSelectSessions} + " WHERE id = ?"};
    select.bind(1, std::string{id});
    if (!select.executeStep()) return std::nullopt;
    return read_stored_session(select);
  });
}

Result<std::vector<SessionState>> SessionStore::states() {
  return file_->guarded([&] {
    std::vector<SessionState> found;
    SQLite::Statement select{file_->database, "SELECT id, state FROM sessions ORDER BY id"};
    while (select.executeStep())
      found.push_back({select.getColumn(0).getString(), select.getColumn(1).getString()});
    return found;
  });
}

Result<std::uint64_t> SessionStore::ask(const SessionRequest& request) {
  const auto waiting_now = waiting(request.session);
  if (!waiting_now) return waiting_now.error();
  if (static_cast<std::int64_t>(waiting_now->size()) >= kMaxWaiting)
    return Error{"session " + request.session + " has " + std::to_string(kMaxWaiting) +
                 " requests waiting already"};
  auto put = change("INSERT INTO requests(session, verb, who, why, signal) VALUES(?, ?, ?, ?, ?)",
                    {request.session, request.verb, request.who, request.why}, request.signal);
  if (!put) return put.error();
  return static_cast<std::uint64_t>(file_->database.getLastInsertRowid());
}

Result<std::vector<SessionRequest>> SessionStore::waiting(std::string_view session) {
  return file_->guarded([&] {
    std::vector<SessionRequest> found;
    SQLite::Statement select{file_->database,
                             "SELECT number, session, verb, signal, who, why FROM requests WHERE "
                             "session = ? AND NOT answered AND NOT claimed ORDER BY number"};
    select.bind(1, std::string{session});
    while (select.executeStep())
      found.push_back({static_cast<std::uint64_t>(select.getColumn(0).getInt64()),
                       select.getColumn(1).getString(), select.getColumn(2).getString(),
                       static_cast<std::uint64_t>(select.getColumn(3).getInt64()),
                       select.getColumn(4).getString(), select.getColumn(5).getString()});
    return found;
  });
}

Result<bool> SessionStore::claim(std::uint64_t number) {
  const auto claimed = count_changed(
      "UPDATE requests SET claimed = 1 WHERE NOT answered AND NOT claimed AND number = ?", {},
      number);
  if (!claimed) return claimed.error();
  return *claimed == 1;
}

Result<void> SessionStore::answer(std::uint64_t number, const SessionReply& reply) {
  return change(
      "UPDATE requests SET answered = 1, done = ?, error_kind = ?, message = ? WHERE number = ?",
      {reply.done ? "1" : "0", reply.error_kind, reply.message}, number);
}

Result<std::optional<SessionReply>> SessionStore::reply(std::uint64_t number) {
  return file_->guarded([&]() -> std::optional<SessionReply> {
    SQLite::Statement select{
        file_->database,
        "SELECT done, error_kind, message FROM requests WHERE number = ? AND answered"};
    select.bind(1, static_cast<std::int64_t>(number));
    if (!select.executeStep()) return std::nullopt;
    return SessionReply{select.getColumn(0).getInt() != 0, select.getColumn(1).getString(),
                        select.getColumn(2).getString()};
  });
}

Result<bool> SessionStore::withdraw(std::uint64_t number) {
  const auto withdrawn =
      change("DELETE FROM requests WHERE NOT answered AND NOT claimed AND number = ?", {}, number);
  if (!withdrawn) return withdrawn.error();
  // Whoever starts the session may have withdrawn it before.
  return file_->guarded([&] {
    SQLite::Statement select{file_->database, "SELECT 1 FROM requests WHERE number = ?"};
    select.bind(1, static_cast<std::int64_t>(number));
    return !select.executeStep();
  });
}

Result<void> SessionStore::withdraw_all(std::string_view session) {
  const std::vector<std::string> its{std::string{session}};
  auto done =
      change("DELETE FROM requests WHERE NOT answered AND NOT claimed AND session = ?", its);
  if (done)
    done = change(
        "UPDATE requests SET answered = 1, error_kind = 'Fault', message = 'its host ended while "
        "it carried this out; the state of the session tells whether it was done' WHERE claimed "
        "AND "
        "NOT answered AND session = ?",
        its);
  if (!done) return done;
  return change(
      "DELETE FROM requests WHERE answered AND number <= (SELECT max(number) FROM requests) - ?",
      {}, static_cast<std::uint64_t>(kMostAnswered));
}

Result<std::optional<StoredStart>> SessionStore::start_of(std::string_view key) {
  return file_->guarded([&]() -> std::optional<StoredStart> {
    SQLite::Statement select{file_->database,
                             "SELECT key, session, content FROM starts WHERE key = ?"};
    select.bind(1, std::string{key});
    if (!select.executeStep()) return std::nullopt;
    return StoredStart{select.getColumn(0).getString(), select.getColumn(1).getString(),
                       select.getColumn(2).getString()};
  });
}

Result<void> SessionStore::keep_start(const StoredStart& start) {
  auto kept = change("INSERT OR REPLACE INTO starts(key, session, content) VALUES(?, ?, ?)",
                     {start.key, start.session, start.content});
  if (!kept) return kept;
  return change("DELETE FROM starts WHERE number <= (SELECT max(number) FROM starts) - ?", {},
                static_cast<std::uint64_t>(kMostStarts));
}

Result<void> SessionStore::drop_start(std::string_view key) {
  return change("DELETE FROM starts WHERE key = ?", {std::string{key}});
}

}  // namespace sluice::records
