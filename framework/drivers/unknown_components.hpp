// SPDX-License-Identifier: Apache-2.0
//
// unknown_components.hpp: tells of components that nobody offers.
//
// Place: drivers; for who looks up a config's components. Borrows the registry. Thread: control.
#pragma once

#include "config/component.hpp"
#include "plugins/registry.hpp"

namespace sluice::drivers {

// A component may be unknown because its library is refused: told once, however many are missing.
class UnknownComponents {
 public:
  explicit UnknownComponents(const plugins::Registry& registry) : registry_{registry} {}

  config::Fault fault_of(const config::ComponentConfig& component, const Error& error) {
    any_ |= registry_.library_of(component.type) == nullptr;
    return config::component_fault(component, error.message);
  }
  void add_refused_libraries(config::Faults& faults) const {
    if (!any_) return;
    for (const auto& library : registry_.libraries())
      if (!library.refusal.empty())
        faults.push_back(
            {"plugins",
             {},
             0,
             "not used: " + library.path.filename().string() + ": " + library.refusal});
  }

 private:
  const plugins::Registry& registry_;
  bool any_ = false;
};

}  // namespace sluice::drivers
