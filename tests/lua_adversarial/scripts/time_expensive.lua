-- expect: RULE_BUDGET_INSTRUCTIONS|RULE_BUDGET_TIME|RULE_BUDGET_MEMORY
-- tables laid out anew again and again
return function(order, view)
  local t = {}
  for i = 1, 2000 do t[i] = i end
  for round = 1, 1e6 do
    for i = 1, 2000 do t[i] = nil end
    for i = 1, 2000 do t['k' .. i] = i end
  end
  return approve()
end
