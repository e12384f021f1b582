// SPDX-License-Identifier: Apache-2.0
//
// recorder.hpp: every byte that came back from a component, in order, with a label for each part.
//
// Place: conformance, in the runner's process. The name of the scratch folder is written as
// "@scratch", for it differs between instances. Thread: any (log lines may come from any). Bound:
// kMostRecordedBytes; what comes later is counted only.
#pragma once

#include <cstdint>
#include <cstring>
#include <mutex>
#include <string>
#include <string_view>
#include <type_traits>

namespace sluice::conformance {

inline constexpr std::size_t kMostRecordedBytes = std::size_t{64} << 20;

class Recorder {
 public:
  explicit Recorder(std::string scratch) : scratch_{std::move(scratch)} {}

  template <typename Number>
  requires std::is_arithmetic_v<Number>
  void put(std::string_view label, Number value) {
    std::string bytes(sizeof value, '\0');
    std::memcpy(bytes.data(), &value, sizeof value);
    append(label, bytes);
  }
  void put(std::string_view label, std::string_view text) {
    std::string plain{text};
    for (auto at = scratch_.empty() ? plain.npos : plain.find(scratch_); at != plain.npos;
         at = plain.find(scratch_, at))
      plain.replace(at, scratch_.size(), "@scratch");
    append(label, plain);
  }
  [[nodiscard]] const std::string& bytes() const noexcept { return bytes_; }
  // "verdict.code": the label of the first part that differs; empty: there is none.
  [[nodiscard]] std::string first_difference(const Recorder& other) const;

 private:
  void append(std::string_view label, std::string_view value) {
    const std::lock_guard lock{mutex_};
    if (bytes_.size() > kMostRecordedBytes) return;
    const auto length = static_cast<std::uint32_t>(value.size());
    char header[sizeof length];
    std::memcpy(header, &length, sizeof length);
    bytes_.append(label).push_back('\n');
    bytes_.append(header, sizeof header).append(value);
  }

  std::string scratch_;
  std::mutex mutex_;
  std::string bytes_;
};

inline std::string Recorder::first_difference(const Recorder& other) const {
  if (bytes_ == other.bytes_) return {};
  std::size_t at = 0;
  std::string label;
  while (at < bytes_.size()) {
    const std::size_t line = bytes_.find('\n', at);
    std::uint32_t length = 0;
    std::memcpy(&length, bytes_.data() + line + 1, sizeof length);
    const std::size_t size = line + 1 + sizeof length + length - at;
    label = bytes_.substr(at, line - at);
    if (other.bytes_.compare(at, size, bytes_, at, size) != 0) return label;
    at += size;
  }
  return "what comes after " + label;
}

}  // namespace sluice::conformance
