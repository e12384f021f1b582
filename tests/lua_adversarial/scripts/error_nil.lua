-- expect: RULE_ERROR
-- an error that is nothing
return function(order, view)
  error()
  return approve()
end
