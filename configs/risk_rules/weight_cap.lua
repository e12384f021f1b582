-- weight_cap: a purchase may not lift its symbol above a share of the equity; it is made smaller to
-- fit, in whole lots. Sales pass.
return {
  id = "weight_cap",
  version = "1.0.0",
  params = { share = 0.1 },

  ---@param order sluice.Order
  ---@param view sluice.View
  check = function(order, view)
    if order.side == "SELL" then return approve() end
    if order.price == nil then return reject("NO_PRICE") end
    local cap = view.equity * params.share
    if view.value_after <= cap then
      return approve({ measured = view.value_after, limit = cap })
    end
    local before = view.position_after - order.quantity
    local room = (cap - before * order.price) / order.price
    -- A quotient is rounded up; one lot less where that was too much.
    local lots = room // order.lot
    if lots >= 1 and (before + lots * order.lot) * order.price > cap then lots = lots - 1 end
    if lots < 1 then
      return reject("WEIGHT_CAP", { measured = view.value_after, limit = cap })
    end
    return resize(lots * order.lot, "WEIGHT_CAP", { measured = view.value_after, limit = cap })
  end,
}
