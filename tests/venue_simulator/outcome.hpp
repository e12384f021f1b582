// SPDX-License-Identifier: Apache-2.0
//
// outcome.hpp: a value, or what the venue answers instead.
//
// Place: tests/venue_simulator. Codes and words are the venue's own.
#pragma once

#include <string>
#include <utility>
#include <variant>

namespace sluice::venue_simulator {

struct Refusal {
  int code = 0;
  std::string message;
  int status = 400;  // of HTTP
  std::string data;  // JSON of `data`, where the venue tells more; empty: none
};

template <typename T>
class [[nodiscard]] Outcome {
 public:
  Outcome(T value) : content_{std::in_place_index<0>, std::move(value)} {}
  Outcome(Refusal refusal) : content_{std::in_place_index<1>, std::move(refusal)} {}
  explicit operator bool() const noexcept { return content_.index() == 0; }
  T& operator*() { return std::get<0>(content_); }
  const T& operator*() const { return std::get<0>(content_); }
  T* operator->() { return &std::get<0>(content_); }
  const T* operator->() const { return &std::get<0>(content_); }
  [[nodiscard]] const Refusal& refusal() const { return std::get<1>(content_); }

 private:
  std::variant<T, Refusal> content_;
};

}  // namespace sluice::venue_simulator
