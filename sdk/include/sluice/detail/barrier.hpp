// SPDX-License-Identifier: Apache-2.0
//
// barrier.hpp: no exception crosses the border.
//
// Place: SDK. Every slot of a wrapped component runs inside guarded(). Errors: a Failure gives its
// own status, anything else SLUICE_ERROR_FAULT; the text goes to the caller's buffer, cut to fit it
// between two UTF-8 characters.
#pragma once

#include <algorithm>
#include <cstring>
#include <exception>
#include <new>
#include <stdexcept>
#include <string_view>
#include <utility>

#include <sluice/host.hpp>

namespace sluice::detail {

inline void write_error(sluice_error* error, std::string_view text) noexcept {
  if (error == nullptr || error->text == nullptr) return;
  std::size_t length = std::min<std::size_t>(text.size(), error->capacity);
  if (length < text.size())
    while (length > 0 && (static_cast<unsigned char>(text[length]) & 0xC0) == 0x80) --length;
  if (length > 0) std::memcpy(error->text, text.data(), length);
  error->len = static_cast<std::uint32_t>(length);
}

// For use in a catch block.
inline sluice_status report_current_exception(sluice_error* error) noexcept {
  try {
    throw;
  } catch (const Failure& failure) {
    write_error(error, failure.what());
    return failure.status() < 0 ? failure.status() : SLUICE_ERROR_FAULT;
  } catch (const std::exception& exception) {
    write_error(error, exception.what());
  } catch (...) {
    write_error(error, "an exception that is not a std::exception");
  }
  return SLUICE_ERROR_FAULT;
}

template <typename Body>
sluice_status guarded(sluice_error* error, Body&& body) noexcept {
  try {
    return std::forward<Body>(body)();
  } catch (...) {
    return report_current_exception(error);
  }
}

}  // namespace sluice::detail
