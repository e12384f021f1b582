// SPDX-License-Identifier: Apache-2.0
#include "structure/include_rules.hpp"

#include <algorithm>
#include <array>
#include <utility>

namespace sluice::structure {

namespace {

enum class Layer { kCore, kFiles, kMiddle, kDrivers, kSessions, kApi, kApp };

struct Room {
  std::string_view name;
  Layer layer;
};

constexpr Room kRooms[] = {
    {"core", Layer::kCore},
    {"files", Layer::kFiles},
    {"config", Layer::kMiddle},
    {"plugins", Layer::kMiddle},
    {"market", Layer::kMiddle},
    {"risk", Layer::kMiddle},
    {"routing", Layer::kMiddle},
    {"journal", Layer::kMiddle},
    {"portfolio", Layer::kMiddle},
    {"records", Layer::kMiddle},
    {"analytics", Layer::kMiddle},
    {"drivers", Layer::kDrivers},
    {"rule_tests", Layer::kDrivers},
    {"conformance", Layer::kDrivers},
    {"sessions", Layer::kSessions},
    {"api", Layer::kApi},
    {"app", Layer::kApp},
    {"runner", Layer::kApp},
};

const Room* find_room(std::string_view name) {
  const auto* room = std::find_if(std::begin(kRooms), std::end(kRooms),
                                  [&](const Room& each) { return each.name == name; });
  return room == std::end(kRooms) ? nullptr : room;
}

// "framework/risk/gate.cpp" after "framework/" gives "risk".
std::string_view first_folder(std::string_view path) {
  const auto slash = path.find('/');
  return slash == std::string_view::npos ? std::string_view{} : path.substr(0, slash);
}

std::string_view room_of(std::string_view path) {
  constexpr std::string_view kFramework = "framework/";
  return path.starts_with(kFramework) ? first_folder(path.substr(kFramework.size()))
                                      : std::string_view{};
}

bool is_header(std::string_view path) { return path.ends_with(".hpp") || path.ends_with(".h"); }

std::string framework_fault(std::string_view own, const IncludeLine& include) {
  const auto folder = first_folder(include.target);
  const Room* to = find_room(folder);
  if (to == nullptr) {
    return include.quoted && !folder.empty() ? "no room is called " + std::string{folder} : "";
  }
  const Room* from = find_room(own);
  if (from == nullptr) return "room " + std::string{own} + " has no place in the direction";
  if (from == to || to->layer < from->layer) return "";
  return std::string{own} + " may not include " + std::string{folder} +
         (to->layer == from->layer ? ", a sibling" : ", which is above it");
}

std::string outside_fault(std::string_view path, const IncludeLine& include) {
  const auto folder = first_folder(include.target);
  if (find_room(folder) != nullptr) {
    return "only the SDK may be used here, not the host's " + std::string{folder};
  }
  if (path.starts_with("plugins/") && include.quoted && !folder.empty()) {
    return "a plugin's own headers are included by their bare name";
  }
  return "";
}

std::string direction_fault(std::string_view path, const IncludeLine& include) {
  if (include.target.find("..") != std::string_view::npos) return "an include may not climb";
  const auto own = room_of(path);
  return own.empty() ? outside_fault(path, include) : framework_fault(own, include);
}

// A library, and the folders that may use it in their .cpp files.
struct Library {
  std::string_view prefix;
  bool only_in_folders;
  std::array<std::string_view, 6> folders;
};

constexpr Library kLibraries[] = {
    {"nlohmann/",
     true,
     {"framework/config/", "framework/records/", "framework/journal/", "framework/plugins/",
      "framework/api/", "plugins/reports/"}},
    {"boost/dll", true, {"framework/plugins/"}},
    {"boost/beast", true, {"framework/api/", "plugins/executors/testnet_binance/"}},
    {"boost/asio", true, {"framework/api/", "plugins/executors/testnet_binance/"}},
    {"simdjson.h", true, {"framework/api/"}},
    {"yaml-cpp/", true, {"framework/config/", "plugins/strategies/multifactor/bundle.cpp"}},
    {"openssl/",
     true,
     {"framework/api/", "framework/files/", "framework/journal/", "plugins/lua/",
      "plugins/executors/testnet_binance/"}},
    {"lua.h", true, {"plugins/lua/"}},
    {"lauxlib.h", true, {"plugins/lua/"}},
    {"lualib.h", true, {"plugins/lua/"}},
    {"toml++/", true, {"framework/config/"}},
    {"spdlog/", false, {}},
    {"boost/", false, {}},
};

bool is_in_folders(const Library& library, std::string_view path) {
  return std::any_of(library.folders.begin(), library.folders.end(), [&](std::string_view folder) {
    return !folder.empty() && path.starts_with(folder);
  });
}

std::string library_fault(std::string_view path, std::string_view target) {
  for (const auto& library : kLibraries) {
    if (!target.starts_with(library.prefix)) continue;
    const std::string name{library.prefix};
    if (library.only_in_folders && !is_in_folders(library, path)) {
      return name + " may not be used in this folder";
    }
    const bool is_forward_declaration = target == "nlohmann/json_fwd.hpp";
    // Coroutines over streams: headers of a few sources that nobody else includes.
    const bool is_network = path.starts_with("framework/api/http_") && target.starts_with("boost/");
    if (path.starts_with("framework/") && is_header(path) && !is_forward_declaration &&
        !is_network) {
      return name + " stays out of headers: declare it forward";
    }
  }
  return "";
}

template <typename Fault>
Violations each_include(std::string_view path, std::string_view text, Fault fault) {
  Violations violations;
  const auto lines = lines_of(text);
  for (std::size_t i = 0; i < lines.size(); ++i) {
    const auto include = parse_include(lines[i]);
    if (!include) continue;
    const std::string what = fault(*include);
    if (!what.empty()) {
      violations.push_back(at_line(path, i, std::string{include->target} + ": " + what));
    }
  }
  return violations;
}

bool is_product(std::string_view path) {
  return path.starts_with("framework/") || path.starts_with("plugins/") || path.starts_with("sdk/");
}

std::string_view without_leading_blanks(std::string_view text) {
  const auto start = text.find_first_not_of(" \t");
  return start == std::string_view::npos ? std::string_view{} : text.substr(start);
}

}  // namespace

std::optional<IncludeLine> parse_include(std::string_view line) {
  line = without_leading_blanks(line);
  if (!line.starts_with('#')) return std::nullopt;
  line = without_leading_blanks(line.substr(1));
  constexpr std::string_view kInclude = "include";
  if (!line.starts_with(kInclude)) return std::nullopt;
  line = without_leading_blanks(line.substr(kInclude.size()));
  if (!line.starts_with('"') && !line.starts_with('<')) return std::nullopt;
  const bool quoted = line.front() == '"';
  const auto end = line.find(quoted ? '"' : '>', 1);
  if (end == std::string_view::npos) return std::nullopt;
  return IncludeLine{line.substr(1, end - 1), quoted};
}

bool is_known_room(std::string_view room) { return find_room(room) != nullptr; }

Violations direction_violations(std::string_view path, std::string_view text) {
  if (!is_product(path)) return {};
  return each_include(path, text,
                      [&](const IncludeLine& include) { return direction_fault(path, include); });
}

Violations library_violations(std::string_view path, std::string_view text) {
  if (!is_product(path)) return {};
  return each_include(
      path, text, [&](const IncludeLine& include) { return library_fault(path, include.target); });
}

}  // namespace sluice::structure
