-- expect: RULE_BAD_RESULT
-- a scope there is not
return function(order, view)
  do return halt('world', 'CODE') end
  return approve()
end
