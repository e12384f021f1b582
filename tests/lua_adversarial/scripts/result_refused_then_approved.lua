-- expect: RULE_BAD_RESULT
-- a verdict without its code
return function(order, view)
  do return reject() , approve() end
  return approve()
end
