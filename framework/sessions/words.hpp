// SPDX-License-Identifier: Apache-2.0
//
// words.hpp: lines of `key=value key=value … last=anything`, as a session writes them into its
// journal.
//
// Place: inside sessions. Values hold no blank, but the last, which may hold anything, and those
// that are counted.
#pragma once

#include <charconv>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include <sluice/decimal.hpp>
#include <sluice/time.hpp>

namespace sluice::sessions {

class WordReader {
 public:
  explicit WordReader(std::string_view text) : text_{text} {}

  // The value of the next word, which has to be of this key; the reader stays good only then.
  std::string_view take(std::string_view key) {
    const std::size_t blank = text_.find(' ');
    const std::string_view word = text_.substr(0, blank);
    text_ = blank == std::string_view::npos ? std::string_view{} : text_.substr(blank + 1);
    return value_of(word, key);
  }
  // A value with its length before it, `5:a b c`: it may hold anything.
  std::string_view take_counted(std::string_view key) {
    const std::size_t colon = text_.find(':');
    const std::size_t begin = key.size() + 1;
    std::size_t length = 0;
    good_ = good_ && text_.starts_with(key) && colon != std::string_view::npos && colon > begin &&
            text_[begin - 1] == '=';
    if (!good_) return {};
    const auto read = std::from_chars(text_.data() + begin, text_.data() + colon, length);
    good_ = read.ec == std::errc{} && read.ptr == text_.data() + colon &&
            length <= text_.size() - colon - 1;
    if (!good_) return {};
    const std::string_view value = text_.substr(colon + 1, length);
    text_.remove_prefix(colon + 1 + length);
    if (text_.starts_with(' ')) text_.remove_prefix(1);
    return value;
  }
  // Everything that is left.
  std::string_view take_rest(std::string_view key) {
    return value_of(std::exchange(text_, std::string_view{}), key);
  }
  std::uint64_t take_number(std::string_view key) {
    const std::string_view text = take(key);
    std::uint64_t number = 0;
    const auto read = std::from_chars(text.data(), text.data() + text.size(), number);
    good_ = good_ && read.ec == std::errc{} && read.ptr == text.data() + text.size();
    return number;
  }
  Timestamp take_time(std::string_view key) {
    const std::string_view text = take(key);
    if (text == "-") return Timestamp{};
    const auto time = Timestamp::parse(text);
    good_ = good_ && time.has_value();
    return time.value_or(Timestamp{});
  }
  template <typename Number>
  Number take_decimal(std::string_view key) {
    const auto number = Number::parse(take(key));
    good_ = good_ && number.has_value();
    return number.value_or(Number{});
  }
  [[nodiscard]] bool is_at_end() const noexcept { return text_.empty(); }
  [[nodiscard]] std::string_view rest() const noexcept { return text_; }
  [[nodiscard]] bool good() const noexcept { return good_; }

 private:
  std::string_view value_of(std::string_view word, std::string_view key) {
    const bool fits = word.size() > key.size() && word.starts_with(key) && word[key.size()] == '=';
    good_ = good_ && fits;
    return fits ? word.substr(key.size() + 1) : std::string_view{};
  }
  std::string_view text_;
  bool good_ = true;
};

// 0 is no time.
[[nodiscard]] inline std::string time_word(Timestamp time) {
  return time == Timestamp{} ? "-" : time.to_string();
}

[[nodiscard]] inline std::string counted_word(std::string_view text) {
  return std::to_string(text.size()) + ":" + std::string{text};
}

}  // namespace sluice::sessions
