// SPDX-License-Identifier: Apache-2.0
#include "drivers/venue_ear.hpp"

namespace sluice::drivers {
namespace {

// The positions of one snapshot, on their way to whoever asked for them.
struct Told {
  std::vector<Quantity> positions;  // by instrument; what is not told is none
  const sluice_venue_account& target;

  static sluice_status take(void* self, sluice_rows rows) noexcept {
    auto& told = *static_cast<Told*>(self);
    for (std::uint64_t i = 0; i < rows.count; ++i) {
      const auto* const row = SLUICE_ROW(rows, sluice_venue_position, i);
      if (row->instrument < told.positions.size())
        told.positions[row->instrument] = Quantity::from_raw(row->quantity);
    }
    return told.target.on_positions == nullptr
               ? sluice_status{SLUICE_OK}
               : told.target.on_positions(told.target.context, rows);
  }
};

}  // namespace

Result<void> VenueEar::snapshot(Timestamp since, std::span<const sluice_order> open,
                                const sluice_report_sink& sink, sluice_venue_account& account) {
  const sluice_venue_account target = account;
  Told told{std::vector<Quantity>(book_.instruments().size()), target};
  account.context = &told;
  account.on_positions = &Told::take;
  auto done = venue_.snapshot(since, open, sink, account);
  account.context = target.context;
  account.on_positions = target.on_positions;
  if (done.ok() && account.complete != 0 && account.has_positions != 0)
    for (InstrumentId id = 0; id < told.positions.size(); ++id)
      book_.set_venue_position(id, told.positions[id]);
  return heard(std::move(done));
}

}  // namespace sluice::drivers
