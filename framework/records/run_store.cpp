// SPDX-License-Identifier: Apache-2.0
#include "records/run_store.hpp"

#include <SQLiteCpp/SQLiteCpp.h>

namespace sluice::records {
namespace {

// Tells our file from any other database: "SLRN".
constexpr int kRunStoreId = 0x534c524e;
constexpr int kRunStoreVersion = 1;
constexpr int kRunStoreBusyMs = 5'000;

constexpr const char* kRunSchema = R"sql(
CREATE TABLE backtests(
  number INTEGER PRIMARY KEY, strategy TEXT NOT NULL, evidence_hash TEXT NOT NULL,
  config_hash TEXT NOT NULL, finished INTEGER NOT NULL, first INTEGER NOT NULL,
  last INTEGER NOT NULL, sessions INTEGER NOT NULL, sharpe REAL, deflated_sharpe REAL,
  n_tests INTEGER NOT NULL);
CREATE INDEX backtests_by_evidence ON backtests(strategy, evidence_hash, finished);
CREATE TABLE paper_days(
  strategy TEXT NOT NULL, evidence_hash TEXT NOT NULL, day INTEGER NOT NULL,
  run_at INTEGER NOT NULL, PRIMARY KEY(strategy, evidence_hash, day)) WITHOUT ROWID;
CREATE TABLE kill_tests(
  number INTEGER PRIMARY KEY, time INTEGER NOT NULL, rounds INTEGER NOT NULL,
  worst_ns INTEGER NOT NULL);
)sql";

void create_run_tables(SQLite::Database& database) {
  SQLite::Transaction whole{database, SQLite::TransactionBehavior::IMMEDIATE};
  if (database.execAndGet("SELECT count(*) FROM sqlite_master").getInt() == 0) {
    database.exec(kRunSchema);
    database.exec("PRAGMA user_version = " + std::to_string(kRunStoreVersion));
    database.exec("PRAGMA application_id = " + std::to_string(kRunStoreId));
  }
  whole.commit();
}

// What is wrong with it; empty: nothing.
std::string run_store_fault(SQLite::Database& database) {
  if (database.execAndGet("PRAGMA application_id").getInt() != kRunStoreId)
    return "it is no store of runs";
  const int version = database.execAndGet("PRAGMA user_version").getInt();
  if (version == kRunStoreVersion) return "";
  return "it is of version " + std::to_string(version) + ", this build keeps version " +
         std::to_string(kRunStoreVersion);
}

void bind_run_number(SQLite::Statement& statement, int at, const std::optional<double>& number) {
  if (number)
    statement.bind(at, *number);
  else
    statement.bind(at);
}

std::optional<double> run_number(SQLite::Statement& row, int at) {
  if (row.getColumn(at).isNull()) return std::nullopt;
  return row.getColumn(at).getDouble();
}

Timestamp run_time(SQLite::Statement& row, int at) {
  return Timestamp::from_nanoseconds(row.getColumn(at).getInt64());
}

Date run_date(SQLite::Statement& row, int at) {
  return Date::from_days(static_cast<sluice_date>(row.getColumn(at).getInt()));
}

}  // namespace

struct RunStore::State {
  std::filesystem::path path;
  SQLite::Database database;
};

RunStore::RunStore(std::unique_ptr<State> state) : state_{std::move(state)} {}
RunStore::~RunStore() = default;

template <typename Work>
auto RunStore::guarded(Work work) -> Result<decltype(work())> {
  try {
    if constexpr (std::is_void_v<decltype(work())>) {
      work();
      return {};
    } else {
      return work();
    }
  } catch (const std::exception& error) {
    return Error{state_->path.native() + ": " + error.what()};
  }
}

Result<std::unique_ptr<RunStore>> RunStore::open(const std::filesystem::path& data_directory) {
  const auto path = data_directory / kName;
  try {
    std::filesystem::create_directories(data_directory);
    auto state = std::make_unique<State>(
        State{path, SQLite::Database{path.native(), SQLite::OPEN_READWRITE | SQLite::OPEN_CREATE,
                                     kRunStoreBusyMs}});
    // A backtest waits for no disk: what is lost with the machine is run again.
    state->database.exec("PRAGMA synchronous=OFF");
    create_run_tables(state->database);
    if (const std::string fault = run_store_fault(state->database); !fault.empty())
      return Error{path.native() + ": " + fault + "; move it away, runs fill another"};
    return std::unique_ptr<RunStore>{new RunStore{std::move(state)}};
  } catch (const std::exception& error) {
    return Error{path.native() + ": " + error.what()};
  }
}

Result<void> RunStore::add_backtest(const EvidenceKey& key, const BacktestRun& run) {
  return guarded([&] {
    SQLite::Transaction whole{state_->database, SQLite::TransactionBehavior::IMMEDIATE};
    SQLite::Statement insert{state_->database,
                             "INSERT INTO backtests(strategy, evidence_hash, config_hash, "
                             "finished, first, last, sessions, n_tests, sharpe, deflated_sharpe) "
                             "VALUES(?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"};
    insert.bind(1, key.strategy);
    insert.bind(2, key.evidence_hash);
    insert.bind(3, run.config_hash);
    insert.bind(4, static_cast<std::int64_t>(run.finished.nanoseconds()));
    insert.bind(5, run.first.days());
    insert.bind(6, run.last.days());
    insert.bind(7, static_cast<std::int64_t>(run.sessions));
    insert.bind(8, static_cast<std::int64_t>(run.n_tests));
    bind_run_number(insert, 9, run.sharpe);
    bind_run_number(insert, 10, run.deflated_sharpe);
    insert.exec();
    SQLite::Statement bound{state_->database, "DELETE FROM backtests WHERE number <= ?"};
    bound.bind(1, state_->database.getLastInsertRowid() - kMaxBacktests);
    bound.exec();
    whole.commit();
  });
}

Result<void> RunStore::add_paper_days(const EvidenceKey& key, std::span<const Date> days,
                                      Timestamp now) {
  return guarded([&] {
    SQLite::Transaction whole{state_->database, SQLite::TransactionBehavior::IMMEDIATE};
    SQLite::Statement insert{state_->database,
                             "INSERT OR IGNORE INTO paper_days VALUES(?, ?, ?, ?)"};
    insert.bind(1, key.strategy);
    insert.bind(2, key.evidence_hash);
    insert.bind(4, static_cast<std::int64_t>(now.nanoseconds()));
    for (const Date day : days) {
      insert.bind(3, day.days());
      insert.exec();
      insert.reset();
    }
    whole.commit();
  });
}

Result<void> RunStore::add_kill_test(const KillTestRun& run) {
  return guarded([&] {
    SQLite::Statement insert{state_->database,
                             "INSERT INTO kill_tests(time, rounds, worst_ns) VALUES(?, ?, ?)"};
    insert.bind(1, static_cast<std::int64_t>(run.time.nanoseconds()));
    insert.bind(2, static_cast<std::int64_t>(run.rounds));
    insert.bind(3, run.worst_ns);
    insert.exec();
  });
}

Result<std::optional<BacktestRun>> RunStore::newest_backtest(const EvidenceKey& key) {
  return guarded([&]() -> std::optional<BacktestRun> {
    SQLite::Statement select{state_->database,
                             "SELECT config_hash, finished, first, last, sessions, n_tests, "
                             "sharpe, deflated_sharpe FROM backtests WHERE strategy = ? AND "
                             "evidence_hash = ? ORDER BY finished DESC, number DESC LIMIT 1"};
    select.bind(1, key.strategy);
    select.bind(2, key.evidence_hash);
    if (!select.executeStep()) return std::nullopt;
    BacktestRun run;
    run.config_hash = select.getColumn(0).getString();
    run.finished = run_time(select, 1);
    run.first = run_date(select, 2);
    run.last = run_date(select, 3);
    run.sessions = static_cast<std::uint64_t>(select.getColumn(4).getInt64());
    run.n_tests = static_cast<std::uint64_t>(select.getColumn(5).getInt64());
    run.sharpe = run_number(select, 6);
    run.deflated_sharpe = run_number(select, 7);
    return run;
  });
}

Result<std::uint64_t> RunStore::paper_days(const EvidenceKey& key) {
  return guarded([&] {
    SQLite::Statement select{
        state_->database,
        "SELECT count(*) FROM paper_days WHERE strategy = ? AND evidence_hash = ?"};
    select.bind(1, key.strategy);
    select.bind(2, key.evidence_hash);
    select.executeStep();
    return static_cast<std::uint64_t>(select.getColumn(0).getInt64());
  });
}

Result<std::optional<KillTestRun>> RunStore::newest_kill_test() {
  return guarded([&]() -> std::optional<KillTestRun> {
    SQLite::Statement select{
        state_->database,
        "SELECT time, rounds, worst_ns FROM kill_tests ORDER BY time DESC, number DESC LIMIT 1"};
    if (!select.executeStep()) return std::nullopt;
    return KillTestRun{run_time(select, 0),
                       static_cast<std::uint32_t>(select.getColumn(1).getInt64()),
                       select.getColumn(2).getInt64()};
  });
}

}  // namespace sluice::records
