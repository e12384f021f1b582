-- daily_loss_brake: at a loss of a share of the equity the account may only make positions smaller;
-- at twice that everything is stopped and what is open is cancelled. A person releases it.
return {
  id = "daily_loss_brake",
  version = "1.0.0",
  params = { share = 0.01 },

  ---@param order sluice.Order
  ---@param view sluice.View
  check = function(order, view)
    local limit = view.equity * params.share
    local loss = -view.day_pnl
    local details = { measured = loss, limit = limit, unit = "MONEY" }
    if loss > 2 * limit then
      details.level = "AND_CANCEL"
      return halt("account", "DAILY_LOSS", details)
    end
    if loss > limit then
      details.level = "REDUCE_ONLY"
      return halt("account", "DAILY_LOSS", details)
    end
    return approve(details)
  end,
}
