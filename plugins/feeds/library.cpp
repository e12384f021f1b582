// SPDX-License-Identifier: Apache-2.0
//
// library.cpp: the shared library of feeds.
#include <sluice/library.hpp>

#include "csv_feed.hpp"
#include "replay_feed.hpp"
#include "synthetic_feed.hpp"

SLUICE_LIBRARY("sluice_feeds", "1.1.0", sluice::feed<sluice::feeds::CsvFeed>,
               sluice::feed<sluice::feeds::ReplayFeed>, sluice::feed<sluice::feeds::SyntheticFeed>)
