-- expect: RULE_ERROR
-- a global
return function(order, view)
  counter = 1
  return approve()
end
