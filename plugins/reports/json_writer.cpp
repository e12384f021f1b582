// SPDX-License-Identifier: Apache-2.0
#include "json_writer.hpp"

#include <cmath>

#include "text.hpp"

namespace sluice::reports {
namespace {

constexpr std::size_t kFlushBytes = 64 * 1024;
// Rows of tables stand on one line each; what is above them is indented.
constexpr std::size_t kIndentedDepth = 3;

}  // namespace

void JsonWriter::separate() {
  if (after_key_) {
    after_key_ = false;
    return;
  }
  if (needs_comma_) buffer_ += ',';
  if (depth_ == 0) return;
  if (depth_ < kIndentedDepth) {
    buffer_ += '\n';
    buffer_.append(2 * depth_, ' ');
  } else if (needs_comma_) {
    buffer_ += ' ';
  }
}

JsonWriter& JsonWriter::raw(std::string_view text) {
  separate();
  buffer_ += text;
  needs_comma_ = true;
  if (buffer_.size() >= kFlushBytes) {
    sink_.write(buffer_);
    buffer_.clear();
  }
  return *this;
}

JsonWriter& JsonWriter::open(char bracket) {
  raw({&bracket, 1});
  ++depth_;
  needs_comma_ = false;
  return *this;
}

JsonWriter& JsonWriter::close(char bracket) {
  --depth_;
  if (needs_comma_ && depth_ + 1 < kIndentedDepth) {
    buffer_ += '\n';
    buffer_.append(2 * depth_, ' ');
  }
  buffer_ += bracket;
  needs_comma_ = true;
  return *this;
}

JsonWriter& JsonWriter::key(std::string_view name) {
  separate();
  buffer_ += json_text(name);
  buffer_ += ": ";
  after_key_ = true;
  return *this;
}

JsonWriter& JsonWriter::string(std::string_view text) { return raw(json_text(text)); }
JsonWriter& JsonWriter::number(std::uint64_t value) { return raw(std::to_string(value)); }
JsonWriter& JsonWriter::number(double value) {
  return std::isfinite(value) ? raw(plain_text(value)) : null();
}

void JsonWriter::finish() {
  buffer_ += '\n';
  sink_.write(buffer_);
  buffer_.clear();
}

}  // namespace sluice::reports
