// SPDX-License-Identifier: Apache-2.0
//
// state_text.hpp: what a control remembers, as one short line of text.
//
//   order_rate/1 20000000000 1736899200000000000 0
//
// A name with the version of the format, then words apart by one blank: whole numbers, and text
// that holds no blank. Place: below the controls; lane, not hot. Errors: text that is not what was
// written throws: a host that cannot give a rule its memory back must not let it judge.
#pragma once

#include <charconv>
#include <cstdint>
#include <stdexcept>
#include <string>
#include <string_view>

namespace sluice::risk_rules {

class StateWriter {
 public:
  explicit StateWriter(std::string_view format) : text_{format} {}
  StateWriter& add(std::int64_t number) { return add(std::string_view{std::to_string(number)}); }
  StateWriter& add(std::uint64_t number) { return add(std::string_view{std::to_string(number)}); }
  StateWriter& add(std::string_view word) {
    text_ += ' ';
    text_ += word;
    return *this;
  }
  [[nodiscard]] const std::string& text() const noexcept { return text_; }

 private:
  std::string text_;
};

class StateReader {
 public:
  StateReader(std::string_view text, std::string_view format) : rest_{text}, format_{format} {
    if (word() != format) fail("it is of another rule or version");
  }
  [[nodiscard]] std::string_view word() {
    if (rest_.empty()) fail("it ends early");
    const std::size_t end = rest_.find(' ');
    const std::string_view found = rest_.substr(0, end);
    rest_.remove_prefix(end == std::string_view::npos ? rest_.size() : end + 1);
    return found;
  }
  template <typename Number>
  [[nodiscard]] Number number() {
    const std::string_view digits = word();
    Number value{};
    const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), value);
    if (error != std::errc{} || end != digits.data() + digits.size())
      fail("'" + std::string{digits} + "' is not a number that fits");
    return value;
  }
  // A count of things to follow, at most `most`.
  [[nodiscard]] std::size_t size(std::size_t most) {
    const auto value = number<std::uint64_t>();
    if (value > most)
      fail("there are " + std::to_string(value) + " entries where at most " + std::to_string(most) +
           " fit");
    return static_cast<std::size_t>(value);
  }
  void end() {
    if (!rest_.empty()) fail("more follows than is expected: '" + std::string{rest_} + "'");
  }

 private:
  [[noreturn]] void fail(const std::string& why) const {
    throw std::invalid_argument("saved state, expected " + std::string{format_} + ": " + why);
  }
  std::string_view rest_;
  std::string_view format_;
};

}  // namespace sluice::risk_rules
