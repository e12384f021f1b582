-- expect: RULE_BAD_RESULT
-- no verdict
return function(order, view)
  do return end
  return approve()
end
