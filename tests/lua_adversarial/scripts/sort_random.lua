-- expect: RULE_ERROR|RULE_BUDGET_INSTRUCTIONS
-- one that takes the items away
return function(order, view)
  local t, n = {}, 0
  for i = 1, 2000 do t[i] = i end
  table.sort(t, function(a, b) n = n + 1 t[n] = nil return a < b end)
  return approve()
end
