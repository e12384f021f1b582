-- expect: RULE_BAD_RESULT
-- a number
return function(order, view)
  do return 1 end
  return approve()
end
