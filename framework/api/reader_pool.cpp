// SPDX-License-Identifier: Apache-2.0
#include "api/reader_pool.hpp"

namespace sluice::api {

void ReaderPool::start(unsigned threads) {
  const std::lock_guard hold{lock_};
  for (unsigned i = 0; i < threads; ++i) threads_.emplace_back([this] { run(); });
}

void ReaderPool::stop() {
  {
    const std::lock_guard hold{lock_};
    stopping_ = true;
  }
  news_.notify_all();
  for (std::thread& thread : threads_) thread.join();
  threads_.clear();
}

bool ReaderPool::ask(Question question) {
  {
    const std::lock_guard hold{lock_};
    if (stopping_ || waiting_.size() >= kMaxWaiting) return false;
    waiting_.push_back(std::move(question));
  }
  news_.notify_one();
  return true;
}

void ReaderPool::run() {
  std::optional<records::OrderReader> reader;
  std::vector<Question> mine;
  for (;;) {
    {
      std::unique_lock hold{lock_};
      news_.wait(hold, [this] { return stopping_ || !waiting_.empty(); });
      if (waiting_.empty()) return;
      // A share of them, so that the other threads have something to do too.
      const std::size_t count = (waiting_.size() + threads_.size()) / (threads_.size() + 1);
      const auto end = waiting_.begin() + static_cast<std::ptrdiff_t>(count);
      mine.assign(std::make_move_iterator(waiting_.begin()), std::make_move_iterator(end));
      waiting_.erase(waiting_.begin(), end);
    }
    for (const Question& question : mine) {
      std::string fault;
      if (!reader) {
        auto opened = records::OrderReader::open(store_);
        if (opened)
          reader.emplace(std::move(*opened));
        else
          fault = opened.error().message;
      }
      question(reader ? &*reader : nullptr, fault);
    }
  }
}

}  // namespace sluice::api
