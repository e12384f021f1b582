-- expect: RULE_BAD_RESULT
-- a table
return function(order, view)
  do return { approve = true } end
  return approve()
end
