-- expect: RULE_ERROR
-- a field that is not there
return function(order, view)
  do return order.quantiy > 1 end
  return approve()
end
