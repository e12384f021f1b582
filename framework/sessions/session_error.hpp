// SPDX-License-Identifier: Apache-2.0
//
// session_error.hpp: why something that was asked of a session could not be done, by kind.
//
// Place: sessions. A caller tells kinds apart, a person reads the message.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include <sluice/result.hpp>

namespace sluice::sessions {

enum class SessionErrorKind : std::uint8_t {
  kPreRequisiteNotMet,  // `failed` has every check that is not met
  kBrokerNotFound,      // the route has no executor, or it is not there
  kSessionNotFound,
  kSignalNotFound,     // no such signal, or nobody is asked about it any more
  kInvalidTransition,  // not in this state
  kRefused,            // a control or the gate; the message begins with its code
  kFault,              // disk, journal, component
};
inline constexpr std::size_t kSessionErrorKindCount = 7;
// PreRequisiteNotMet, BrokerNotFound, …
[[nodiscard]] std::string_view name(SessionErrorKind kind) noexcept;

// One thing that must be so before a session may trade, and is not.
struct FailedCheck {
  std::string name;
  std::string measured;
  std::string required;
  std::string hint;
};

struct SessionError {
  SessionErrorKind kind = SessionErrorKind::kFault;
  std::string message;
  std::vector<FailedCheck> failed = {};
};

// A value, or why there is none.
template <typename T>
class [[nodiscard]] Outcome {
 public:
  Outcome(T value) : content_{std::in_place_index<0>, std::move(value)} {}
  Outcome(SessionError error) : content_{std::in_place_index<1>, std::move(error)} {}

  [[nodiscard]] bool ok() const noexcept { return content_.index() == 0; }
  explicit operator bool() const noexcept { return ok(); }
  [[nodiscard]] T& operator*() {
    SLUICE_ASSERT(ok());
    return *std::get_if<0>(&content_);
  }
  [[nodiscard]] const T& operator*() const {
    SLUICE_ASSERT(ok());
    return *std::get_if<0>(&content_);
  }
  [[nodiscard]] T* operator->() { return &**this; }
  [[nodiscard]] const T* operator->() const { return &**this; }
  [[nodiscard]] const SessionError& error() const {
    SLUICE_ASSERT(!ok());
    return *std::get_if<1>(&content_);
  }

 private:
  std::variant<T, SessionError> content_;
};
struct Done {};

[[nodiscard]] inline SessionError fault(std::string message) {
  return {SessionErrorKind::kFault, std::move(message), {}};
}

}  // namespace sluice::sessions
