-- expect: RULE_BAD_RESULT
-- as much as was asked for
return function(order, view)
  do return resize(order.quantity, 'SAME') end
  return approve()
end
