-- no_overnight_short: no sale that leaves a short position shortly before the close.
-- Parameter: minutes before the close.
return {
  id = "no_overnight_short",
  version = "1.0.0",
  params = { minutes = 15 },

  ---@param order sluice.Order
  ---@param view sluice.View
  check = function(order, view)
    if order.side == "SELL" and view.position_after < 0 and view.minutes_to_close < params.minutes then
      return reject("NO_OVERNIGHT_SHORT", { measured = view.position_after, limit = 0 })
    end
    return approve()
  end,
}
