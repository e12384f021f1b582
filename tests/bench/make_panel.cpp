// SPDX-License-Identifier: Apache-2.0
//
// make_panel: writes a price file of made-up stocks, for benchmarks: the same bytes for the same
// options, on every machine.
//
//   make_panel PATH [--symbols 500] [--sessions 2520] [--seed 1] [--by-symbol] [--universe PATH]
//
// Long format, by date (or by symbol), on weekdays from 2006-01-03. Each price is a geometric
// random walk in whole cents made with integers alone. Exit code: 0, 1 (cannot write), 2 (usage).
#include <algorithm>
#include <charconv>
#include <chrono>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include <sluice/time.hpp>

namespace {

using sluice::Date;

struct Options {
  std::string path;
  std::string universe;
  std::int64_t symbols = 500;
  std::int64_t sessions = 2520;
  std::int64_t seed = 1;
  bool by_symbol = false;
};

// SplitMix64 (Steele, Lea and Flood, 2014).
class Random {
 public:
  explicit Random(std::uint64_t state) : state_{state} {}
  std::uint64_t next() {
    std::uint64_t z = (state_ += 0x9E3779B97F4A7C15);
    z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
    z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
    return z ^ (z >> 31);
  }
  std::int64_t below(std::int64_t bound) {
    return static_cast<std::int64_t>(next() % static_cast<std::uint64_t>(bound));
  }

 private:
  std::uint64_t state_;
};

struct Bar {
  std::int64_t open, high, low, close;  // cents
  std::int64_t volume;
};

// One stock. The price is kept in millionths of a cent, so that small moves are not lost.
class Walk {
 public:
  explicit Walk(std::uint64_t seed)
      : random_{seed},
        price_{(500 + random_.below(20'000)) * kFine},
        activity_{10 + random_.below(500)} {}

  Bar next() {
    const std::int64_t open = cents();
    move();
    const std::int64_t close = cents();
    Bar bar{open, std::max(open, close), std::min(open, close), close, 0};
    bar.high += bar.high * random_.below(100) / 10'000;
    bar.low -= bar.low * random_.below(100) / 10'000;
    bar.low = std::max(bar.low, kLeast);
    bar.volume = activity_ * (10'000 + random_.below(20'000)) + random_.below(100);
    move();
    return bar;
  }

 private:
  static constexpr std::int64_t kFine = 1'000'000;
  static constexpr std::int64_t kLeast = 10;
  static constexpr std::int64_t kMost = 1'000'000;

  [[nodiscard]] std::int64_t cents() const { return price_ / kFine; }
  // The sum of four even numbers is near enough to a bell; up to 4 % either way.
  void move() {
    std::int64_t basis = 0;
    for (int i = 0; i < 4; ++i) basis += random_.below(201) - 100;
    price_ = std::clamp(price_ + price_ / 10'000 * basis, kLeast * kFine, kMost * kFine);
  }

  Random random_;
  std::int64_t price_;
  std::int64_t activity_;
};

// AAA, BAA, … ZZZ, AAAB …: upper-case names of three letters or more.
std::string name_of(std::int64_t number) {
  std::string name;
  for (int i = 0; i < 3 || number > 0; ++i, number /= 26)
    name += static_cast<char>('A' + number % 26);
  return name;
}

std::vector<std::string> weekdays(std::int64_t count) {
  std::vector<std::string> days;
  for (Date day = *Date::from_ymd(2006, 1, 3); std::ssize(days) < count;
       day = Date::from_days(day.days() + 1)) {
    const std::chrono::weekday weekday{std::chrono::sys_days{day.ymd()}};
    if (weekday != std::chrono::Saturday && weekday != std::chrono::Sunday)
      days.push_back(day.to_string());
  }
  return days;
}

char* put_text(char* out, std::string_view text) {
  std::memcpy(out, text.data(), text.size());
  return out + text.size();
}

char* put_cents(char* out, std::int64_t cents) {
  out = std::to_chars(out, out + 20, cents / 100).ptr;
  *out++ = '.';
  *out++ = static_cast<char>('0' + cents / 10 % 10);
  *out++ = static_cast<char>('0' + cents % 10);
  *out++ = ',';
  return out;
}

// A file that is complete only when close() says so.
class Output {
 public:
  explicit Output(const std::string& path) : file_{std::fopen(path.c_str(), "wb"), &std::fclose} {}
  void write(std::string_view text) {
    ok_ = file_ && ok_ && std::fwrite(text.data(), 1, text.size(), file_.get()) == text.size();
  }
  [[nodiscard]] bool close() { return file_ && ok_ && std::fclose(file_.release()) == 0; }

 private:
  std::unique_ptr<std::FILE, int (*)(std::FILE*)> file_;
  bool ok_ = true;
};

void write_row(Output& out, std::string_view day, std::string_view symbol, const Bar& bar) {
  char line[256];
  char* end = put_text(line, day);
  *end++ = ',';
  end = put_text(end, symbol);
  *end++ = ',';
  for (const std::int64_t price : {bar.open, bar.high, bar.low, bar.close})
    end = put_cents(end, price);
  end = std::to_chars(end, end + 20, bar.volume).ptr;
  *end++ = '\n';
  out.write({line, static_cast<std::size_t>(end - line)});
}

std::vector<std::string> names(const Options& options) {
  std::vector<std::string> result;
  for (std::int64_t i = 0; i < options.symbols; ++i) result.push_back(name_of(i));
  std::sort(result.begin(), result.end());
  return result;
}

bool write_panel(const Options& options) {
  Output out{options.path};
  out.write("date,symbol,open,high,low,close,volume\n");
  const auto symbols = names(options);
  const auto days = weekdays(options.sessions);
  std::vector<Walk> walks;
  for (std::size_t i = 0; i < symbols.size(); ++i)
    walks.emplace_back(static_cast<std::uint64_t>(options.seed) * 1'000'003 + i);
  if (options.by_symbol) {
    for (std::size_t i = 0; i < symbols.size(); ++i)
      for (const std::string& day : days) write_row(out, day, symbols[i], walks[i].next());
  } else {
    for (const std::string& day : days)
      for (std::size_t i = 0; i < symbols.size(); ++i)
        write_row(out, day, symbols[i], walks[i].next());
  }
  return out.close();
}

bool write_universe(const Options& options) {
  if (options.universe.empty()) return true;
  Output out{options.universe};
  for (const std::string& symbol : names(options)) out.write(symbol + "\n");
  return out.close();
}

bool read_number(std::string_view text, std::int64_t& value) {
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  return error == std::errc{} && end == text.data() + text.size() && value > 0 &&
         value <= 10'000'000;
}

bool read_option(std::string_view name, std::string_view value, Options& options) {
  if (name == "--symbols") return read_number(value, options.symbols);
  if (name == "--sessions") return read_number(value, options.sessions);
  if (name == "--seed") return read_number(value, options.seed);
  options.universe = value;
  return name == "--universe";
}

bool read_options(int count, char** arguments, Options& options) {
  for (int i = 1; i < count; ++i) {
    const std::string_view argument = arguments[i];
    if (argument == "--by-symbol") {
      options.by_symbol = true;
    } else if (argument.starts_with("--")) {
      if (++i == count || !read_option(argument, arguments[i], options)) return false;
    } else if (options.path.empty()) {
      options.path = argument;
    } else {
      return false;
    }
  }
  return !options.path.empty();
}

}  // namespace

int main(int count, char** arguments) {
  Options options;
  if (!read_options(count, arguments, options)) {
    std::fputs(
        "usage: make_panel PATH [--symbols 500] [--sessions 2520] [--seed 1] [--by-symbol] "
        "[--universe PATH]\n",
        stderr);
    return 2;
  }
  if (write_panel(options) && write_universe(options)) return 0;
  std::fprintf(stderr, "make_panel: cannot write %s\n", options.path.c_str());
  return 1;
}
