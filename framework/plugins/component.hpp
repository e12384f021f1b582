// SPDX-License-Identifier: Apache-2.0
//
// component.hpp: one instance of a component: its life, its state, and the barrier around its
// calls.
//
// Place: plugins; the kinds add their functions (rule_instance.hpp …). Owns: the plugin's instance,
// which is created, started, quiesced and destroyed in this order, each once. Thread: control for
// start and quiesce, the lane otherwise. Errors: what a component reports is an Error with its id;
// what a sound component never does (throw, answer nonsense, write past a buffer, miss its
// deadline) quarantines the instance: from then on nothing but quiesce and destroy is called in it.
#pragma once

#include <array>
#include <exception>
#include <memory>
#include <string>
#include <string_view>

#include <sluice/c/library.h>
#include <sluice/result.hpp>

#include "plugins/call_mark.hpp"
#include "plugins/error_buffer.hpp"
#include "plugins/host_services.hpp"
#include "plugins/loader.hpp"

namespace sluice::plugins {

class Component {
 public:
  Component(const Component&) = delete;
  Component& operator=(const Component&) = delete;
  virtual ~Component();

  // Calls of the lane are refused before this has succeeded, and after quiesce.
  Result<void> start();
  // Afterwards the component has no thread of its own left. The destructor does it if nobody did.
  Result<void> quiesce();

  [[nodiscard]] const ComponentInfo& info() const noexcept { return loaded_.info(); }
  [[nodiscard]] const LoadedLibrary& library() const noexcept { return *loaded_.library; }
  [[nodiscard]] bool quarantined() const noexcept { return quarantine_reason_[0] != '\0'; }
  // Empty while it is sound.
  [[nodiscard]] std::string_view quarantine_reason() const noexcept {
    return quarantine_reason_.data();
  }

  [[nodiscard]] bool keeps_state() const noexcept { return stateful_ != nullptr; }
  // UTF-8 of at most SLUICE_STATE_LIMIT bytes; empty for a component that keeps none.
  Result<std::string> save_state();
  // The same text as save_state gave; an empty one is skipped.
  Result<void> load_state(std::string_view state);

 protected:
  Component(LoadedComponent loaded, InstanceOptions options);
  // What a kind asks of a component as soon as it exists.
  virtual Result<void> on_created() { return {}; }

  // The component rings the lane's bell when it has news.
  [[nodiscard]] bool has_bell() const noexcept { return host_.rings(); }
  [[nodiscard]] void* instance() const noexcept { return instance_; }
  [[nodiscard]] const void* table() const noexcept { return loaded_.row().table; }
  // May the lane call?
  [[nodiscard]] bool is_serving() const noexcept { return is_serving_; }

  // Around every call of the lane.
  [[nodiscard]] CallMark& mark() noexcept { return mark_; }
  // After a call: the answer came too late, and is none.
  [[nodiscard]] bool is_overdue() const noexcept { return mark_.overrun() != nullptr; }
  void quarantine_overdue() noexcept;

  // Stops all calls for good. `what` is the function, `problem` what it did. Allocates for the log
  // line only.
  void quarantine(std::string_view what, std::string_view problem) noexcept;
  // quarantine, as an Error.
  [[nodiscard]] Error fault(std::string_view what, std::string_view problem);
  [[nodiscard]] Error refusal(std::string_view what) const;
  [[nodiscard]] Error error_of(std::string_view what, std::string_view text) const;
  // The words of a status that is an error; empty: there is no such status.
  [[nodiscard]] static std::string_view status_words(sluice_status status) noexcept;

  // Runs body(sluice_error*) -> sluice_status behind the barrier and judges its status. `what` is a
  // literal.
  template <typename Body>
  Result<sluice_status> attempt(std::string_view what, Body&& body);
  // As attempt, on the lane, for functions that have no end: OK or an error.
  template <typename Body>
  Result<void> call(std::string_view what, Body&& body);

 private:
  enum class Phase { kEmpty, kCreated, kStarted, kQuiesced };

  template <typename Instance>
  friend Result<std::unique_ptr<Instance>> create_instance(LoadedComponent loaded,
                                                           std::string_view params_json,
                                                           InstanceOptions options);
  Result<void> create(std::string_view params_json);
  Result<sluice_status> judge(std::string_view what, sluice_status status,
                              const ErrorBuffer& buffer);
  Result<void> run_quiesce();
  void find_state_functions();
  void update_serving() noexcept;
  void be_watched();

  static constexpr std::string_view kOverdue = "DEADLINE: it did not come back in time";

  LoadedComponent loaded_;
  HostServices host_;
  void* instance_ = nullptr;
  const sluice_stateful_v1* stateful_ = nullptr;
  Phase phase_ = Phase::kEmpty;
  bool is_serving_ = false;
  CallMark mark_;
  std::array<char, 256> quarantine_reason_{};
};

// `params_json` is complete and valid against the component's schema. An Error says what the
// component had against it.
template <typename Instance>
Result<std::unique_ptr<Instance>> create_instance(LoadedComponent loaded,
                                                  std::string_view params_json,
                                                  InstanceOptions options) {
  SLUICE_ASSERT(loaded.info().kind == Instance::kKind);
  auto instance = std::make_unique<Instance>(std::move(loaded), std::move(options));
  Component& component = *instance;
  if (auto created = component.create(params_json); !created) return created.error();
  return instance;
}

template <typename Body>
Result<sluice_status> Component::attempt(std::string_view what, Body&& body) {
  if (quarantined()) return refusal(what);
  ErrorBuffer buffer;
  sluice_status status = SLUICE_ERROR_FAULT;
  try {
    const CallMark::Section section{mark_, what.data(), Patience::kLane};
    status = body(buffer.raw());
  } catch (const std::exception& exception) {
    return fault(what, std::string{"threw an exception: "} + exception.what());
  } catch (...) {
    return fault(what, "threw an exception");
  }
  if (is_overdue()) return fault(mark_.overrun(), kOverdue);
  return judge(what, status, buffer);
}

template <typename Body>
Result<void> Component::call(std::string_view what, Body&& body) {
  if (!is_serving_) return refusal(what);
  const auto status = attempt(what, std::forward<Body>(body));
  if (!status) return status.error();
  if (*status != SLUICE_OK) return fault(what, "answered END, which it has no right to");
  return {};
}

}  // namespace sluice::plugins
