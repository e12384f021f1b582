-- expect: RULE_ERROR
-- an address by concatenation
return function(order, view)
  do return 'x' .. {} end
  return approve()
end
