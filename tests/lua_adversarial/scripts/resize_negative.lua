-- expect: RULE_BAD_RESULT
-- below nothing
return function(order, view)
  do return resize(-5, 'HALF') end
  return approve()
end
