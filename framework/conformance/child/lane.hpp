// SPDX-License-Identifier: Apache-2.0
//
// lane.hpp: the thread that calls one instance: always this one, or another one each time.
//
// Place: conformance, in the runner's process. Calls are serialised. Owns its threads.
#pragma once

#include <condition_variable>
#include <functional>
#include <mutex>
#include <thread>
#include <vector>

namespace sluice::conformance {

class Lane {
 public:
  Lane() = default;
  Lane(const Lane&) = delete;
  Lane& operator=(const Lane&) = delete;
  virtual ~Lane() = default;
  virtual void run(const std::function<void()>& body) { body(); }
};

class HoppingLane final : public Lane {
 public:
  explicit HoppingLane(std::size_t threads);
  ~HoppingLane() override;
  void run(const std::function<void()>& body) override;

 private:
  void work(std::size_t own);

  std::mutex mutex_;
  std::condition_variable changed_;
  const std::function<void()>* body_ = nullptr;
  std::size_t turn_ = 0;  // whose call it is
  bool is_over_ = false;
  std::vector<std::thread> threads_;
};

}  // namespace sluice::conformance
