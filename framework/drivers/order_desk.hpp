// SPDX-License-Identifier: Apache-2.0
//
// order_desk.hpp: what an operator sees and decides about the orders of a session, from outside.
//
// Place: drivers; for the command line and the API. Looking takes no lock and changes nothing: the
// session may be running. A decision takes the journal's lock, goes through a lane that is rebuilt
// from the journal, and is journalled with who and why; the next start of the session finds it
// there. No venue is asked. Errors: the journal's, and a session that is open in another process.
#pragma once

#include <filesystem>
#include <string>

#include "drivers/store_feed.hpp"
#include "files/disk.hpp"
#include "routing/order_router.hpp"

namespace sluice::drivers {

// The orders of the session's journal as they stand, in memory.
[[nodiscard]] Result<StoreFeed> look_at_orders(files::Disk& disk,
                                               const std::filesystem::path& session);

// `who_and_why` goes into the record. Never kAsked: there is nobody to ask.
[[nodiscard]] Result<routing::ChangeAnswer> decide_order(
    files::Disk& disk, const std::filesystem::path& session, OrderId order,
    routing::Resolution resolution, std::string_view who_and_why, Timestamp now);

// Lets a halted session route again. False: it was not halted.
[[nodiscard]] Result<bool> release_halt(files::Disk& disk, const std::filesystem::path& session,
                                        std::string_view who_and_why, Timestamp now);

}  // namespace sluice::drivers
