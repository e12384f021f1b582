-- symbol_list: only symbols of a list may be bought; what is held may always be sold.
-- Parameter: the symbols, with blanks between them.
return {
  id = "symbol_list",
  version = "1.0.0",
  params = { symbols = "" },

  ---@param order sluice.Order
  ---@param view sluice.View
  check = function(order, view)
    if order.side == "SELL" and view.position_after >= 0 then return approve() end
    if order.symbol == nil then return reject("SYMBOL_UNKNOWN") end
    local list = " " .. params.symbols .. " "
    if list:find(" " .. order.symbol .. " ", 1, true) then return approve() end
    return reject("SYMBOL_NOT_LISTED")
  end,
}
