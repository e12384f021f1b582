-- drawdown_scaling: the deeper the account is below its peak, the smaller an order may be: at half
-- of the deepest allowed drawdown an order may be worth half of the cap, at the deepest nothing.
return {
  id = "drawdown_scaling",
  version = "1.0.0",
  params = { cap = 50000, deepest = 0.1 },

  ---@param order sluice.Order
  ---@param view sluice.View
  check = function(order, view)
    if order.notional == nil then return reject("NO_PRICE") end
    if view.drawdown == nil then return reject("PEAK_UNKNOWN") end
    local left = 1 - view.drawdown / params.deepest
    local cap = math.max(left, decimal(0)) * params.cap
    if order.notional > cap then
      return reject("DRAWDOWN_SCALING", { measured = order.notional, limit = cap })
    end
    return approve({ measured = order.notional, limit = cap })
  end,
}
