-- expect: RULE_ERROR
-- calls: 2
-- an order kept from the call before
local kept
return function(order, view)
  if kept then log(kept.side) end
  kept = order
  return approve()
end
