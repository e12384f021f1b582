// SPDX-License-Identifier: Apache-2.0
//
// venue_simulator: a spot exchange on a port of the loopback, for tests. README.md tells its
// requests.
#include <charconv>
#include <chrono>
#include <cstdio>
#include <fstream>
#include <iterator>
#include <string>
#include <string_view>

#include "venue_simulator/server.hpp"
#include "venue_simulator/settings.hpp"

namespace {

using namespace sluice;
using namespace sluice::venue_simulator;

struct Options {
  std::uint16_t port = 0;
  std::uint64_t seed = 1;
  std::string config;
  bool clock_is_told = false;
};

constexpr const char* kUsage =
    "usage: venue_simulator [--port N] [--config FILE] [--clock real|told] [--seed N]\n";

template <typename Number>
bool read_number(std::string_view text, Number& out) {
  const auto [end, failed] = std::from_chars(text.data(), text.data() + text.size(), out);
  return failed == std::errc{} && end == text.data() + text.size();
}

bool read_option(std::string_view name, std::string_view value, Options& options) {
  if (name == "--port") return read_number(value, options.port);
  if (name == "--seed") return read_number(value, options.seed);
  if (name == "--config") options.config = value;
  if (name == "--clock") options.clock_is_told = value == "told";
  return name == "--config" || (name == "--clock" && (value == "told" || value == "real"));
}

Result<SimulatorSettings> read_settings_file(const Options& options) {
  if (options.config.empty()) return default_settings(options.seed);
  std::ifstream file{options.config};
  if (!file) return Error{options.config + ": cannot be read"};
  const std::string text{std::istreambuf_iterator<char>{file}, {}};
  auto settings = settings_of(text, options.seed);
  if (!settings) return Error{options.config + ": " + settings.error().message};
  return settings;
}

Milliseconds machine_time() {
  return std::chrono::duration_cast<std::chrono::milliseconds>(
             std::chrono::system_clock::now().time_since_epoch())
      .count();
}

int run(const Options& options) {
  auto settings = read_settings_file(options);
  if (!settings) {
    std::fprintf(stderr, "venue_simulator: %s\n", settings.error().message.c_str());
    return 2;
  }
  VenueClock clock{machine_time};
  if (options.clock_is_told) clock.tell(machine_time());
  Simulator simulator{
      Service{std::move(settings->venue), settings->limits, std::move(settings->keys)},
      std::move(clock)};
  Server server{simulator};
  const auto port = server.listen(options.port);
  if (!port) {
    std::fprintf(stderr, "venue_simulator: %s\n", port.error().message.c_str());
    return 1;
  }
  std::printf("listening on 127.0.0.1:%u\n", unsigned{*port});
  std::fflush(stdout);
  server.run();
  return 0;
}

}  // namespace

int main(int argc, char** argv) {
  Options options;
  for (int i = 1; i < argc; i += 2) {
    if (i + 1 < argc && read_option(argv[i], argv[i + 1], options)) continue;
    std::fprintf(stderr, "venue_simulator: not understood: %s\n%s", argv[i], kUsage);
    return 2;
  }
  return run(options);
}
