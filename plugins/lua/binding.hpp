// SPDX-License-Identifier: Apache-2.0
//
// binding.hpp: what a script sees of the order, the account and a fill: read-only proxies whose
// fields are looked up by the address of the interned key, and what it read, for explanations.
//
// Place: between fields and the machine. Owns the lookup tables; borrows what is judged for one
// call: a proxy kept for later raises an error. Thread: the machine's. Errors: Lua errors.
#pragma once

#include <array>
#include <cstdint>
#include <span>

#include <sluice/host.hpp>

#include "fields.hpp"
#include "machine.hpp"

namespace sluice::lua {

class StateStore;

enum class Proxy : std::uint8_t { kOrder, kView, kFill };
inline constexpr std::size_t kProxyCount = 3;
inline constexpr std::size_t kTurns = 2;

// A field that was read, with its value as it was; texts are cut to their room.
struct FieldRead {
  Proxy proxy = Proxy::kOrder;
  const Field* field = nullptr;
  Value value;
  std::array<char, 24> text{};
};
inline constexpr std::size_t kReadsKept = 48;

// Field by interned key: open addressing over string addresses.
class FieldTable {
 public:
  void fill(lua_State* lua, std::span<const Field> fields);  // may raise; anchors the keys
  [[nodiscard]] const Field* find(const char* key) const noexcept {
    for (std::size_t i = slot_of(key); slots_[i].key != nullptr; i = (i + 1) % kSlots)
      if (slots_[i].key == key) return slots_[i].field;
    return nullptr;
  }
  [[nodiscard]] std::span<const Field> fields() const noexcept { return fields_; }

 private:
  static constexpr std::size_t kSlots = 128;
  struct Slot {
    const char* key;
    const Field* field;
  };
  [[nodiscard]] static std::size_t slot_of(const char* key) noexcept {
    const auto address = reinterpret_cast<std::uintptr_t>(key);
    return (address >> 3 ^ address >> 9) % kSlots;
  }
  std::array<Slot, kSlots> slots_{};
  std::span<const Field> fields_;
};

class Binding {
 public:
  Binding(Machine& machine, Host with_host, StateStore& with_state) noexcept
      : host{with_host}, state{&with_state}, machine_{machine} {}
  Binding(const Binding&) = delete;
  Binding& operator=(const Binding&) = delete;
  [[nodiscard]] static Binding& of(lua_State* lua) noexcept {
    return *static_cast<Binding*>(Machine::of(lua).owner);
  }

  // Makes the proxies. May raise.
  void install(lua_State* lua);
  void push(lua_State* lua, Proxy proxy, std::size_t turn) const;

  // Opens the proxies of one call, and closes them. Two of each kind take turns: one that a script
  // has kept from the call before is closed in the next, and nothing is made for a call.
  void begin(const Subject& subject) noexcept {
    turn_ = (turn_ + 1) % kTurns;
    subject_ = subject;
    read_count_ = 0;
    verdict_line = 0;
    log_lines = 0;
  }
  void end() noexcept { subject_ = {}; }
  [[nodiscard]] const Subject& subject() const noexcept { return subject_; }
  [[nodiscard]] std::size_t turn() const noexcept { return turn_; }
  [[nodiscard]] bool is_open(Proxy proxy, const void* object) const noexcept {
    const bool is_its_kind =
        proxy == Proxy::kFill ? subject_.event != nullptr : subject_.view != nullptr;
    return is_its_kind && object == objects_[static_cast<std::size_t>(proxy)][turn_];
  }
  [[nodiscard]] const FieldTable& table(Proxy proxy) const noexcept {
    return tables_[static_cast<std::size_t>(proxy)];
  }

  // Pushes a field's value and notes that it was read. May raise.
  int read(lua_State* lua, Proxy proxy, const Field& field);
  [[nodiscard]] std::span<const FieldRead> reads() const noexcept {
    return {reads_.data(), read_count_ < kReadsKept ? read_count_ : kReadsKept};
  }
  // The unit of the field that was read last with this value; SLUICE_UNIT_NONE if none was.
  [[nodiscard]] std::int32_t unit_of(std::int64_t units) const noexcept;

  Host host;
  StateStore* state;
  std::int64_t now_ns = 0;  // event time
  int verdict_line = 0;     // where the script refused, resized or halted
  int log_lines = 0;        // of this call
  std::array<const void*, 4> verdict_tags{};

 private:
  Machine& machine_;
  Subject subject_;
  std::size_t turn_ = 0;
  std::array<std::array<const void*, kTurns>, kProxyCount> objects_{};
  std::array<FieldTable, kProxyCount> tables_;
  std::array<FieldRead, kReadsKept> reads_;
  std::size_t read_count_ = 0;
};

}  // namespace sluice::lua
