-- expect: RULE_BAD_RESULT
-- no whole lots
return function(order, view)
  do return resize(2.5, 'HALF') end
  return approve()
end
