// SPDX-License-Identifier: Apache-2.0
//
// reader.hpp: walks the records of a segment, and looks into one.
//
// Place: room `journal`; called by `audit show`, by recovery and by projections. Owns: an open file
// and one buffer. Every line is checked for its form and its CRC before it is handed out; the chain
// is verify's business. Thread: one. Errors: file, line and reason.
#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include <sluice/decimal.hpp>
#include <sluice/result.hpp>
#include <sluice/time.hpp>

#include "journal/format.hpp"

namespace sluice::journal {

// A top-level field of a record: its name, and the JSON of its value as it stands.
struct Field {
  std::string_view name;
  std::string_view json;
  // A text's content; empty for other kinds.
  [[nodiscard]] std::string text() const;
  // The same without a copy, where nothing in it is escaped; else empty.
  [[nodiscard]] std::string_view word() const noexcept;
};

// The fields of a record from intent_id to the last of its own, one after the other.
class Fields {
 public:
  explicit Fields(std::string_view fields) : rest_{fields} {}
  std::optional<Field> next();

 private:
  std::string_view rest_;
};

// One record, borrowed from its reader: good until the reader's next call.
class Record {
 public:
  Record(std::string_view line, std::uint64_t line_number);

  [[nodiscard]] std::uint64_t seq() const noexcept { return seq_; }
  [[nodiscard]] std::string_view type() const noexcept { return type_; }
  [[nodiscard]] std::uint64_t line_number() const noexcept { return line_number_; }  // from 1
  // With its newline.
  [[nodiscard]] std::string_view line() const noexcept { return line_; }

  // What the type tells: `"name":value,…` behind the fields that every record has.
  [[nodiscard]] std::string_view own_fields() const;
  // To look at all of them once: quicker than to ask for each by its name.
  [[nodiscard]] Fields fields() const noexcept { return Fields{fields_}; }
  // The text of "time".
  [[nodiscard]] std::string_view time_text() const noexcept { return time_; }
  // The JSON of a top-level field as it stands; nullopt when the record has none of that name.
  // Found by walking the line: nothing is parsed that is not asked for.
  [[nodiscard]] std::optional<std::string_view> json(std::string_view name) const;
  // Its value; nullopt when missing or of another kind.
  [[nodiscard]] std::optional<std::string> text(std::string_view name) const;
  [[nodiscard]] std::optional<std::int64_t> integer(std::string_view name) const;
  [[nodiscard]] std::optional<bool> boolean(std::string_view name) const;
  [[nodiscard]] std::optional<int128> decimal(std::string_view name) const;  // units of 1e-8
  [[nodiscard]] std::optional<Timestamp> time(std::string_view name = "time") const;

 private:
  std::string_view line_;
  std::string_view type_;
  std::string_view time_;
  std::string_view fields_;  // behind the type, each with a comma before it
  std::uint64_t seq_ = 0;
  std::uint64_t line_number_ = 0;
};

class Reader {
 public:
  static Result<Reader> open(const std::filesystem::path& path);
  Reader(Reader&&) noexcept;
  Reader& operator=(Reader&&) noexcept;
  ~Reader();

  // The next record; nullopt at the end.
  Result<std::optional<Record>> next();

 private:
  struct State;
  explicit Reader(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

struct FoundRecord {
  std::filesystem::path segment;
  std::string line;  // with its newline; look into it with Record
};

// The last whole record of `type` in the newest `segments` segments (*.jsonl, by name) of a
// directory, searched from the end; nullopt when there is none. A torn tail is passed over.
Result<std::optional<FoundRecord>> find_last(const std::filesystem::path& directory,
                                             std::string_view type, std::size_t segments = 2);

}  // namespace sluice::journal
