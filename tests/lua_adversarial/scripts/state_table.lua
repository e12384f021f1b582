-- expect: RULE_ERROR
-- only scalars are kept
return function(order, view)
  state:set('t', {})
  return approve()
end
