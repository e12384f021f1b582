// SPDX-License-Identifier: Apache-2.0
//
// feed_target.cpp: opens the csv feed once, with its cache, and prints what it gave: the number of
// bars, a digest of them, whether they came from the cache, and the log's warnings. Run under the
// fault shim. Arguments: the prices, then the symbols. Exit code: 0, or 1 when the feed fails.
#include <cstdio>

#include "feed_fixture.hpp"
#include "feeds/content_hash.hpp"

int main(int count, char** arguments) {
  using namespace sluice::feeds;
  const Lines symbols(arguments + 2, arguments + count);
  const FeedRun run = run_feed(arguments[1], symbols, {.cache = true});
  ContentHasher hasher;
  hasher.update(run.bars.data(), run.bars.size() * sizeof(sluice_bar));
  std::printf("%zu bars %s %s\n", run.bars.size(), hasher.digest().text().c_str(),
              run.info.from_cache != 0 ? "cache" : "text");
  for (const std::string& warning : run.warnings()) std::printf("warning: %s\n", warning.c_str());
  return run.status == SLUICE_END ? 0 : 1;
}
