// SPDX-License-Identifier: Apache-2.0
//
// The library sluice_testnet: a venue over the network. It stands apart from the other executors,
// so that nothing else that is loaded holds network code.
#include <sluice/plugin.hpp>

#include "testnet_binance.hpp"
#include "testnet_feed.hpp"

SLUICE_LIBRARY("sluice_testnet", "1.0.0", sluice::executor<sluice::testnet::TestnetBinance>,
               sluice::feed<sluice::testnet::TestnetFeed>)
