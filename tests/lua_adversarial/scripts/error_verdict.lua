-- expect: RULE_ERROR
-- an error that is an approval
return function(order, view)
  error(approve())
  return approve()
end
