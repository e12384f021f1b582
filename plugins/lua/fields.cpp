// SPDX-License-Identifier: Apache-2.0
#include "fields.hpp"

#include <sluice/detail/edit_distance.hpp>

namespace sluice::lua {

Subject subject_of(const sluice_order& order, const sluice_risk_view& view) noexcept {
  static constexpr sluice_risk_row kNoRow{};
  Subject subject;
  subject.order = &order;
  subject.view = &view;
  subject.row = order.instrument < view.instruments.count
                    ? SLUICE_ROW(view.instruments, sluice_risk_row, order.instrument)
                    : &kNoRow;
  if (view.market != nullptr && order.instrument < view.market->instruments.count)
    subject.instrument = SLUICE_ROW(view.market->instruments, sluice_instrument, order.instrument);
  return subject;
}

std::string_view nearest_field(std::span<const Field> fields, std::string_view name) noexcept {
  constexpr std::size_t kNameBytes = 64;
  std::string_view nearest;
  std::size_t distance = 0;
  try {
    for (const Field& field : fields) {
      const std::size_t steps = detail::edit_distance(field.name, name.substr(0, kNameBytes));
      if (!nearest.empty() && steps >= distance) continue;
      nearest = field.name;
      distance = steps;
    }
  } catch (const std::bad_alloc&) {
    return nearest;
  }
  return nearest;
}

}  // namespace sluice::lua
