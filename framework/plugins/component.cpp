// SPDX-License-Identifier: Apache-2.0
#include "plugins/component.hpp"

#include <algorithm>
#include <system_error>
#include <utility>

#include "plugins/text.hpp"
#include "plugins/text_sink.hpp"
#include "plugins/watchdog.hpp"

namespace sluice::plugins {
std::string_view Component::status_words(sluice_status status) noexcept {
  switch (status) {
    case SLUICE_ERROR_ARGUMENT:
      return "invalid argument";
    case SLUICE_ERROR_NOT_FOUND:
      return "not found";
    case SLUICE_ERROR_IO:
      return "input or output failed";
    case SLUICE_ERROR_UNSUPPORTED:
      return "not supported";
    case SLUICE_ERROR_STATE:
      return "not allowed now";
    case SLUICE_ERROR_LIMIT:
      return "a limit was reached";
    case SLUICE_ERROR_FAULT:
      return "fault";
    default:
      return {};
  }
}

Component::Component(LoadedComponent loaded, InstanceOptions options)
    : loaded_{std::move(loaded)}, host_{loaded_.info().id, std::move(options)} {}

Component::~Component() {
  if (Watchdog* const watchdog = host_.watchdog()) watchdog->forget(mark_);
  if (phase_ == Phase::kEmpty) return;
  // Nobody is left to hear of an error.
  if (phase_ == Phase::kStarted) static_cast<void>(run_quiesce());
  try {
    loaded_.row().destroy(instance_);
  } catch (...) {
    quarantine("destroy", "threw an exception");
  }
}

Result<void> Component::create(std::string_view params_json) {
  SLUICE_ASSERT(phase_ == Phase::kEmpty);
  void* instance = nullptr;
  const auto status = attempt("create", [&](sluice_error* error) {
    return loaded_.row().create(host_.table(), borrow(params_json), &instance, error);
  });
  if (!status) return status.error();
  if (*status != SLUICE_OK || instance == nullptr)
    return fault("create", "answered without an instance");
  instance_ = instance;
  phase_ = Phase::kCreated;
  find_state_functions();
  return on_created();
}

void Component::find_state_functions() {
  const sluice_component& row = loaded_.row();
  if (!SLUICE_HAS_SLOT(&row, sluice_component, get_interface)) return;
  const auto found = attempt("get_interface", [&](sluice_error*) {
    stateful_ =
        static_cast<const sluice_stateful_v1*>(row.get_interface(borrow(SLUICE_STATEFUL_ID)));
    return sluice_status{SLUICE_OK};
  });
  const bool is_whole = found && stateful_ != nullptr &&
                        SLUICE_HAS_SLOT(stateful_, sluice_stateful_v1, save_state) &&
                        SLUICE_HAS_SLOT(stateful_, sluice_stateful_v1, load_state);
  if (!is_whole) stateful_ = nullptr;
}

Result<void> Component::start() {
  SLUICE_ASSERT(phase_ == Phase::kCreated);
  const sluice_component& row = loaded_.row();
  const auto status = attempt("start", [&](sluice_error* error) {
    return row.start == nullptr ? sluice_status{SLUICE_OK} : row.start(instance_, error);
  });
  if (!status) return status.error();
  phase_ = Phase::kStarted;
  try {
    be_watched();
  } catch (const std::system_error& error) {
    return error_of("start", std::string{"it can't be watched: "} + error.what());
  }
  update_serving();
  return {};
}

// A feed waits for disks and networks as long as they take.
void Component::be_watched() {
  Watchdog* const watchdog = host_.watchdog();
  if (watchdog == nullptr || info().kind == Kind::kFeed) return;
  watchdog->watch(mark_, [this](const Overrun& overrun) {
    const std::string reason = std::string{overrun.function} + " DEADLINE: it is not back after " +
                               std::to_string(overrun.after.count()) + " ms";
    if (overrun.is_hung)
      host_.tell_hang(reason + ", and may never be");
    else
      host_.log(SLUICE_LOG_ERROR, reason);
  });
}

Result<void> Component::quiesce() {
  if (phase_ != Phase::kStarted) return {};
  return run_quiesce();
}

// Not through attempt: a component in quarantine has threads to join too.
Result<void> Component::run_quiesce() {
  phase_ = Phase::kQuiesced;
  update_serving();
  const sluice_component& row = loaded_.row();
  if (row.quiesce == nullptr) return {};
  ErrorBuffer buffer;
  sluice_status status = SLUICE_ERROR_FAULT;
  try {
    status = row.quiesce(instance_, buffer.raw());
  } catch (...) {
    return fault("quiesce", "threw an exception");
  }
  const auto judged = judge("quiesce", status, buffer);
  return judged ? Result<void>{} : judged.error();
}

void Component::update_serving() noexcept {
  is_serving_ = phase_ == Phase::kStarted && !quarantined();
}

Result<std::string> Component::save_state() {
  if (!keeps_state()) return std::string{};
  TextSink sink{SLUICE_STATE_LIMIT};
  const auto status = attempt("save_state", [&](sluice_error* error) {
    return stateful_->save_state(instance_, sink.raw(), error);
  });
  if (sink.is_too_long())
    return fault("save_state",
                 "wrote a state above " + std::to_string(SLUICE_STATE_LIMIT) + " bytes");
  if (!status) return status.error();
  std::string state = std::move(sink).text();
  if (!is_utf8(state)) return fault("save_state", "wrote a state that is not UTF-8");
  return state;
}

Result<void> Component::load_state(std::string_view state) {
  if (state.empty()) return {};
  if (!keeps_state()) return error_of("load_state", "this component keeps no state");
  if (state.size() > SLUICE_STATE_LIMIT)
    return error_of("load_state", "the state has " + std::to_string(state.size()) +
                                      " bytes, the limit is " + std::to_string(SLUICE_STATE_LIMIT));
  const auto status = attempt("load_state", [&](sluice_error* error) {
    return stateful_->load_state(instance_, borrow(state), error);
  });
  return status ? Result<void>{} : status.error();
}

void Component::quarantine(std::string_view what, std::string_view problem) noexcept {
  if (quarantined()) return;
  char* out = quarantine_reason_.data();
  char* const end = out + quarantine_reason_.size() - 1;
  for (const std::string_view part : {what, std::string_view{" "}, problem})
    out = std::copy_n(part.data(),
                      std::min<std::size_t>(part.size(), static_cast<std::size_t>(end - out)), out);
  update_serving();
  host_.tell_quarantine(quarantine_reason());
}

void Component::quarantine_overdue() noexcept { quarantine(mark_.overrun(), kOverdue); }

Error Component::fault(std::string_view what, std::string_view problem) {
  if (phase_ == Phase::kEmpty) return error_of(what, printable(problem, ErrorBuffer::kCapacity));
  quarantine(what, printable(problem, quarantine_reason_.size() / 2));
  return error_of(what, printable(problem, ErrorBuffer::kCapacity) + "; it is quarantined");
}

Error Component::refusal(std::string_view what) const {
  if (quarantined())
    return error_of(what, "it is quarantined: " + std::string{quarantine_reason()});
  return error_of(what, phase_ == Phase::kQuiesced ? "it was quiesced" : "it was not started");
}

Error Component::error_of(std::string_view what, std::string_view text) const {
  const ComponentInfo& own = info();
  return Error{std::string{kind_name(own.kind)} + " '" + own.id + "': " + std::string{what} + ": " +
               std::string{text}};
}

Result<sluice_status> Component::judge(std::string_view what, sluice_status status,
                                       const ErrorBuffer& buffer) {
  if (buffer.was_overrun()) return fault(what, "wrote past the end of the error buffer");
  if (status == SLUICE_OK || status == SLUICE_END) return status;
  const std::string_view words = status_words(status);
  if (words.empty()) return fault(what, "answered the unknown status " + std::to_string(status));
  std::string text = buffer.text();
  if (status == SLUICE_ERROR_FAULT)
    return fault(what, text.empty() ? "reported a fault" : "reported a fault: " + text);
  return error_of(what, text.empty() ? words : std::string_view{text});
}

}  // namespace sluice::plugins
