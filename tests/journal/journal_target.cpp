// SPDX-License-Identifier: Apache-2.0
//
// journal_target.cpp: writes or resumes the sample day, to be run under the fault shim.
//
//   journal_target PATH always|batch|none ORDERS
//
// Exit 0 when all was written. Else prints the error, then what the next three calls say, exit 1.
#include <cstdio>
#include <cstdlib>

#include "journal/sample_day.hpp"

using namespace sluice;
using namespace sluice::journal;

namespace {

Result<void> write_day(Writer& writer, int orders) {
  if (auto done = testing::append_day(writer, orders); !done) return done;
  return writer.finish();
}

void show(const Result<void>& result) { std::puts(result ? "ok" : result.error().message.c_str()); }

}  // namespace

int main(int argc, char** argv) {
  const auto sync = argc == 4 ? parse_sync(argv[2]) : std::nullopt;
  if (!sync) return 2;
  auto writer = Writer::resume(argv[1], testing::sample_header(), *sync, testing::sample_start());
  if (!writer) {
    std::puts(writer.error().message.c_str());
    return 1;
  }
  const auto written = write_day(*writer, std::atoi(argv[3]));
  if (written) return 0;
  show(written);
  writer->begin(kMark, testing::sample_time());
  show(writer->append());
  show(writer->commit());
  show(writer->finish());
  return 1;
}
