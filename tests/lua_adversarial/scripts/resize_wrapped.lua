-- expect: RULE_BAD_RESULT|RULE_ERROR
-- a number that wraps when it is scaled
return function(order, view)
  do return resize(math.maxinteger, 'WRAP') end
  return approve()
end
