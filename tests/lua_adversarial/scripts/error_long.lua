-- expect: RULE_ERROR
-- a long message
return function(order, view)
  error(('x'):rep(4000))
  return approve()
end
