// SPDX-License-Identifier: Apache-2.0
//
// machine.hpp: one Lua state that cannot hurt: memory through an allocator with a cap, instructions
// through a count hook and charges of our own functions, thread CPU time as the backstop.
//
// Place: below the sandbox. Owns the lua_State. Thread: one at a time. Errors: Lua's errors are
// longjmps. They start and end inside call() or protect(): functions that Lua calls hold nothing
// with a destructor while they call into Lua or charge, and no jump passes through any other frame.
// The kill is sticky: once a budget is used up, every further instruction of the call ends it, and
// a refused allocation counts even where Lua recovers from it.
#pragma once

#include <lua.hpp>

#include "arena.hpp"
#include "budgets.hpp"

namespace sluice::lua {

class Machine {
 public:
  // Throws Failure where the budget does not hold an empty state.
  explicit Machine(const Budgets& budgets);
  Machine(const Machine&) = delete;
  Machine& operator=(const Machine&) = delete;
  ~Machine();

  [[nodiscard]] lua_State* lua() const noexcept { return lua_; }
  [[nodiscard]] static Machine& of(lua_State* lua) noexcept {
    return **static_cast<Machine**>(lua_getextraspace(lua));
  }
  // For the one who binds fields and state to this machine.
  void* owner = nullptr;

  // Runs the function under its arguments on the stack, with every budget. True: `results` values
  // are on the stack; false: nothing is, and violation() or message() tells why.
  [[nodiscard]] bool call(int arguments, int results) noexcept;
  // Runs host code that may raise an error, without budgets of instructions and time.
  [[nodiscard]] bool protect(lua_CFunction function, void* argument) noexcept;
  // From now on the bounds of a running rule hold: strings, blocks. Before, only the cap does.
  void seal() noexcept { sealed_ = true; }

  // For functions that Lua calls: `steps` instructions' worth of work. May not return.
  void charge(std::int64_t steps) {
    used_ += steps;
    if (used_ > limit_) stop(Violation::kInstructions);
    if ((unclocked_ += steps) >= kHookQuantum) check_clock();
  }
  void charge_bytes(std::size_t bytes) {
    charge(static_cast<std::int64_t>(bytes) / kBytesPerStep + 1);
  }
  // Ends the call. Does not return.
  [[noreturn]] void stop(Violation why);

  // Of the last call.
  [[nodiscard]] Violation violation() const noexcept { return violation_; }
  [[nodiscard]] std::int64_t instructions() const noexcept { return used_; }
  [[nodiscard]] std::size_t peak_memory() const noexcept { return peak_memory_; }
  [[nodiscard]] int fault_line() const noexcept { return fault_line_; }
  // What a script's error said, cut to its room; "" if it said nothing that is text.
  [[nodiscard]] const char* message() const noexcept { return message_; }

  [[nodiscard]] std::size_t memory() const noexcept { return memory_; }
  // Allocations ever asked for: a test counts them.
  [[nodiscard]] std::uint64_t allocations() const noexcept { return allocations_; }

 private:
  static void* allocate(void* self, void* block, std::size_t old_size, std::size_t new_size);
  static void on_count(lua_State* lua, lua_Debug* record);
  static int on_error(lua_State* lua);
  [[nodiscard]] bool refuses(const void* block, std::size_t old_size, std::size_t new_size) const;
  void check_clock();
  void keep_message() noexcept;
  void keep_line(int level) noexcept;
  void mark_line(lua_Debug* record) noexcept;

  Budgets budgets_;
  Arena arena_;
  lua_State* lua_ = nullptr;
  std::size_t memory_ = 0;
  std::size_t peak_memory_ = 0;
  std::uint64_t allocations_ = 0;
  std::int64_t used_ = 0;
  std::int64_t limit_ = 0;
  std::int64_t unclocked_ = 0;
  std::int64_t started_ns_ = -1;    // on the wall
  std::int64_t suspected_ns_ = -1;  // CPU time of the thread when the wall's time was up
  Violation violation_ = Violation::kNone;
  bool sealed_ = false;
  int fault_line_ = 0;
  char message_[240] = {};
};

}  // namespace sluice::lua
