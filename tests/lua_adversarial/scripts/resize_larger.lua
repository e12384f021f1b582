-- expect: RULE_BAD_RESULT
-- more than was asked for
return function(order, view)
  do return resize(order.quantity + 1, 'MORE') end
  return approve()
end
