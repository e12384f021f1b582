-- expect: RULE_BUDGET_MEMORY|RULE_BUDGET_INSTRUCTIONS
-- a table that grows
return function(order, view)
  local t = {}
  for i = 1, 1e9 do t[i] = i end
  return approve()
end
