-- expect: RULE_BUDGET_INSTRUCTIONS
-- moves everything each time
return function(order, view)
  local t = {}
  for i = 1, 4000 do table.insert(t, 1, i) end
  return approve()
end
