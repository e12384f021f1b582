// SPDX-License-Identifier: Apache-2.0
//
// csv_file.cpp: the pass over one price file.
#include "csv_file.hpp"

#include <cstring>
#include <optional>
#include <string>
#include <string_view>

#include <sluice/time.hpp>

#include "csv_header.hpp"
#include "csv_row.hpp"
#include "line_chunks.hpp"
#include "text.hpp"

namespace sluice::feeds {
namespace {

// Takes whole lines of one file.
class LineReader final : public LineSink {
 public:
  LineReader(const Source& source, std::uint32_t index, ParsedRows& parsed)
      : file_{index}, grid_{source.grid}, parsed_{parsed}, source_{source} {
    if (!source.files[index].symbol.empty())
      symbol_ = parsed.symbols.intern(source.files[index].symbol);
  }

  void take(const char* begin, const char* end) override {
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
    }
  }

  void header(std::string_view text) {
    Header header = read_header(text, symbol_ == kNoSymbol, source_.time_column);
    for (const HeaderFault& fault : header.faults)
      parsed_.faults.add(fault.fault, file_, line_, symbol_, [&] { return fault.message; });
    stopped_ = !header.faults.empty();
    if (stopped_) return;
    reader_.emplace(std::move(header.columns), file_, symbol_, text.back() == '\r' ? '\r' : '\n',
                    grid_, parsed_.symbols, parsed_.faults);
  }

  void keep(Row& row) {
    ++rows_;
    ++kept_;
    parsed_.keep(row, file_, line_);
  }

  std::uint32_t file_;
  const BarGrid& grid_;
  ParsedRows& parsed_;
  const Source& source_;
  std::uint32_t symbol_ = kNoSymbol;
  std::optional<RowReader> reader_;  // once the header is read
  std::uint64_t line_ = 0;
  std::uint64_t rows_ = 0;
  std::uint64_t kept_ = 0;
  bool stopped_ = false;  // the header cannot be used
};

}  // namespace

Result<ContentHash> read_csv_file(const Source& source, std::uint32_t index, ParsedRows& parsed) {
  parsed.first_row.push_back(parsed.rows.size());
  LineReader lines{source, index, parsed};
  const auto hash = read_lines(source.file_path(index), parsed.chunk, lines);
  if (hash) lines.finish();
  return hash;
}

}  // namespace sluice::feeds
