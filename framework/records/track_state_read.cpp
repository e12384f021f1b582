// SPDX-License-Identifier: Apache-2.0
#include <charconv>

#include <nlohmann/json.hpp>

#include "files/sha256.hpp"
#include "records/track_state.hpp"

namespace sluice::records {
namespace {

using Json = nlohmann::json;

// Thrown and caught in this file only: what is wrong with which field.
struct Malformed {
  std::string what;
};

// Builds a tree in which a number with decimals is its text, so that no digit is lost in a double.
class ExactNumbers : public nlohmann::detail::json_sax_dom_parser<Json> {
 public:
  using Base = nlohmann::detail::json_sax_dom_parser<Json>;
  explicit ExactNumbers(Json& tree) : Base{tree, false} {}
  bool number_float(double, const std::string& text) {
    std::string copy = text;
    return Base::string(copy);
  }
};

const Json& member(const Json& object, const char* name) {
  const auto found = object.find(name);
  if (found == object.end()) throw Malformed{std::string{"no field `"} + name + "`"};
  return *found;
}

std::string text(const Json& object, const char* name) {
  const Json& value = member(object, name);
  if (!value.is_string()) throw Malformed{std::string{"`"} + name + "` is not a string"};
  return value.get<std::string>();
}

std::uint64_t count(const Json& object, const char* name) {
  const Json& value = member(object, name);
  if (!value.is_number_unsigned())
    throw Malformed{std::string{"`"} + name + "` is not a whole number"};
  return value.get<std::uint64_t>();
}

// A price, quantity or amount.
template <typename T>
T decimal(const Json& object, const char* name) {
  const Json& value = member(object, name);
  const std::string digits = value.is_string() ? value.get<std::string>() : value.dump();
  const auto parsed = T::parse(digits);
  if (!parsed) throw Malformed{std::string{"`"} + name + "` is not a decimal: " + digits};
  return *parsed;
}

Timestamp time(const Json& object, const char* name) {
  const auto parsed = Timestamp::parse(text(object, name));
  if (!parsed) throw Malformed{std::string{"`"} + name + "` is not a time"};
  return *parsed;
}

double number(std::string_view digits) {
  double value = 0;
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), value);
  if (error != std::errc{} || end != digits.data() + digits.size())
    throw Malformed{"a statistic is not a number"};
  return value;
}

template <typename Enum>
Enum one_of(const Json& object, const char* field, std::initializer_list<Enum> values) {
  const std::string word = text(object, field);
  for (const Enum value : values)
    if (name(value) == word) return value;
  throw Malformed{std::string{"`"} + field + "` has the unknown value " + word};
}

IntentId intent_id(const std::string& hex) {
  const auto id = IntentId::parse(hex);
  if (!id) throw Malformed{"`intent_id` is not 32 hexadecimal digits"};
  return *id;
}

Execution parse_execution(const Json& json) {
  Execution execution;
  execution.id = count(json, "id");
  execution.venue_epoch = static_cast<std::uint32_t>(count(json, "epoch"));
  execution.quantity = decimal<Quantity>(json, "qty");
  execution.price = decimal<Price>(json, "price");
  execution.commission = decimal<Money>(json, "commission");
  return execution;
}

StateOrder read_order(const Json& json) {
  StateOrder kept;
  kept.symbol = text(json, "symbol");
  Order& order = kept.order;
  order.id = count(json, "order_id");
  order.state =
      one_of(json, "state", {OrderState::kAcked, OrderState::kPartial, OrderState::kSending});
  order.filled = decimal<Quantity>(json, "filled_qty");
  order.reserved = decimal<Money>(json, "reserved");
  for (const auto& execution : member(json, "executions"))
    order.executions.push_back(parse_execution(execution));
  Intent& intent = order.intent;
  intent.id = intent_id(text(json, "intent_id"));
  intent.side = one_of(json, "side", {Side::kBuy, Side::kSell});
  intent.type = one_of(json, "type",
                       {OrderType::kMarket, OrderType::kLimit, OrderType::kStop,
                        OrderType::kStopLimit, OrderType::kLimitMaker});
  intent.time_in_force = one_of(json, "tif",
                                {TimeInForce::kDay, TimeInForce::kIoc, TimeInForce::kGtc,
                                 TimeInForce::kFok, TimeInForce::kGtd});
  intent.quantity = decimal<Quantity>(json, "qty");
  intent.limit_price = decimal<Price>(json, "limit_price");
  intent.reference_price = decimal<Price>(json, "reference_price");
  intent.reference_time = time(json, "reference_time");
  intent.decision_time = time(json, "decision_time");
  intent.average_daily_volume = decimal<Quantity>(json, "average_daily_volume");
  intent.daily_volatility = number(text(json, "daily_volatility"));
  if (has_stop(intent.type)) intent.stop_price = decimal<Price>(json, "stop_price");
  if (intent.time_in_force == TimeInForce::kGtd) intent.good_till = time(json, "good_till");
  intent.reduce_only = json.contains("reduce_only");
  intent.post_only = json.contains("post_only");
  return kept;
}

TrackState read_state(const Json& json) {
  TrackState state;
  const std::string version = text(json, "version");
  if (version != kStateVersion)
    throw Malformed{"version " + version + ", this build reads version " +
                    std::string{kStateVersion}};
  state.strategy_name = text(json, "strategy_name");
  state.config_hash = text(json, "config_hash");
  if (!member(json, "last_run_date").is_null()) {
    state.last_run_date = Date::parse(text(json, "last_run_date"));
    if (!state.last_run_date) throw Malformed{"`last_run_date` is not a date"};
  }
  if (!member(json, "last_session").is_null()) state.last_session = time(json, "last_session");
  state.created_at = time(json, "created_at");
  state.updated_at = time(json, "updated_at");
  state.seed_capital = decimal<Money>(json, "seed_capital");
  state.cash = decimal<Money>(json, "cash");
  state.equity = decimal<Money>(json, "equity");
  state.peak_equity = decimal<Money>(json, "peak_equity");
  state.total_trades = count(json, "total_trades");
  state.next_order_id = count(json, "next_order_id");
  for (const auto& p : member(json, "positions"))
    state.positions.push_back({text(p, "symbol"), decimal<Quantity>(p, "qty")});
  for (const auto& m : member(json, "marks"))
    state.marks.push_back({text(m, "symbol"), decimal<Price>(m, "price"), time(m, "time")});
  for (const auto& o : member(json, "open_orders")) state.open_orders.push_back(read_order(o));
  for (const auto& [key, value] : member(json, "statistics").items())
    state.statistics[key] = number(value.get<std::string>());
  for (const auto& [key, value] : member(json, "components").items())
    state.components[key] = value.get<std::string>();
  for (const auto& [key, value] : member(json, "files").items())
    state.files[key] = value.get<std::uint64_t>();
  return state;
}

Json parse_json(std::string_view text) {
  Json json;
  ExactNumbers handler{json};
  if (!Json::sax_parse(text.begin(), text.end(), &handler) || !json.is_object())
    throw Malformed{"not a JSON object"};
  return json;
}

// The content of a whole state file; throws where it is not whole.
Json parse_whole(std::string_view text) {
  constexpr std::string_view kHashLine = ",\n  \"hash\": \"";
  const auto at = text.rfind(kHashLine);
  if (at == std::string_view::npos)
    throw Malformed{"it is cut short: its last line, the hash, is missing"};
  const std::string expected =
      std::string{kHashLine} + files::sha256_hex(text.substr(0, at)) + "\"\n}\n";
  if (text.substr(at) != expected) throw Malformed{"its content does not match its hash"};
  return parse_json(text);
}

}  // namespace

std::optional<std::string> foreign_state_version(std::string_view text) try {
  const std::string version = records::text(parse_whole(text), "version");
  return version == kStateVersion ? std::nullopt : std::optional{version};
} catch (const Malformed&) {
  return std::nullopt;
} catch (const Json::exception&) {
  return std::nullopt;
}

Result<TrackState> parse_compact_state(std::string_view text) try {
  return read_state(parse_json(text));
} catch (const Malformed& malformed) {
  return Error{malformed.what};
} catch (const Json::exception& error) {
  return Error{error.what()};
}

Result<TrackState> parse_state_file(std::string_view text) try {
  const Json json = parse_whole(text);
  TrackState state = read_state(json);
  const Json& journal = member(json, "journal");
  state.journal = {records::text(journal, "segment"), count(journal, "bytes"),
                   count(journal, "next_seq"), records::text(journal, "hash")};
  return state;
} catch (const Malformed& malformed) {
  return Error{malformed.what};
} catch (const Json::exception& error) {
  return Error{error.what()};
}

}  // namespace sluice::records
