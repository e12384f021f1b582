-- expect: RULE_BAD_RESULT
-- a decimal has an address's type
return function(order, view)
  do return order.quantity end
  return approve()
end
