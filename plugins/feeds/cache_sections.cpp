// SPDX-License-Identifier: Apache-2.0
//
// cache_sections.cpp: index and stamps, to bytes and back.
#include "cache_sections.hpp"

#include <algorithm>
#include <functional>

namespace sluice::feeds {
namespace {

constexpr std::int32_t kLatestDay = 106'751;  // what a Timestamp can tell
constexpr std::int32_t kMinutesPerDay = 1440;

void put_faults(ByteWriter& out, const Faults& faults) {
  out.put(std::uint64_t{faults.records.size()});
  for (const FaultRecord& record : faults.records) {
    out.put(record.fault);
    out.put(record.file);
    out.put(record.symbol);
    out.put(record.line);
    out.put_text(record.message);
  }
  out.put(std::uint64_t{faults.counts.size()});
  for (const FaultCount& count : faults.counts) {
    out.put(count.fault);
    out.put(count.file);
    out.put(count.symbol);
    out.put(count.first_line);
    out.put(count.count);
  }
  out.put(std::uint64_t{faults.missing.size()});
  for (const MissingSession& missing : faults.missing) {
    out.put(missing.day);
    out.put(missing.symbol);
  }
}

Faults get_faults(ByteReader& in) {
  Faults faults;
  faults.records.resize(in.get_count(21));
  for (FaultRecord& record : faults.records) {
    record.fault = in.get<Fault>();
    record.file = in.get<std::uint32_t>();
    record.symbol = in.get<std::uint32_t>();
    record.line = in.get<std::uint64_t>();
    record.message = in.get_text();
  }
  faults.counts.resize(in.get_count(25));
  for (FaultCount& count : faults.counts) {
    count.fault = in.get<Fault>();
    count.file = in.get<std::uint32_t>();
    count.symbol = in.get<std::uint32_t>();
    count.first_line = in.get<std::uint64_t>();
    count.count = in.get<std::uint64_t>();
  }
  faults.missing.resize(in.get_count(8));
  for (MissingSession& missing : faults.missing) {
    missing.day = in.get<std::int32_t>();
    missing.symbol = in.get<std::uint32_t>();
  }
  return faults;
}

bool faults_make_sense(const PanelIndex& index) {
  const auto fits = [&](Fault fault, std::uint32_t file, std::uint32_t symbol) {
    return static_cast<std::size_t>(fault) < kFaultCount && file < index.files.size() &&
           (symbol == kNoSymbol || symbol < index.symbols.size());
  };
  return std::all_of(index.faults.records.begin(), index.faults.records.end(),
                     [&](const auto& row) { return fits(row.fault, row.file, row.symbol); }) &&
         std::all_of(index.faults.counts.begin(), index.faults.counts.end(),
                     [&](const auto& row) { return fits(row.fault, row.file, row.symbol); }) &&
         std::all_of(index.faults.missing.begin(), index.faults.missing.end(),
                     [&](const auto& row) { return row.symbol < index.symbols.size(); });
}

bool days_make_sense(const PanelIndex& index) {
  const auto& days = index.days;
  if (index.rows.size() != days.size() + 1 || index.rows.front() != 0) return false;
  const std::int32_t latest = index.is_daily() ? kLatestDay : kLatestDay * kMinutesPerDay;
  if (!days.empty() && (days.front() < -latest || days.back() > latest)) return false;
  return std::adjacent_find(days.begin(), days.end(), std::greater_equal<>{}) == days.end() &&
         std::adjacent_find(index.rows.begin(), index.rows.end(), std::greater_equal<>{}) ==
             index.rows.end();
}

bool symbols_make_sense(const PanelIndex& index) {
  const auto unsorted = [](const PanelSymbol& a, const PanelSymbol& b) { return a.name >= b.name; };
  return std::adjacent_find(index.symbols.begin(), index.symbols.end(), unsorted) ==
         index.symbols.end();
}

// Gives the blocks their offsets; they must fill the rest of the file.
bool place_blocks(PanelIndex& index, std::uint64_t offset, std::uint64_t file_size) {
  if (index.row_count() > kMaxRows) return false;
  if (index.blocks.size() != (index.row_count() + kBlockRows - 1) / kBlockRows) return false;
  for (BlockPlace& place : index.blocks) {
    if (place.size == 0 || place.size > file_size - offset) return false;
    place.offset = offset;
    offset += place.size;
  }
  return offset == file_size;
}

}  // namespace

bool Stamps::vouch_for(const Source& source) const noexcept {
  return files == source.files && std::all_of(files.begin(), files.end(), [&](const auto& file) {
           return file.stamp.changed_ns + kRacyNs <= checked_ns;
         });
}

ByteWriter write_stamps(const Stamps& stamps) {
  ByteWriter out;
  out.put(stamps.checked_ns);
  out.put(std::uint64_t{stamps.files.size()});
  for (const SourceFile& file : stamps.files) {
    out.put_text(file.name);
    out.put_text(file.symbol);
    out.put(file.stamp.size);
    out.put(file.stamp.modified_ns);
    out.put(file.stamp.changed_ns);
    out.put(file.stamp.inode);
    out.put(file.stamp.device);
  }
  out.put(checksum(out.bytes()));
  return out;
}

std::optional<Stamps> read_stamps(std::span<const std::byte> bytes) {
  if (bytes.size() < sizeof(std::uint64_t)) return std::nullopt;
  const auto body = bytes.first(bytes.size() - sizeof(std::uint64_t));
  if (ByteReader{bytes.subspan(body.size())}.get<std::uint64_t>() != checksum(body))
    return std::nullopt;
  ByteReader in{body};
  Stamps stamps;
  stamps.checked_ns = in.get<std::int64_t>();
  stamps.files.resize(in.get_count(48));
  for (SourceFile& file : stamps.files) {
    file.name = in.get_text();
    file.symbol = in.get_text();
    file.stamp.size = in.get<std::uint64_t>();
    file.stamp.modified_ns = in.get<std::int64_t>();
    file.stamp.changed_ns = in.get<std::int64_t>();
    file.stamp.inode = in.get<std::uint64_t>();
    file.stamp.device = in.get<std::uint64_t>();
  }
  return in.is_at_end() ? std::optional{std::move(stamps)} : std::nullopt;
}

ByteWriter write_index(const PanelIndex& index) {
  ByteWriter out;
  out.put(std::uint64_t{index.files.size()});
  for (const std::string& file : index.files) out.put_text(file);
  out.put(std::uint64_t{index.symbols.size()});
  for (const PanelSymbol& symbol : index.symbols) {
    out.put_text(symbol.name);
    out.put(symbol.bars);
    out.put(symbol.first_day);
    out.put(symbol.last_day);
    out.put(symbol.flags);
  }
  out.put_all(index.days);
  out.put_all(index.rows);
  out.put(std::uint64_t{index.blocks.size()});
  for (const BlockPlace& place : index.blocks) {
    out.put(place.size);
    out.put(place.checksum);
  }
  put_faults(out, index.faults);
  out.put_text(index.grid);
  return out;
}

std::optional<PanelIndex> read_index(std::span<const std::byte> bytes, std::uint64_t blocks_offset,
                                     std::uint64_t file_size) {
  ByteReader in{bytes};
  PanelIndex index;
  index.files.resize(in.get_count(4));
  for (std::string& file : index.files) file = in.get_text();
  index.symbols.resize(in.get_count(24));
  for (PanelSymbol& symbol : index.symbols) {
    symbol.name = in.get_text();
    symbol.bars = in.get<std::uint64_t>();
    symbol.first_day = in.get<std::int32_t>();
    symbol.last_day = in.get<std::int32_t>();
    symbol.flags = in.get<std::uint32_t>();
  }
  index.days = in.get_all<std::int32_t>();
  index.rows = in.get_all<std::uint64_t>();
  index.blocks.resize(in.get_count(16));
  for (BlockPlace& place : index.blocks) {
    place.size = in.get<std::uint64_t>();
    place.checksum = in.get<std::uint64_t>();
  }
  index.faults = get_faults(in);
  index.grid = in.get_text();
  const bool sound = in.is_at_end() && symbols_make_sense(index) && days_make_sense(index) &&
                     faults_make_sense(index) && place_blocks(index, blocks_offset, file_size);
  return sound ? std::optional{std::move(index)} : std::nullopt;
}

}  // namespace sluice::feeds
