-- expect: RULE_BAD_RESULT
-- without a code
return function(order, view)
  do return resize(5) end
  return approve()
end
