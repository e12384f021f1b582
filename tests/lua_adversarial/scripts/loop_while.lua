-- expect: RULE_BUDGET_INSTRUCTIONS
-- an empty loop
return function(order, view)
  while true do end
  return approve()
end
