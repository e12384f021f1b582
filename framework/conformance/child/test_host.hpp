// SPDX-License-Identifier: Apache-2.0
//
// test_host.hpp: the host table that an instance under test is given.
//
// Place: conformance, in the runner's process. Clock and random numbers follow from the seed; log
// lines go to the recorder. Slots that the table says it has not are there and tell on whoever
// calls them. Thread: log from any, the rest the lane. Lives as long as the instance.
#pragma once

#include <string>

#include <sluice/c/base.h>

#include "conformance/child/findings.hpp"
#include "conformance/child/recorder.hpp"
#include "plugins/host_services.hpp"

namespace sluice::conformance {

inline constexpr std::uint32_t kWholeHost = sizeof(sluice_host);

class TestHost {
 public:
  TestHost(std::string component_id, std::uint64_t seed, std::uint32_t table_size,
           Recorder& recorder, Findings& findings);
  TestHost(const TestHost&) = delete;
  TestHost& operator=(const TestHost&) = delete;

  [[nodiscard]] const sluice_host* table() const noexcept { return &table_; }
  void set_now(sluice_time now) noexcept { now_ = now; }

 private:
  static void on_log(void* context, std::int32_t level, sluice_str message) noexcept;
  static sluice_time on_now(void* context) noexcept;
  static std::uint64_t on_random(void* context) noexcept;
  static const void* on_get_interface(void* context, sluice_str id) noexcept;
  // Is the slot that ends at this offset in the table? If not, that is a finding.
  bool may_call(std::size_t end_of_slot, const char* slot) noexcept;

  std::string component_;
  sluice_time now_ = 0;
  plugins::RandomStream random_;
  Recorder& recorder_;
  Findings& findings_;
  sluice_host table_;
};

}  // namespace sluice::conformance
