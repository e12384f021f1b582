// SPDX-License-Identifier: Apache-2.0
#include "journal/canonical.hpp"

#include <algorithm>
#include <array>
#include <charconv>

#include <sluice/time.hpp>

#include "journal/format.hpp"
#include "journal/json_text.hpp"

namespace sluice::journal {

namespace {

constexpr int kMaxDepth = 16;
constexpr std::size_t kIntentHexSize = 32;
constexpr std::array<std::string_view, 7> kReservedNames{"seq",   "time", "type",  "intent_id",
                                                         "state", "prev", "crc32c"};

bool is_digit(char c) noexcept { return c >= '0' && c <= '9'; }
bool is_hex(char c) noexcept { return is_digit(c) || (c >= 'a' && c <= 'f'); }

std::string_view between(const char* begin, const char* end) noexcept {
  return {begin, static_cast<std::size_t>(end - begin)};
}

bool take(std::string_view& text, std::string_view expected) noexcept {
  if (!text.starts_with(expected)) return false;
  text.remove_prefix(expected.size());
  return true;
}

// Plain notation, nothing that could be left out: -?(0|[1-9][0-9]*)([.][0-9]*[1-9])? but not -0.
const char* skip_number(const char* at, const char* end) noexcept {
  const bool negative = at != end && *at == '-';
  if (negative) ++at;
  const char* const whole = at;
  while (at != end && is_digit(*at)) ++at;
  if (at == whole || (*whole == '0' && at - whole > 1)) return nullptr;
  if (at == end || *at != '.') return negative && between(whole, at) == "0" ? nullptr : at;
  const char* const decimals = ++at;
  while (at != end && is_digit(*at)) ++at;
  return at == decimals || at[-1] == '0' ? nullptr : at;
}

const char* skip_word(const char* at, const char* end, std::string_view word) noexcept {
  return between(at, end).starts_with(word) ? at + word.size() : nullptr;
}

const char* skip_value(const char* at, const char* end, int depth) noexcept;

// "name":value
const char* skip_member(const char* at, const char* end, int depth) noexcept {
  at = skip_string(at, end);
  if (at == nullptr || at == end || *at != ':') return nullptr;
  return skip_value(at + 1, end, depth);
}

const char* skip_list(const char* at, const char* end, int depth, char close) noexcept {
  if (depth == kMaxDepth) return nullptr;
  if (++at != end && *at == close) return at + 1;
  for (;;) {
    at = close == '}' ? skip_member(at, end, depth + 1) : skip_value(at, end, depth + 1);
    if (at == nullptr || at == end) return nullptr;
    if (*at == close) return at + 1;
    if (*at++ != ',') return nullptr;
  }
}

const char* skip_value(const char* at, const char* end, int depth) noexcept {
  if (at == end) return nullptr;
  switch (*at) {
    case '"':
      return skip_string(at, end);
    case '{':
      return skip_list(at, end, depth, '}');
    case '[':
      return skip_list(at, end, depth, ']');
    case 't':
      return skip_word(at, end, "true");
    case 'f':
      return skip_word(at, end, "false");
    case 'n':
      return skip_word(at, end, "null");
    default:
      return skip_number(at, end);
  }
}

}  // namespace

std::optional<Member> take_member(std::string_view& text) noexcept {
  const char* const begin = text.data();
  const char* const end = begin + text.size();
  const char* const colon = skip_string(begin, end);
  if (colon == nullptr || colon == end || *colon != ':') return std::nullopt;
  const char* const next = skip_value(colon + 1, end, 1);
  if (next == nullptr) return std::nullopt;
  text.remove_prefix(static_cast<std::size_t>(next - begin));
  return Member{between(begin + 1, colon - 1), between(colon + 1, next)};
}

namespace {

std::optional<std::uint32_t> parse_crc(std::string_view hex) noexcept {
  if (!std::all_of(hex.begin(), hex.end(), is_hex)) return std::nullopt;
  std::uint32_t crc = 0;
  std::from_chars(hex.data(), hex.data() + hex.size(), crc, 16);
  return crc;
}

bool parse_tail(std::string_view line, Frame& frame) noexcept {
  if (line.size() < kTailSize) return false;
  std::string_view tail = line.substr(line.size() - kTailSize);
  if (!take(tail, kPrevField)) return false;
  const auto prev = Hash::parse(tail.substr(0, kHashHexSize));
  tail.remove_prefix(kHashHexSize);
  if (!prev || !take(tail, kCrcField)) return false;
  const auto crc = parse_crc(tail.substr(0, kCrcHexSize));
  if (!crc || tail.substr(kCrcHexSize) != kLineEnd) return false;
  frame.prev = *prev;
  frame.crc = *crc;
  frame.covered = line.substr(0, line.size() - kCrcTailSize);
  return true;
}

// Takes the text up to the next quote, and the quote.
std::optional<std::string_view> take_to_quote(std::string_view& text) noexcept {
  const std::size_t quote = text.find('"');
  if (quote == std::string_view::npos) return std::nullopt;
  const std::string_view taken = text.substr(0, quote);
  text.remove_prefix(quote + 1);
  return taken;
}

bool parse_head(std::string_view head, Frame& frame) noexcept {
  if (!take(head, "{\"seq\":") || head.empty() || head.front() == '0') return false;
  const auto [end, error] = std::from_chars(head.data(), head.data() + head.size(), frame.seq);
  if (error != std::errc{}) return false;
  head.remove_prefix(static_cast<std::size_t>(end - head.data()));
  if (!take(head, ",\"time\":\"")) return false;
  const auto time = take_to_quote(head);
  if (!time || !take(head, ",\"type\":\"")) return false;
  const auto type = take_to_quote(head);
  if (!type) return false;
  frame.time = *time;
  frame.type = *type;
  frame.fields = head;
  return true;
}

bool is_canonical_time(std::string_view text) noexcept {
  const auto time = Timestamp::parse(text);
  if (!time) return false;
  char again[Timestamp::kTextSize];
  return text == between(again, time->write(again));
}

bool is_type(std::string_view type) noexcept {
  const auto allowed = [](char c) { return (c >= 'A' && c <= 'Z') || c == '_'; };
  return !type.empty() && std::all_of(type.begin(), type.end(), allowed);
}

bool is_intent(std::string_view json) noexcept {
  return json.size() == kIntentHexSize + 2 && json.front() == '"' && json.back() == '"' &&
         std::all_of(json.begin() + 1, json.end() - 1, is_hex);
}

}  // namespace

bool is_own_field_name(std::string_view name) noexcept {
  const auto allowed = [](char c) { return (c >= 'a' && c <= 'z') || is_digit(c) || c == '_'; };
  return !name.empty() && std::all_of(name.begin(), name.end(), allowed) &&
         std::find(kReservedNames.begin(), kReservedNames.end(), name) == kReservedNames.end();
}

std::optional<Frame> parse_frame(std::string_view line) noexcept {
  Frame frame;
  if (!parse_tail(line, frame)) return std::nullopt;
  if (!parse_head(line.substr(0, line.size() - kTailSize), frame)) return std::nullopt;
  return frame;
}

std::string_view find_departure(const Frame& frame) noexcept {
  if (!is_canonical_time(frame.time)) return "\"time\" is not a time in its shortest form";
  if (!is_type(frame.type)) return "\"type\" is not a word of A-Z and _";
  enum { kIntentOrLater, kStateOrLater, kOwn } place = kIntentOrLater;
  for (std::string_view rest = frame.fields; !rest.empty();) {
    if (!take(rest, ",")) return "there is something else than a comma between two fields";
    const auto member = take_member(rest);
    if (!member) return "a field is not JSON in its canonical form";
    if (member->name == "intent_id" && place == kIntentOrLater) {
      if (!is_intent(member->value)) return "\"intent_id\" is not 32 hexadecimal digits";
      place = kStateOrLater;
    } else if (member->name == "state" && place != kOwn) {
      if (member->value.front() != '"') return "\"state\" is not a text";
      place = kOwn;
    } else if (is_own_field_name(member->name)) {
      place = kOwn;
    } else {
      return "a field has a name that is not of a-z, 0-9 and _, or that belongs to another place";
    }
  }
  return {};
}

std::optional<std::string_view> find_field(std::string_view line, std::string_view name) noexcept {
  if (!take(line, "{")) return std::nullopt;
  do {
    const auto member = take_member(line);
    if (!member) return std::nullopt;
    if (member->name == name) return member->value;
  } while (take(line, ","));
  return std::nullopt;
}

}  // namespace sluice::journal
