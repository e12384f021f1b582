// SPDX-License-Identifier: Apache-2.0
#include "venue_simulator/settings.hpp"

#include <stdexcept>

#include "venue_simulator/wire.hpp"

namespace sluice::venue_simulator {

namespace {

template <typename Decimal>
Decimal decimal_of(std::string_view text) {
  const auto value = Decimal::parse(text);
  if (!value) throw std::runtime_error{"\"" + std::string{text} + "\" is not a decimal"};
  return *value;
}

Symbol symbol_of(std::string name, std::string base, std::string quote, std::string_view tick,
                 std::string_view step, std::string_view mid, std::string_view size) {
  Symbol symbol;
  symbol.name = std::move(name);
  symbol.base = std::move(base);
  symbol.quote = std::move(quote);
  symbol.filters.min_price = symbol.filters.tick = decimal_of<Price>(tick);
  symbol.filters.min_quantity = symbol.filters.step = decimal_of<Quantity>(step);
  symbol.liquidity.mid = decimal_of<Price>(mid);
  symbol.liquidity.size = decimal_of<Quantity>(size);
  return symbol;
}

Account account_of(std::string name) {
  Account account;
  account.name = std::move(name);
  for (const auto& [asset, amount] : {std::pair{"BTC", 10}, std::pair{"ETH", 100},
                                      std::pair{"SOL", 1'000}, std::pair{"USDT", 1'000'000}})
    account.balances[asset].free = Amount::from_raw(int128{amount} * kScale);
  return account;
}

// Reads what is there, complains of what it does not know.
class Reader {
 public:
  Reader(const Json& json, std::string where) : json_{json}, where_{std::move(where)} {
    if (!json.is_object()) fail("expected an object");
  }
  template <typename Decimal>
  Reader& decimal(const char* name, Decimal& out) {
    if (const Json* const found = take(name)) {
      if (!found->is_string()) fail(std::string{name} + ": expected a decimal as text");
      out = decimal_of<Decimal>(found->get<std::string>());
    }
    return *this;
  }
  template <typename Value>
  Reader& value(const char* name, Value& out) {
    if (const Json* const found = take(name)) out = found->get<Value>();
    return *this;
  }
  template <typename Read>
  Reader& part(const char* name, Read read) {
    if (const Json* const found = take(name)) read(*found, where_ + "." + name);
    return *this;
  }
  void end() {
    for (const auto& [name, value] : json_.items())
      if (!taken_.contains(name)) fail("unknown: " + name);
  }
  [[noreturn]] void fail(const std::string& what) const {
    throw std::runtime_error{where_ + ": " + what};
  }

 private:
  const Json* take(const char* name) {
    taken_.insert(name);
    const auto found = json_.find(name);
    return found == json_.end() ? nullptr : &*found;
  }
  const Json& json_;
  std::string where_;
  std::set<std::string> taken_;
};

void read_filters(const Json& json, const std::string& where, Filters& filters) {
  Reader{json, where}
      .decimal("min_price", filters.min_price)
      .decimal("max_price", filters.max_price)
      .decimal("tick", filters.tick)
      .decimal("min_quantity", filters.min_quantity)
      .decimal("max_quantity", filters.max_quantity)
      .decimal("step", filters.step)
      .decimal("max_market_quantity", filters.max_market_quantity)
      .decimal("min_notional", filters.min_notional)
      .decimal("max_notional", filters.max_notional)
      .decimal("multiplier_up", filters.multiplier_up)
      .decimal("multiplier_down", filters.multiplier_down)
      .value("max_orders", filters.max_orders)
      .value("max_stop_orders", filters.max_stop_orders)
      .end();
}

Symbol read_symbol(const Json& json, const std::string& where) {
  Symbol symbol;
  Reader reader{json, where};
  reader.value("symbol", symbol.name)
      .value("base", symbol.base)
      .value("quote", symbol.quote)
      .value("trading", symbol.is_trading)
      .part("filters", [&](const Json& part,
                           const std::string& at) { read_filters(part, at, symbol.filters); })
      .part("liquidity", [&](const Json& part, const std::string& at) {
        Reader{part, at}
            .decimal("mid", symbol.liquidity.mid)
            .decimal("size", symbol.liquidity.size)
            .value("levels", symbol.liquidity.levels)
            .value("half_spread_ticks", symbol.liquidity.half_spread_ticks)
            .end();
      });
  reader.end();
  if (symbol.name.empty() || symbol.base.empty() || symbol.quote.empty())
    reader.fail("expected symbol, base and quote");
  const Filters& filters = symbol.filters;
  if (!filters.tick.is_positive() || !filters.step.is_positive() ||
      int128{filters.tick.raw()} * filters.step.raw() % kScale != 0)
    reader.fail("tick times step must be a multiple of 0.00000001, so that values are exact");
  return symbol;
}

Account read_account(const Json& json, const std::string& where) {
  Account account;
  Reader reader{json, where};
  reader.value("name", account.name)
      .value("can_trade", account.can_trade)
      .value("can_withdraw", account.can_withdraw)
      .part("balances", [&](const Json& part, const std::string& at) {
        Reader balances{part, at};
        for (const auto& [asset, amount] : part.items())
          balances.decimal(asset.c_str(), account.balances[asset].free);
      });
  reader.end();
  if (account.name.empty()) reader.fail("expected a name");
  return account;
}

ApiKey read_key(const Json& json, const std::string& where, const std::vector<Account>& accounts) {
  ApiKey key;
  std::string kind = "hmac";
  std::string account;
  Reader reader{json, where};
  reader.value("key", key.name)
      .value("kind", kind)
      .value("secret", key.secret)
      .value("public_key", key.secret)
      .value("account", account)
      .value("valid", key.is_valid)
      .value("may_trade", key.may_trade)
      .end();
  if (kind != "hmac" && kind != "ed25519") reader.fail("kind: expected hmac or ed25519");
  key.kind = kind == "hmac" ? KeyKind::kHmac : KeyKind::kEd25519;
  const auto owner = Accounts{accounts}.find(account);
  if (!owner) reader.fail("account: there is none called \"" + account + "\"");
  key.account = *owner;
  return key;
}

template <typename Row, typename Read>
void read_rows(const Json& json, const std::string& where, std::vector<Row>& out, Read read) {
  if (!json.is_array()) throw std::runtime_error{where + ": expected a list"};
  out.clear();
  for (std::size_t i = 0; i < json.size(); ++i)
    out.push_back(read(json[i], where + "[" + std::to_string(i) + "]"));
}

void read_settings(const Json& json, SimulatorSettings& settings) {
  Reader reader{json, "config"};
  reader
      .part("symbols",
            [&](const Json& part, const std::string& at) {
              read_rows(part, at, settings.venue.symbols, read_symbol);
            })
      .part("accounts",
            [&](const Json& part, const std::string& at) {
              read_rows(part, at, settings.venue.accounts, read_account);
            })
      .part("keys",
            [&](const Json& part, const std::string& at) {
              std::vector<ApiKey> keys;
              read_rows(part, at, keys, [&](const Json& row, const std::string& place) {
                return read_key(row, place, settings.venue.accounts);
              });
              settings.keys = {};
              for (ApiKey& key : keys) settings.keys.add(std::move(key));
            })
      .decimal("maker_commission", settings.venue.maker_commission)
      .decimal("taker_commission", settings.venue.taker_commission)
      .part("limits",
            [&](const Json& part, const std::string& at) {
              Reader{part, at}
                  .value("weight_a_minute", settings.limits.weight_a_minute)
                  .value("orders_in_ten_seconds", settings.limits.orders_in_ten_seconds)
                  .value("orders_a_day", settings.limits.orders_a_day)
                  .value("warnings", settings.limits.warnings)
                  .value("ban_ms", settings.limits.ban)
                  .end();
            })
      .end();
}

}  // namespace

SimulatorSettings default_settings(std::uint64_t seed) {
  SimulatorSettings settings;
  settings.venue.symbols = {symbol_of("BTCUSDT", "BTC", "USDT", "0.01", "0.00001", "100000", "0.5"),
                            symbol_of("ETHUSDT", "ETH", "USDT", "0.01", "0.0001", "4000", "10"),
                            symbol_of("SOLUSDT", "SOL", "USDT", "0.01", "0.001", "200", "100"),
                            symbol_of("ETHBTC", "ETH", "BTC", "0.00001", "0.0001", "0.04", "10")};
  settings.venue.symbols.back().filters.min_notional = Amount::from_raw(kScale / 10'000);
  settings.venue.accounts = {account_of("main"), account_of("other")};
  settings.venue.seed = seed;
  settings.keys.add({"simulatorKeyOfMain", KeyKind::kHmac, "simulatorSecretOfMain", 0});
  settings.keys.add({"simulatorKeyOfOther", KeyKind::kHmac, "simulatorSecretOfOther", 1});
  return settings;
}

Result<SimulatorSettings> settings_of(std::string_view text, std::uint64_t seed) {
  SimulatorSettings settings = default_settings(seed);
  try {
    read_settings(Json::parse(text), settings);
  } catch (const std::exception& wrong) {
    return Error{wrong.what()};
  }
  return settings;
}

}  // namespace sluice::venue_simulator
