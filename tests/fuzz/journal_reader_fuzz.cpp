// SPDX-License-Identifier: Apache-2.0
//
// journal_reader_fuzz.cpp: reader, verification and recovery over any bytes. The first byte
// chooses:
//   0  the rest is the only segment of a log, as it stands
//   1  the rest are edits of a good log of three segments: place (2 bytes), what to do, a byte
//   2  the rest is put into a line whose CRC is made right, to reach what is behind the CRC
//   3  the rest is an anchor, and a snapshot
// Whatever it is: a log that opens has lost no good line, is whole, and opens again to the same;
// one that is refused is untouched. Edits that a crash cannot make must not pass for none.
#include <algorithm>
#include <cstdio>

#include <sluice/result.hpp>

#include "fuzz/fuzz_target.hpp"
#include "journal/log_session.hpp"
#include "journal/memory_disk.hpp"
#include "journal/snapshot.hpp"
#include "journal/verify.hpp"

namespace sluice::fuzz {

namespace {

using namespace journal;
using journal::testing::kDirectory;
using journal::testing::MemoryDisk;
using journal::testing::Seen;
using journal::testing::segments_in;
using journal::testing::small_options;
using journal::testing::Told;
using journal::testing::write_groups;

const std::filesystem::path kFirst = kDirectory / "order_audit.000001.jsonl";

// Every question a record can be asked.
void ask(const Record& record) {
  for (const char* name : {"seq", "time", "type", "intent_id", "state", "prev", "a", "durable"}) {
    static_cast<void>(record.text(name));
    static_cast<void>(record.integer(name));
    static_cast<void>(record.decimal(name));
    static_cast<void>(record.boolean(name));
    static_cast<void>(record.time(name));
  }
  SLUICE_ASSERT(record.line().size() >= record.own_fields().size());
}

std::vector<std::string> lines_after_opening(MemoryDisk& disk, bool& opened) {
  Seen seen;
  const auto before = disk.contents();
  const auto log = Log::open(disk, small_options(), [&](const Record& record) {
    ask(record);
    return seen(record);
  });
  opened = log.ok();
  if (!opened) SLUICE_ASSERT(disk.contents() == before);
  return seen.lines;
}

void try_log(MemoryDisk& disk) {
  static_cast<void>(verify(disk, segments_in(disk)));
  bool opened = false;
  const auto lines = lines_after_opening(disk, opened);
  if (!opened) return;
  const auto report = verify(disk, segments_in(disk));
  SLUICE_ASSERT(report && report->ok());
  const auto again = lines_after_opening(disk, opened);
  SLUICE_ASSERT(opened && again.size() >= lines.size() + 2);
  SLUICE_ASSERT(std::equal(lines.begin(), lines.end(), again.begin()));
}

void put_good_log(MemoryDisk& disk) {
  Told told;
  for (int session = 0; session < 2; ++session) {
    auto log = Log::open(disk, small_options(), nullptr);
    SLUICE_ASSERT(log.ok() && write_groups(*log, 6, told).ok());
    if (session == 0) SLUICE_ASSERT(log->close().ok());
  }
}

// place (2 bytes), action, value
void edit(MemoryDisk& disk, std::string_view edits) {
  const auto segments = segments_in(disk);
  for (; edits.size() >= 4; edits.remove_prefix(4)) {
    const auto at = static_cast<std::size_t>(static_cast<unsigned char>(edits[0])) * 256 +
                    static_cast<unsigned char>(edits[1]);
    const auto action = static_cast<unsigned char>(edits[2]);
    const auto& segment = segments[action % segments.size()];
    std::string text = disk.text(segment);
    if (text.empty()) continue;
    const std::size_t place = at % text.size();
    switch (action / 16 % 5) {
      case 0:
        text[place] = edits[3];
        break;
      case 1: {
        const std::size_t start = place / files::kSectorBytes * files::kSectorBytes;
        const std::size_t size = std::min(files::kSectorBytes, text.size() - start);
        text.replace(start, size, size, '\0');
        break;
      }
      case 2:
        text.resize(place);
        break;
      case 3:
        text.insert(place, 1, edits[3]);
        break;
      default:
        text.erase(place, static_cast<unsigned char>(edits[3]));
    }
    disk.put(segment, text);
  }
}

void try_line(std::string_view body) {
  std::string covered{
      "{\"seq\":1,\"time\":\"2025-01-15T00:00:00Z\",\"type\":\"OPEN\",\"format\":1"};
  covered += body;
  covered += ",\"prev\":\"" + Hash{}.hex() + "\"";
  char crc[9];
  std::snprintf(crc, sizeof crc, "%08x", crc32c(covered));
  const std::string line = covered + ",\"crc32c\":\"" + crc + "\"}\n";
  ask(Record{line, 1});
  MemoryDisk disk;
  disk.put(kFirst, line);
  try_log(disk);
}

void try_caches(std::string_view bytes) {
  MemoryDisk disk;
  put_good_log(disk);
  disk.put("/anchor", std::string{bytes});
  disk.put("/snapshot", std::string{bytes});
  if (auto anchor = FileAnchor::open(disk, "/anchor")) {
    SLUICE_ASSERT(anchor->keep({9, Hash{}}).ok());
    SLUICE_ASSERT(*read_anchor(disk, "/anchor") == (Head{9, Hash{}}));
  }
  SLUICE_ASSERT(usable_snapshot(disk, "/snapshot", kDirectory).ok());
}

}  // namespace

void fuzz_one(std::string_view input) {
  if (input.empty()) return;
  const std::string_view rest = input.substr(1);
  MemoryDisk disk;
  switch (input.front()) {
    case 0:
      disk.put(kFirst, std::string{rest});
      return try_log(disk);
    case 1:
      put_good_log(disk);
      edit(disk, rest);
      return try_log(disk);
    case 2:
      return try_line(rest);
    case 3:
      return try_caches(rest);
    default:
      return;
  }
}

std::vector<std::string> fuzz_samples() {
  MemoryDisk disk;
  put_good_log(disk);
  const auto segments = segments_in(disk);
  std::vector<std::string> samples;
  const auto add = [&](char kind, std::string_view rest) {
    samples.push_back(std::string(1, kind) + std::string{rest});
  };
  const std::string first = disk.text(segments.front());
  add(0, "");
  add(0, first);
  add(0, first + std::string(600, '\0'));
  add(0, first.substr(0, first.size() / 2));
  add(0, std::string{first}.replace(512, 512, 512, '\0'));
  for (char segment = 0; segment < 3; ++segment)
    for (char action = 0; action < 5; ++action)
      for (const char place : {0, 1, 4, 9})
        add(1, std::string{place, '\x20', static_cast<char>(action * 16 + segment), '}'});
  for (const char* body :
       {"", ",\"a\":1", ",\"a\":\"\\u0001\\n\"", ",\"a\":[1,{\"b\":null}]", ",\"durable\":0",
        ",\"a\":-0.5,\"b\":true", ",\"a\":[[[[[[", ",\"\xc3\xa9\":1"})
    add(2, body);
  add(3, "7 " + Hash{}.hex() + "\n");
  add(3, R"({"format":1,"seq":1,"hash":")" + Hash{}.hex() + R"(","size":1,"sha256":")" +
             sha256("x").hex() + "\"}\nx");
  return samples;
}

}  // namespace sluice::fuzz
