-- expect: RULE_ERROR
-- each letter a page
return function(order, view)
  local s = ('x'):rep(2000):gsub('x', ('y'):rep(2000))
  return approve()
end
