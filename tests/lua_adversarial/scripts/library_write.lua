-- expect: RULE_ERROR
-- a library's member
return function(order, view)
  string.format = nil
  return approve()
end
