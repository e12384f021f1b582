// SPDX-License-Identifier: Apache-2.0
//
// parquet_library.cpp: the shared library of the feed parquet.
#include <sluice/library.hpp>

#include "parquet_feed.hpp"

SLUICE_LIBRARY("sluice_parquet", "1.0.0", sluice::feed<sluice::feeds::ParquetFeed>)
