-- expect: RULE_ERROR
-- calls: 40
-- more names than a state has
return function(order, view)
  for i = 1, 50 do state:set('name' .. (state:incr('n')), i) end
  return approve()
end
