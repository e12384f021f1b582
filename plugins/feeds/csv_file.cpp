// SPDX-License-Identifier: Apache-2.0
//
// csv_file.cpp: the pass over one price file.
#include "csv_file.hpp"

#include <cstring>
#include <fcntl.h>
#include <optional>
#include <string>
#include <string_view>

#include <sluice/time.hpp>

#include "csv_header.hpp"
#include "csv_row.hpp"
#include "text.hpp"

namespace sluice::feeds {
namespace {

constexpr std::size_t kChunkBytes = std::size_t{1} << 18;
constexpr std::size_t kReadableBytes = 64;  // behind the last line, for the scanners
constexpr std::string_view kByteOrderMark = "\xef\xbb\xbf";
constexpr std::string_view kGzipMagic = "\x1f\x8b";

// Takes whole lines of one file.
class LineReader {
 public:
  LineReader(const Source& source, std::uint32_t index, ParsedRows& parsed)
      : file_{index}, parsed_{parsed}, own_symbol_{!source.folder} {
    if (source.folder) symbol_ = parsed.symbols.intern(source.files[index].symbol);
    grow();
  }

  // Lines from `begin` to `end`, each with its '\n'.
  void take(const char* begin, const char* end) {
    while (begin < end) {
      ++line_;
      if (reader_ && scan(begin)) continue;
      const auto* stop =
          static_cast<const char*>(std::memchr(begin, '\n', static_cast<std::size_t>(end - begin)));
      line({begin, static_cast<std::size_t>(stop - begin)});
      begin = stop + 1;
    }
  }

  void finish() {
    if (kept_ > 0 || stopped_) return;
    const auto what = [&]() -> std::string {
      if (!reader_) return "the file is empty; expected a header line and rows";
      if (rows_ == 0) return "the file has a header line and no rows";
      return "none of the file's " + std::to_string(rows_) + " rows can be used";
    };
    parsed_.faults.add(Fault::kEmptyFile, file_, 0, symbol_, what);
  }

 private:
  bool scan(const char*& at) {
    Row& row = parsed_.rows.next();
    if (!reader_->scan(at, row)) return false;
    row.line = static_cast<std::uint32_t>(line_);
    keep(row);
    return true;
  }

  void line(std::string_view text) {
    if (stopped_ || trim(text).empty()) return;
    if (!reader_) return header(text);
    Row& row = parsed_.rows.next();
    if (reader_->check(text, line_, row)) {
      keep(row);
    } else {
      ++rows_;
      grow();
    }
  }

  void header(std::string_view text) {
    Header header = read_header(text, own_symbol_);
    for (const HeaderFault& fault : header.faults)
      parsed_.faults.add(fault.fault, file_, line_, symbol_, [&] { return fault.message; });
    stopped_ = !header.faults.empty();
    if (stopped_) return;
    reader_.emplace(std::move(header.columns), file_, symbol_, text.back() == '\r' ? '\r' : '\n',
                    parsed_.symbols, parsed_.faults);
  }

  void keep(Row& row) {
    ++rows_;
    ++kept_;
    if (row.symbol >= parsed_.latest_day.size()) grow();
    std::int32_t& latest = parsed_.latest_day[row.symbol];
    if (row.day < latest) {
      parsed_.faults.add(Fault::kUnsortedRows, file_, line_, row.symbol, [] { return ""; });
    } else {
      latest = row.day;
    }
    parsed_.rows.commit();
  }

  void grow() { parsed_.latest_day.resize(parsed_.symbols.size(), INT32_MIN); }

  std::uint32_t file_;
  ParsedRows& parsed_;
  bool own_symbol_;  // each row tells its symbol
  std::uint32_t symbol_ = kNoSymbol;
  std::optional<RowReader> reader_;  // once the header is read
  std::uint64_t line_ = 0;
  std::uint64_t rows_ = 0;
  std::uint64_t kept_ = 0;
  bool stopped_ = false;  // the header cannot be used
};

// Cuts a file into whole lines.
class ChunkReader {
 public:
  explicit ChunkReader(std::vector<char>& buffer) : buffer_{buffer} {
    buffer_.resize(kMaxLineBytes + kChunkBytes + kReadableBytes);
  }
  // Gives `lines` every whole line, chunk by chunk; an unfinished last line counts as one.
  Result<ContentHash> run(const File& file, LineReader& lines) {
    ContentHasher hasher;
    bool first = true;
    for (;;) {
      const auto count = read_some(file, buffer_.data() + held_, kChunkBytes);
      if (!count) return count.error();
      hasher.update(buffer_.data() + held_, *count);
      held_ += *count;
      std::size_t begin = 0;
      if (first && std::string_view{buffer_.data(), held_}.starts_with(kGzipMagic))
        return Error{"it is compressed, which is not supported: decompress it first"};
      if (first && std::string_view{buffer_.data(), held_}.starts_with(kByteOrderMark))
        begin = kByteOrderMark.size();
      first = false;
      if (*count == 0 && held_ > begin) buffer_[held_++] = '\n';
      const std::size_t end = take_whole_lines(begin, lines);
      if (*count == 0) return hasher.digest();
      held_ -= end;
      std::memmove(buffer_.data(), buffer_.data() + end, held_);
      if (held_ > kMaxLineBytes)
        return Error{"a line is longer than " + std::to_string(kMaxLineBytes) +
                     " bytes; is it a CSV file?"};
    }
  }

 private:
  std::size_t take_whole_lines(std::size_t begin, LineReader& lines) {
    const auto* last =
        static_cast<const char*>(memrchr(buffer_.data() + begin, '\n', held_ - begin));
    if (last == nullptr) return begin;
    lines.take(buffer_.data() + begin, last + 1);
    return static_cast<std::size_t>(last + 1 - buffer_.data());
  }

  std::vector<char>& buffer_;
  std::size_t held_ = 0;
};

}  // namespace

Result<ContentHash> read_csv_file(const Source& source, std::uint32_t index, ParsedRows& parsed) {
  const std::string path = source.file_path(index);
  const auto file = open_to_read(path);
  if (!file) return file.error();
  static_cast<void>(posix_fadvise(file->get(), 0, 0, POSIX_FADV_SEQUENTIAL));
  LineReader lines{source, index, parsed};
  const auto hash = ChunkReader{parsed.chunk}.run(*file, lines);
  if (!hash) return Error{"cannot read " + path + ": " + hash.error().message};
  lines.finish();
  return hash;
}

}  // namespace sluice::feeds
