// SPDX-License-Identifier: Apache-2.0
#include "drivers/state_delta.hpp"

#include <algorithm>
#include <charconv>
#include <cstring>
#include <unordered_map>

namespace sluice::drivers {
namespace {

// How many lines ahead are compared with each other before all lines of the old text are looked up.
constexpr std::size_t kNear = 4;

std::string_view line_at(std::string_view text, std::size_t at) {
  const std::size_t end = text.find('\n', at);
  return text.substr(at, end == std::string_view::npos ? end : end + 1 - at);
}

// Bytes that both begin with, as whole lines; all, where one of them is used up on the way.
std::size_t common_lines(std::string_view a, std::string_view b) {
  constexpr std::size_t kBlock = 512;
  const std::size_t most = std::min(a.size(), b.size());
  std::size_t same = 0;
  while (most - same >= kBlock && std::memcmp(a.data() + same, b.data() + same, kBlock) == 0)
    same += kBlock;
  while (same < most && a[same] == b[same]) ++same;
  if (same == a.size() && same == b.size()) return same;
  const std::size_t newline = a.substr(0, same).rfind('\n');
  return newline == std::string_view::npos ? 0 : newline + 1;
}

// Where the two go on alike, in bytes from here; the ends of both: nowhere near.
struct Meeting {
  std::size_t from, to;
};

// One line alike is chance: executions of a moment look the same.
std::string_view first_two(std::string_view text) {
  const std::size_t first = line_at(text, 0).size();
  return text.substr(0, first + line_at(text, first).size());
}

// Lines at the front that are there no more: the oldest orders are forgotten.
std::optional<std::size_t> find_front(std::string_view from, std::string_view to) {
  const std::string_view front = first_two(to);
  for (std::size_t at = from.find(front, 1); at != std::string_view::npos;
       at = from.find(front, at + 1))
    if (from[at - 1] == '\n') return at;
  return std::nullopt;
}

std::optional<Meeting> meet_near(std::string_view from, std::string_view to) {
  for (std::size_t sum = 1; sum <= 2 * kNear; ++sum) {
    std::size_t at_from = 0;
    for (std::size_t skipped = 0; skipped <= sum && skipped <= kNear && at_from < from.size();
         ++skipped) {
      std::size_t at_to = 0;
      for (std::size_t i = skipped; i < sum && at_to < to.size(); ++i)
        at_to += line_at(to, at_to).size();
      if (sum - skipped <= kNear && at_to < to.size() &&
          to.substr(at_to).starts_with(first_two(from.substr(at_from))))
        return Meeting{at_from, at_to};
      at_from += line_at(from, at_from).size();
    }
  }
  return std::nullopt;
}

// Where the lines of a text stand that are there once; made when it is asked for.
class Lines {
 public:
  explicit Lines(std::string_view text) : text_{text} {}
  // Of the line, if it stands at `least` or behind.
  std::optional<std::size_t> find(std::string_view line, std::size_t least) {
    if (places_.empty()) read();
    const auto found = places_.find(line);
    if (found == places_.end() || found->second == kTwice || found->second < least)
      return std::nullopt;
    return found->second;
  }

 private:
  void read() {
    for (std::size_t at = 0; at < text_.size();) {
      const std::string_view line = line_at(text_, at);
      if (const auto [known, is_new] = places_.try_emplace(line, at); !is_new)
        known->second = kTwice;
      at += line.size();
    }
  }
  static constexpr std::size_t kTwice = std::string_view::npos;
  std::string_view text_;
  std::unordered_map<std::string_view, std::size_t> places_;
};

Meeting meet(std::string_view from, std::string_view to, Lines& lines, std::size_t taken) {
  if (from.empty() || to.empty()) return {from.size(), to.size()};
  if (const auto near = meet_near(from, to)) return *near;
  if (const auto front = find_front(from, to)) return {*front, 0};
  for (std::size_t at = 0; at < to.size();) {
    const std::string_view line = line_at(to, at);
    if (const auto found = lines.find(line, taken)) return {*found - taken, at};
    at += line.size();
  }
  return {from.size(), to.size()};
}

void append_step(std::string& delta, char step, std::size_t bytes) {
  if (bytes == 0) return;
  char digits[24];
  const auto end = std::to_chars(digits, digits + sizeof digits, bytes).ptr;
  delta += step;
  delta.append(digits, end);
  delta += '\n';
}

}  // namespace

std::string state_delta(std::string_view from, std::string_view to) {
  std::string delta;
  Lines lines{from};
  const std::size_t whole = from.size();
  while (!from.empty() || !to.empty()) {
    const std::size_t same = common_lines(from, to);
    append_step(delta, '=', same);
    from.remove_prefix(same);
    to.remove_prefix(same);
    const Meeting next = meet(from, to, lines, whole - from.size());
    append_step(delta, '-', next.from);
    append_step(delta, '+', next.to);
    delta += to.substr(0, next.to);
    from.remove_prefix(next.from);
    to.remove_prefix(next.to);
  }
  return delta;
}

std::optional<std::string> apply_delta(std::string_view from, std::string_view delta) {
  std::string to;
  while (!delta.empty()) {
    const char step = delta.front();
    const std::size_t newline = delta.find('\n');
    if (newline == std::string_view::npos) return std::nullopt;
    std::size_t bytes = 0;
    const char* const end = delta.data() + newline;
    const auto [at, error] = std::from_chars(delta.data() + 1, end, bytes);
    if (error != std::errc{} || at != end || bytes == 0) return std::nullopt;
    delta.remove_prefix(newline + 1);
    std::string_view& source = step == '+' ? delta : from;
    if (bytes > source.size() || (step != '=' && step != '-' && step != '+')) return std::nullopt;
    if (step != '-') to += source.substr(0, bytes);
    source.remove_prefix(bytes);
  }
  if (!from.empty()) return std::nullopt;
  return to;
}

}  // namespace sluice::drivers
