-- expect: RULE_BUDGET_INSTRUCTIONS
-- as many steps as there are
return function(order, view)
  for i = 1, math.maxinteger do end
  return approve()
end
