// SPDX-License-Identifier: Apache-2.0
#include "journal/record_builder.hpp"

#include <algorithm>
#include <charconv>
#include <cstring>

#include <sluice/result.hpp>

#include "journal/json_text.hpp"

namespace sluice::journal {

namespace {

constexpr std::size_t kFirstCapacity = 64 * 1024;
constexpr std::size_t kMaxIntegerText = 20;

char* write_hex(char* out, std::uint64_t value, int digits) noexcept {
  for (int shift = 4 * (digits - 1); shift >= 0; shift -= 4)
    *out++ = "0123456789abcdef"[value >> shift & 15];
  return out;
}

}  // namespace

void RecordBuilder::grow(std::size_t bytes) {
  const std::size_t wanted = std::max({kFirstCapacity, 2 * capacity_, size_ + bytes});
  std::unique_ptr<char[]> larger{new char[wanted]};
  if (size_ != 0) std::memcpy(larger.get(), buffer_.get(), size_);
  buffer_ = std::move(larger);
  capacity_ = wanted;
}

void RecordBuilder::put(std::string_view text) {
  std::memcpy(reserve(text.size()), text.data(), text.size());
  size_ += text.size();
}

void RecordBuilder::put_string(std::string_view text) {
  advance_to(write_string(reserve(kMaxEscape * text.size() + 2), text));
}

// A comma, unless this is the first thing in its array or object. A bracket at the end of the
// buffer cannot be part of a text: that would end in a quote.
void RecordBuilder::separate() {
  SLUICE_ASSERT(stage_ != Stage::kIdle);
  const char last = buffer_[size_ - 1];
  if (last != '{' && last != '[') put(",");
}

void RecordBuilder::key(std::string_view name) {
  separate();
  stage_ = Stage::kFields;
  char* out = reserve(name.size() + 3);
  *out++ = '"';
  std::memcpy(out, name.data(), name.size());
  out += name.size();
  *out++ = '"';
  *out++ = ':';
  advance_to(out);
}

RecordBuilder& RecordBuilder::begin(std::string_view type, Timestamp time) {
  SLUICE_ASSERT(stage_ == Stage::kIdle);
  stage_ = Stage::kHead;
  record_start_ = size_;
  constexpr std::string_view kSeq = "{\"seq\":";
  constexpr std::string_view kTime = ",\"time\":\"";
  constexpr std::string_view kType = "\",\"type\":\"";
  char* out = reserve(kSeq.size() + kMaxIntegerText + kTime.size() + Timestamp::kTextSize +
                      kType.size() + type.size() + 1);
  const auto copy = [&out](std::string_view text) {
    std::memcpy(out, text.data(), text.size());
    out += text.size();
  };
  copy(kSeq);
  out = std::to_chars(out, out + kMaxIntegerText, chain_.seq).ptr;
  copy(kTime);
  out = time.write(out);
  copy(kType);
  copy(type);
  *out++ = '"';
  advance_to(out);
  return *this;
}

RecordBuilder& RecordBuilder::intent(std::uint64_t hi, std::uint64_t lo) {
  SLUICE_ASSERT(stage_ == Stage::kHead);
  key("intent_id");
  stage_ = Stage::kIntent;
  char* out = reserve(34);
  *out++ = '"';
  out = write_hex(out, hi, 16);
  out = write_hex(out, lo, 16);
  *out++ = '"';
  advance_to(out);
  return *this;
}

RecordBuilder& RecordBuilder::state(std::string_view state) {
  SLUICE_ASSERT(stage_ == Stage::kHead || stage_ == Stage::kIntent);
  return text("state", state);
}

RecordBuilder& RecordBuilder::text(std::string_view name, std::string_view value) {
  key(name);
  put_string(value);
  return *this;
}

RecordBuilder& RecordBuilder::integer(std::string_view name, std::int64_t value) {
  key(name);
  char* out = reserve(kMaxIntegerText);
  advance_to(std::to_chars(out, out + kMaxIntegerText, value).ptr);
  return *this;
}

RecordBuilder& RecordBuilder::boolean(std::string_view name, bool value) {
  return raw(name, value ? "true" : "false");
}

RecordBuilder& RecordBuilder::null(std::string_view name) { return raw(name, "null"); }

RecordBuilder& RecordBuilder::time(std::string_view name, Timestamp value) {
  char text[Timestamp::kTextSize];
  const char* const end = value.write(text);
  return this->text(name, {text, static_cast<std::size_t>(end - text)});
}

RecordBuilder& RecordBuilder::date(std::string_view name, Date value) {
  char text[10];
  value.write(text);
  return this->text(name, {text, sizeof text});
}

RecordBuilder& RecordBuilder::decimal(std::string_view name, int128 units) {
  key(name);
  advance_to(detail::write_decimal(reserve(detail::kDecimalTextSize), units));
  return *this;
}

RecordBuilder& RecordBuilder::raw(std::string_view name, std::string_view json) {
  key(name);
  put(json);
  return *this;
}

void RecordBuilder::open(char bracket) {
  ++depth_;
  put({&bracket, 1});
}

void RecordBuilder::close(char bracket) {
  SLUICE_ASSERT(depth_ > 0);
  --depth_;
  put({&bracket, 1});
}

RecordBuilder& RecordBuilder::begin_array(std::string_view name) {
  key(name);
  open('[');
  return *this;
}

RecordBuilder& RecordBuilder::end_array() {
  close(']');
  return *this;
}

RecordBuilder& RecordBuilder::begin_object(std::string_view name) {
  key(name);
  open('{');
  return *this;
}

RecordBuilder& RecordBuilder::begin_object() {
  separate();
  open('{');
  return *this;
}

RecordBuilder& RecordBuilder::end_object() {
  close('}');
  return *this;
}

RecordBuilder& RecordBuilder::element(std::string_view text) {
  separate();
  put_string(text);
  return *this;
}

std::string_view RecordBuilder::end() {
  SLUICE_ASSERT(stage_ != Stage::kIdle && depth_ == 0);
  stage_ = Stage::kIdle;
  put(kPrevField);
  char* out = chain_.prev.write_hex(reserve(kTailSize));
  *out++ = '"';
  advance_to(out);
  const char* const start = buffer_.get() + record_start_;
  const std::uint32_t crc = crc32c({start, size_ - record_start_});
  std::memcpy(out, kCrcField.data() + 1, kCrcField.size() - 1);
  out = write_hex(out + kCrcField.size() - 1, crc, kCrcHexSize);
  std::memcpy(out, kLineEnd.data(), kLineEnd.size());
  advance_to(out + kLineEnd.size());
  const std::string_view line{start, size_ - record_start_};
  before_last_ = chain_;
  chain_ = {chain_.seq + 1, sha256(line)};
  return line;
}

void RecordBuilder::drop_last() {
  SLUICE_ASSERT(stage_ == Stage::kIdle && chain_.seq == before_last_.seq + 1);
  size_ = record_start_;
  chain_ = before_last_;
}

void RecordBuilder::clear() noexcept {
  SLUICE_ASSERT(stage_ == Stage::kIdle);
  size_ = 0;
  record_start_ = 0;
}

}  // namespace sluice::journal
