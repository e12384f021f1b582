-- expect: RULE_ERROR
-- an address
return function(order, view)
  log(('%p'):format(order))
  return approve()
end
