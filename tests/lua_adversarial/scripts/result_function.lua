-- expect: RULE_BAD_RESULT
-- the function, not its verdict
return function(order, view)
  do return approve end
  return approve()
end
