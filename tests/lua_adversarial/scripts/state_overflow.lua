-- expect: RULE_ERROR
-- a sum that would wrap
return function(order, view)
  state:set('n', math.maxinteger)
  state:incr('n')
  return approve()
end
