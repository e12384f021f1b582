// SPDX-License-Identifier: Apache-2.0
#include "conformance/child/instance.hpp"

#include <algorithm>
#include <exception>

#include "conformance/child/position.hpp"
#include "plugins/text.hpp"

namespace sluice::conformance {
namespace {

constexpr std::size_t kCanaryBytes = 64;
constexpr unsigned char kCanary = 0x5A;

}  // namespace

bool is_known_status(sluice_status status) noexcept {
  return status >= SLUICE_ERROR_FAULT && status <= SLUICE_END;
}

Instance::Instance(const Subject& subject, const Treatment& treatment, Recorder& recorder,
                   Findings& findings)
    : subject_{subject},
      treatment_{treatment},
      recorder_{recorder},
      findings_{findings},
      host_{subject.info->id, treatment.seed, treatment.host_table_size, recorder, findings},
      lane_{treatment.lane != nullptr ? *treatment.lane : own_lane_} {}

Instance::~Instance() { destroy(); }

bool Instance::guarded(const char* function, const std::function<void()>& body) {
  bool completed = false;
  lane_.run([&] {
    const Position position{subject_.info->id.c_str(), function};
    try {
      body();
      completed = true;
    } catch (const std::exception& exception) {
      find_in(function, std::string{"threw an exception: "} + exception.what());
    } catch (...) {
      find_in(function, "threw an exception");
    }
  });
  return completed;
}

sluice_error* Instance::new_error(LentMemory& lent) {
  auto* const text =
      static_cast<unsigned char*>(lent.output_bytes(treatment_.error_capacity + kCanaryBytes));
  std::fill_n(text, treatment_.error_capacity + kCanaryBytes, kCanary);
  return lent.output(sluice_error{sizeof(sluice_error), 0, treatment_.error_capacity, 0,
                                  reinterpret_cast<char*>(text)});
}

void Instance::judge_error(const char* function, const sluice_error& error, sluice_status status) {
  const auto* const canary = error.text + treatment_.error_capacity;
  if (std::any_of(canary, canary + kCanaryBytes,
                  [](char c) { return static_cast<unsigned char>(c) != kCanary; }))
    find_in(function, "wrote past the end of an error buffer of " +
                          std::to_string(treatment_.error_capacity) + " bytes");
  if (error.len > treatment_.error_capacity)
    find_in(function, "claims an error text of " + std::to_string(error.len) +
                          " bytes in a buffer of " + std::to_string(treatment_.error_capacity));
  error_text_.assign(error.text, std::min(error.len, treatment_.error_capacity));
  if (status < 0) recorder_.put(std::string{function} + ".error", error_text_);
  error_text_ = plugins::printable(error_text_, 400);
}

sluice_status Instance::call(const char* function, LentMemory& lent, const Body& body,
                             bool may_end) {
  sluice_error* const error = new_error(lent);
  lent.freeze();
  sluice_status status = SLUICE_ERROR_FAULT;
  if (!guarded(function, [&] { status = body(error); })) return SLUICE_ERROR_FAULT;
  judge_error(function, *error, status);
  recorder_.put(std::string{function} + ".status", status);
  if (!is_known_status(status))
    find_in(function, "answered the unknown status " + std::to_string(status));
  if (status == SLUICE_END && !may_end) find_in(function, "answered END, which it has no right to");
  // Before it works, a fault is a refusal like any other: an exception in create has no better
  // status.
  if (status == SLUICE_ERROR_FAULT && instance_ != nullptr && is_started_ &&
      !treatment_.may_refuse_rows)
    find_in(function, "reported a fault: " + error_text_);
  return status;
}

void Instance::call_plain(const char* function, LentMemory& lent,
                          const std::function<void()>& body) {
  lent.freeze();
  guarded(function, body);
}

void Instance::call_hot(const char* function, LentMemory& lent, const std::function<void()>& body) {
  lent.freeze();
  const HotFault watched = treatment_.watch_hot;
  HotOffence offence;
  guarded(function, [&] {
    {
      const HotSection section{watched != HotFault::kNone};
      body();
    }
    offence = HotSection::offence(watched);
  });
  if (watched != HotFault::kNone && offence.fault == watched) judge_hot(function, offence);
}

void Instance::judge_hot(const char* function, const HotOffence& offence) {
  std::string did;
  if (offence.fault == HotFault::kSystemCall) {
    did = "made the system call " + system_call_name(offence.detail);
  } else {
    did = std::string{"called "} + offence.function;
    if (offence.detail != 0) did += " for " + std::to_string(offence.detail) + " bytes";
  }
  const std::string where = offset_in_plugin(offence.caller);
  find_in(function, did + (where.empty() ? "" : " at " + where + " of the library"));
}

bool Instance::create(std::string_view params_json) {
  LentMemory lent = lend();
  const sluice_str params = lent.text(params_json);
  void** const made = lent.output<void*>(nullptr);
  const sluice_status status = call("create", lent, [&](sluice_error* error) {
    return subject_.row->create(host_.table(), params, made, error);
  });
  if (status < 0 && *made != nullptr) find("create gave an instance together with an error");
  if (status == SLUICE_OK && *made == nullptr) find("create succeeded without an instance");
  if (status == SLUICE_OK) instance_ = *made;
  return status == SLUICE_OK && instance_ != nullptr;
}

bool Instance::start() {
  if (subject_.row->start == nullptr) return is_started_ = true;
  LentMemory lent = lend();
  is_started_ = call("start", lent, [&](sluice_error* error) {
                  return subject_.row->start(instance_, error);
                }) == SLUICE_OK;
  return is_started_;
}

bool Instance::quiesce() {
  if (!is_started_) return true;
  is_started_ = false;
  if (subject_.row->quiesce == nullptr) return true;
  LentMemory lent = lend();
  return call("quiesce", lent, [&](sluice_error* error) {
           return subject_.row->quiesce(instance_, error);
         }) == SLUICE_OK;
}

void Instance::destroy() {
  if (instance_ == nullptr) return;
  quiesce();
  void* const gone = instance_;
  instance_ = nullptr;
  LentMemory lent = lend();
  call_plain("destroy", lent, [&] { subject_.row->destroy(gone); });
}

}  // namespace sluice::conformance
