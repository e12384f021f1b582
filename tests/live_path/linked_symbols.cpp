// SPDX-License-Identifier: Apache-2.0
#include "live_path/linked_symbols.hpp"

#include <algorithm>
#include <array>
#include <cstdio>
#include <memory>
#include <set>
#include <sstream>

namespace sluice::live_path {
namespace {

// Not `syscall`: waiting on a std::atomic is one.
constexpr std::array<std::string_view, 30> kCalls = {
    "accept",        "accept4",         "bind",        "connect",      "gethostbyaddr",
    "gethostbyname", "gethostbyname_r", "getaddrinfo", "getnameinfo",  "getpeername",
    "getsockname",   "getsockopt",      "listen",      "recv",         "recvfrom",
    "recvmmsg",      "recvmsg",         "send",        "sendmmsg",     "sendmsg",
    "sendto",        "setsockopt",      "socket",      "socketpair",   "res_query",
    "res_search",    "io_uring_setup",  "BIO_connect", "BIO_s_socket", "BIO_s_connect"};
constexpr std::array<std::string_view, 9> kPrefixes = {
    "SSL_",      "TLS_", "BIO_new_connect", "BIO_new_accept", "BIO_new_ssl", "curl_", "nghttp2_",
    "io_uring_", "lws_"};
// Mangled: of Boost.Asio and Boost.Beast, whatever the function.
constexpr std::array<std::string_view, 2> kInside = {"5boost4asio", "5boost5beast"};
constexpr std::array<std::string_view, 5> kLibraries = {"libssl", "libcurl", "libnghttp2",
                                                        "libwebsockets", "liburing"};

std::string output_of(const std::string& command) {
  const std::unique_ptr<FILE, int (*)(FILE*)> pipe{popen(command.c_str(), "r"), pclose};
  std::string text;
  std::array<char, 1 << 16> buffer{};
  while (pipe != nullptr) {
    const std::size_t some = std::fread(buffer.data(), 1, buffer.size(), pipe.get());
    if (some == 0) break;
    text.append(buffer.data(), some);
  }
  return text;
}

bool is_shared(const std::string& file) { return file.ends_with(".so"); }

// `connect@GLIBC_2.2.5` is connect.
std::string without_version(const std::string& symbol) {
  return symbol.substr(0, symbol.find('@'));
}

}  // namespace

std::vector<std::string> undefined_symbols(const std::string& file) {
  const std::string dynamic = is_shared(file) ? "-D " : "";
  std::istringstream lines{output_of("nm -P -u " + dynamic + "'" + file + "' 2>/dev/null")};
  std::set<std::string> symbols;
  for (std::string line; std::getline(lines, line);) {
    std::istringstream words{line};
    std::string symbol, kind;
    if (words >> symbol >> kind && (kind == "U" || kind == "w"))
      symbols.insert(without_version(symbol));
  }
  return {symbols.begin(), symbols.end()};
}

std::vector<std::string> needed_libraries(const std::string& file) {
  std::istringstream lines{output_of("readelf -d -W '" + file + "' 2>/dev/null")};
  std::vector<std::string> names;
  for (std::string line; std::getline(lines, line);) {
    const auto begin = line.find('[');
    if (line.find("(NEEDED)") == std::string::npos || begin == std::string::npos) continue;
    names.push_back(line.substr(begin + 1, line.find(']') - begin - 1));
  }
  return names;
}

bool is_network_symbol(std::string_view symbol) {
  const auto begins = [&](std::string_view prefix) { return symbol.starts_with(prefix); };
  const auto has = [&](std::string_view part) {
    return symbol.find(part) != std::string_view::npos;
  };
  return std::find(kCalls.begin(), kCalls.end(), symbol) != kCalls.end() ||
         std::any_of(kPrefixes.begin(), kPrefixes.end(), begins) ||
         std::any_of(kInside.begin(), kInside.end(), has);
}

bool is_network_library(std::string_view name) {
  return std::any_of(kLibraries.begin(), kLibraries.end(),
                     [&](std::string_view prefix) { return name.starts_with(prefix); });
}

std::vector<std::string> ways_out(const std::string& file) {
  std::vector<std::string> found;
  for (const std::string& symbol : undefined_symbols(file))
    if (is_network_symbol(symbol)) found.push_back(symbol);
  if (!is_shared(file)) return found;
  for (const std::string& name : needed_libraries(file))
    if (is_network_library(name)) found.push_back("needs " + name);
  return found;
}

}  // namespace sluice::live_path
