-- expect: RULE_ERROR
-- by nothing
return function(order, view)
  if order.quantity / (order.quantity - order.quantity) < 5 then return approve() end
  return approve()
end
