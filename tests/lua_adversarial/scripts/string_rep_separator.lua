-- expect: RULE_ERROR
-- as many separators
return function(order, view)
  local s = (''):rep(1 << 62, 'y')
  return approve()
end
