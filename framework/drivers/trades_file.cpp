// SPDX-License-Identifier: Apache-2.0
#include "drivers/trades_file.hpp"

#include <condition_variable>
#include <mutex>
#include <optional>
#include <thread>
#include <vector>

#include "files/file.hpp"
#include "records/day_artefacts.hpp"

namespace sluice::drivers {
class TradesFile::Worker {
 public:
  Worker(files::File file, const InstrumentTable& instruments)
      : file_{std::move(file)}, instruments_{instruments}, thread_{[this] { run(); }} {}
  ~Worker() { end(); }

  Result<void> add(const records::Day& day) {
    if (day.trades.empty()) return {};
    filling_.rows.insert(filling_.rows.end(), day.trades.begin(), day.trades.end());
    filling_.days.push_back({day.time, filling_.rows.size()});
    return filling_.rows.size() < kBatchRows ? Result<void>{} : hand_over();
  }
  Result<void> finish() {
    auto handed = hand_over();
    end();
    if (error_) return *error_;
    if (!handed) return handed;
    return file_.close();
  }

 private:
  // Rows of several days, in order.
  struct Batch {
    struct Part {
      Timestamp day;
      std::size_t end;  // of its rows
    };
    std::vector<Part> days;
    std::vector<records::TradeRow> rows;

    void clear() {
      days.clear();
      rows.clear();
    }
  };

  Result<void> hand_over() {
    std::unique_lock lock{mutex_};
    changed_.wait(lock, [this] { return waiting_.rows.empty() || error_; });
    if (error_) return *error_;
    std::swap(filling_, waiting_);
    lock.unlock();
    changed_.notify_all();
    return {};
  }
  void end() {
    if (!thread_.joinable()) return;
    {
      const std::scoped_lock lock{mutex_};
      ended_ = true;
    }
    changed_.notify_all();
    thread_.join();
  }

  void run() {
    std::string text = records::trades_header();
    Batch batch;
    for (;;) {
      {
        std::unique_lock lock{mutex_};
        changed_.wait(lock, [this] { return !waiting_.rows.empty() || ended_; });
        std::swap(batch, waiting_);
      }
      changed_.notify_all();
      const bool is_last = batch.rows.empty();
      if (auto written = write(batch, text); !written) return fail(written.error());
      if (is_last) return;
      batch.clear();
    }
  }
  Result<void> write(const Batch& batch, std::string& text) {
    std::size_t begin = 0;
    for (const auto& [day, end] : batch.days) {
      records::append_trade_rows(text, day, {batch.rows.data() + begin, end - begin}, instruments_);
      begin = end;
    }
    auto written = file_.write_all(text);
    text.clear();
    return written;
  }
  void fail(const Error& error) {
    {
      const std::scoped_lock lock{mutex_};
      error_ = error;
    }
    changed_.notify_all();
  }

  files::File file_;
  const InstrumentTable& instruments_;
  Batch filling_;  // the lane's
  std::mutex mutex_;
  std::condition_variable changed_;
  Batch waiting_;  // guarded, as all that follows; empty: the thread may be given more
  bool ended_ = false;
  std::optional<Error> error_;
  std::thread thread_;  // the last member: it uses all others
};

Result<TradesFile> TradesFile::create(const std::filesystem::path& path,
                                      const InstrumentTable& instruments) {
  auto file = files::File::open(path, files::File::Mode::kCreateNew);
  if (!file) return file.error();
  return TradesFile{std::make_unique<Worker>(std::move(file).value(), instruments)};
}

TradesFile::TradesFile(std::unique_ptr<Worker> worker) : worker_{std::move(worker)} {}
TradesFile::TradesFile(TradesFile&&) noexcept = default;
TradesFile& TradesFile::operator=(TradesFile&&) noexcept = default;
TradesFile::~TradesFile() = default;

Result<void> TradesFile::add(const records::Day& day) { return worker_->add(day); }
Result<void> TradesFile::finish() { return worker_->finish(); }

}  // namespace sluice::drivers
