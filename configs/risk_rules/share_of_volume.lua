-- share_of_volume: an order is at most a share of the average daily volume; a larger one is made
-- smaller, in whole lots, or refused where not even a lot is left. Unknown volume refuses.
return {
  id = "share_of_volume",
  version = "1.0.0",
  params = { share = 0.01 },

  ---@param order sluice.Order
  ---@param view sluice.View
  check = function(order, view)
    local volume = order.average_daily_volume
    if volume == nil then return reject("VOLUME_UNKNOWN") end
    local most = volume * params.share
    if order.quantity <= most then return approve({ measured = order.quantity, limit = most }) end
    local lots = most // order.lot
    if lots < 1 then
      return reject("SHARE_OF_VOLUME", { measured = order.quantity, limit = most })
    end
    return resize(lots * order.lot, "SHARE_OF_VOLUME", { measured = order.quantity, limit = most })
  end,
}
