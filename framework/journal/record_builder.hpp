// SPDX-License-Identifier: Apache-2.0
//
// record_builder.hpp: formats records of the audit trail, one canonical JSON line each.
//
// Place: room `journal`; Writer holds one, tests use it alone. Owns: one growing buffer of finished
// lines, and the chain (next seq, last hash). Once the buffer is warm nothing is allocated. Order
// of a record's fields: begin, then intent, then state (both optional), then the type's own fields
// in the order the caller fixes, then end. Keys are literals of [a-z0-9_]; they are not escaped.
// Text values are: a byte that is not UTF-8 becomes U+FFFD. Thread: one. Errors: calls out of order
// are assertions.
#pragma once

#include <cstdint>
#include <memory>
#include <string_view>

#include <sluice/decimal.hpp>
#include <sluice/time.hpp>

#include "journal/format.hpp"

namespace sluice::journal {

class RecordBuilder {
 public:
  explicit RecordBuilder(const ChainPoint& start = {}) : chain_{start} {}

  RecordBuilder& begin(std::string_view type, Timestamp time);
  // The intent's id, 128 bits, as 32 hexadecimal digits.
  RecordBuilder& intent(std::uint64_t hi, std::uint64_t lo);
  RecordBuilder& state(std::string_view state);

  RecordBuilder& text(std::string_view name, std::string_view value);
  RecordBuilder& integer(std::string_view name, std::int64_t value);
  RecordBuilder& boolean(std::string_view name, bool value);
  RecordBuilder& null(std::string_view name);
  RecordBuilder& time(std::string_view name, Timestamp value);
  RecordBuilder& date(std::string_view name, Date value);
  // A JSON number in plain notation: `units` times 1e-8 without needless zeros.
  RecordBuilder& decimal(std::string_view name, int128 units);
  RecordBuilder& decimal(std::string_view name, Price value) { return decimal(name, value.raw()); }
  RecordBuilder& decimal(std::string_view name, Quantity value) {
    return decimal(name, value.raw());
  }
  RecordBuilder& decimal(std::string_view name, Ratio value) { return decimal(name, value.raw()); }
  RecordBuilder& decimal(std::string_view name, Money value) { return decimal(name, value.raw()); }
  // Must be canonical JSON (see docs/formats/audit.md): compact, and numbers as written here.
  RecordBuilder& raw(std::string_view name, std::string_view json);

  RecordBuilder& begin_array(std::string_view name);
  RecordBuilder& end_array();
  RecordBuilder& begin_object(std::string_view name);
  RecordBuilder& begin_object();  // an element of an array
  RecordBuilder& end_object();
  RecordBuilder& element(std::string_view text);  // a text in an array

  // Seals the record with prev and crc32c. The line, with its newline, is good until the next call.
  std::string_view end();
  // Takes back the record just ended: the chain and the lines are as before its begin.
  void drop_last();

  // All lines ended since the last clear(). The chain goes on across clear().
  [[nodiscard]] std::string_view lines() const noexcept { return {buffer_.get(), size_}; }
  void clear() noexcept;
  // Where the next record will stand.
  [[nodiscard]] const ChainPoint& chain() const noexcept { return chain_; }

 private:
  enum class Stage : std::uint8_t { kIdle, kHead, kIntent, kFields };

  char* reserve(std::size_t bytes) {
    if (capacity_ - size_ < bytes) grow(bytes);
    return buffer_.get() + size_;
  }
  void advance_to(const char* end) noexcept {
    size_ = static_cast<std::size_t>(end - buffer_.get());
  }
  void grow(std::size_t bytes);
  void put(std::string_view text);
  void put_string(std::string_view text);
  void separate();
  void key(std::string_view name);
  void open(char bracket);
  void close(char bracket);

  std::unique_ptr<char[]> buffer_;
  std::size_t size_ = 0;
  std::size_t capacity_ = 0;
  std::size_t record_start_ = 0;
  int depth_ = 0;
  Stage stage_ = Stage::kIdle;
  ChainPoint chain_;
  ChainPoint before_last_;
};

}  // namespace sluice::journal
