-- expect: RULE_BAD_RESULT
-- a boolean
return function(order, view)
  do return true end
  return approve()
end
