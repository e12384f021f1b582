-- expect: RULE_BAD_RESULT
-- a text that looks like a number
return function(order, view)
  do return resize('5', 'HALF') end
  return approve()
end
