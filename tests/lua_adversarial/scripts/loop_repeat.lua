-- expect: RULE_BUDGET_INSTRUCTIONS
-- an empty loop
return function(order, view)
  repeat until false
  return approve()
end
