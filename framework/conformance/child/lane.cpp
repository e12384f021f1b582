// SPDX-License-Identifier: Apache-2.0
#include "conformance/child/lane.hpp"

namespace sluice::conformance {

HoppingLane::HoppingLane(std::size_t threads) {
  for (std::size_t i = 0; i < threads; ++i) threads_.emplace_back([this, i] { work(i); });
}

HoppingLane::~HoppingLane() {
  {
    const std::lock_guard lock{mutex_};
    is_over_ = true;
  }
  changed_.notify_all();
  for (std::thread& thread : threads_) thread.join();
}

void HoppingLane::run(const std::function<void()>& body) {
  std::unique_lock lock{mutex_};
  turn_ = (turn_ + 1) % threads_.size();
  body_ = &body;
  changed_.notify_all();
  changed_.wait(lock, [this] { return body_ == nullptr; });
}

void HoppingLane::work(std::size_t own) {
  std::unique_lock lock{mutex_};
  while (true) {
    changed_.wait(lock, [&] { return is_over_ || (body_ != nullptr && turn_ == own); });
    if (is_over_) return;
    (*body_)();
    body_ = nullptr;
    changed_.notify_all();
  }
}

}  // namespace sluice::conformance
