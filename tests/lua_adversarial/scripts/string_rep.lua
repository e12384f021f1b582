-- expect: RULE_ERROR
-- a gigabyte in one call
return function(order, view)
  local s = ('x'):rep(1e9)
  return approve()
end
