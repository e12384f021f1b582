// SPDX-License-Identifier: Apache-2.0
//
// kill_requests.hpp: what clients ask of the kill switch, on its way to the lane.
//
// A kill is in force at once, for every order that is judged from then on, however many wait for
// the lane; a release waits its turn. So a release that was asked for before a kill is carried out
// after it, and would end it: such a kill is asked for again behind the release.
//
// Place: api. Bound: what a latch holds, for each release in the lane's queue. Thread: any.
#pragma once

#include <memory>
#include <mutex>
#include <vector>

#include "risk/kill_switch.hpp"

namespace sluice::api {

class KillRequests {
 public:
  // The kills since a release was asked for. Whoever carries it out holds this until then.
  using Later = std::shared_ptr<risk::Latch>;

  explicit KillRequests(risk::KillSwitch& kill_switch) : kill_switch_{kill_switch} {}

  void kill(const risk::Halt& halt) {
    {
      const std::lock_guard hold{lock_};
      std::erase_if(releases_, [](const auto& release) { return release.expired(); });
      for (const auto& release : releases_)
        if (const Later later = release.lock()) (void)later->engage(halt);
    }
    kill_switch_.request(halt);
  }
  [[nodiscard]] Later release_is_asked() {
    auto later = std::make_shared<risk::Latch>();
    const std::lock_guard hold{lock_};
    std::erase_if(releases_, [](const auto& release) { return release.expired(); });
    releases_.push_back(later);
    return later;
  }
  void release_is_done(const Later& later) {
    const std::lock_guard hold{lock_};
    for (const risk::Halt& halt : later->halts) kill_switch_.request(halt);
  }

 private:
  risk::KillSwitch& kill_switch_;
  std::mutex lock_;
  std::vector<std::weak_ptr<risk::Latch>> releases_;  // that wait
};

}  // namespace sluice::api
