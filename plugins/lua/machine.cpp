// SPDX-License-Identifier: Apache-2.0
#include "machine.hpp"

#include <algorithm>
#include <cstdlib>
#include <cstring>
#include <limits>
#include <time.h>

#include <sluice/host.hpp>

namespace sluice::lua {
namespace {

std::int64_t nanoseconds(clockid_t clock) noexcept {
  timespec time{};
  clock_gettime(clock, &time);
  return std::int64_t{time.tv_sec} * 1'000'000'000 + time.tv_nsec;
}

// The header of Lua's strings, and its ending zero.
constexpr std::size_t kStringOverhead = 32;
constexpr int kHandlerSlot = 1;

}  // namespace

Machine::Machine(const Budgets& budgets)
    // What is lost to size classes and to blocks that wait for their like.
    : budgets_{budgets},
      arena_{2 * budgets.memory_bytes},
      limit_{std::numeric_limits<std::int64_t>::max()} {
  lua_ = lua_newstate(&allocate, this);
  if (lua_ == nullptr)
    throw Failure(SLUICE_ERROR_LIMIT, "the memory budget does not hold an empty Lua state");
  *static_cast<Machine**>(lua_getextraspace(lua_)) = this;
  violation_ = Violation::kNone;
  // Collect soon: a rule's garbage counts towards its cap.
  lua_gc(lua_, LUA_GCINC, 120, 400, 0);
  lua_pushcfunction(lua_, &on_error);  // stays in the first slot
}

Machine::~Machine() { lua_close(lua_); }

// `old_size` is a type tag where there is no block yet.
bool Machine::refuses(const void* block, std::size_t old_size, std::size_t new_size) const {
  const std::size_t held = block == nullptr ? 0 : old_size;
  if (new_size > held && memory_ - held + new_size > budgets_.memory_bytes) return true;
  if (!sealed_) return false;
  const bool is_string = block == nullptr && old_size == LUA_TSTRING;
  return new_size > (is_string ? kTextBytes + kStringOverhead : kBlockBytes) && new_size > held;
}

void* Machine::allocate(void* self, void* block, std::size_t old_size, std::size_t new_size) {
  Machine& machine = *static_cast<Machine*>(self);
  const std::size_t held = block == nullptr ? 0 : old_size;
  if (new_size == 0) {
    machine.arena_.release(block, held);
    machine.memory_ -= held;
    return nullptr;
  }
  ++machine.allocations_;
  void* moved = machine.refuses(block, old_size, new_size)
                    ? nullptr
                    : machine.arena_.resize(block, held, new_size);
  if (moved == nullptr) {
    // Lua relies on it that a block can be made smaller.
    if (block != nullptr && new_size <= held) return block;
    if (machine.violation_ == Violation::kNone) machine.violation_ = Violation::kMemory;
    if (machine.lua_ != nullptr && lua_gethookmask(machine.lua_) != 0)
      lua_sethook(machine.lua_, &on_count, LUA_MASKCOUNT, 1);
    return nullptr;
  }
  machine.memory_ += new_size - held;
  machine.peak_memory_ = std::max(machine.peak_memory_, machine.memory_);
  return moved;
}

void Machine::on_count(lua_State* lua, lua_Debug* record) {
  Machine& machine = of(lua);
  if (machine.budgets_.lines_run != nullptr) machine.mark_line(record);
  if (machine.violation_ != Violation::kNone) machine.stop(machine.violation_);
  machine.charge(machine.budgets_.counts_exactly ? 1 : kHookQuantum);
}

// Runs where the error was raised: the line is still known.
int Machine::on_error(lua_State* lua) {
  Machine& machine = of(lua);
  if (machine.fault_line_ == 0) machine.keep_line(0);
  return 1;
}

// The clock on the wall is read without a system call. When its time is up, somebody else may have
// had the processor: only then is the thread's own time asked for, and the script may use its
// budget of that from there. So it ends after one to two budgets, and is blamed for itself alone.
void Machine::check_clock() {
  unclocked_ = 0;
  const std::int64_t now = nanoseconds(CLOCK_MONOTONIC);
  if (started_ns_ < 0) started_ns_ = now;
  if (now - started_ns_ <= budgets_.cpu_ns) return;
  const std::int64_t worked = nanoseconds(CLOCK_THREAD_CPUTIME_ID);
  if (suspected_ns_ < 0) suspected_ns_ = worked;
  if (worked - suspected_ns_ > budgets_.cpu_ns) stop(Violation::kTime);
}

void Machine::stop(Violation why) {
  if (violation_ == Violation::kNone) violation_ = why;
  if (fault_line_ == 0) keep_line(0);
  lua_sethook(lua_, &on_count, LUA_MASKCOUNT, 1);
  lua_pushnil(lua_);
  lua_error(lua_);
  std::abort();  // lua_error does not return
}

// Of the innermost function of the script itself.
void Machine::keep_line(int level) noexcept {
  lua_Debug record;
  for (; lua_getstack(lua_, level, &record) != 0; ++level) {
    lua_getinfo(lua_, "l", &record);
    if (record.currentline <= 0) continue;
    fault_line_ = record.currentline;
    return;
  }
}

void Machine::mark_line(lua_Debug* record) noexcept {
  lua_getinfo(lua_, "l", record);
  const auto line = static_cast<std::size_t>(std::max(record->currentline, 0));
  if (line < budgets_.lines_run->size()) (*budgets_.lines_run)[line] = true;
}

// An error object that is not text says nothing: no address, no table of the script gets out.
void Machine::keep_message() noexcept {
  message_[0] = '\0';
  if (lua_type(lua_, -1) != LUA_TSTRING) return;
  std::size_t size = 0;
  const char* text = lua_tolstring(lua_, -1, &size);
  size = std::min(size, sizeof message_ - 1);
  for (std::size_t i = 0; i < size; ++i)
    message_[i] = text[i] >= ' ' && text[i] <= '~' ? text[i] : '?';
  message_[size] = '\0';
}

bool Machine::call(int arguments, int results) noexcept {
  used_ = 0;
  unclocked_ = 0;
  started_ns_ = -1;
  suspected_ns_ = -1;
  violation_ = Violation::kNone;
  limit_ = budgets_.instructions;
  fault_line_ = 0;
  message_[0] = '\0';
  lua_sethook(lua_, &on_count, LUA_MASKCOUNT, budgets_.counts_exactly ? 1 : kHookQuantum);
  const int status = lua_pcall(lua_, arguments, results, kHandlerSlot);
  limit_ = std::numeric_limits<std::int64_t>::max();
  if (status == LUA_OK && violation_ == Violation::kNone) return true;
  lua_sethook(lua_, nullptr, 0, 0);
  if (status != LUA_OK) keep_message();
  if (status == LUA_ERRMEM && violation_ == Violation::kNone) violation_ = Violation::kMemory;
  lua_pop(lua_, status == LUA_OK ? results : 1);
  // What the call left behind must not use up the memory of the next.
  lua_gc(lua_, LUA_GCCOLLECT);
  return false;
}

bool Machine::protect(lua_CFunction function, void* argument) noexcept {
  violation_ = Violation::kNone;
  message_[0] = '\0';
  lua_pushcfunction(lua_, function);
  lua_pushlightuserdata(lua_, argument);
  const int status = lua_pcall(lua_, 1, 0, 0);
  if (status == LUA_OK) return violation_ == Violation::kNone;
  keep_message();
  lua_pop(lua_, 1);
  return false;
}

}  // namespace sluice::lua
