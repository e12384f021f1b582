-- expect: RULE_ERROR
-- nothing that is not finite
return function(order, view)
  state:set('n', 1 / 0)
  return approve()
end
