// SPDX-License-Identifier: Apache-2.0
//
// log_session.hpp: a short session with a log, for tests: numbered records in groups, and what was
// acknowledged on the way.
#pragma once

#include <string>
#include <vector>

#include "journal/log.hpp"
#include "journal/record_types.hpp"
#include "journal/sample_day.hpp"

namespace sluice::journal::testing {

inline const std::filesystem::path kDirectory{"/trail"};

inline LogOptions small_options(Sync sync = Sync::kBatch) {
  LogOptions options;
  options.directory = kDirectory;
  options.sync = sync;
  options.header = sample_header();
  options.segment_bytes = 3'000;
  options.preallocate_bytes = 2'048;
  return options;
}

// What the owner of a log knows across its sessions.
struct Told {
  std::int64_t appended = 0;      // records given to the log, perhaps only just
  std::int64_t acknowledged = 0;  // of these, the first so many
};

// The number of each MARK that recovery hands out.
struct Seen {
  std::vector<std::int64_t> numbers;
  std::vector<std::string> types;
  std::vector<std::string> lines;
  Result<void> operator()(const Record& record) {
    types.emplace_back(record.type());
    lines.emplace_back(record.line());
    if (record.type() == kMark) numbers.push_back(record.integer("n").value_or(-1));
    return {};
  }
};

inline Result<void> append_number(Log& log, std::int64_t n, std::size_t padding = 60) {
  log.begin(kMark, sample_time()).integer("n", n).text("v", std::string(padding, 'v'));
  return log.append();
}

// Appends `groups` groups of 1, 2, 3, 1, … records and commits each.
inline Result<void> write_groups(Log& log, int groups, Told& told) {
  for (int group = 0; group < groups; ++group) {
    for (int i = 0; i <= group % 3; ++i) {
      const std::int64_t n = told.appended++;
      // Some records are longer than a sector.
      if (auto done = append_number(log, n, n % 4 == 3 ? 700 : 60); !done) return done;
    }
    if (auto done = log.commit(); !done) return done;
    told.acknowledged = told.appended;
  }
  return {};
}

inline std::vector<std::filesystem::path> segments_in(files::Disk& disk) {
  std::vector<std::filesystem::path> paths;
  const auto names = disk.list(kDirectory);
  for (const std::string& name : *names)
    if (name.ends_with(".jsonl")) paths.push_back(kDirectory / name);
  return paths;
}

}  // namespace sluice::journal::testing
