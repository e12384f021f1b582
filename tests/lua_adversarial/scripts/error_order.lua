-- expect: RULE_ERROR
-- an error that is the order
return function(order, view)
  error(order)
  return approve()
end
