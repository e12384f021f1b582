-- expect: RULE_ERROR
-- no functions
return function(order, view)
  state:set('f', approve)
  return approve()
end
