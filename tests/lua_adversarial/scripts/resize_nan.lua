-- expect: RULE_BAD_RESULT
-- not a number
return function(order, view)
  do return resize(0 / 0, 'HALF') end
  return approve()
end
