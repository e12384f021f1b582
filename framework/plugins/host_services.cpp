// SPDX-License-Identifier: Apache-2.0
#include "plugins/host_services.hpp"

#include <algorithm>
#include <bit>
#include <utility>

#include "plugins/text.hpp"

namespace sluice::plugins {
namespace {

std::uint64_t splitmix64(std::uint64_t& state) noexcept {
  state += 0x9E3779B97F4A7C15u;
  std::uint64_t z = state;
  z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9u;
  z = (z ^ (z >> 27)) * 0x94D049BB133111EBu;
  return z ^ (z >> 31);
}

// FNV-1a
std::uint64_t hash(std::string_view text) noexcept {
  std::uint64_t value = 14695981039346656037u;
  for (const char c : text) value = (value ^ static_cast<unsigned char>(c)) * 1099511628211u;
  return value;
}

}  // namespace

RandomStream::RandomStream(std::uint64_t run_seed, std::string_view component_id,
                           std::uint32_t instance_index) noexcept
    : state_{} {
  // Each part is mixed before the next is added, so that no two streams differ by a constant.
  std::uint64_t mixed = run_seed;
  mixed = splitmix64(mixed) ^ hash(component_id);
  mixed = splitmix64(mixed) ^ instance_index;
  for (std::uint64_t& word : state_) word = splitmix64(mixed);
}

std::uint64_t RandomStream::next() noexcept {
  const std::uint64_t result = std::rotl(state_[1] * 5, 7) * 9;
  const std::uint64_t shifted = state_[1] << 17;
  state_[2] ^= state_[0];
  state_[3] ^= state_[1];
  state_[1] ^= state_[2];
  state_[0] ^= state_[3];
  state_[2] ^= shifted;
  state_[3] = std::rotl(state_[3], 45);
  return result;
}

HostServices::HostServices(std::string component_id, InstanceOptions options)
    : component_id_{std::move(component_id)},
      options_{std::move(options)},
      random_{options_.run_seed, component_id_, options_.instance_index},
      table_{sizeof(sluice_host), SLUICE_ABI_MINOR, this, &on_log, &on_now,
             &on_random,          &on_get_interface},
      history_{sizeof(sluice_history_v1), 0, this, &on_bar_at},
      bell_{sizeof(sluice_bell_v1), 0, this, &on_ring} {}

void HostServices::log(int level, std::string_view text) noexcept {
  if (!options_.log) return;
  try {
    options_.log(std::clamp<int>(level, SLUICE_LOG_DEBUG, SLUICE_LOG_ERROR), component_id_,
                 printable(text, kMaxLogLineBytes));
  } catch (...) {
    // A line that can't be logged is no reason to stop, and nothing may be thrown into a plugin.
  }
}

void HostServices::tell_quarantine(std::string_view reason) noexcept {
  tell(options_.on_quarantine, reason);
}

void HostServices::tell_hang(std::string_view reason) noexcept { tell(options_.on_hang, reason); }

void HostServices::tell(const std::function<void(std::string_view)>& listener,
                        std::string_view reason) noexcept {
  log(SLUICE_LOG_ERROR, reason);
  if (!listener) return;
  try {
    listener(reason);
  } catch (...) {
    // Short of memory: the instance is not called again all the same.
  }
}

void HostServices::on_log(void* context, std::int32_t level, sluice_str message) noexcept {
  static_cast<HostServices*>(context)->log(level, view_of(message));
}

sluice_time HostServices::on_now(void* context) noexcept {
  const auto& clock = static_cast<HostServices*>(context)->options_.clock;
  return clock ? clock->now().nanoseconds() : 0;
}

std::uint64_t HostServices::on_random(void* context) noexcept {
  return static_cast<HostServices*>(context)->random_.next();
}

const void* HostServices::on_get_interface(void* context, sluice_str id) noexcept {
  const auto& services = *static_cast<HostServices*>(context);
  if (view_of(id) == SLUICE_HISTORY_ID && services.options_.history) return &services.history_;
  if (view_of(id) != SLUICE_BELL_ID || !services.options_.bell) return nullptr;
  services.rings_ = true;
  return &services.bell_;
}

void HostServices::on_ring(void* context) noexcept {
  static_cast<HostServices*>(context)->options_.bell->ring();
}

sluice_status HostServices::on_bar_at(void* context, std::uint32_t instrument, sluice_time time,
                                      sluice_bar* bar) noexcept {
  if (bar == nullptr) return SLUICE_ERROR_ARGUMENT;
  return static_cast<HostServices*>(context)->options_.history->bar_at(instrument, time, *bar);
}

}  // namespace sluice::plugins
