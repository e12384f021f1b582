// SPDX-License-Identifier: Apache-2.0
#include "chunk.hpp"

#include <algorithm>
#include <lua.hpp>
#include <memory>
#include <stdexcept>

namespace sluice::lua {
namespace {

constexpr std::size_t kMaxItems = 1 << 20;
constexpr int kAbsoluteLine = -0x80;

class Reader {
 public:
  explicit Reader(std::string_view bytes) : rest_{bytes} {}

  ChunkFunction main() {
    // Signature, version 5.4, format 0, check data, sizes of instruction, integer and number.
    constexpr std::string_view kHeader{"\x1bLua\x54\0\x19\x93\r\n\x1a\n\x04\x08\x08", 15};
    if (take(kHeader.size()) != kHeader) fault();
    take(16);  // an integer and a number, for those who do not know their machine
    take(1);   // upvalues of the main function
    return function();
  }

 private:
  [[noreturn]] static void fault() { throw std::runtime_error("a chunk of another Lua"); }

  std::string_view take(std::size_t size) {
    if (size > rest_.size()) fault();
    const std::string_view bytes = rest_.substr(0, size);
    rest_.remove_prefix(size);
    return bytes;
  }
  unsigned byte() { return static_cast<unsigned char>(take(1)[0]); }
  // Seven bits a byte, the last with the eighth.
  std::size_t size() {
    std::size_t value = 0;
    for (unsigned bits = 0; (bits & 0x80) == 0;) {
      bits = byte();
      value = value << 7 | (bits & 0x7F);
      if (value > kMaxItems * 16) fault();
    }
    return value;
  }
  std::size_t count() {
    const std::size_t items = size();
    if (items > kMaxItems) fault();
    return items;
  }
  std::string text() {
    const std::size_t length = size();
    return length == 0 ? std::string{} : std::string{take(length - 1)};
  }

  ChunkFunction function() {
    ChunkFunction made;
    text();
    const int first_line = static_cast<int>(size());
    size();   // the last line
    take(3);  // parameters, varargs, stack
    read_code(made);
    read_constants(made);
    take(count() * 3);  // where upvalues are
    for (std::size_t left = count(); left > 0; --left) made.functions.push_back(function());
    read_lines(made, first_line);
    for (std::size_t left = count(); left > 0; --left) {
      ChunkLocal local;
      local.name = text();
      local.from = static_cast<int>(size());
      local.to = static_cast<int>(size());
      made.locals.push_back(std::move(local));
    }
    for (std::size_t left = count(); left > 0; --left) made.upvalues.push_back(text());
    return made;
  }

  void read_code(ChunkFunction& into) {
    for (std::size_t left = count(); left > 0; --left) {
      const std::string_view bytes = take(4);
      std::uint32_t instruction = 0;
      std::copy(bytes.begin(), bytes.end(), reinterpret_cast<char*>(&instruction));
      into.code.push_back(instruction);
    }
  }

  void read_constants(ChunkFunction& into) {
    constexpr unsigned kInteger = 0x03, kNumber = 0x13, kShortText = 0x04, kLongText = 0x14;
    for (std::size_t left = count(); left > 0; --left) {
      std::string constant;
      const unsigned type = byte();
      if (type == kInteger || type == kNumber) take(8);
      if (type == kShortText || type == kLongText) constant = text();
      into.constants.push_back(std::move(constant));
    }
  }

  // Differences, and here and there a line outright.
  void read_lines(ChunkFunction& into, int first_line) {
    const std::string_view differences = take(count());
    std::vector<int> outright;
    for (std::size_t left = count(); left > 0; --left) {
      size();
      outright.push_back(static_cast<int>(size()));
    }
    int line = first_line;
    std::size_t next = 0;
    for (const char difference : differences) {
      const int step = static_cast<signed char>(difference);
      if (step == kAbsoluteLine && next == outright.size()) fault();
      line = step == kAbsoluteLine ? outright[next++] : line + step;
      into.lines.push_back(line);
    }
    if (into.lines.size() != into.code.size()) fault();
  }

  std::string_view rest_;
};

int append(lua_State*, const void* bytes, std::size_t size, void* text) {
  static_cast<std::string*>(text)->append(static_cast<const char*>(bytes), size);
  return 0;
}

}  // namespace

std::string_view ChunkFunction::local_at(int slot, int instruction) const noexcept {
  for (const ChunkLocal& local : locals) {
    if (local.from > instruction) break;
    if (instruction < local.to && slot-- == 0) return local.name;
  }
  return {};
}

ChunkFunction compile_chunk(const std::string& text, const std::string& name) {
  const std::unique_ptr<lua_State, decltype(&lua_close)> lua{luaL_newstate(), &lua_close};
  if (lua == nullptr) throw std::bad_alloc{};
  if (luaL_loadbufferx(lua.get(), text.data(), text.size(), ("@" + name).c_str(), "t") != LUA_OK)
    throw std::runtime_error(lua_tostring(lua.get(), -1));
  std::string bytes;
  lua_dump(lua.get(), &append, &bytes, 0);
  return Reader{bytes}.main();
}

}  // namespace sluice::lua
