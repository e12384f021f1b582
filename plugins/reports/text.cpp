// SPDX-License-Identifier: Apache-2.0
#include "text.hpp"

#include <cmath>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <sluice/c/order.h>

namespace sluice::reports {
namespace {

// Beyond this, digits tell nobody anything.
constexpr double kPlainLimit = 1e15;

// "-1234567.5" -> "-1,234,567.5"
std::string with_separators(std::string digits) {
  const auto point = digits.find('.');
  auto at = static_cast<std::ptrdiff_t>(point == std::string::npos ? digits.size() : point) - 3;
  const std::ptrdiff_t first = digits.front() == '-' ? 1 : 0;
  for (; at > first; at -= 3) digits.insert(static_cast<std::size_t>(at), 1, ',');
  return digits;
}

// Rounded to `decimals`, all of them written; 1 to 7.
std::string fixed(int128 units, int decimals) {
  int128 step = 1;
  for (int i = decimals; i < kScaleDigits; ++i) step *= 10;
  const int128 steps = detail::divide_rounded(units, step, Rounding::kHalfEven);
  const int128 unit = kScale / step;
  const uint128 magnitude = detail::magnitude_of(steps);
  const auto rest = static_cast<std::uint64_t>(magnitude % static_cast<uint128>(unit));
  std::string digits = fmt::format("{}", magnitude / static_cast<uint128>(unit));
  digits += fmt::format(".{:0{}}", rest, decimals);
  return with_separators(steps < 0 ? "-" + digits : digits);
}

std::string two_decimals(double value) {
  if (std::fabs(value) >= kPlainLimit) return fmt::format("{:.3e}", value);
  const std::string digits = fmt::format("{:.2f}", value);
  return with_separators(digits == "-0.00" ? "0.00" : digits);
}

bool is_word(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
}

}  // namespace

std::string count_text(std::uint64_t count) { return with_separators(fmt::format("{}", count)); }

std::string amount_text(std::optional<Money> amount) {
  return amount ? fixed(amount->raw(), 2) : std::string{kUndefined};
}

std::string percent_text(std::optional<double> share) {
  return share ? two_decimals(*share * 100.0) + " %" : std::string{kUndefined};
}

std::string ratio_text(std::optional<double> value) {
  return value ? two_decimals(*value) : std::string{kUndefined};
}

std::string quantity_text(Quantity quantity) { return with_separators(quantity.to_string()); }

std::string price_text(Price price) { return fixed(price.raw(), 4); }

std::string whole_text(double amount) {
  if (std::fabs(amount) >= kPlainLimit) return fmt::format("{:.3e}", amount);
  return with_separators(fmt::format("{:.0f}", amount + 0.0));
}

std::string side_text(std::uint8_t side) {
  return side == SLUICE_SIDE_BUY ? "BUY" : (side == SLUICE_SIDE_SELL ? "SELL" : "?");
}

std::string time_text(Timestamp time) {
  return time == Timestamp::from_date(time.date()) ? time.date().to_string() : time.to_string();
}

std::string plain_text(double value) { return fmt::format("{}", value); }

std::string json_text(std::string_view text) {
  return nlohmann::json(text).dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
}

std::string valid_utf8(std::string_view text) {
  return nlohmann::json::parse(json_text(text)).get<std::string>();
}

std::string markdown_text(std::string_view text) {
  const std::string clean = valid_utf8(text);
  std::string out;
  for (std::size_t i = 0; i < clean.size(); ++i) {
    const char c = clean[i];
    const bool inside_word =
        i > 0 && i + 1 < clean.size() && is_word(clean[i - 1]) && is_word(clean[i + 1]);
    if (static_cast<unsigned char>(c) < 0x20 || c == 0x7F) {
      out += ' ';
    } else if (c == '<') {
      out += "&lt;";
    } else if (c == '>') {
      out += "&gt;";
    } else if (c == '&') {
      out += "&amp;";
    } else {
      const bool markup = std::string_view{"\\`*[]|#~$"}.find(c) != std::string_view::npos;
      if (markup || (c == '_' && !inside_word)) out += '\\';
      out += c;
    }
  }
  return out;
}

std::string csv_text(std::string_view text) {
  const std::string clean = valid_utf8(text);
  if (clean.find_first_of(",\"\r\n") == std::string::npos) return clean;
  std::string out = "\"";
  for (const char c : clean) {
    if (c == '"') out += '"';
    out += c;
  }
  return out + '"';
}

}  // namespace sluice::reports
