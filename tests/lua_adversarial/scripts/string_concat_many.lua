-- expect: RULE_BUDGET_MEMORY|RULE_BUDGET_INSTRUCTIONS
-- small texts, kept
return function(order, view)
  local t = {}
  for i = 1, 1e9 do t[i] = 'item ' .. i end
  return approve()
end
