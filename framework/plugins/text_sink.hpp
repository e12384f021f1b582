// SPDX-License-Identifier: Apache-2.0
//
// text_sink.hpp: takes what a component writes, up to a bound.
//
// Place: plugins, private. Errors: beyond the bound the component is told SLUICE_ERROR_LIMIT, and
// nothing more is taken.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>

#include <sluice/c/base.h>

namespace sluice::plugins {

class TextSink {
 public:
  explicit TextSink(std::size_t limit_bytes) noexcept : limit_{limit_bytes}, raw_{this, &write} {}
  TextSink(const TextSink&) = delete;
  TextSink& operator=(const TextSink&) = delete;

  [[nodiscard]] const sluice_sink* raw() const noexcept { return &raw_; }
  [[nodiscard]] bool is_too_long() const noexcept { return is_too_long_; }
  [[nodiscard]] std::string text() && { return std::move(text_); }

 private:
  static sluice_status write(void* context, const void* data, std::uint64_t size) noexcept {
    auto& sink = *static_cast<TextSink*>(context);
    if (sink.is_too_long_ || size > sink.limit_ - sink.text_.size()) {
      sink.is_too_long_ = true;
      return SLUICE_ERROR_LIMIT;
    }
    try {
      if (size > 0) sink.text_.append(static_cast<const char*>(data), std::size_t{size});
    } catch (...) {
      return SLUICE_ERROR_IO;
    }
    return SLUICE_OK;
  }

  std::size_t limit_;
  bool is_too_long_ = false;
  std::string text_;
  sluice_sink raw_;
};

}  // namespace sluice::plugins
