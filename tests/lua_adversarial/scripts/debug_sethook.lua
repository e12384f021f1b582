-- expect: RULE_ERROR
-- takes the hook away
return function(order, view)
  debug.sethook()
  return approve()
end
