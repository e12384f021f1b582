-- expect: RULE_BUDGET_MEMORY|RULE_BUDGET_INSTRUCTIONS
-- calls: 400
-- texts kept from every call
local kept = {}
return function(order, view)
  for i = 1, 5 do kept[#kept + 1] = ('x'):rep(1000) .. #kept end
  return approve()
end
