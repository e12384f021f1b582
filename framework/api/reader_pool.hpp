// SPDX-License-Identifier: Apache-2.0
//
// reader_pool.hpp: threads that answer questions from the order store, each with a connection of
// its own.
//
// Place: api. Thread: ask, any. Errors: a question is asked with a null reader where the store
// can't be opened, and refused where too many wait.
#pragma once

#include <condition_variable>
#include <filesystem>
#include <functional>
#include <mutex>
#include <optional>
#include <string>
#include <thread>
#include <vector>

#include "records/order_reader.hpp"

namespace sluice::api {

class ReaderPool {
 public:
  // `fault` says why there is no reader.
  using Question = std::function<void(records::OrderReader* reader, const std::string& fault)>;

  explicit ReaderPool(std::filesystem::path store) : store_{std::move(store)} {}
  ReaderPool(const ReaderPool&) = delete;
  ReaderPool& operator=(const ReaderPool&) = delete;
  ~ReaderPool() { stop(); }

  void start(unsigned threads);
  // What waits is answered.
  void stop();
  // False: too many wait, or it is stopped.
  [[nodiscard]] bool ask(Question question);

 private:
  static constexpr std::size_t kMaxWaiting = 4'096;
  void run();

  const std::filesystem::path store_;
  std::mutex lock_;
  std::condition_variable news_;
  std::vector<Question> waiting_;  // oldest first
  bool stopping_ = false;
  std::vector<std::thread> threads_;
};

}  // namespace sluice::api
