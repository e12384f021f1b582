// SPDX-License-Identifier: Apache-2.0
//
// live_path_test.cpp: nothing that an order passes in mode live can reach a network: neither the
// host's rooms on its way nor the library of any executor that the mode may choose. The built files
// are looked at, not their sources.
#include <sstream>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "live_path/linked_symbols.hpp"
#include "plugins/registry.hpp"

namespace sluice::live_path {
namespace {

using ::testing::Contains;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::SizeIs;

std::vector<std::string> words_of(const std::string& text) {
  std::istringstream in{text};
  std::vector<std::string> words;
  for (std::string word; in >> word;) words.push_back(word);
  return words;
}

// The library that a host with our plugins would load the executor from.
std::string library_of(const std::string& executor) {
  plugins::ScanOptions options;
  options.search.configured = {PLUGIN_DIRECTORY};
  options.trial = plugins::process_trial_options({});
  const auto registry = plugins::Registry::scan(std::move(options));
  const auto* library = registry.library_of(executor);
  return library != nullptr ? library->path.string() : "";
}

TEST(LivePath, RoomsOnTheWayOfAnOrder_ReachNoNetwork) {
  const auto rooms = words_of(LIVE_PATH_ROOMS);
  EXPECT_THAT(rooms, SizeIs(LIVE_PATH_ROOM_COUNT));
  for (const auto& room : rooms) {
    EXPECT_THAT(undefined_symbols(room), Not(IsEmpty())) << room << " can't be read";
    EXPECT_THAT(ways_out(room), IsEmpty()) << room;
  }
}

TEST(LivePath, ExecutorOfModeLive_ReachesNoNetwork) {
  const std::string library = library_of("live_dry_run");
  ASSERT_FALSE(library.empty());
  EXPECT_THAT(undefined_symbols(library), Not(IsEmpty())) << library << " can't be read";
  EXPECT_THAT(needed_libraries(library), Contains("libc.so.6"));
  EXPECT_THAT(ways_out(library), IsEmpty()) << library;
}

// What the test is worth: it sees a way out where there is one.

TEST(LivePath, LibraryThatConnects_IsSeen) {
  for (const char* library : {CALLER_SHARED, CALLER_ARCHIVE})
    EXPECT_THAT(ways_out(library), ::testing::ElementsAre("connect", "socket")) << library;
}

TEST(LivePath, LibraryThatNeedsANetworkLibrary_IsSeen) {
  EXPECT_THAT(ways_out(NEEDS_SSL), Contains(::testing::StartsWith("needs libssl")));
}

TEST(LivePath, ServersRoomAndTestnetExecutor_AreSeen) {
  EXPECT_THAT(ways_out(API_ROOM), Contains("socket"));
  EXPECT_THAT(ways_out(library_of("testnet_binance")), Contains("connect"));
}

TEST(LivePath, NetworkSymbols_AreKnownByName) {
  for (const char* symbol : {"connect", "SSL_connect", "getaddrinfo", "BIO_new_connect",
                             "_ZN5boost4asio6detail10socket_ops7connectEv", "curl_easy_perform"})
    EXPECT_TRUE(is_network_symbol(symbol)) << symbol;
  for (const char* symbol : {"EVP_DigestVerify", "reconnect", "open", "_ZN6sluice4Host3logEv"})
    EXPECT_FALSE(is_network_symbol(symbol)) << symbol;
}

}  // namespace
}  // namespace sluice::live_path
