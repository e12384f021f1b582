// SPDX-License-Identifier: Apache-2.0
#include "inspection.hpp"

#include <algorithm>
#include <array>
#include <stdexcept>

#include "binding.hpp"
#include "decimal_value.hpp"
#include "explanation.hpp"
#include "machine.hpp"
#include "sandbox.hpp"
#include "state_store.hpp"

namespace sluice::lua {
namespace {

constexpr std::size_t kFindings = 40;
constexpr std::size_t kRangesBytes = 4096;

// A sandbox without a script in it, to be asked for names.
class SandboxNames final : public GlobalNames {
 public:
  explicit SandboxNames(Host host) : binding_{machine_, host, state_} {
    machine_.owner = &binding_;
    if (!machine_.protect(&set_up, this)) throw std::runtime_error(machine_.message());
  }
  bool has(const std::string& name) override {
    path_ = {&name, nullptr};
    return machine_.protect(&look_up, this) && is_found_;
  }
  bool has_member(const std::string& library, const std::string& name) override {
    path_ = {&library, &name};
    return machine_.protect(&look_up, this) && is_found_;
  }

 private:
  static SandboxNames& at(lua_State* lua) {
    auto* names = static_cast<SandboxNames*>(lua_touserdata(lua, 1));
    lua_settop(lua, 0);
    return *names;
  }
  static int set_up(lua_State* lua) {
    SandboxNames& names = at(lua);
    install_decimals(lua);
    names.binding_.install(lua);
    lua_newtable(lua);
    push_environment(lua, names.binding_);
    lua_rawsetp(lua, LUA_REGISTRYINDEX, &names);
    return 0;
  }
  // An unknown member is an error, an unknown global nil.
  static int look_up(lua_State* lua) {
    SandboxNames& names = at(lua);
    lua_rawgetp(lua, LUA_REGISTRYINDEX, &names);
    for (const std::string* name : names.path_)
      if (name != nullptr) lua_getfield(lua, -1, name->c_str());
    names.is_found_ = !lua_isnil(lua, -1);
    return 0;
  }

  StateStore state_;
  Machine machine_{Budgets{}};
  Binding binding_;
  std::array<const std::string*, 2> path_{};
  bool is_found_ = false;
};

void mark(std::vector<bool>& lines, int line) {
  if (line <= 0) return;
  const auto index = static_cast<std::size_t>(line);
  if (lines.size() <= index) lines.resize(index + 1);
  lines[index] = true;
}

// The last instruction is the return that every function ends with, whether it is reached or not;
// the first of a file takes arguments, and is not counted when it runs.
void mark_lines(const ChunkFunction& function, std::vector<bool>& lines) {
  constexpr std::uint32_t kTakesArguments = 81;  // OP_VARARGPREP
  for (std::size_t i = 0; i + 1 < function.lines.size(); ++i)
    if ((function.code[i] & 0x7F) != kTakesArguments) mark(lines, function.lines[i]);
  for (const ChunkFunction& inner : function.functions) mark_lines(inner, lines);
}

// "1-3,7"; cut off where it gets too long for an explanation.
std::string ranges_of(const std::vector<bool>& lines) {
  std::string out;
  for (std::size_t first = 0; first < lines.size() && out.size() < kRangesBytes; ++first) {
    if (!lines[first]) continue;
    std::size_t last = first;
    while (last + 1 < lines.size() && lines[last + 1]) ++last;
    out += (out.empty() ? "" : ",") + std::to_string(first);
    if (last > first) out += "-" + std::to_string(last);
    first = last;
  }
  return out;
}

}  // namespace

Inspection::Inspection(const std::string& file, const std::string& text, Host host) {
  const auto newlines = static_cast<std::size_t>(std::count(text.begin(), text.end(), '\n'));
  lines_run_.resize(newlines + 2);
  try {
    const ChunkFunction main = compile_chunk(text, file);
    mark_lines(main, lines_);
    SandboxNames names{host};
    findings_ = lint(main, names);
  } catch (const std::runtime_error& fault) {
    fault_ = fault.what();
  }
  if (findings_.size() > kFindings) findings_.resize(kFindings);
}

std::string Inspection::members() const {
  std::string findings;
  for (const Finding& finding : findings_)
    findings += (findings.empty() ? "" : ",") + std::string{"{\"line\":"} +
                std::to_string(finding.line) + ",\"message\":" + quoted(finding.message) + "}";
  return "\"lines\":" + quoted(ranges_of(lines_)) +
         ",\"lines_run\":" + quoted(ranges_of(lines_run_)) + ",\"findings\":[" + findings + "]" +
         (fault_.empty() ? "" : ",\"fault\":" + quoted(fault_));
}

}  // namespace sluice::lua
