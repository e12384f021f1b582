-- orders_per_minute: at most so many orders of one symbol in a minute, refused ones counted.
return {
  id = "orders_per_minute",
  version = "1.0.0",
  params = { most = 5 },

  ---@param order sluice.Order
  ---@param view sluice.View
  check = function(order, view)
    local count = state:window("orders " .. order.symbol, 60, 1)
    if count > params.most then
      return reject("ORDERS_PER_MINUTE", { measured = count, limit = params.most })
    end
    return approve({ measured = count, limit = params.most })
  end,
}
