// SPDX-License-Identifier: Apache-2.0
//
// order_file.hpp: the rows of orders_YYYYMMDD.csv, and writing a file whole or not at all.
//
// Place: below safe_csv. The columns are described in docs/reference/safe_csv_executor.md. Thread:
// lane. Errors: Failure (SLUICE_ERROR_IO) with the path and what the system said; the file of that
// name is then what it was before.
#pragma once

#include <string>
#include <string_view>

#include <sluice/c/order.h>

namespace sluice::executors {

inline constexpr std::string_view kOrderFileHeader =
    "timestamp,symbol,side,qty,type,limit_price,reference_price,intent_id,order_id\n";

// One field: quoted where it has to be, and where it begins like a formula.
[[nodiscard]] std::string csv_field(std::string_view text);

// One line, with its end.
[[nodiscard]] std::string order_row(const sluice_order& order, std::string_view symbol);

// Temporary file in the same directory, fsync, rename, fsync of the directory.
void write_file_atomically(const std::string& directory, const std::string& name,
                           std::string_view text);

}  // namespace sluice::executors
