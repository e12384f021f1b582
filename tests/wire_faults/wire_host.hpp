// SPDX-License-Identifier: Apache-2.0
//
// wire_host.hpp: a session host of its own: one session, the executor testnet_binance against a
// venue over the wire, and a time that is told, so that minutes take no time.
//
// The strategy wants a position, or none, from a time on. Prices are quiet and of a recording: what
// is tried here is the venue's side.
//
// Place: tests/wire_faults. Owns everything; another one over the same directory is a later
// process. Thread: one, and the executor's. Time: told; the venue's is told by whoever has it.
#pragma once

#include <filesystem>
#include <memory>
#include <optional>
#include <string>

#include "plugins/executor_instance.hpp"
#include "plugins/registry.hpp"
#include "sessions/session_fixture.hpp"

namespace sluice::wire_faults {

struct WireHostOptions {
  std::filesystem::path directory;
  std::filesystem::path plugins;  // the library of testnet_binance
  std::string url;
  std::string id;
  Timestamp begin;   // of the market's recording
  Timestamp enters;  // of the first candle from which it wants `wanted`
  Quantity wanted;
  bool resumes = false;  // session.resume: reconciled
};

class WireHost {
 public:
  explicit WireHost(WireHostOptions options) : options_{std::move(options)} {}

  // Credentials come from WIRE_KEY and WIRE_SECRET. An error: what has failed.
  Result<void> open(Timestamp now);
  // Does what is due at `now`, which never goes back.
  Result<void> step(Timestamp now);

  [[nodiscard]] sessions::Session& session() { return *session_; }
  [[nodiscard]] const drivers::OrderLane& lane() const { return session_->lane(); }
  [[nodiscard]] plugins::ExecutorHealth health() { return run_.executor->health(); }
  void want(Quantity quantity) { options_.wanted = quantity; }
  [[nodiscard]] sessions::EventHub& events() { return events_; }

 private:
  Result<void> open_executor();

  WireHostOptions options_;
  files::PosixDisk disk_;
  std::shared_ptr<plugins::LaneClock> clock_ = std::make_shared<plugins::LaneClock>();
  std::optional<plugins::Registry> registry_;
  drivers::RunParts run_;
  sessions::testing::RecordedMarket market_;
  sessions::EventHub events_;
  std::unique_ptr<sessions::Session> session_;
};

}  // namespace sluice::wire_faults
