-- expect: RULE_BUDGET_INSTRUCTIONS
-- a comparator that says yes to everything
return function(order, view)
  local t = {}
  for i = 1, 3000 do t[i] = i end
  table.sort(t, function() return true end)
  return approve()
end
