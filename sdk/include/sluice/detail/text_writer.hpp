// SPDX-License-Identifier: Apache-2.0
//
// text_writer.hpp: JSON text written at compile time.
//
// Place: SDK, compile time. Without a buffer it only counts; the same code then fills an array of
// just that size. Errors: none.
#pragma once

#include <array>
#include <cstddef>
#include <string_view>

#include <sluice/decimal.hpp>

namespace sluice::detail {

class TextWriter {
 public:
  constexpr TextWriter() = default;
  constexpr explicit TextWriter(char* out) : out_{out} {}

  [[nodiscard]] constexpr std::size_t size() const { return size_; }

  constexpr TextWriter& put(char c) {
    if (out_ != nullptr) out_[size_] = c;
    ++size_;
    return *this;
  }
  constexpr TextWriter& put(std::string_view text) {
    for (const char c : text) put(c);
    return *this;
  }
  // A quoted JSON string.
  constexpr TextWriter& string(std::string_view text) {
    constexpr std::string_view kHex = "0123456789abcdef";
    put('"');
    for (const char c : text) {
      const auto byte = static_cast<unsigned char>(c);
      if (c == '"' || c == '\\') {
        put('\\').put(c);
      } else if (byte < 0x20) {
        put("\\u00").put(kHex[byte >> 4]).put(kHex[byte & 15]);
      } else {
        put(c);
      }
    }
    return put('"');
  }
  // `"key":`
  constexpr TextWriter& key(std::string_view name) { return string(name).put(':'); }
  // `,"key":`
  constexpr TextWriter& next_key(std::string_view name) { return put(',').key(name); }
  // units * 1e-8
  constexpr TextWriter& decimal(int128 units) {
    char text[kDecimalTextSize] = {};
    const char* end = write_decimal(text, units);
    return put(std::string_view{text, static_cast<std::size_t>(end - text)});
  }
  constexpr TextWriter& whole(std::uint64_t value) { return decimal(int128{value} * kScale); }

 private:
  char* out_ = nullptr;
  std::size_t size_ = 0;
};

// The text that `write(TextWriter&)` makes, as an array; `Source` is a type with such a static
// function, so that the size is a constant.
template <typename Source>
constexpr auto text_array() {
  constexpr std::size_t kSize = [] {
    TextWriter counter;
    Source::write(counter);
    return counter.size();
  }();
  std::array<char, kSize> text{};
  TextWriter writer{text.data()};
  Source::write(writer);
  return text;
}

}  // namespace sluice::detail
