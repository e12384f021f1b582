-- expect: RULE_BUDGET_INSTRUCTIONS
-- an iterator that never ends
return function(order, view)
  for _ in function() return 1 end do end
  return approve()
end
