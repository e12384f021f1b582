-- expect: RULE_BAD_RESULT
-- too much
return function(order, view)
  do return resize(math.huge, 'HALF') end
  return approve()
end
