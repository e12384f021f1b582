-- expect: RULE_BUDGET_INSTRUCTIONS|RULE_BUDGET_TIME
-- a window filled without an end
return function(order, view)
  for i = 1, 1e6 do state:window('w', 60, 1) end
  return approve()
end
