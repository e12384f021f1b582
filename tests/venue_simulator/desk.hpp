// SPDX-License-Identifier: Apache-2.0
//
// desk.hpp: somebody who asks the simulator without a network, for its own tests.
//
// Place: tests/venue_simulator.
#pragma once

#include <string>
#include <vector>

#include "venue_simulator/calls.hpp"
#include "venue_simulator/control.hpp"
#include "venue_simulator/settings.hpp"

namespace sluice::venue_simulator {

inline constexpr Milliseconds kDeskTime = 1'700'000'000'000;

class Desk {
 public:
  explicit Desk(SimulatorSettings settings = default_settings(1))
      : simulator{Service{std::move(settings.venue), settings.limits, std::move(settings.keys)},
                  clock()} {}

  static VenueClock clock() {
    VenueClock clock{[] { return Milliseconds{0}; }};
    clock.tell(kDeskTime);
    return clock;
  }
  static std::string stamped(const std::string& query) {
    return query + (query.empty() ? "" : "&") + "timestamp=" + std::to_string(kDeskTime);
  }
  static std::string signed_query(const std::string& query,
                                  const std::string& secret = "simulatorSecretOfMain") {
    return query + "&signature=" + hmac_sha256(secret, query);
  }
  // As the account main, with a right signature.
  Answer ask(const std::string& method, const std::string& path, const std::string& query = "") {
    return send(method, "/api/v3/" + path + "?" + signed_query(stamped(query)));
  }
  Answer send(const std::string& method, const std::string& target,
              const std::string& key = "simulatorKeyOfMain") {
    const Call call = call_of_http(method, target, "", key, "127.0.0.1");
    plan = simulator.plan(call);
    return simulator.answer(plan, call);
  }
  Answer control(const std::string& method, const std::string& path, const Json& body = {}) {
    return venue_simulator::control(simulator, method, "/simulator/" + path,
                                    body.is_null() ? "" : body.dump());
  }
  Json state() { return control("GET", "state").body; }

  Simulator simulator;
  Plan plan;  // of the last request
};

inline int code_of(const Answer& answer) { return answer.body.value("code", 0); }

// Keeps what it is told.
class Ear final : public Listener {
 public:
  void send(std::string text, Milliseconds delay) override {
    heard.push_back(std::move(text));
    delays.push_back(delay);
  }
  void disconnect() override { is_disconnected = true; }
  // What the events of the user say, in order.
  [[nodiscard]] std::vector<std::string> kinds() const {
    std::vector<std::string> kinds;
    for (const std::string& each : heard) {
      const Json json = Json::parse(each, nullptr, false);
      if (json.is_discarded())
        kinds.emplace_back("garbled");
      else if (json.contains("event"))
        kinds.push_back(json["event"].value("x", json["event"].value("e", "")));
    }
    return kinds;
  }

  std::vector<std::string> heard;
  std::vector<Milliseconds> delays;
  bool is_disconnected = false;
};

}  // namespace sluice::venue_simulator
