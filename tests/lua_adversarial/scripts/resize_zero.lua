-- expect: RULE_BAD_RESULT
-- nothing
return function(order, view)
  do return resize(0, 'HALF') end
  return approve()
end
