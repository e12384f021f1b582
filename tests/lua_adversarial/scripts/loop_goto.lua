-- expect: RULE_BUDGET_INSTRUCTIONS
-- a loop without a loop
return function(order, view)
  ::again::
  goto again
  return approve()
end
