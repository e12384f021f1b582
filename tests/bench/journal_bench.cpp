// SPDX-License-Identifier: Apache-2.0
//
// journal_bench: what the durable log costs, beside what the disk alone takes for the same bytes.
//
// Records are 256 bytes with their newline. Files are made below $SLUICE_BENCH_DIR, else the
// system's directory for temporary files: that must be a real disk. Read ratios before absolute
// figures: both sides of a ratio are measured in turns, call by call.
#include <algorithm>
#include <chrono>
#include <filesystem>
#include <string>
#include <vector>

#include <benchmark/benchmark.h>

#include "bench_directory.hpp"
#include "files/disk.hpp"
#include "journal/log.hpp"
#include "journal/record_types.hpp"
#include "journal/verify.hpp"

namespace sluice::journal {
namespace {

namespace fs = std::filesystem;
using Clock = std::chrono::steady_clock;

constexpr std::size_t kRecordBytes = 256;
constexpr std::uint64_t kFileBytes = 64ull << 20;
constexpr int kTrailRecords = 400'000;

Timestamp time_of_record() { return Timestamp::from_date(*Date::from_ymd(2025, 1, 15)); }

// Ends the benchmark with the reason.
template <typename T>
bool failed(benchmark::State& state, const Result<T>& result) {
  if (!result) state.SkipWithError(result.error().message.c_str());
  return !result.ok();
}

// The fill of an order: what a session writes most, made up to the size.
void put_record(RecordBuilder& record, std::uint64_t n) {
  record.intent(0x1f3a5c7e90b2d4f6ULL, n).state("FILLED");
  record.decimal("qty", Quantity::from_raw(1'000'000'000))
      .decimal("price", Price::from_raw(22'300'000'000));
}

LogOptions options_in(const fs::path& directory, Sync sync) {
  LogOptions options;
  options.directory = directory;
  options.sync = sync;
  options.header.time = time_of_record();
  return options;
}

Result<void> append_record(Log& log, std::uint64_t n) {
  put_record(log.begin(kFilled, time_of_record()), n);
  return log.append();
}

// A file of NUL bytes that are on the disk, written over from its beginning.
class PlainFile {
 public:
  static Result<PlainFile> create(files::Disk& disk, const fs::path& path) {
    auto file = disk.open(path, files::Disk::Mode::kCreateNew);
    if (!file) return file.error();
    if (auto filled = (*file)->write_at(0, std::string(kFileBytes, '\0')); !filled)
      return filled.error();
    if (auto synced = (*file)->sync_data(); !synced) return synced.error();
    return PlainFile{std::move(*file)};
  }
  Result<void> write(std::string_view bytes) {
    if (at_ + bytes.size() > kFileBytes) at_ = 0;
    if (auto written = file_->write_at(at_, bytes); !written) return written;
    at_ += bytes.size();
    return file_->sync_data();
  }

 private:
  explicit PlainFile(std::unique_ptr<files::DiskFile> file) : file_{std::move(file)} {}
  std::unique_ptr<files::DiskFile> file_;
  std::uint64_t at_ = 0;
};

double median(std::vector<double>& values) {
  const auto middle = values.begin() + std::ssize(values) / 2;
  std::nth_element(values.begin(), middle, values.end());
  return *middle;
}

struct Times {
  std::vector<double> microseconds;
  double sum = 0;

  // Runs the work and keeps how long it took.
  template <typename Work>
  Result<void> measure(Work work) {
    const auto begin = Clock::now();
    auto done = work();
    microseconds.push_back(std::chrono::duration<double, std::micro>(Clock::now() - begin).count());
    sum += microseconds.back();
    return done;
  }
};

Result<void> append_group(Log& log, int records, std::uint64_t& n) {
  for (int i = 0; i < records; ++i)
    if (auto done = append_record(log, n++); !done) return done;
  return log.commit();
}

// A group through the log, and the same number of bytes straight to the disk, in turns; now the one
// first, now the other.
void log_beside_disk(benchmark::State& state, Sync sync, int records) {
  const bench::BenchDirectory directory{"sluice-journal-bench"};
  files::PosixDisk disk;
  auto log = Log::open(disk, options_in(directory.path() / "log", sync), nullptr);
  if (failed(state, log)) return;
  auto plain = PlainFile::create(disk, directory.path() / "plain");
  if (failed(state, plain)) return;
  const std::string bytes(kRecordBytes * static_cast<std::size_t>(records), 'x');
  Times through_log;
  Times straight;
  std::uint64_t n = 0;
  bool log_first = false;
  for (auto _ : state) {
    log_first = !log_first;
    for (const bool to_log : {log_first, !log_first})
      if (failed(state, to_log ? through_log.measure([&] { return append_group(*log, records, n); })
                               : straight.measure([&] { return plain->write(bytes); })))
        return;
    state.SetIterationTime(through_log.microseconds.back() * 1e-6);
  }
  const double micro_records = static_cast<double>(n) * 1e6;
  state.counters["records/s"] = micro_records / through_log.sum;
  state.counters["disk_records/s"] = micro_records / straight.sum;
  state.counters["median_us"] = median(through_log.microseconds);
  state.counters["disk_median_us"] = median(straight.microseconds);
  state.counters["ratio"] = state.counters["median_us"] / state.counters["disk_median_us"];
}

void group_of_64(benchmark::State& state) { log_beside_disk(state, Sync::kBatch, 64); }
BENCHMARK(group_of_64)->UseManualTime()->Iterations(6000);

void single_record(benchmark::State& state) { log_beside_disk(state, Sync::kAlways, 1); }
BENCHMARK(single_record)->UseManualTime()->Iterations(6000);

// Without a disk: the format, the CRC and the hash.
void format_and_seal(benchmark::State& state) {
  RecordBuilder builder;
  std::uint64_t n = 0;
  std::size_t size = 0;
  for (auto _ : state) {
    put_record(builder.begin(kFilled, time_of_record()), n);
    builder.integer(kDurableField, static_cast<std::int64_t>(n++));
    size = builder.end().size();
    if (n % kMaxGroupRecords == 0) builder.clear();
  }
  state.counters["bytes"] = static_cast<double>(size);
  state.SetItemsProcessed(state.iterations());
}
BENCHMARK(format_and_seal);

// A trail to be read, made once.
class Trail {
 public:
  Trail() {
    auto log = Log::open(disk_, options(), nullptr);
    for (std::uint64_t n = 0; n < kTrailRecords; ++n)
      if (!append_record(*log, n)) std::abort();
    if (!log->close()) std::abort();
  }
  [[nodiscard]] LogOptions options() const { return options_in(directory_.path(), Sync::kNone); }
  [[nodiscard]] std::vector<fs::path> segments() const {
    std::vector<fs::path> paths;
    for (const auto& entry : fs::directory_iterator{directory_.path()})
      if (entry.path().extension() == ".jsonl") paths.push_back(entry.path());
    std::sort(paths.begin(), paths.end());
    return paths;
  }
  files::Disk& disk() { return disk_; }

 private:
  bench::BenchDirectory directory_{"sluice-journal-bench"};
  files::PosixDisk disk_;
};

void verification(benchmark::State& state) {
  const Trail trail;
  const auto segments = trail.segments();
  std::uint64_t records = 0;
  for (auto _ : state) {
    const auto report = verify(segments);
    if (failed(state, report)) return;
    if (!report->ok()) state.SkipWithError(report->fault->to_string().c_str());
    records += report->records;
  }
  state.counters["records/s"] =
      benchmark::Counter(static_cast<double>(records), benchmark::Counter::kIsRate);
}
BENCHMARK(verification)->Unit(benchmark::kMillisecond)->UseRealTime();

void recovery(benchmark::State& state) {
  Trail trail;
  std::uint64_t records = 0;
  for (auto _ : state) {
    std::uint64_t visited = 0;
    const auto log = Log::open(trail.disk(), trail.options(), [&](const Record& record) {
      visited += record.seq() != 0 ? 1 : 0;
      return Result<void>{};
    });
    if (failed(state, log)) return;
    records += visited;
  }
  state.counters["records/s"] =
      benchmark::Counter(static_cast<double>(records), benchmark::Counter::kIsRate);
}
BENCHMARK(recovery)->Unit(benchmark::kMillisecond)->UseRealTime();

}  // namespace
}  // namespace sluice::journal

BENCHMARK_MAIN();
