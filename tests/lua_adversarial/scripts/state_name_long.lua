-- expect: RULE_ERROR
-- a name too long
return function(order, view)
  state:set(('x'):rep(65), 1)
  return approve()
end
