-- expect: RULE_ERROR
-- the order itself
return function(order, view)
  order.quantity = 1
  return approve()
end
