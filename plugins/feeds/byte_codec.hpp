// SPDX-License-Identifier: Apache-2.0
//
// byte_codec.hpp: numbers and strings to little-endian bytes and back.
//
// Place: csv feed, cache. The reader never runs past its bytes: what is not there makes it fail,
// and a failed reader gives zeros.
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <span>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

namespace sluice::feeds {

class ByteWriter {
 public:
  template <typename T>
  void put(T value) {
    static_assert(std::is_trivially_copyable_v<T> && !std::is_class_v<T>);
    append(&value, sizeof value);
  }
  void put_text(std::string_view text) {
    put(static_cast<std::uint32_t>(text.size()));
    append(text.data(), text.size());
  }
  template <typename T>
  void put_all(const std::vector<T>& values) {
    static_assert(std::is_arithmetic_v<T>);
    put(static_cast<std::uint64_t>(values.size()));
    append(values.data(), values.size() * sizeof(T));
  }
  [[nodiscard]] std::span<const std::byte> bytes() const noexcept { return bytes_; }

 private:
  void append(const void* data, std::size_t size) {
    const auto* from = static_cast<const std::byte*>(data);
    bytes_.insert(bytes_.end(), from, from + size);
  }
  std::vector<std::byte> bytes_;
};

class ByteReader {
 public:
  explicit ByteReader(std::span<const std::byte> bytes) noexcept : bytes_{bytes} {}

  template <typename T>
  [[nodiscard]] T get() noexcept {
    T value{};
    take(&value, sizeof value);
    return value;
  }
  [[nodiscard]] std::string get_text() {
    std::string text(claim(get<std::uint32_t>(), 1), '\0');
    take(text.data(), text.size());
    return text;
  }
  template <typename T>
  [[nodiscard]] std::vector<T> get_all() {
    std::vector<T> values(claim(get<std::uint64_t>(), sizeof(T)));
    take(values.data(), values.size() * sizeof(T));
    return values;
  }
  // The count of things that follow, each at least `least_bytes` long; fails where they cannot fit.
  [[nodiscard]] std::size_t get_count(std::size_t least_bytes) noexcept {
    return claim(get<std::uint64_t>(), least_bytes);
  }
  [[nodiscard]] bool is_at_end() const noexcept { return !failed_ && bytes_.empty(); }

 private:
  std::size_t claim(std::uint64_t count, std::size_t least_bytes) noexcept {
    if (count <= bytes_.size() / least_bytes) return static_cast<std::size_t>(count);
    failed_ = true;
    bytes_ = {};
    return 0;
  }
  void take(void* out, std::size_t size) noexcept {
    if (size > bytes_.size()) {
      failed_ = true;
      bytes_ = {};
      return;
    }
    if (size > 0) std::memcpy(out, bytes_.data(), size);
    bytes_ = bytes_.subspan(size);
  }
  std::span<const std::byte> bytes_;
  bool failed_ = false;
};

}  // namespace sluice::feeds
