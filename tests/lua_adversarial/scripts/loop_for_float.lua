-- expect: RULE_BUDGET_INSTRUCTIONS
-- steps too small to arrive
return function(order, view)
  for x = 0.0, 1.0, 1e-300 do end
  return approve()
end
