// SPDX-License-Identifier: Apache-2.0
//
// error_buffer.hpp: the memory in which a component may put the text of an error.
//
// Place: plugins. On the stack of one call; a guard behind the text shows a component that writes
// past the end. No allocation before take_text.
#pragma once

#include <array>
#include <string>

#include <sluice/c/base.h>

namespace sluice::plugins {

class ErrorBuffer {
 public:
  static constexpr std::uint32_t kCapacity = 1024;

  ErrorBuffer() noexcept;
  ErrorBuffer(const ErrorBuffer&) = delete;
  ErrorBuffer& operator=(const ErrorBuffer&) = delete;

  // For one call of one function.
  [[nodiscard]] sluice_error* raw() noexcept { return &raw_; }
  // The component claimed or wrote more than the buffer holds.
  [[nodiscard]] bool was_overrun() const noexcept;
  // What was written, fit for a log.
  [[nodiscard]] std::string text() const;

 private:
  static constexpr std::uint32_t kGuard = 64;
  std::array<char, kCapacity + kGuard> bytes_;
  sluice_error raw_;
};

}  // namespace sluice::plugins
