// SPDX-License-Identifier: Apache-2.0
#include "records/run_store.hpp"

#include "records/store_file.hpp"

namespace sluice::records {
namespace {

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

constexpr StoreKind kRunFile{
    .id = 0x534c524e,  // "SLRN"
    .version = 1,
    .schema = kRunSchema,
    // A backtest waits for no disk: what is lost with the machine is run again.
    .pragmas = "PRAGMA synchronous=OFF",
    .not_ours = "it is no store of runs",
    .advice = "move it away, runs fill another"};

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

RunStore::RunStore(std::unique_ptr<StoreFile> file) : file_{std::move(file)} {}
RunStore::~RunStore() = default;

Result<std::unique_ptr<RunStore>> RunStore::open(const std::filesystem::path& data_directory) {
  auto file = StoreFile::open(data_directory / kName, kRunFile);
  if (!file) return file.error();
  return std::unique_ptr<RunStore>{new RunStore{*std::move(file)}};
}

Result<void> RunStore::add_backtest(const EvidenceKey& key, const BacktestRun& run) {
  return file_->guarded([&] {
    SQLite::Transaction whole{file_->database, SQLite::TransactionBehavior::IMMEDIATE};
    SQLite::Statement insert{file_->database,
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
    SQLite::Statement bound{file_->database, "DELETE FROM backtests WHERE number <= ?"};
    bound.bind(1, file_->database.getLastInsertRowid() - kMaxBacktests);
    bound.exec();
    whole.commit();
  });
}

Result<void> RunStore::add_paper_days(const EvidenceKey& key, std::span<const Date> days,
                                      Timestamp now) {
  return file_->guarded([&] {
    SQLite::Transaction whole{file_->database, SQLite::TransactionBehavior::IMMEDIATE};
    SQLite::Statement insert{file_->database,
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
  return file_->guarded([&] {
    SQLite::Statement insert{file_->database,
                             "INSERT INTO kill_tests(time, rounds, worst_ns) VALUES(?, ?, ?)"};
    insert.bind(1, static_cast<std::int64_t>(run.time.nanoseconds()));
    insert.bind(2, static_cast<std::int64_t>(run.rounds));
    insert.bind(3, run.worst_ns);
    insert.exec();
  });
}

Result<std::optional<BacktestRun>> RunStore::newest_backtest(const EvidenceKey& key) {
  return file_->guarded([&]() -> std::optional<BacktestRun> {
    SQLite::Statement select{file_->database,
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
  return file_->guarded([&] {
    SQLite::Statement select{
        file_->database,
        "SELECT count(*) FROM paper_days WHERE strategy = ? AND evidence_hash = ?"};
    select.bind(1, key.strategy);
    select.bind(2, key.evidence_hash);
    select.executeStep();
    return static_cast<std::uint64_t>(select.getColumn(0).getInt64());
  });
}

Result<std::optional<KillTestRun>> RunStore::newest_kill_test() {
  return file_->guarded([&]() -> std::optional<KillTestRun> {
    SQLite::Statement select{
        file_->database,
        "SELECT time, rounds, worst_ns FROM kill_tests ORDER BY time DESC, number DESC LIMIT 1"};
    if (!select.executeStep()) return std::nullopt;
    return KillTestRun{run_time(select, 0),
                       static_cast<std::uint32_t>(select.getColumn(1).getInt64()),
                       select.getColumn(2).getInt64()};
  });
}

}  // namespace sluice::records
