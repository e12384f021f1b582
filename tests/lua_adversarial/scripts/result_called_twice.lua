-- expect: RULE_BAD_RESULT
-- two verdicts
return function(order, view)
  do return approve(), approve() end
  return approve()
end
