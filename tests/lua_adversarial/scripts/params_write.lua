-- expect: RULE_ERROR
-- a parameter
return function(order, view)
  params.cap = 1
  return approve()
end
