-- no_round_trip: what was bought today is not sold today, and the other way round, by what really
-- filled. A day is one of UTC.
local DAY_NS <const> = 86400 * 1000000000

return {
  id = "no_round_trip",
  version = "1.0.0",

  ---@param order sluice.Order
  ---@param view sluice.View
  check = function(order, view)
    local other = order.side == "BUY" and "SELL" or "BUY"
    if state:get(other .. " " .. order.symbol) == now() // DAY_NS then
      return reject("ROUND_TRIP")
    end
    return approve()
  end,

  ---@param fill sluice.Fill
  on_fill = function(fill)
    state:set(fill.side .. " " .. fill.symbol, now() // DAY_NS)
  end,
}
