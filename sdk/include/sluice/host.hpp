// SPDX-License-Identifier: Apache-2.0
//
// host.hpp: Host, what a component may ask of its host; Sink, where its bytes go; Failure, how it
// says what kind of error it met.
//
// Place: SDK. Host borrows the host's table, which outlives every instance. Clock and random
// numbers come from here only. Thread: log from any, the rest on the lane. Errors: a host whose
// table is too short is refused when a component that takes a Host is created.
#pragma once

#include <cstdint>
#include <stdexcept>
#include <string>
#include <string_view>

#include <sluice/c/base.h>
#include <sluice/rows.hpp>
#include <sluice/time.hpp>

namespace sluice {

// Thrown by a component, it becomes this status instead of SLUICE_ERROR_FAULT: something went wrong
// outside, and the component itself is sound.
class Failure : public std::runtime_error {
 public:
  Failure(sluice_status status, const std::string& message)
      : std::runtime_error{message}, status_{status} {}
  [[nodiscard]] sluice_status status() const noexcept { return status_; }

 private:
  sluice_status status_;
};

enum class LogLevel : std::int32_t {
  kDebug = SLUICE_LOG_DEBUG,
  kInfo = SLUICE_LOG_INFO,
  kWarning = SLUICE_LOG_WARNING,
  kError = SLUICE_LOG_ERROR
};

class Host {
 public:
  explicit Host(const sluice_host* raw) : raw_{raw} {
    if (raw == nullptr || !SLUICE_HAS_SLOT(raw, sluice_host, log) ||
        !SLUICE_HAS_SLOT(raw, sluice_host, now) || !SLUICE_HAS_SLOT(raw, sluice_host, random))
      throw Failure(SLUICE_ERROR_UNSUPPORTED, "the host's table lacks log, now or random; it has " +
                                                  std::to_string(raw == nullptr ? 0 : raw->size) +
                                                  " bytes, expected " +
                                                  std::to_string(sizeof(sluice_host)));
  }
  void log(LogLevel level, std::string_view message) const {
    raw_->log(raw_->context, static_cast<std::int32_t>(level), to_c(message));
  }
  // Time of the event being handled.
  [[nodiscard]] Timestamp now() const {
    return Timestamp::from_nanoseconds(raw_->now(raw_->context));
  }
  // Next number of this instance's own seeded stream.
  [[nodiscard]] std::uint64_t random() const { return raw_->random(raw_->context); }
  // An optional host interface, or null.
  [[nodiscard]] const void* get_interface(std::string_view id) const {
    return SLUICE_HAS_SLOT(raw_, sluice_host, get_interface)
               ? raw_->get_interface(raw_->context, to_c(id))
               : nullptr;
  }
  [[nodiscard]] const sluice_host& raw() const noexcept { return *raw_; }

 private:
  const sluice_host* raw_;
};

class Sink {
 public:
  explicit Sink(const sluice_sink& raw) noexcept : raw_{raw} {}
  // Throws Failure with the host's status if the host does not take it.
  void write(std::string_view text) {
    const sluice_status status = raw_.write(raw_.context, text.data(), text.size());
    if (status != SLUICE_OK) throw Failure(status, "the host did not take the output");
  }

 private:
  sluice_sink raw_;
};

}  // namespace sluice
