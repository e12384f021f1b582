-- expect: RULE_ERROR
-- order: 9000000000 9000000000
-- a product that would wrap
return function(order, view)
  if order.quantity * order.price * order.price * order.price < 1000 then return approve() end
  return approve()
end
