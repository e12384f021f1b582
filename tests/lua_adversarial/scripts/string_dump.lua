-- expect: RULE_ERROR
-- bytecode of ours
return function(order, view)
  string.dump(approve)
  return approve()
end
