-- trading_window: no order in the first and last minutes of the session, nor on a weekend. A session
-- whose hours are not known refuses.
return {
  id = "trading_window",
  version = "1.0.0",
  params = { after_open = 5, before_close = 5 },

  ---@param order sluice.Order
  ---@param view sluice.View
  check = function(order, view)
    if view.weekday > 5 then return reject("WEEKEND") end
    local since, left = view.minutes_since_open, view.minutes_to_close
    if since == nil or left == nil then return reject("HOURS_UNKNOWN") end
    if since < params.after_open then
      return reject("TOO_EARLY", { measured = since, limit = params.after_open })
    end
    if left < params.before_close then
      return reject("TOO_LATE", { measured = left, limit = params.before_close })
    end
    return approve()
  end,
}
