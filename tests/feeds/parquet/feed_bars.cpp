// SPDX-License-Identifier: Apache-2.0
//
// feed_bars LIBRARY FEED PARAMS SYMBOL…: what a feed of a built library gives, one line for each
// issue and bar. Two feeds give the same bars if this gives the same text.
#include <dlfcn.h>
#include <iostream>
#include <string>
#include <vector>

#include <sluice/testing/mock_components.hpp>

namespace {

const sluice_component* find_component(const char* library, std::string_view id) {
  void* const handle = dlopen(library, RTLD_NOW | RTLD_LOCAL);
  if (handle == nullptr) return std::cerr << dlerror() << "\n", nullptr;
  using Entry = const sluice_library* (*)();
  const auto entry = reinterpret_cast<Entry>(dlsym(handle, "sluice_library_entry_v1"));
  if (entry == nullptr) return std::cerr << dlerror() << "\n", nullptr;
  const sluice_library& block = *entry();
  const sluice_rows rows{block.components, block.component_count, block.component_stride};
  for (std::uint64_t i = 0; i < rows.count; ++i) {
    const auto* const row = SLUICE_ROW(rows, sluice_component, i);
    if (sluice::view_of(row->id) == id) return row;
  }
  return std::cerr << library << " has no " << id << "\n", nullptr;
}

}  // namespace

int main(int count, char** words) {
  if (count < 4) return std::cerr << "usage: feed_bars LIBRARY FEED PARAMS SYMBOL…\n", 2;
  const auto* const component = find_component(words[1], words[2]);
  if (component == nullptr) return 2;
  sluice::testing::MockHost host;
  sluice::testing::MockFeed feed{*component, words[3], host};
  const std::vector<std::string> symbols(words + 4, words + count);
  const bool opened = feed.ok() && feed.open(symbols) == SLUICE_OK;
  for (const auto& issue : feed.issues())
    std::cout << issue.code << ":" << issue.line << " " << issue.symbol << ": " << issue.message
              << "; " << issue.action << " x" << issue.count << "\n";
  if (!opened) return std::cerr << feed.error() << "\n", 1;
  for (const sluice_bar& bar : feed.pull_all())
    std::cout << bar.time << " " << bar.instrument << " " << bar.flags << " " << bar.open << " "
              << bar.high << " " << bar.low << " " << bar.close << " " << bar.volume << " "
              << bar.adjusted_close << "\n";
  return 0;
}
