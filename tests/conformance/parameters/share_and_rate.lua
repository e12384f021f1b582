-- SPDX-License-Identifier: Apache-2.0
-- A bit of everything that a rule may do: parameters, counters, windows, fills, all four verdicts.
return {
  id = "share_and_rate",
  version = "1.0.0",
  params = { share = 0.4, most = 12 },
  state = { refused = 0 },
  check = function(order, view)
    if order.reference_price == nil then return reject("NO_PRICE") end
    local count = state:window("orders", 60, 1)
    if count > params.most then
      state:incr("refused")
      return reject("ORDERS_PER_MINUTE", { measured = count, limit = params.most })
    end
    if order.quantity > 300 and order.lot ~= nil then
      return resize(order.lot * 100, "TOO_LARGE", { measured = order.quantity, limit = 300 })
    end
    return approve({ measured = order.quantity, limit = 300 })
  end,
  on_fill = function(fill)
    state:incr("bought " .. fill.symbol, fill.quantity)
  end,
}
