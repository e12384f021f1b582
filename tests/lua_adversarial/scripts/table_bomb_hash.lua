-- expect: RULE_BUDGET_MEMORY|RULE_BUDGET_INSTRUCTIONS
-- keys that are no positions
return function(order, view)
  local t = {}
  for i = 1, 1e9 do t[i * 0.5] = i end
  return approve()
end
