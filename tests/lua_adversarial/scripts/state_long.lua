-- expect: RULE_ERROR
-- calls: 80
-- more text than a state has
return function(order, view)
  state:set('name' .. state:incr('n'), ('x'):rep(1000))
  return approve()
end
