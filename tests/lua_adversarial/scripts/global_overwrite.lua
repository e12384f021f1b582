-- expect: RULE_ERROR
-- one of ours
return function(order, view)
  approve = function() return 1 end
  return approve()
end
