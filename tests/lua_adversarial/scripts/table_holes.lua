-- expect: RULE_BUDGET_MEMORY|RULE_ERROR|RULE_BUDGET_INSTRUCTIONS
-- a length that is not one
return function(order, view)
  local t = {}
  for i = 0, 62 do t[1 << i] = 1 end
  for i = 1, 1000 do table.insert(t, 1, i) end
  while true do end
  return approve()
end
