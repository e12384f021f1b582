-- expect: RULE_ERROR
-- keys without an order
return function(order, view)
  for k in pairs({ [{}] = 1 }) do end
  return approve()
end
