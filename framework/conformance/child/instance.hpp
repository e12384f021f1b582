// SPDX-License-Identifier: Apache-2.0
//
// instance.hpp: one instance of a component under test, and the barrier around each call of it.
//
// Place: conformance, in the runner's process. Owns the instance from create to destroy. Whatever a
// call does that no component may do (throw, answer an unknown status, write past the error buffer,
// report a fault) is a finding. Thread: the lane's.
#pragma once

#include <filesystem>
#include <functional>
#include <string>
#include <string_view>

#include <sluice/c/library.h>

#include "conformance/child/findings.hpp"
#include "conformance/child/hot_guard.hpp"
#include "conformance/child/lane.hpp"
#include "conformance/child/lent_memory.hpp"
#include "conformance/child/recorder.hpp"
#include "conformance/child/test_host.hpp"
#include "plugins/manifest.hpp"

namespace sluice::conformance {

// What is tested.
struct Subject {
  const sluice_component* row = nullptr;
  const plugins::ComponentInfo* info = nullptr;
};

// How it is called.
struct Treatment {
  std::uint64_t seed = 1;
  Lending lending = Lending::kPlain;
  std::uint64_t row_padding = 0;
  std::uint32_t host_table_size = kWholeHost;
  std::uint32_t error_capacity = 1024;
  HotFault watch_hot = HotFault::kNone;  // what hot functions are watched for
  bool may_refuse_rows = false;  // rows are beyond what the ABI promises: an error is an answer
  Lane* lane = nullptr;          // null: this thread
};

class Instance {
 public:
  Instance(const Subject& subject, const Treatment& treatment, Recorder& recorder,
           Findings& findings);
  Instance(const Instance&) = delete;
  Instance& operator=(const Instance&) = delete;
  ~Instance();

  // False: refused, and error_text says why, or worse, which is a finding.
  bool create(std::string_view params_json);
  bool start();
  bool quiesce();
  void destroy();
  [[nodiscard]] bool exists() const noexcept { return instance_ != nullptr; }

  // Calls body(sluice_error*) -> sluice_status. Records the status; an error status is an answer
  // like any other but for FAULT. END counts as a fault where `may_end` is false.
  using Body = std::function<sluice_status(sluice_error* error)>;
  sluice_status call(const char* function, LentMemory& lent, const Body& body,
                     bool may_end = false);
  // A function without a status.
  void call_plain(const char* function, LentMemory& lent, const std::function<void()>& body);
  // The same for a lane_hot function.
  void call_hot(const char* function, LentMemory& lent, const std::function<void()>& body);

  // What breaks a rule, for this component.
  void find(const std::string& saw) { findings_.add(subject_.info->id, saw); }
  void find_in(const char* function, const std::string& saw) {
    find(std::string{function} + " " + saw);
  }

  [[nodiscard]] void* get() const noexcept { return instance_; }
  template <typename Table>
  [[nodiscard]] const Table& table() const noexcept {
    return *static_cast<const Table*>(subject_.row->table);
  }
  [[nodiscard]] const Subject& subject() const noexcept { return subject_; }
  [[nodiscard]] const Treatment& treatment() const noexcept { return treatment_; }
  [[nodiscard]] LentMemory lend() const {
    return LentMemory{treatment_.lending, treatment_.row_padding};
  }
  [[nodiscard]] Recorder& record() noexcept { return recorder_; }
  [[nodiscard]] TestHost& host() noexcept { return host_; }
  [[nodiscard]] const std::string& error_text() const noexcept { return error_text_; }

 private:
  bool guarded(const char* function, const std::function<void()>& body);
  sluice_error* new_error(LentMemory& lent);
  void judge_hot(const char* function, const HotOffence& offence);
  void judge_error(const char* function, const sluice_error& error, sluice_status status);

  const Subject& subject_;
  Treatment treatment_;
  Recorder& recorder_;
  Findings& findings_;
  TestHost host_;
  Lane own_lane_;
  Lane& lane_;
  void* instance_ = nullptr;
  bool is_started_ = false;
  std::string error_text_;
};

// A status that the ABI knows.
[[nodiscard]] bool is_known_status(sluice_status status) noexcept;

}  // namespace sluice::conformance
