-- wide_spread: no market order where bid and ask are further apart than a share of the ask, or where
-- there is no quote, or an old one. Limit orders pass: they name their price.
return {
  id = "wide_spread",
  version = "1.0.0",
  params = { share = 0.005, seconds = 5 },

  ---@param order sluice.Order
  ---@param view sluice.View
  check = function(order, view)
    if order.type ~= "MARKET" then return approve() end
    if view.spread == nil or view.quote_age_seconds == nil then return reject("NO_QUOTE") end
    if view.quote_age_seconds > params.seconds then
      return reject("OLD_QUOTE", { measured = view.quote_age_seconds, limit = params.seconds })
    end
    local share = view.spread / view.ask
    if view.spread < 0 or share > params.share then
      return reject("WIDE_SPREAD", { measured = share, limit = params.share, unit = "RATIO" })
    end
    return approve({ measured = share, limit = params.share, unit = "RATIO" })
  end,
}
