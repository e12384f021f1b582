-- expect: RULE_BUDGET_INSTRUCTIONS|RULE_BUDGET_MEMORY
-- sorting each time
return function(order, view)
  local t = {}
  for i = 1, 100 do t[i] = i end
  while true do for k in pairs(t) do end end
  return approve()
end
