// SPDX-License-Identifier: Apache-2.0
#include "plugins/error_buffer.hpp"

#include <algorithm>

#include "plugins/text.hpp"

namespace sluice::plugins {
namespace {
constexpr char kGuardByte = '\x5A';
}

ErrorBuffer::ErrorBuffer() noexcept : raw_{sizeof(sluice_error), 0, kCapacity, 0, bytes_.data()} {
  bytes_[0] = '\0';
  std::fill(bytes_.begin() + kCapacity, bytes_.end(), kGuardByte);
}

bool ErrorBuffer::was_overrun() const noexcept {
  return raw_.len > kCapacity || std::any_of(bytes_.begin() + kCapacity, bytes_.end(),
                                             [](char c) { return c != kGuardByte; });
}

std::string ErrorBuffer::text() const {
  return printable_lines({bytes_.data(), std::min(raw_.len, kCapacity)}, kCapacity);
}

}  // namespace sluice::plugins
