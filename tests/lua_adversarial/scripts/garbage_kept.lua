-- expect: RULE_BUDGET_MEMORY|RULE_BUDGET_INSTRUCTIONS
-- calls: 400
-- a little is kept from every call
local kept = {}
return function(order, view)
  for i = 1, 50 do kept[#kept + 1] = { order.side .. #kept } end
  return approve()
end
